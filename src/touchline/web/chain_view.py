"""From the answer of a chain to what pages show: a line a link, where people went, hops the plan lacks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.chain import ChainResult
from touchline.journeys.chain_rows import BecameRow, ChainRow, HopRow, OffRow
from touchline.journeys.intervals import share, wilson
from touchline.web import wording
from touchline.web.asked import Answered
from touchline.web.chain_words import became_said
from touchline.web.charts.bars import Part, split
from touchline.web.charts.interval import Share, dot_line
from touchline.web.links import Behind

MOST_HOPS = 10


def chain_context(_request: HttpRequest, answered: Answered) -> dict[str, Any]:
    """What the page of the question shows."""
    lived = view(answered)
    return {"answered": True, "sentence": lived["sentence"], "lived": lived}


def view(answered: Answered) -> dict[str, Any]:
    """The sentence and the tables of an answered chain."""
    result: ChainResult = answered.result
    behind = answered.behind
    followed = result.wholes[0]
    return {
        "sentence": _sentence(result.people, result.followed),
        "entered": behind.link(result.people, "people", label=_("entered the chain")),
        "followed": behind.link(result.followed, "followed", label=_("followed it to the end")),
        "share": _share_said(followed),
        "as_planned": behind.link(result.as_planned, "as_planned", label=_("went as planned")),
        "ahead": behind.link(result.ahead, "ahead", label=_("began later in it")),
        "links": _links(result.links, behind),
        "hops": [_hop(one, behind) for one in result.hops[:MOST_HOPS]],
        "hops_cut": _cut(result.hops_distinct, min(len(result.hops), MOST_HOPS)),
        "nobody": list(result.nobody_meets),
    }


def _sentence(people: int, followed: int) -> str:
    if not people:
        return _("Nobody has entered this chain yet.")
    return ngettext(
        "{followed} of {n} person who entered followed this chain to its end.",
        "{followed} of {n} people who entered followed this chain to its end.",
        people,
    ).format(followed=wording.count(followed), n=wording.count(people))


def _share_said(row: BecameRow) -> str:
    if row.share is None:
        return ""
    return f"{wording.percent(row.share, 1)} ({wording.percent_span(row.low, row.high, 1)})"


def _links(rows: tuple[ChainRow, ...], behind: Behind) -> list[dict[str, Any]]:
    worst = max((row.stopped for row in rows), default=0)
    return [_link(row, behind, row.stopped == worst > 0) for row in rows]


def _link(row: ChainRow, behind: Behind, worst: bool) -> dict[str, Any]:
    to = row.behind(row.place)

    def link(what: str, label: str, bad: bool = False) -> Any:
        return behind.link(getattr(row, what), to[what], label=f"{row.link}: {label}", bad=bad)

    went = row.in_time + row.late + row.detour + row.skipped
    low, high = wilson(went, row.people)
    return {
        "place": row.place,
        "name": row.link,
        "chain": " › ".join(row.chain[1:]),
        "optional": row.optional,
        "repeated": row.repeated,
        "expected": wording.window(row.expected_seconds) if row.expected_seconds is not None else "",
        "reached": link("reached", _("came so far")),
        "share": "" if row.share is None else wording.percent(row.share),
        "reach": "" if row.share is None else wording.percent_span(row.low, row.high),
        "people": link("people", _("were at this link")),
        "bar": split(_parts(row, worst)) if row.people else "",
        "in_time": link("in_time", _("went on in time")),
        "late": link("late", _("went on late")),
        "detour": link("detour", _("took a detour")),
        "skipped": link("skipped", _("skipped ahead")),
        "stopped": link("stopped", _("stopped"), worst),
        "open": link("open", _("may still go on")),
        "done": link("done", _("are done")),
        "went": _percent(went, row.people),
        "dot": dot_line(Share(went / row.people, low, high), width=60, bad=worst) if row.people else "",
        "span": wording.percent_span(low, high) if row.people else "",
        "few": row.few and row.people > 0,
        "worst": worst,
        "wait": wording.duration(row.median_seconds) if row.median_seconds is not None else "–",
        "became": [_became(one, behind) for one in row.became if one.people],
        "detours": [_off(row, one, behind, stopped=False) for one in row.detours],
        "detours_cut": _elsewhere(row.detours_elsewhere),
        "stops": [_off(row, one, behind, stopped=True) for one in row.stops],
        "stops_cut": _elsewhere(row.stops_elsewhere),
        "met_at": [
            {
                "name": one.touchpoint,
                "people": behind.link(one.people, row.at(one)) if one.seen else wording.count(0),
            }
            for one in row.met_at
        ]
        if len(row.met_at) > 1
        else [],
    }


def _became(one: BecameRow, behind: Behind) -> dict[str, Any]:
    said = became_said(one.what)
    return {
        "said": said,
        "people": behind.link(one.people, one.behind(0)["people"], label=f"{one.link}: {said}"),
        "share": "–" if one.share is None else wording.percent(one.share, 1),
        "span": "" if one.share is None else wording.percent_span(one.low, one.high, 1),
        "few": one.few,
    }


def _parts(row: ChainRow, worst: bool) -> list[Part]:
    return [
        Part(row.in_time, _("went on in time"), "seq-5"),
        Part(row.late, _("went on late"), "seq-3"),
        Part(row.detour + row.skipped, _("went another way"), "another"),
        Part(row.done, _("done"), "seq-1"),
        Part(row.open, _("may still go on"), "onway"),
        Part(row.stopped, _("stopped"), "broke" if worst else "stopped"),
    ]


def _percent(count: int, people: int) -> str:
    part = share(count, people)
    return wording.percent(part) if part is not None else "–"


def _off(row: ChainRow, one: OffRow, behind: Behind, *, stopped: bool) -> dict[str, Any]:
    name = one.touchpoint if one.touchpoint is not None else _("no touch after it")
    return {"name": name, "people": behind.link(one.people, row.off(one, stopped=stopped), label=name)}


def _elsewhere(people: int) -> str:
    return (
        ngettext("{n} person elsewhere", "{n} people elsewhere", people).format(n=wording.count(people))
        if people
        else ""
    )


def _hop(one: HopRow, behind: Behind) -> dict[str, Any]:
    return {
        "from": one.from_,
        "to": one.to,
        "people": behind.link(one.people, one.behind(0)["people"], label=f"{one.from_} → {one.to}"),
        "share": wording.percent(one.share, 1),
        "dot": dot_line(Share(one.share, one.low, one.high), width=60),
        "span": wording.percent_span(one.low, one.high, 1),
        "few": one.few,
    }


def _cut(distinct: int, shown: int) -> str:
    if distinct <= shown:
        return ""
    return _("Shown are the {shown} that most people use, of {n}.").format(
        shown=wording.count(shown), n=wording.count(distinct)
    )
