"""Refused rows as a form: a field a cell, and what is said beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.collect.cells_file import read_header
from touchline.collect.correcting import Open, open_rows
from touchline.collect.models import Import
from touchline.collect.reasons import BY_ID
from touchline.collect.refused import NAME, Refused, refused_rows
from touchline.collect.sent_again import SentBefore, sent_rows
from touchline.web import import_view, wording
from touchline.web.draft_view import ROLES
from touchline.workspace.models import BusinessSettings

MOST_ROWS = 50
MOST_FIELDS = 900
"""A form holds no more of them."""


class Wanted(NamedTuple):
    """The rows a form is about: refused for this reason, or any, and behind the row of this number."""

    why: str
    after: int


def wanted(params: Mapping[str, str]) -> Wanted:
    """What an address or a form asks for; what is unknown is left out."""
    why, after = params.get("why", ""), params.get("after", "")
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0
    return Wanted(why if why in BY_ID else "", number)


def typed(found: Import, params: Mapping[str, str]) -> dict[int, tuple[str, ...]]:
    """The cells of each row in a sent form, as many as were shown; what is missing is as it came."""
    numbers = {one for part in params.get("rows", "").split(",") if (one := _number(part))}
    width = _number(params.get("width", "")) or 0
    width = min(width, MOST_FIELDS)
    return {
        one.row: tuple(
            params.get(_field(one.row, at), one.cells[at] if at < len(one.cells) else "")
            for at in range(max(width, len(one.cells)))
        )
        for one in refused_rows(found.folder)
        if one.row in numbers
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _field(row: int, at: int) -> str:
    return f"c-{row}-{at}"


def view(
    found: Import,
    asked: Wanted,
    typed: Mapping[int, Sequence[str]] | None = None,
    clash: SentBefore | None = None,
) -> dict[str, Any]:
    """The page. ``typed`` are cells of a form that was not taken, ``clash`` why not."""
    width = len(read_header(found.folder / NAME))
    most = min(MOST_ROWS, MOST_FIELDS // max(width, 1))
    opened = open_rows(found, asked.why, asked.after, most)
    rows = {one.row: one for one in opened.rows}
    last = max(rows, default=0)
    if typed:
        kept = {one.row: one for one in refused_rows(found.folder) if one.row in typed}
        rows = {**kept, **rows}
    by = clash.by if clash else {}
    return {
        "number": found.number,
        "sentence": _sentence(opened, rows),
        "why": asked.why,
        "why_sentence": import_view.said(asked.why) if asked.why else "",
        "after": asked.after or "",
        "rows": [_row(found, opened, rows[row], typed, by) for row in sorted(rows)],
        "numbers": ",".join(str(row) for row in sorted(rows) if row not in by),
        "width": len(opened.header),
        "clash": str(clash) if clash else "",
        "next": f"?{urlencode({'why': asked.why, 'after': last})}" if opened.more and most else "",
        "too_long": _too_long(opened, most),
        "sent": _sent(found),
    }


def _sentence(opened: Open, rows: Mapping[int, Refused]) -> str:
    if not rows:
        return _("No refused row waits to be put right here.")
    if opened.more:
        return _("Put these {n} refused rows right; more follow.").format(n=wording.count(len(rows)))
    return ngettext(
        "Put this refused row right and send it again.",
        "Put these {n} refused rows right and send them again.",
        len(rows),
    ).format(n=wording.count(len(rows)))


def _row(
    found: Import,
    opened: Open,
    one: Refused,
    typed: Mapping[int, Sequence[str]] | None,
    by: Mapping[int, Import],
) -> dict[str, Any]:
    cells = list((typed or {}).get(one.row, one.cells))
    cells += [""] * (len(opened.header) - len(cells))
    roles = _roles(found)
    names = [*opened.header, *[""] * (len(cells) - len(opened.header))]
    return {
        "row": wording.count(one.row),
        "said": str(one.reason.sentence),
        "by": _by(by[one.row]) if one.row in by else "",
        "by_number": by[one.row].number if one.row in by else 0,
        "cells": [
            {
                "id": _field(one.row, at),
                "name": names[at] or _("column {n}").format(n=at + 1),
                "role": roles.get(names[at], ""),
                "value": cell,
                "lines": cell.count("\n") + cell.count("\r"),
            }
            for at, cell in enumerate(cells)
        ],
    }


def _roles(found: Import) -> dict[str, str]:
    """What the columns stand for, by their names."""
    given = found.options.get("given", {})
    return {given[role]: label() for role, label in ROLES.items() if role in given}


def _by(one: Import) -> str:
    when = wording.moment(one.made_at, ZoneInfo(BusinessSettings.current().zone))
    who = one.member.name if one.member else _("Somebody")
    return _("{name} sent this row again on {when}. What you typed is below, and is not sent.").format(
        name=who, when=when
    )


def _too_long(opened: Open, most: int) -> str:
    if not most:
        return _(
            "The file has too many columns for a form. Download the refused rows, and send them as a file."
        )
    if not opened.too_long:
        return ""
    return ngettext(
        "{n} row is too long for a form. Download the refused rows, and send it in the file.",
        "{n} rows are too long for a form. Download the refused rows, and send them in the file.",
        opened.too_long,
    ).format(n=wording.count(opened.too_long))


def _sent(found: Import) -> str:
    """How many rows were sent again from here."""
    count = len(sent_rows(found.number))
    return (
        ngettext(
            "{n} row was sent again already and is not listed.",
            "{n} rows were sent again already and are not listed.",
            count,
        ).format(n=wording.count(count))
        if count
        else ""
    )
