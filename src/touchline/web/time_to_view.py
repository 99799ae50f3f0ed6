"""From the answer of the time to a next touch to what its page shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys import selectors
from touchline.journeys.index import Legend
from touchline.journeys.time_to import MOST
from touchline.journeys.time_to_answer import PERCENTS, Pair, TimeToResult, TimeToRow
from touchline.service.asking import Asked
from touchline.web import which_form, wording
from touchline.web.asked import Answered
from touchline.web.charts.interval import Share, dot_line
from touchline.web.charts.quantiles import Box, Scale, axis, box
from touchline.web.charts.svg import clean, phrase
from touchline.web.links import Behind
from touchline.web.paging import part
from touchline.web.reading import FEW, waits

USUAL = ("any", "order")
"""What the page asks before anything is chosen: from a first touch to an order."""
SHOWN = 10
"""Pairs on a page, each with its channels."""


def from_first_touch_to_order(_request: HttpRequest, asked: Asked) -> Asked:
    """The page's own question where none is asked."""
    starts, nexts = asked.texts("starts"), asked.texts("nexts")
    return asked.but(starts=starts or USUAL[:1], nexts=nexts or USUAL[1:])


def time_to_context(request: HttpRequest, answered: Answered) -> dict[str, Any]:
    """Sentence, form, a row a pair and channel."""
    result: TimeToResult = answered.result
    asked, legend, behind = answered.asked, answered.legend, answered.behind
    shown = part(request, len(result.pairs), SHOWN)
    pairs = result.pairs[shown.start : shown.stop]
    scale = Scale.over(
        [one for pair in pairs for row in (pair.whole, *pair.channels) for one in _seconds(row)]
    )
    return {
        "answered": True,
        "sentence": sentence(result, asked, legend),
        "summary": _summary(result, behind),
        "starts": _fields("start", _("From the first"), asked.texts("starts"), legend),
        "nexts": _fields("next", _("To the next"), asked.texts("nexts"), legend),
        "offered": which_form.offered(legend),
        "within": asked.text("within"),
        "axis": axis(scale),
        "percents": [wording.percent(percent / 100) for percent in PERCENTS],
        "pairs": [_pair(pair, asked, legend, behind, scale) for pair in pairs],
        "part": shown,
        "has_never": result.within_seconds is not None,
        "meaning": _meaning(result),
    }


def _fields(name: str, label: str, chosen: tuple[str, ...], legend: Legend) -> list[which_form.Field]:
    more, away = _("or from") if name == "start" else _("or to"), _("(take it away)")
    fields = [
        which_form.field(name, more if place else label, one, legend, empty=away if len(chosen) > 1 else "")
        for place, one in enumerate(chosen)
    ]
    if len(chosen) < MOST:
        fields.append(which_form.field(name, more, "", legend, empty="+"))
    return fields


def sentence(result: TimeToResult, asked: Asked, legend: Legend) -> str:
    """The title: how long half of those who come take, of the first pair."""
    row = result.pairs[0].whole
    words = {
        "start": which_form.said(asked.texts("starts")[0], legend),
        "next": which_form.said(asked.texts("nexts")[0], legend),
        "n": wording.count(row.people),
        "came": wording.count(row.came),
    }
    if not row.people:
        return _("Nobody started with {start} in this period.").format(**words)
    if row.came < FEW or row.p50_seconds is None:
        return ngettext(
            "{came} of {n} person came from {start} to {next}: too few to tell how long it takes.",
            "{came} of {n} people came from {start} to {next}: too few to tell how long it takes.",
            row.people,
        ).format(**words)
    return _("Half of those who come from {start} to {next} take {wait} or less.").format(
        wait=wording.duration(row.p50_seconds), **words
    )


def _summary(result: TimeToResult, behind: Behind) -> str:
    row = result.pairs[0].whole
    return phrase(
        ngettext("{came} of {n} person came", "{came} of {n} people came", row.people),
        came=behind.link(row.came, "start=1:next=1"),
        n=behind.link(row.people, "start=1"),
    )


def _meaning(result: TimeToResult) -> str:
    if result.within_seconds is None:
        return _(
            "Without a time to come in, nobody is given up: "
            "those who did not come so far count as not yet there."
        )
    return _("Never: did not come within {within} after the start. Not yet: that time is not over.").format(
        within=wording.window(result.within_seconds)
    )


def _pair(pair: Pair, asked: Asked, legend: Legend, behind: Behind, scale: Scale) -> dict[str, Any]:
    start = which_form.said(asked.texts("starts")[pair.start - 1], legend)
    following = which_form.said(asked.texts("nexts")[pair.next - 1], legend)
    name = _("{start} → {next}").format(start=start, next=following)
    rows = [_row(pair.whole, pair, behind, scale, name)]
    rows += [_row(row, pair, behind, scale, row.channel or _("without a channel")) for row in pair.channels]
    return {"rows": rows if len(pair.channels) > 1 else rows[:1]}


def _row(row: TimeToRow, pair: Pair, behind: Behind, scale: Scale, name: str) -> dict[str, Any]:
    end = "" if row.all_channels else f":channel={row.channel}"
    selector = f"start={pair.start}:next={pair.next}"
    seconds = _seconds(row)
    return {
        "name": clean(name),
        "whole": row.all_channels,
        "people": behind.link(row.people, f"start={pair.start}{end}"),
        "came": behind.link(row.came, f"{selector}{end}"),
        "share": wording.percent(row.share, 1) if row.share is not None else "–",
        "span": wording.span(row.low, row.high) if row.share is not None else "",
        "dot": dot_line(None if row.share is None else Share(row.share, row.low, row.high), width=64),
        "open": behind.link(row.open, f"{selector}:open{end}"),
        "never": "" if row.never is None else behind.link(row.never, f"{selector}:never{end}"),
        "box": box(Box(seconds, row.p50_low_seconds, row.p50_high_seconds) if seconds else None, scale),
        "waits": [_wait(row, percent) for percent in PERCENTS],
        "few": row.few and row.people > 0,
    }


def _seconds(row: TimeToRow) -> list[float]:
    values = [row.quantile(percent)[0] for percent in PERCENTS]
    return [value for value in values if value is not None]


def _wait(row: TimeToRow, percent: int) -> dict[str, str]:
    value, low, high = row.quantile(percent)
    return {
        "value": "–" if value is None else wording.duration(value),
        "span": "" if low is None or high is None else _span(low, high),
    }


def _span(low: float, high: float) -> str:
    """The interval of a wait; a unit that both ends have is written once."""
    first, _gap, unit = wording.duration(low).rpartition(wording.NB)
    same = first and wording.duration(high).endswith(wording.NB + unit)
    return f"{first}{wording.DASH}{wording.duration(high)}" if same and low < high else waits(low, high)


def time_to_people(
    asked: Asked, key: str, value: str, legend: Legend, people: int, words: dict[str, str]
) -> str:
    """The people behind a number of a pair."""
    head, given, channel = value.partition("channel=")
    parts = [part.strip() for part in head.rstrip(": ").split(":")]
    what = parts[-1] if parts[-1] in ("open", "never") else ""
    places = dict(selectors.split(one) for one in (f"{key}={parts[0]}", *parts[1:]) if "=" in one)
    start = _named(places.get("start", ""), asked.texts("starts"), legend)
    following = _named(places.get("next", ""), asked.texts("nexts"), legend)
    where = clean(channel) or _("without a channel")
    words = words | {"start": start, "next": following, "channel": f" ({where})" if given else ""}
    if not following:
        return ngettext(
            "{n} person started with {start}{channel}.", "{n} people started with {start}{channel}.", people
        ).format(**words)
    return _became(what, people).format(**words)


def _named(place: str, among: tuple[str, ...], legend: Legend) -> str:
    number = selectors.number(place)
    known = number is not None and 1 <= number <= len(among)
    return which_form.said(among[number - 1], legend) if known and number else ""


def _became(what: str, people: int) -> str:
    if what == "open":
        return ngettext(
            "{n} person started with {start}{channel} and has not come to {next} yet.",
            "{n} people started with {start}{channel} and have not come to {next} yet.",
            people,
        )
    if what == "never":
        return ngettext(
            "{n} person started with {start}{channel} and did not come to {next} in time.",
            "{n} people started with {start}{channel} and did not come to {next} in time.",
            people,
        )
    return ngettext(
        "{n} person came from {start}{channel} to {next}.",
        "{n} people came from {start}{channel} to {next}.",
        people,
    )
