"""From the answer of retention to what its page shows: the sentence and the table by cohort."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys import selectors
from touchline.journeys.index import Legend
from touchline.journeys.retention import MOST_UNITS, WHATS
from touchline.journeys.retention_answer import RetentionResult, RetentionRow
from touchline.journeys.units import number_of
from touchline.service.asking import Asked
from touchline.web import which_form, wording
from touchline.web.asked import Answered
from touchline.web.charts.svg import phrase
from touchline.web.links import Behind
from touchline.web.paging import part
from touchline.web.periods import period_name
from touchline.web.reading import FEW

STEPS = 6
"""Shades of the table, beside none."""


def retention_context(request: HttpRequest, answered: Answered) -> dict[str, Any]:
    """Sentence, form, table by cohort."""
    result: RetentionResult = answered.result
    asked, legend, behind = answered.asked, answered.legend, answered.behind
    shown = part(request, len(result.cohorts))
    most = _most(result)
    unit = asked.text("unit")
    return {
        "answered": True,
        "sentence": sentence(result, asked, legend),
        "summary": phrase(
            ngettext("{number} person started", "{number} people started", result.people),
            number=behind.link(result.people, "people"),
        ),
        "fields": form(asked, legend),
        "offered": which_form.offered(legend),
        "units": [
            {"value": one, "label": label, "current": one == unit}
            for one, label in (("day", _("days")), ("week", _("weeks")), ("month", _("months")))
        ],
        "upto": asked.text("upto"),
        "most_units": MOST_UNITS,
        "columns": [column(unit, cell.k) for cell in result.total],
        "rows": [
            _line(period_name(unit, number_of(unit, cells[0].cohort) or 0), cells, behind, most, unit)
            for cells in result.cohorts[shown.start : shown.stop]
        ],
        "total": _line(_("All"), result.total, behind, most, unit),
        "part": shown,
        "fullest": wording.percent(most) if most else "",
        "explained": _explained(unit),
    }


def _most(result: RetentionResult) -> float:
    """The largest share from unit 1 on, which unit 0 would drown, of cells with enough people."""
    cells = [cell for cell in result.table if not cell.few and (cell.k or len(result.total) == 1)]
    return max((cell.share or 0.0 for cell in cells), default=0.0)


def form(asked: Asked, legend: Legend) -> list[which_form.Field]:
    """The two touches to choose."""
    return [
        which_form.field("start", _("Starts with their first"), asked.text("start"), legend),
        which_form.field("back", _("Comes back with"), asked.text("back"), legend),
    ]


def sentence(result: RetentionResult, asked: Asked, legend: Legend) -> str:
    """The title: which share comes back in the first unit after the start."""
    cell = result.total[min(1, len(result.total) - 1)]
    words = {
        "start": which_form.said(asked.text("start"), legend),
        "back": which_form.said(asked.text("back"), legend),
        "when": column(asked.text("unit"), cell.k),
        "n": wording.count(cell.over),
    }
    if not result.people:
        return _("Nobody started with {start} in this period.").format(**words)
    if not cell.over:
        return _("{when} after the start is not over for anybody yet.").format(**words)
    if cell.over < FEW or cell.share is None:
        return ngettext(
            "{when} is over for {n} person who started with {start}: too few to tell who comes back.",
            "{when} is over for {n} people who started with {start}: too few to tell who comes back.",
            cell.over,
        ).format(**words)
    said = _("{share} of those who start with {start} come back with {back} in {when}.")
    return said.format(**words | {"share": wording.percent(cell.share), "when": words["when"].lower()})


def column(unit: str, k: int) -> str:
    """``Month 3``."""
    names = {"day": _("Day {k}"), "week": _("Week {k}"), "month": _("Month {k}")}
    return names[unit].format(k=k).replace(" ", wording.NB)


def _explained(unit: str) -> str:
    if unit == "month":
        return _(
            "Month 0 begins on the day of each person's own start, month 1 one month later on the same day "
            "of the month. Rows are the month of the start."
        )
    if unit == "week":
        return _(
            "Week 0 is the first seven days from each person's own start, week 1 the seven after. Rows are "
            "the week of the start, from Monday."
        )
    return _("Day 0 is the day of each person's own start, day 1 the next. Rows are the day of the start.")


def _line(
    name: str, cells: tuple[RetentionRow, ...], behind: Behind, most: float, unit: str
) -> dict[str, Any]:
    whole = cells[0].cohort == "total"
    start = "" if whole else f"cohort={cells[0].cohort}:"
    return {
        "name": name,
        "size": behind.link(cells[0].size, "people" if whole else start[:-1]),
        "cells": [
            _cell(cell, f"{start}k={cell.k}", behind, most, f"{name}, {column(unit, cell.k)}")
            for cell in cells
        ],
    }


def _cell(cell: RetentionRow, selector: str, behind: Behind, most: float, where: str) -> dict[str, Any]:
    has = cell.share is not None
    return {
        "share": wording.percent(cell.share, 1) if cell.share is not None else "",
        "span": wording.span(cell.low, cell.high) if has else "",
        "people": behind.link(cell.people, selector, label=where) if has else "",
        "over": wording.count(cell.over),
        "not_over": to_come(cell, selector, behind, where),
        "few": cell.few and has,
        "look": f"heat-{shade(cell.share, most)}" if cell.share is not None and not cell.few else "heat-none",
    }


def shade(share: float, most: float) -> int:
    """Which of the shades a share takes: none for nobody, the fullest from ``most`` on."""
    return 0 if share <= 0 or most <= 0 else min(STEPS, 1 + int(share / most * STEPS - 1e-9))


def to_come(cell: RetentionRow, selector: str, behind: Behind, where: str) -> SafeString | str:
    """For how many the unit is not over."""
    if not cell.not_over:
        return ""
    label = _("not over yet: {where}").format(where=where)
    return phrase(_("{number} to come"), number=behind.link(cell.not_over, f"{selector}:open", label=label))


def retention_people(
    asked: Asked, key: str, value: str, legend: Legend, people: int, words: dict[str, str]
) -> str:
    """The people behind a number of the table."""
    unit, cohort = asked.text("unit"), ""
    if key == "cohort":
        label, _colon, rest = value.partition(":")
        number = number_of(unit, label.strip())
        cohort = "" if number is None else period_name(unit, number) + ": "
        key, value = selectors.split(rest)
    place, _colon, what = value.partition(":")
    k = selectors.number(place)
    words = words | {
        "cohort": cohort,
        "start": which_form.said(asked.text("start"), legend),
        "back": which_form.said(asked.text("back"), legend),
        "when": column(unit, k or 0).lower(),
    }
    if key != "k" or k is None or what not in WHATS:
        return ngettext(
            "{cohort}{n} person started with {start}.", "{cohort}{n} people started with {start}.", people
        ).format(**words)
    return _came_back(what, people).format(**words)


def _came_back(what: str, people: int) -> str:
    if what == "away":
        return ngettext(
            "{cohort}{n} person did not come back with {back} in {when}, which is over.",
            "{cohort}{n} people did not come back with {back} in {when}, which is over.",
            people,
        )
    if what == "open":
        return ngettext(
            "{cohort}for {n} person {when} is not over yet.",
            "{cohort}for {n} people {when} is not over yet.",
            people,
        )
    if what == "early":
        return ngettext(
            "{cohort}{n} person came back with {back} in {when} already, which is not over yet.",
            "{cohort}{n} people came back with {back} in {when} already, which is not over yet.",
            people,
        )
    return ngettext(
        "{cohort}{n} person came back with {back} in {when}.",
        "{cohort}{n} people came back with {back} in {when}.",
        people,
    )
