"""A breakdown or a comparison as one table: a line a part, a column a row of the answer."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.difference import Difference, Spread, keys, spreads
from touchline.journeys.export import Row
from touchline.journeys.options import Parts
from touchline.web import options_view, wording
from touchline.web.asked import Answered
from touchline.web.chain_view import became_name
from touchline.web.charts.interval import Share, dot_line
from touchline.web.charts.svg import EMPTY
from touchline.web.links import Behind
from touchline.web.stages import stage_name

MOST_COLUMNS = 8
"""Rows of an answer that stand side by side; the table says how many more there are."""
MAIN = {"orders": "net"}
"""The number with an interval that a cell shows, where it is not the first one of a row."""


def parts_context(answered: Answered) -> dict[str, Any]:
    """What the table shows; nothing for an answer without parts."""
    parts = answered.parts
    if parts is None:
        return {}
    whole = parts.whole if parts.whole is not None else parts.parts[0].result
    rows = _rows(whole)
    columns = [_key(row) for row, _ in rows[:MOST_COLUMNS]]
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
    }


def _rows(result: Any) -> list[tuple[Row, dict[str, str]]]:
    rows = list(result.compared())
    return [one for one in rows if getattr(one[0], "all_channels", True)]


def _key(row: Row) -> tuple[str, ...]:
    return tuple(str(getattr(row, name)) for name in keys(type(row)))


def _head(answered: Answered, row: Row) -> str:
    """What a column is called."""
    question = answered.asked.question
    heads: dict[str, Callable[[Any], str]] = {
        "hourglass": lambda row: stage_name(row.stage),
        "orders": lambda _row: _("In total"),
        "retention": lambda row: f"{answered.asked.text('unit')} {row.k}",
        "time-to": lambda row: f"{row.start} → {row.next}",
        "chain": became_name,
        "touches": lambda row: _("Median") if row.touches == "all" else wording.count(row.touches),
    }
    return heads[question](row) if question in heads else " → ".join(_key(row))


def _lines(answered: Answered, parts: Parts[Any], columns: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    lines = []
    for part in parts.parts:
        behind = answered.behind_part(part.key)
        found = {_key(row): (row, selectors) for row, selectors in part.result.compared()}
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
    name, selector = next(iter(selectors.items()), ("", ""))
    people = behind.link(getattr(row, name), selector) if name else ""
    spread = _main(answered, type(row))
    value = getattr(row, spread.value) if spread else None
    if spread is None or value is None or defined:
        return {"people": people, "value": "", "span": "", "dot": ""}
    low, high = getattr(row, spread.low or ""), getattr(row, spread.high or "")
    return {
        "people": people,
        "value": _number(answered, spread.value, value),
        "span": _span(answered, spread.value, low, high),
        "dot": _dot(spread.value, value, low, high),
        "few": getattr(row, "few", False),
    }


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
        "routes": _("their share of all with a route"),
        "between": _("their share of all who reached the end"),
        "loops": _("their share of all who met the touchpoint"),
        "stopped": _("their share of all who stopped"),
        "touches": _("their share of all who came to the goal, and the median"),
        "orders": _("the net amount"),
        "retention": _("their share of those whose time is over"),
        "time-to": _("the share of those who started that came"),
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


def _number(answered: Answered, name: str, value: Any) -> str:
    if isinstance(value, Decimal):
        return wording.amount(value, answered.legend.currency)
    if "share" in name:
        return wording.percent(value, 1)
    return wording.duration(value) if "seconds" in name else wording.count(value)


def _span(answered: Answered, name: str, low: Any, high: Any) -> str:
    if low is None or high is None:
        return ""
    if "share" in name:
        return wording.span(low, high)
    return f"{_number(answered, name, low)} {wording.DASH} {_number(answered, name, high)}"


def _dot(name: str, value: Any, low: Any, high: Any) -> SafeString:
    return dot_line(Share(value, low, high)) if "share" in name else EMPTY


def _differences(
    answered: Answered, parts: Parts[Any], columns: list[tuple[str, ...]]
) -> list[dict[str, Any] | None]:
    """The second part less the first, for the number each cell shows."""
    types = {_key(row): type(row) for row, _ in _rows(parts.parts[0].result)}
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
    signed = [_points(float(end)) if points else _signed(answered, one.number, end) for end in ends]
    return {
        "value": _signed(answered, one.number, one.difference),
        "span": _("{low} to {high}").format(low=signed[0], high=signed[1]) if len(signed) == 2 else "",
        "sure": one.sure,
    }


def _signed(answered: Answered, name: str, value: Any) -> str:
    """A difference with its sign; of shares in percentage points."""
    if "share" in name:
        return _("{number} points").format(number=_points(value))
    return _sign(value) + _number(answered, name, abs(value))


def _points(share: float) -> str:
    return _sign(share) + wording.number(abs(share) * 100, 1)


def _sign(value: Any) -> str:
    return "+" if value > 0 else ("−" if value < 0 else "")


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
