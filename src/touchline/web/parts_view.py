"""A breakdown or a comparison as one table: a line a part, a column a row of the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.difference import Difference, Spread, key_of, spreads
from touchline.journeys.export import Row
from touchline.journeys.options import Parts
from touchline.web import options_view, wording
from touchline.web import parts_numbers as numbers
from touchline.web.asked import Answered
from touchline.web.chain_words import became_name
from touchline.web.links import Behind
from touchline.web.retention_view import column
from touchline.web.stages import stage_name

MOST_COLUMNS = 8
"""Rows of an answer that stand side by side; the table says how many more there are."""
MAIN = {"orders": "net"}
"""The number with an interval that a cell shows, where it is not the first one of a row."""
COUNTED = {
    "retention": ("people", "over"),
    "time-to": ("came", "people"),
    "routes": ("reached", "people"),
    "between": ("reached", "people"),
}
"""The people a cell counts and those its share is of, where they are not the first ones of a row."""


def parts_context(answered: Answered) -> dict[str, Any]:
    """What the table shows; nothing for an answer without parts."""
    parts = answered.parts
    if parts is None:
        return {}
    whole = parts.whole if parts.whole is not None else parts.parts[0].result
    rows = _rows(whole)
    columns = [key_of(row) for row, _ in rows[:MOST_COLUMNS]]
    more = len(rows) - len(columns)
    compared = parts.options.against is not None
    return {
        "compared": compared,
        "by": "" if parts.options.by is None else options_view.by_name(parts.options.by),
        "heads": [_head(answered, row) for row, _ in rows[:MOST_COLUMNS]],
        "number": _main_said(answered),
        "lines": _lines(answered, parts, columns),
        "less": _less(answered, parts) if compared else "",
        "difference": _differences(answered, parts, columns) if compared else [],
        "more": ngettext(
            "{n} more row of the answer is in CSV and JSON.",
            "{n} more rows of the answer are in CSV and JSON.",
            more,
        ).format(n=wording.count(more))
        if more > 0
        else "",
        "both": _both(parts) if compared else "",
        "opening": _opening(answered, parts) if compared else "",
    }


def _rows(result: Any) -> list[tuple[Row, dict[str, str]]]:
    rows = list(result.compared())
    return [one for one in rows if getattr(one[0], "all_channels", True)]


def _head(answered: Answered, row: Row) -> str:
    """What a column is called."""
    question = answered.asked.question
    heads: dict[str, Callable[[Any], str]] = {
        "hourglass": lambda row: stage_name(row.stage),
        "orders": lambda _row: _("In total"),
        "retention": lambda row: column(answered.asked.text("unit"), row.k),
        "time-to": lambda row: f"{row.start} → {row.next}",
        "routes": lambda _row: _("Reached the goal"),
        "between": lambda _row: _("Came"),
        "loops": lambda row: f"{row.touchpoint} → {_('at once') if row.over is None else row.over}",
        "chain": became_name,
        "touches": lambda row: _("Median") if row.touches == "all" else wording.count(row.touches),
    }
    return heads[question](row) if question in heads else " → ".join(key_of(row))


def _lines(answered: Answered, parts: Parts[Any], columns: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    lines = []
    for part in parts.parts:
        behind = answered.behind_part(part.key)
        found = {key_of(row): (row, selectors) for row, selectors in part.result.compared()}
        lines.append(
            {
                "name": options_view.side(answered.asked.chosen, part.key)
                if parts.options.against is not None
                else options_view.part_name(part.key, part.values),
                "quiet": part.value is None and parts.options.against is None,
                "people": wording.count(part.people),
                "cells": [
                    _cell(answered, behind, *found[key], defined=_by_definition(answered, key, columns))
                    if key in found
                    else None
                    for key in columns
                ],
            }
        )
    return lines


def _cell(
    answered: Answered, behind: Behind, row: Row, selectors: dict[str, str], *, defined: bool
) -> dict[str, Any]:
    """The people of a row as a link, and its main number with the interval unless it is ``defined``."""
    name, whole = COUNTED.get(answered.asked.question, (next(iter(selectors), ""), ""))
    cell = {"people": _link(behind, row, name, selectors), "of": _link(behind, row, whole, selectors)}
    spread = _main(answered, type(row))
    value = getattr(row, spread.value) if spread else None
    if spread is None or value is None or defined:
        return cell
    low, high = getattr(row, spread.low or ""), getattr(row, spread.high or "")
    return cell | {
        "value": numbers.number(answered, spread.value, value),
        "span": numbers.span(answered, spread.value, low, high),
        "dot": numbers.dot(spread.value, value, low, high),
        "few": getattr(row, "few", False),
    }


def _link(behind: Behind, row: Row, name: str, selectors: dict[str, str]) -> str:
    """Some people of a row, with the way to their list where there is one."""
    if not name:
        return ""
    people = getattr(row, name)
    return behind.link(people, selectors[name]) if name in selectors else wording.count(people)


def _main(answered: Answered, row: type[Row]) -> Spread | None:
    """The number of a cell: the first one of a row that has an interval."""
    wanted = MAIN.get(answered.asked.question)
    found = [one for one in spreads(row) if one.low and wanted in (None, one.value)]
    return found[0] if found else None


def _main_said(answered: Answered) -> str:
    """The number of a cell in words; each question has its own."""
    said = {
        "hourglass": _("the share of them that went on"),
        "funnel": _("their share of all who started"),
        "paths": _("their share of all at the first touchpoint of the link"),
        "routes": _("their share of all people with a route"),
        "between": _("their share of all who started"),
        "loops": _("their share of all who met the touchpoint"),
        "stopped": _("their share of all who stopped"),
        "touches": _("their share of all who came to the goal, and the median"),
        "orders": _("the net amount"),
        "retention": _("their share of those whose time is over"),
        "time-to": _("their share of all who started"),
        "chain": _("their share of all at the link, or of all who entered"),
    }
    return said.get(answered.asked.question) or _("the first number of the answer that has an interval")


def _less(answered: Answered, parts: Parts[Any]) -> str:
    """Which side is taken from which."""
    first, second = (options_view.side(answered.asked.chosen, part.key) for part in parts.parts[:2])
    return _("{second} less {first}").format(first=first, second=second)


def _by_definition(answered: Answered, key: tuple[str, ...], columns: list[tuple[str, ...]]) -> bool:
    """Whether the share of a column is all of them, whoever is asked: the first step of a funnel."""
    return answered.asked.question == "funnel" and key == columns[0]


def _differences(
    answered: Answered, parts: Parts[Any], columns: list[tuple[str, ...]]
) -> list[dict[str, Any] | None]:
    """The second part less the first, for the number each cell shows."""
    types = {key_of(row): type(row) for row, _ in _rows(parts.parts[0].result)}
    found = {(one.key, one.number): one for one in parts.differences}
    cells: list[dict[str, Any] | None] = []
    for key in columns:
        spread = _main(answered, types[key])
        one = found.get((key, spread.value)) if spread else None
        some = one is not None and one.difference is not None and not _by_definition(answered, key, columns)
        cells.append(_difference(answered, one) if one and some else None)
    return cells


def _difference(answered: Answered, one: Difference) -> dict[str, Any]:
    points = "share" in one.number
    ends = [end for end in (one.low, one.high) if end is not None]
    signed = [
        numbers.points(float(end)) if points else numbers.signed(answered, one.number, end) for end in ends
    ]
    return {
        "value": numbers.signed(answered, one.number, one.difference),
        "span": _("{low} to {high}").format(low=signed[0], high=signed[1]) if len(signed) == 2 else "",
        "sure": one.sure,
    }


def _opening(answered: Answered, parts: Parts[Any]) -> str:
    """The difference that matters most, in a sentence: of the end of a funnel, of unit 1, else the first."""
    rows = [row for row, _selectors in _rows(parts.parts[0].result)]
    place = {"funnel": -1, "retention": min(1, len(rows) - 1)}.get(answered.asked.question, 0)
    row = rows[place] if rows else None
    spread = _main(answered, type(row)) if row else None
    if row is None or spread is None:
        return ""
    found = {(one.key, one.number): one for one in parts.differences}
    one = found.get((key_of(row), spread.value))
    if one is None or one.difference is None or one.low is None:
        return ""
    first, second = (options_view.side(answered.asked.chosen, part.key) for part in parts.parts[:2])
    said = _("{what}: {a} ({first}) against {b} ({second}). The difference is beyond chance.")
    if not one.sure:
        said = _("{what}: {a} ({first}) against {b} ({second}). The difference may be chance.")
    a, b = (numbers.number(answered, spread.value, value) for value in (one.first, one.second))
    return said.format(what=_head(answered, row), a=a, first=first, b=b, second=second)


def _both(parts: Parts[Any]) -> str:
    """How sure the differences are."""
    if parts.both is None:
        return _("The same people may be in both periods; the intervals hold even then.")
    if not parts.both:
        return _("Nobody is in both.")
    said = ngettext(
        "{n} person is in both, so the intervals are rather too wide.",
        "{n} people are in both, so the intervals are rather too wide.",
        parts.both,
    )
    return said.format(n=wording.count(parts.both))
