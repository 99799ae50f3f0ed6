"""From the answer of the paths to what its page shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.index import Legend
from touchline.journeys.paths import PathsResult
from touchline.web import options_view, wording
from touchline.web.asked import Answered
from touchline.web.charts.colours import NONE
from touchline.web.charts.flow import Drawn, Link
from touchline.web.charts.interval import Share, dot_line
from touchline.web.charts.svg import clean, phrase
from touchline.web.flow_view import Met, by_stage, colour_of
from touchline.web.links import Behind, address
from touchline.web.paging import part

MOST_ENDS = 15


def paths_context(request: HttpRequest, answered: Answered) -> dict[str, Any]:
    """Sentence, picture, the table of links, where journeys start and end."""
    result: PathsResult = answered.result
    behind = answered.behind
    shown = part(request, len(result.links))
    colour = colour_of(answered.legend)
    least = request.GET.get("least", "")
    picture = drawing(result, answered.legend, behind, 1 if least == "1" else None)
    return {
        "answered": True,
        "sentence": sentence(result),
        "summary": _summary(result, behind),
        "picture": picture,
        "any_placed": any(name != NONE for name in colour.values()),
        "draw_all": _draw_all(request) if picture and picture.least > 1 else "",
        "rows": [
            {
                "from": row.from_,
                "to": row.to,
                "from_colour": colour.get(row.from_, "st-none"),
                "to_colour": colour.get(row.to, "st-none"),
                "count": wording.count(row.count),
                "people": behind.link(row.people, f"link={row.from_}>{row.to}"),
                "share": wording.percent(row.share, 1),
                "span": wording.span(row.low, row.high),
                "dot": dot_line(Share(row.share, row.low, row.high), width=64),
                "wait": wording.duration(row.median_seconds),
                "few": row.few,
            }
            for row in result.links[shown.start : shown.stop]
        ],
        "part": shown,
        "starts": _ends(result.starts, "start", behind, colour),
        "ends": _ends(result.ends, "end", behind, colour),
    }


def _draw_all(request: HttpRequest) -> str:
    kept: dict[str, str | list[str] | None] = {name: request.GET.getlist(name) for name in ("from", "last")}
    return address("paths", {**kept, **options_view.kept(request), "least": "1"})


def drawing(result: PathsResult, legend: Legend, behind: Behind, least: int | None = None) -> Drawn | None:
    """The path picture: columns are the stages of the hourglass, and one for touchpoints without a place."""
    starts = {row.touchpoint: row.people for row in result.starts}
    ends = {row.touchpoint: row.people for row in result.ends}
    nodes = [
        Met(
            row.touchpoint,
            row.people,
            behind.href(f"touchpoint={row.touchpoint}", row.people),
            starts.get(row.touchpoint, 0),
            behind.href(f"start={row.touchpoint}", starts.get(row.touchpoint, 0)),
            ends.get(row.touchpoint, 0),
            behind.href(f"end={row.touchpoint}", ends.get(row.touchpoint, 0)),
        )
        for row in result.touchpoints
    ]
    links = [
        Link(row.from_, row.to, row.people, behind.href(f"link={row.from_}>{row.to}", row.people))
        for row in result.links
        if row.from_ != row.to
    ]
    return by_stage(legend, nodes, links, least)


def sentence(result: PathsResult) -> str:
    """The title: where journeys start and which link most people take."""
    if not result.people:
        return _("Nobody was seen in this period.")
    start = result.starts[0].touchpoint if result.starts else ""
    between = [row for row in result.links if row.from_ != row.to]
    if not between:
        return _("Most journeys start at {start}. No touchpoint follows another.").format(start=_cut(start))
    most = max(between, key=lambda row: row.people)
    said = _(
        "Most journeys start at {start}. Returns to the same touchpoint aside, "
        "most people go from {first} to {next}."
    )
    return said.format(start=_cut(start), first=_cut(most.from_), next=_cut(most.to))


def _cut(name: str, most: int = 50) -> str:
    name = clean(name)
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def _summary(result: PathsResult, behind: Behind) -> SafeString:
    said = ngettext("{touches} of {number} person", "{touches} of {number} people", result.people)
    touches = ngettext("{n} touch", "{n} touches", result.touches).format(n=wording.count(result.touches))
    return phrase(said, touches=touches, number=behind.link(result.people, "people"))


def _ends(rows: Any, selector: str, behind: Behind, colour: dict[str, str]) -> dict[str, Any]:
    rest = rows[MOST_ENDS:]
    more = ""
    if rest:
        more = ngettext(
            "{n} more touchpoint is not listed, with {people} people.",
            "{n} more touchpoints are not listed, with {people} people.",
            len(rest),
        ).format(n=wording.count(len(rest)), people=wording.count(sum(row.people for row in rest)))
    return {
        "rows": [
            {
                "name": row.touchpoint,
                "colour": colour.get(row.touchpoint, "st-none"),
                "people": behind.link(row.people, f"{selector}={row.touchpoint}"),
            }
            for row in rows[:MOST_ENDS]
        ],
        "more": more,
    }
