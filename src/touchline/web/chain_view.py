"""From the answer of a chain to what its page shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.chain import ChainResult, ChainRow
from touchline.journeys.chain_rows import CLASSES, BecameRow, OffRow
from touchline.journeys.index import Legend
from touchline.service.asking import Asked
from touchline.web import wording
from touchline.web.asked import Answered
from touchline.web.charts.interval import Share, dot_line
from touchline.web.charts.svg import clean, phrase
from touchline.web.links import Behind


def chain_context(_request: HttpRequest, answered: Answered) -> dict[str, Any]:
    """Sentence, a row a link, where people leave the chain, and the hops it does not have."""
    result: ChainResult = answered.result
    behind = answered.behind
    return {
        "answered": True,
        "sentence": sentence(result),
        "summary": _summary(result, behind),
        "rows": [_link(row, behind) for row in result.links],
        "offs": [one for row in result.links for one in _offs(row, behind)],
        "hops": [
            {
                "from": hop.from_,
                "to": hop.to,
                "people": behind.link(hop.people, hop.behind(0)["people"]),
                "share": wording.percent(hop.share, 1),
                "span": wording.span(hop.low, hop.high),
                "few": hop.few,
            }
            for hop in result.hops
        ],
        "more_hops": result.hops_distinct - len(result.hops),
        "nobody": result.nobody_meets,
    }


def sentence(result: ChainResult) -> str:
    """The title: how many of those who entered follow the chain fully."""
    if not result.people:
        return _("Nobody entered this chain in this period.")
    share = result.wholes[0].share or 0.0
    return _("{share} of those who enter this chain follow it fully.").format(share=wording.percent(share))


def _summary(result: ChainResult, behind: Behind) -> str:
    said = ngettext(
        "{followed} of {n} person who entered · {planned} of them as planned · {ahead} began later in it",
        "{followed} of {n} people who entered · {planned} of them as planned · {ahead} began later in it",
        result.people,
    )
    return phrase(
        said,
        followed=behind.link(result.followed, "followed"),
        n=behind.link(result.people, "people"),
        planned=behind.link(result.as_planned, "as_planned"),
        ahead=behind.link(result.ahead, "ahead"),
    )


def _link(row: ChainRow, behind: Behind) -> dict[str, Any]:
    selectors = row.behind(row.place)
    named = ("reached", "people", "detour_late", *CLASSES)
    return {
        "place": row.place,
        "name": row.link,
        "optional": row.optional,
        "repeated": row.repeated,
        "share": "–" if row.share is None else wording.percent(row.share, 1),
        "span": "" if row.share is None else wording.span(row.low, row.high),
        "dot": dot_line(None if row.share is None else Share(row.share, row.low, row.high), width=64),
        "median": "–" if row.median_seconds is None else wording.duration(row.median_seconds),
        "expected": "" if row.expected_seconds is None else wording.duration(row.expected_seconds),
        "few": row.few and row.people > 0,
    } | {name: behind.link(getattr(row, name), selectors[name]) for name in named}


def _offs(row: ChainRow, behind: Behind) -> list[dict[str, Any]]:
    """The ways off a link: detours, and where people went who stopped."""
    made = []
    for stopped, rows, rest in (
        (False, row.detours, row.detours_elsewhere),
        (True, row.stops, row.stops_elsewhere),
    ):
        if rows:
            made.append(
                {
                    "place": row.place,
                    "name": row.link,
                    "what": _("stopped, then") if stopped else _("made a detour by"),
                    "ways": [_way(row, one, behind, stopped=stopped) for one in rows],
                    "rest": wording.count(rest) if rest else "",
                }
            )
    return made


def _way(row: ChainRow, one: OffRow, behind: Behind, *, stopped: bool) -> dict[str, Any]:
    return {
        "touchpoint": one.touchpoint or _("nothing"),
        "people": behind.link(one.people, row.off(one, stopped=stopped)),
    }


def became_name(row: BecameRow) -> str:
    """What became of people, at which link, as the head of a column."""
    said = {
        "followed": _("Followed fully"),
        "as_planned": _("As planned"),
        "ahead": _("Began later in it"),
        "reached": _("came so far"),
        "in_time": _("in time"),
        "late": _("late"),
        "detour": _("detour"),
        "skipped": _("skipped ahead"),
        "done": _("done"),
        "stopped": _("stopped"),
        "open": _("still open"),
    }[row.what]
    return f"{row.place}. {row.link}: {said}" if row.place else said


def chain_people(
    asked: Asked, key: str, value: str, _legend: Legend, people: int, words: dict[str, str]
) -> str:
    """The people behind a number of a chain."""
    if key == "link":
        return _of_link(asked, value, people, words)
    said = {
        "followed": ngettext(
            "{n} person followed the chain fully.", "{n} people followed the chain fully.", people
        ),
        "as_planned": ngettext(
            "{n} person followed the chain as planned.", "{n} people followed the chain as planned.", people
        ),
        "ahead": ngettext(
            "{n} person began beyond the beginning of the chain.",
            "{n} people began beyond the beginning of the chain.",
            people,
        ),
        "hop": ngettext("{n} person went {hop}.", "{n} people went {hop}.", people),
        "touchpoint": ngettext("{n} person met {hop}.", "{n} people met {hop}.", people),
    }.get(key) or ngettext("{n} person entered the chain.", "{n} people entered the chain.", people)
    return said.format(hop=clean(value).replace(">", " → "), **words)


def _of_link(asked: Asked, value: str, people: int, words: dict[str, str]) -> str:
    place, _colon, what = value.partition(":")
    name, _sign, where = what.partition("=")
    links = asked.texts("links")
    number = int(place) if place.isascii() and place.isdigit() else 0
    link = links[number - 1] if 1 <= number <= len(links) else place
    became = {
        "reached": _("came at least as far as {link}"),
        "passed_over": _("went beyond {link} without meeting it"),
        "started": _("began with {link}"),
        "in_time": _("went on from {link} in time"),
        "late": _("went on from {link} late"),
        "detour": _("went on from {link} by a detour"),
        "detour_late": _("went on from {link} by a detour, and late"),
        "skipped": _("skipped a link after {link}"),
        "done": _("were done with {link}"),
        "stopped": _("stopped at {link}"),
        "open": _("are at {link} and may still go on"),
        "to": _("went on from {link} to another link"),
    }.get(name.rstrip(":"), _("met {link}"))
    tail = f" ({clean(where)})" if where else ""
    said = ngettext("{n} person: {became}{tail}.", "{n} people: {became}{tail}.", people)
    return said.format(became=became.format(link=clean(link)), tail=tail, **words)
