"""From the answer of the routes to what its page shows, and what all pages about routes share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.route_sums import OutcomeRow, RouteRow
from touchline.journeys.routes import RoutesResult
from touchline.web import which_form, wording
from touchline.web.asked import Answered
from touchline.web.charts.bars import Part, fates
from touchline.web.charts.interval import Share, dot_line
from touchline.web.charts.svg import phrase
from touchline.web.flow_view import colour_of
from touchline.web.links import Behind
from touchline.web.touch_words import came_to, short, without

FIRST, LAST = 12, 4
"""Touches of a long route that are shown; those between are counted."""
NAMED = 3
"""Touches of a route that a sentence names."""


def routes_context(_request: HttpRequest, answered: Answered) -> dict[str, Any]:
    """Sentence, form, and the table of routes."""
    result: RoutesResult = answered.result
    behind, goal = answered.behind, answered.asked.text("goal")
    colour, widest = colour_of(answered.legend), widest_of(result.routes)
    most = max((row.people for row in result.routes), default=1)
    return {
        "answered": True,
        "sentence": sentence(result),
        "summary": summary(result, behind, goal),
        "fields": [which_form.field("goal", _("Goal"), goal, answered.legend)],
        "offered": which_form.offered(answered.legend),
        "repeats": answered.asked.text("repeats"),
        "rows": [_outcome_line(row, behind, colour, widest, most) for row in result.routes],
        "widest": wording.percent(widest),
        "not_listed": not_listed(result.distinct, result.once, result.routes),
    }


def _outcome_line(
    row: OutcomeRow, behind: Behind, colour: dict[str, str], widest: float, most: int
) -> dict[str, Any]:
    where = f"route={row.key}"
    parts = [
        Part(row.reached, _("reached the goal"), "seq-5"),
        Part(row.open, _("on the way"), "seq-2"),
        Part(row.stopped, _("stopped"), "st-none"),
    ]
    return line(row, where, behind, colour, widest) | {
        "bar": fates(parts, most),
        "reached": behind.link(row.reached, f"{where}:reached", label=_("reached the goal")),
        "stopped": behind.link(row.stopped, f"{where}:stopped", label=_("stopped")),
        "open": behind.link(row.open, f"{where}:open", label=_("on the way")),
    }


def widest_of(rows: Sequence[RouteRow]) -> float:
    """The share the tracks of a table end with."""
    return max((row.high for row in rows), default=1.0)


def line(row: RouteRow, where: str, behind: Behind, colour: dict[str, str], widest: float) -> dict[str, Any]:
    """One route of a table; ``where`` selects its people, ``widest`` is where its track ends."""
    return {
        "steps": steps(row.route, colour),
        "people": behind.link(row.people, where, label=_("went this route")),
        "share": wording.percent(row.share, 1),
        "span": wording.span(row.low, row.high),
        "dot": dot_line(Share(row.share, row.low, row.high), highest=widest, width=84),
        "wait": "" if row.median_seconds is None else wording.duration(row.median_seconds),
        "wait_span": wait_span(row.median_low, row.median_high),
        "few": row.few,
    }


def wait_span(low: float | None, high: float | None) -> str:
    """The interval of a median wait, or nothing where there is none."""
    if low is None or high is None:
        return ""
    return f"{wording.duration(low)}{wording.DASH}{wording.duration(high)}"


def steps(route: Sequence[str], colour: dict[str, str]) -> list[dict[str, Any]]:
    """A route as its touches; the same one again and again is written once, with how often."""
    runs = [(name, len(list(same))) for name, same in groupby(route)]
    shown = [_step(name, times, colour) for name, times in runs]
    if len(shown) <= FIRST + LAST + 1:
        return shown
    left = sum(times for _name, times in runs[FIRST:-LAST])
    text = ngettext("… {n} more touch …", "… {n} more touches …", left).format(n=wording.count(left))
    return [*shown[:FIRST], {"left": text}, *shown[-LAST:]]


def _step(name: str, times: int, colour: dict[str, str]) -> dict[str, Any]:
    return {
        "name": name,
        "colour": colour.get(name, "st-none"),
        "times": f"×{wording.count(times)}" if times > 1 else "",
    }


def not_listed(distinct: int, once: int, rows: Sequence[RouteRow]) -> str:
    """How many routes there are, and how many people went one alone."""
    said = ngettext("There is {n} route.", "There are {n} routes.", distinct)
    return _listed(said, distinct, once, rows) if distinct else ""


def endings_not_listed(distinct: int, once: int, rows: Sequence[RouteRow]) -> str:
    """The same of endings."""
    said = ngettext("There is {n} ending.", "There are {n} endings.", distinct)
    return _listed(said, distinct, once, rows) if distinct else ""


def _listed(said: str, distinct: int, once: int, rows: Sequence[RouteRow]) -> str:
    said = said.format(n=wording.count(distinct))
    if distinct > len(rows) and rows:
        said += " " + ngettext(
            "The {listed} listed is that of {people} people.",
            "The {listed} listed are those of {people} people.",
            len(rows),
        ).format(listed=wording.count(len(rows)), people=wording.count(sum(row.people for row in rows)))
    if once:
        said += " " + ngettext(
            "{n} person has one that nobody else has.",
            "{n} people have one each that nobody else has.",
            once,
        ).format(n=wording.count(once))
    return said


def sentence(result: RoutesResult) -> str:
    """The title: the route most people go."""
    if not result.people:
        return _("Nobody was seen in this period.")
    if result.once == result.distinct:
        return ngettext(
            "{n} person was seen, on one route.",
            "{n} people were seen, and no two of them went the same route.",
            result.people,
        ).format(n=wording.count(result.people))
    top = result.routes[0]
    said = ngettext(
        "The route most people go is {route}: {n} person, {share}.",
        "The route most people go is {route}: {n} people, {share}.",
        top.people,
    )
    return said.format(
        route=in_words(top.route), n=wording.count(top.people), share=wording.percent(top.share)
    )


def in_words(route: Sequence[str]) -> str:
    """A route in a sentence: its first touches."""
    if len(route) == 1:
        return _("{touchpoint} and nothing else").format(touchpoint=short(route[0]))
    named = " → ".join(short(name) for name in route[:NAMED])
    left = len(route) - NAMED
    if left <= 0:
        return named
    more = ngettext("{n} more touch", "{n} more touches", left).format(n=wording.count(left))
    return f"{named} → {more}"


def summary(result: Any, behind: Behind, goal: str) -> SafeString:
    """People, and what became of them."""
    said = _("{people} seen · {reached} {came} · {stopped} stopped without {goal} · {open} on the way")
    return phrase(
        said,
        people=behind.link(result.people, "people"),
        reached=behind.link(result.reached, "reached"),
        came=came_to(goal),
        goal=without(goal),
        stopped=behind.link(result.stopped, "stopped"),
        open=behind.link(result.open, "open"),
    )
