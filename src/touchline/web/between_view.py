"""From the answer of what is between two touchpoints to what its page shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.between_answer import BetweenResult, EndRow, LengthRow
from touchline.journeys.index import Legend
from touchline.web import which_form, wording
from touchline.web.asked import Answered
from touchline.web.charts.bars import Column, columns
from touchline.web.charts.flow import Drawn, Link
from touchline.web.charts.interval import Share, dot_line
from touchline.web.charts.svg import phrase
from touchline.web.flow_view import Met, by_stage, colour_of
from touchline.web.links import Behind
from touchline.web.paging import part
from touchline.web.routes_view import line, not_listed, wait_span, widest_of
from touchline.web.touch_words import came_to, who_met

MOST_ENDS = 15
MOST_COLUMNS = 24


def between_context(request: HttpRequest, answered: Answered) -> dict[str, Any]:
    """Sentence, form, picture, routes, links, lengths, and where the others stopped."""
    result: BetweenResult = answered.result
    asked, behind, colour = answered.asked, answered.behind, colour_of(answered.legend)
    shown = part(request, len(result.links))
    start, end = asked.text("start"), asked.text("end")
    return {
        "answered": True,
        "sentence": sentence(result, start, end),
        "summary": _summary(result, behind),
        "fields": [
            which_form.field("start", _("From the first"), start, answered.legend),
            which_form.field("end", _("To the next"), end, answered.legend),
        ],
        "offered": which_form.offered(answered.legend),
        "repeats": asked.text("repeats"),
        "picture": drawing(result, answered.legend, behind),
        "rows": [
            line(row, f"route={row.key}", behind, colour, widest_of(result.routes)) for row in result.routes
        ],
        "widest": wording.percent(widest_of(result.routes)),
        "not_listed": not_listed(result.distinct, result.once, result.routes),
        "links": [
            {
                "from": row.from_,
                "to": row.to,
                "from_colour": colour.get(row.from_, "st-none"),
                "to_colour": colour.get(row.to, "st-none"),
                "people": behind.link(row.people, f"link={row.from_}>{row.to}"),
                "count": wording.count(row.count),
                "share": wording.percent(row.share, 1),
                "span": wording.span(row.low, row.high),
                "dot": dot_line(Share(row.share, row.low, row.high), width=64),
                "few": row.few,
            }
            for row in result.links[shown.start : shown.stop]
        ],
        "part": shown,
        "lengths": _lengths(result, behind),
        "lengths_left": _lengths_left(result),
        "next": _ends(result.next, "next", behind, colour),
        "last": _ends(result.last, "last", behind, colour),
        "wait": _wait(result),
    }


def drawing(result: BetweenResult, legend: Legend, behind: Behind) -> Drawn | None:
    """The path picture of those who came."""
    met = [
        Met(row.touchpoint, row.people, behind.href(f"touchpoint={row.touchpoint}", row.people))
        for row in result.touchpoints
    ]
    links = [
        Link(row.from_, row.to, row.people, behind.href(f"link={row.from_}>{row.to}", row.people))
        for row in result.links
        if row.from_ != row.to
    ]
    return by_stage(legend, met, links)


def sentence(result: BetweenResult, start: str, end: str) -> str:
    """The title: how many came, and after how long."""
    who, came = who_met(start), came_to(end)
    if not result.people:
        return _("There are no {who} in this period.").format(who=who)
    if not result.reached or result.share is None or result.median_seconds is None:
        return _("None of {who} {came}.").format(who=who, came=came)
    return _("{share} of {who} {came}, half of them within {wait}.").format(
        share=wording.percent(result.share), who=who, came=came, wait=wording.duration(result.median_seconds)
    )


def _summary(result: BetweenResult, behind: Behind) -> SafeString:
    said = _("{people} started · {reached} came · {stopped} stopped on the way · {open} still on it")
    return phrase(
        said,
        people=behind.link(result.people, "people"),
        reached=behind.link(result.reached, "reached"),
        stopped=behind.link(result.stopped, "stopped"),
        open=behind.link(result.open, "open"),
    )


def _wait(result: BetweenResult) -> str:
    span = wait_span(result.median_low, result.median_high)
    return _("95 % interval of the median: {span}.").format(span=span) if span else ""


def _lengths(result: BetweenResult, behind: Behind) -> SafeString | str:
    if not result.lengths:
        return ""
    items = [
        Column(
            wording.count(row.touches),
            row.people,
            behind.href(f"length={row.touches}", row.people),
            _label(row),
            low=row.low * result.reached,
            high=row.high * result.reached,
        )
        for row in result.lengths[:MOST_COLUMNS]
    ]
    return columns(items, id="lengths", title=_("Touches between, by people"))


def _label(row: LengthRow) -> str:
    said = ngettext("{people} with {n} touch between", "{people} with {n} touches between", row.touches)
    return said.format(people=wording.count(row.people), n=wording.count(row.touches))


def _lengths_left(result: BetweenResult) -> str:
    rest = result.lengths[MOST_COLUMNS:]
    if not rest:
        return ""
    people = sum(row.people for row in rest)
    said = ngettext(
        "{n} person with more touches between is not drawn; the most are {most}.",
        "{n} people with more touches between are not drawn; the most are {most}.",
        people,
    )
    return said.format(n=wording.count(people), most=wording.count(rest[-1].touches))


def _ends(rows: Sequence[EndRow], key: str, behind: Behind, colour: dict[str, str]) -> dict[str, Any]:
    rest = rows[MOST_ENDS:]
    more = ""
    if rest:
        more = ngettext(
            "{n} more touchpoint is not listed, with {people} people.",
            "{n} more touchpoints are not listed, with {people} people.",
            len(rest),
        ).format(n=wording.count(len(rest)), people=wording.count(sum(row.people for row in rest)))
    return {"rows": [_end(row, key, behind, colour) for row in rows[:MOST_ENDS]], "more": more}


def _end(row: EndRow, key: str, behind: Behind, colour: dict[str, str]) -> dict[str, Any]:
    all_, each = ("nothing", "nothing=") if row.touchpoint is None else (f"{key}={row.touchpoint}", "")
    each = each or f"{all_}:"
    return {
        "name": row.touchpoint or _("nothing"),
        "colour": colour.get(row.touchpoint or "", "st-none"),
        "people": behind.link(row.people, all_),
        "stopped": behind.link(row.stopped, f"{each}stopped"),
        "open": behind.link(row.open, f"{each}open"),
    }
