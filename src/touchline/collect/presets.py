"""Presets: how a member imports one kind of file, saved under a name and used again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from touchline.collect.importers import ImportError_
from touchline.collect.importers.reading import WORDS
from touchline.collect.models import Preset
from touchline.collect.options import Options, asked_for
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.undoing import CannotUndo, undoes

SAVED, DROPPED = "saved a preset", "dropped a preset"
LONGEST = 100


def save(name: str, kind: str, given: Mapping[str, Any], member: Member | None = None) -> Preset:
    """Save options in the words of the command line; a preset of this name is replaced.

    Raises ``ImportError_`` with a sentence: no name, a name too long, words that such an import has not.
    """
    lean = name.strip()
    if not lean or len(lean) > LONGEST:
        raise ImportError_(f"Give the preset a name of at most {LONGEST} letters.")
    asked = asked_for(kind, given)
    with transaction.atomic():
        before = Preset.objects.select_for_update().filter(name=lean).first()
        old = _told(before)
        made, _new = Preset.objects.update_or_create(
            name=lean, defaults={"kind": kind, "given": asked, "member": member}
        )
        if old != _told(made):
            record(member, SAVED, lean, old, _told(made))
    return made


def of(options: Options, given: Mapping[str, Any]) -> dict[str, str]:
    """What of a settled import is worth keeping: what was given, and what was guessed of columns and forms.

    The encoding, delimiter and quote that were guessed are not: they are guessed anew from each file.
    """
    said = {name for name, value in given.items() if value not in (None, "")}
    return {name: value for name, value in options.given.items() if name not in WORDS or name in said}


def listed(kind: str | None = None) -> list[Preset]:
    """All presets by name, or those of a kind."""
    found = Preset.objects.select_related("member").order_by("name")
    return list(found.filter(kind=kind) if kind else found)


def apply(name: str, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a preset, with what is ``given`` besides in their place.

    A preset with a value gives way to a quantity and a price, and the other way round. Raises
    ``ImportError_`` when there is no such preset of this kind.
    """
    found = Preset.objects.filter(name=name.strip()).first()
    if found is None:
        names = ", ".join(one.name for one in listed()) or "there are none"
        raise ImportError_(f"There is no preset {name!r}. Saved are: {names}.")
    if found.kind != kind:
        raise ImportError_(f"The preset {name!r} is for {found.kind}: touchline import {found.kind} FILE.")
    said = {name: value for name, value in given.items() if value not in (None, "")}
    kept = dict(found.given)
    if "value" in said:
        kept = {name: value for name, value in kept.items() if name not in ("quantity", "price")}
    if {"quantity", "price"} & set(said):
        kept.pop("value", None)
    return {**kept, **said}


def drop(name: str, member: Member | None = None) -> None:
    """Throw a preset away. Raises ``ImportError_`` when there is none of this name."""
    with transaction.atomic():
        found = Preset.objects.select_for_update().filter(name=name.strip()).first()
        if found is None:
            raise ImportError_(f"There is no preset {name!r}. See: touchline import presets")
        record(member, DROPPED, found.name, _told(found), None)
        found.delete()


def _told(preset: Preset | None) -> dict[str, Any] | None:
    return {"kind": preset.kind, **preset.given} if preset else None


@undoes(SAVED)
def _unsave(entry: AuditEntry, member: Member | None) -> None:
    _put_back(entry, member)


@undoes(DROPPED)
def _undrop(entry: AuditEntry, member: Member | None) -> None:
    _put_back(entry, member)


def _put_back(entry: AuditEntry, member: Member | None) -> None:
    now = Preset.objects.select_for_update().filter(name=entry.what).first()
    if _told(now) != entry.after:
        raise CannotUndo(_("The preset has been changed since."))
    if entry.before is None:
        Preset.objects.filter(name=entry.what).delete()
        return
    given = {name: value for name, value in entry.before.items() if name != "kind"}
    Preset.objects.update_or_create(
        name=entry.what, defaults={"kind": entry.before["kind"], "given": given, "member": member}
    )
