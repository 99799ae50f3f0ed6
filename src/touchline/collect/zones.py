"""In which zone the times of imported files were read, where the files do not say it."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.collect.models import Import, State

NAMED = 3
"""Imports that a sentence names."""


def read_in(zone: str) -> list[Import]:
    """Imports in the record with times that name no offset, read in ``zone`` as the business's."""
    done = Import.objects.filter(state=State.DONE, options__wall=True, options__zone=zone).order_by("number")
    return [one for one in done if "time_zone" not in one.options.get("given", {})]


def after_change(before: str, now: str) -> str:
    """What a change of the business's zone leaves as it was, and what to do about it; "" for nothing."""
    found = read_in(before) if before != now else []
    if not found:
        return ""
    named = ", ".join(f"{one.number} ({Path(one.file).name})" for one in found[:NAMED])
    more = len(found) - NAMED
    if more > 0:
        named += _(" and {n} more").format(n=f"{more:,}")
    return ngettext(
        "Times without an offset in import {named} were read in {before} and stay so. "
        "To read them in {now}, undo that import and import its file again.",
        "Times without an offset in imports {named} were read in {before} and stay so. "
        "To read them in {now}, undo these imports and import their files again.",
        len(found),
    ).format(named=named, before=before, now=now)


def read_before(file: Path, zone: str) -> str:
    """That a file of this name was imported with its times read in another zone; "" when it was not."""
    named = Import.objects.filter(state=State.DONE, options__wall=True, file__endswith=f"/{file.name}")
    for one in named.order_by("-number"):
        then = one.options["zone"]
        if then != zone:
            return (
                f"{file.name} was imported before, as import {one.number}, with times read in {then}. "
                f"Rows that are here already keep these times; to read them in {zone}, "
                f"undo import {one.number} first."
            )
    return ""
