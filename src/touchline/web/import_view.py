"""An import as pages show it: verdicts, money, reasons, rows, what would be new."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.collect.doubts import BY_ID as DOUBTS
from touchline.collect.models import AT_REST, Import, State
from touchline.collect.reasons import BY_ID as REASONS
from touchline.collect.undoing import corrected_by
from touchline.collect.verdicts import ACCEPTED, DUPLICATE, KEPT, REFUSED_VERDICT, SUSPICIOUS, VERDICTS, rows
from touchline.web import wording
from touchline.web.charts.bars import Part, split
from touchline.workspace.currencies import in_words

TAGS = {State.DONE: "good", State.FAILED: "bad", State.UNDONE: ""}
SIZE = 50
"""Rows shown at once."""
MOST_CELLS, LONGEST_CELL = 30, 80


def name_of(found: Import) -> str:
    """The name of its file."""
    return Path(found.file).name


def line(one: Import, zone: ZoneInfo) -> dict[str, Any]:
    """One line of the list of imports."""
    return {
        "number": one.number,
        "file": name_of(one),
        "kind": one.get_kind_display(),
        "by": one.member.name if one.member else "",
        "when": wording.moment(one.made_at, zone),
        "rows": wording.count(one.rows),
        "accepted": wording.count(one.accepted),
        "suspicious": wording.count(one.suspicious),
        "duplicates": wording.count(one.duplicates),
        "refused": wording.count(one.refused),
        "any_refused": one.refused > 0,
        "any_suspicious": one.suspicious > 0,
        "state": one.get_state_display(),
        "tag": TAGS.get(State(one.state), "hold"),
        "running": one.state not in AT_REST,
        "done": f"{one.done_share:.3f}",
        "percent": wording.percent(one.done_share, 0),
    }


def brief(one: Import) -> dict[str, Any]:
    """An import in a list of a few: its number, its file, and how many rows it brought."""
    rows = ngettext("{n} row", "{n} rows", one.accepted).format(n=wording.count(one.accepted))
    return {"number": one.number, "file": name_of(one), "rows": rows}


def sentence(found: Import) -> str:
    """What became of the file, in a sentence."""
    stay = [str(one.number) for one in corrected_by(found.number)] if found.state == State.UNDONE else []
    words = {
        "stay": ", ".join(stay),
        "file": name_of(found),
        "rows": wording.count(found.rows),
        "accepted": wording.count(found.accepted),
    }
    said = {
        State.FAILED: _("“{file}” could not be imported."),
        State.WAITING: _("“{file}” waits to be imported."),
        State.DRAFT: _("What do the columns of “{file}” stand for?"),
        State.REHEARSING: _("“{file}” is being rehearsed: {rows} rows so far, and nothing is recorded."),
        State.UNDOING: _("The import of “{file}” is being undone."),
        State.UNDONE: _("The import of “{file}” is undone. Nothing of it is in the record.")
        if not stay
        else _("The import of “{file}” is undone. Rows of it that were put right stay, as imports {stay}."),
    }.get(State(found.state))
    if said is None and found.state not in AT_REST:
        said = _("“{file}” is being imported: {rows} rows so far.")
    return said.format(**words) if said else _judged(found, words)


def _judged(found: Import, words: Mapping[str, str]) -> str:
    if found.accepted == found.rows:
        said = ngettext("The one row of “{file}” is new.", "All {rows} rows of “{file}” are new.", found.rows)
    else:
        said = ngettext(
            "{accepted} of {rows} row of “{file}” is new.",
            "{accepted} of {rows} rows of “{file}” are new.",
            found.rows,
        )
    odd = found.refused + found.suspicious
    if not odd:
        return said.format(**words)
    look = ngettext("{n} needs a look.", "{n} need a look.", odd).format(n=wording.count(odd))
    return f"{said.format(**words)} {look}"


def bar(found: Import) -> SafeString | str:
    """The verdicts as one bar; suspicious rows are accepted ones."""
    if not found.rows:
        return ""
    return split(
        [
            Part(found.accepted - found.suspicious, _("accepted"), "v1"),
            Part(found.suspicious, _("accepted, suspicious"), "v2"),
            Part(found.duplicates, _("already here"), "v3"),
            Part(found.refused, _("refused"), "v4"),
        ]
    )


def reasons(found: Import) -> list[dict[str, Any]]:
    """Refused rows by reason, then suspicious ones by doubt; most first."""
    return [
        *_counted(found.verdicts, REFUSED_VERDICT),
        *_counted(found.doubts, SUSPICIOUS),
    ]


def _counted(counts: Any, verdict: str) -> list[dict[str, Any]]:
    there = counts if isinstance(counts, dict) else {}
    found = sorted(((int(n), why) for why, n in there.items() if n), key=lambda one: (-one[0], one[1]))
    return [
        {
            "id": why,
            "n": wording.count(n),
            "said": said(why),
            "verdict": verdict,
            "bad": verdict != SUSPICIOUS,
        }
        for n, why in found
    ]


def said(why: str) -> str:
    """The sentence of a reason or a doubt; its id when this version does not know it."""
    known: str | Promise = why
    if why in REASONS:
        known = REASONS[why].sentence
    elif why in DOUBTS:
        known = DOUBTS[why].sentence
    return str(known)


def money(found: Import) -> list[dict[str, str]]:
    """Sums of money by verdict, as they stand in the file."""
    names = {ACCEPTED: _("accepted"), DUPLICATE: _("already here"), REFUSED_VERDICT: _("refused")}
    sums = found.money if isinstance(found.money, dict) else {}
    return [
        {"verdict": names[verdict], "sum": in_words(int(amount), currency)}
        for verdict in names
        for currency, amount in sums.get(verdict, {}).items()
    ]


def foreseen(found: Import) -> list[str]:
    """What an import of a rehearsed file would bring, in sentences."""
    new = found.foreseen if isinstance(found.foreseen, dict) else {}
    lines = []
    if new.get("people"):
        lines.append(
            ngettext("{n} person would be new.", "{n} people would be new.", new["people"]).format(
                n=wording.count(new["people"])
            )
        )
    if new.get("joins"):
        lines.append(
            ngettext(
                "{n} pair of ids would be joined as one person each.",
                "{n} pairs of ids would be joined as one person each.",
                new["joins"],
            ).format(n=wording.count(new["joins"]))
        )
    if new.get("touchpoints"):
        names = ", ".join(str(one["name"])[:60] for one in new["names"][:10])
        more = new["touchpoints"] - min(10, len(new["names"]))
        text = ngettext(
            "{n} touchpoint would be discovered: {names}.",
            "{n} touchpoints would be discovered: {names}.",
            new["touchpoints"],
        ).format(n=wording.count(new["touchpoints"]), names=names)
        if more > 0:
            text = f"{text[:-1]} " + _("and {n} more.").format(n=wording.count(more))
        lines.append(text)
    if new.get("first") and new.get("last"):
        first, last = (datetime.fromisoformat(new[end]).date() for end in ("first", "last"))
        lines.append(_("The new rows are from {days}.").format(days=wording.days(first, last)))
    return lines


def options(found: Import) -> list[dict[str, str]]:
    """How the file is read: what was asked for, in the words of the command line."""
    there = found.options if isinstance(found.options, dict) else {}
    settled = {
        name: there[name] for name in ("zone", "currency", "initiative", "brought_as") if there.get(name)
    }
    return [
        {"name": name, "value": value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}
        for name, value in {**settled, **dict(sorted(there.get("given", {}).items()))}.items()
    ]


def verdict_names() -> list[tuple[str, str]]:
    """Verdicts to choose from."""
    return [
        ("", _("refused and suspicious")),
        (REFUSED_VERDICT, _("refused")),
        (SUSPICIOUS, _("accepted, suspicious")),
        (ACCEPTED, _("accepted")),
        (DUPLICATE, _("already here")),
    ]


def count_of(found: Import, verdict: str, why: str) -> tuple[int, int]:
    """Rows with a verdict and a reason: how many, and how many of them can be shown."""
    totals = {
        REFUSED_VERDICT: found.refused,
        SUSPICIOUS: found.suspicious,
        ACCEPTED: found.accepted - found.suspicious,
        DUPLICATE: found.duplicates,
    }
    kept = {name: min(n, KEPT.get(name, n)) for name, n in totals.items()}
    if why:
        n = int(found.verdicts.get(why, 0) or found.doubts.get(why, 0))
        return n, min(n, KEPT[SUSPICIOUS]) if why in DOUBTS else n
    if verdict:
        return totals[verdict], kept[verdict]
    odd = (REFUSED_VERDICT, SUSPICIOUS)
    return sum(totals[name] for name in odd), sum(kept[name] for name in odd)


def shown(found: Import, verdict: str, why: str, start: int, count: int) -> list[dict[str, Any]]:
    """Rows with their verdict, the reason and their cells."""
    names = dict(verdict_names())
    signs = {ACCEPTED: "＋", SUSPICIOUS: "!", DUPLICATE: "＝", REFUSED_VERDICT: "✕"}
    classes = {ACCEPTED: "v-new", SUSPICIOUS: "v-odd", DUPLICATE: "v-same", REFUSED_VERDICT: "v-bad"}
    return [
        {
            "row": wording.count(one.row),
            "sign": signs[one.verdict],
            "class": classes[one.verdict],
            "verdict": names[one.verdict],
            "said": one.sentence,
            "cells": [_cell(cell) for cell in one.cells[:MOST_CELLS]],
            "more": wording.count(len(one.cells) - MOST_CELLS) if len(one.cells) > MOST_CELLS else "",
        }
        for one in rows(found.folder, verdict, why, start, count)
    ]


def chosen(params: Mapping[str, str]) -> tuple[str, str]:
    """The verdict and the reason an address asks for; what is unknown is left out."""
    verdict, why = params.get("verdict", ""), params.get("why", "")
    return verdict if verdict in VERDICTS else "", why if why in REASONS or why in DOUBTS else ""


def _cell(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - 1] + "…"
