"""The slow twins of the questions about routes: plain lists, one person after the other."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import Any

from tests.oracle.plain import journeys, within_period

from touchline.journeys.index import ORDER


def routes(touches: list[Any], about: Any) -> dict[str, Any]:
    """People by outcome; ``routes``: touchpoints to people by outcome, and waits to the goal."""
    answer: dict[str, Any] = {"reached": set(), "stopped": set(), "open": set(), "routes": {}}
    for person, theirs, outcome, wait in _whole(touches, about):
        answer[outcome].add(person)
        _on_route(answer["routes"], route(theirs, collapse=about["collapse"]), person, outcome, wait)
    return answer


def stopped(touches: list[Any], about: Any) -> dict[str, Any]:
    """People by outcome; of the stopped: by ``last`` touchpoint, and by the ``endings``."""
    answer: dict[str, Any] = {"reached": set(), "stopped": set(), "open": set(), "last": {}, "endings": {}}
    for person, theirs, outcome, _wait in _whole(touches, about):
        answer[outcome].add(person)
        if outcome != "stopped":
            continue
        answer["last"].setdefault(theirs[-1].touchpoint, set()).add(person)
        ending = route(theirs, collapse=about["collapse"])[-(about["links"] + 1) :]
        _on_route(answer["endings"], ending, person, outcome, None)
    return answer


def between(touches: list[Any], about: Any) -> dict[str, Any]:
    """People by outcome; routes, links and lengths of the reached; what came next and last of the others."""
    answer: dict[str, Any] = {"reached": set(), "stopped": set(), "open": set(), "waits": []}
    answer |= {name: {} for name in ("routes", "links", "lengths", "next", "last")}
    for person, whole in journeys(touches).items():
        theirs = within_period(whole, about["start"], about["end"])
        begins = [at for at, touch in enumerate(theirs) if touch.touchpoint in about["first"]]
        if not begins:
            continue
        here = theirs[begins[0] :]
        ends = [at for at, touch in enumerate(here) if at > 0 and touch.touchpoint in about["then"]]
        if ends:
            span = here[: ends[0] + 1]
            answer["reached"].add(person)
            answer["waits"].append(span[-1].time - span[0].time)
            way = route(span, collapse=about["collapse"])
            _on_route(answer["routes"], way, person, "reached", answer["waits"][-1])
            answer["lengths"].setdefault(len(way) - 2, set()).add(person)
            for link in pairwise(way):
                at = answer["links"].setdefault(link, {"people": set(), "count": 0})
                at["people"].add(person)
                at["count"] += 1
            continue
        outcome = "stopped" if silent(theirs, about) else "open"
        answer[outcome].add(person)
        after = here[1].touchpoint if len(here) > 1 else None
        for what, name in (("next", after), ("last", here[-1].touchpoint)):
            at = answer[what].setdefault(name, {"stopped": set(), "open": set()})
            at[outcome].add(person)
    return answer


def loops(touches: list[Any], start: int | None, end: int | None) -> dict[str, Any]:
    """People, who came back, touches; ``loops`` (touchpoint, between or None) to people and times; who met what."""
    answer: dict[str, Any] = {"people": set(), "looped": set(), "touches": 0, "loops": {}, "met": {}}
    for person, whole in journeys(touches).items():
        theirs = [touch.touchpoint for touch in within_period(whole, start, end)]
        answer["touches"] += len(theirs)
        for at, name in enumerate(theirs):
            answer["people"].add(person)
            answer["met"].setdefault(name, set()).add(person)
            if at >= 1 and theirs[at - 1] == name:
                loop: tuple[str, str | None] = (name, None)
            elif at >= 2 and theirs[at - 2] == name:
                loop = (name, theirs[at - 1])
            else:
                continue
            answer["looped"].add(person)
            found = answer["loops"].setdefault(loop, {"people": set(), "count": 0})
            found["people"].add(person)
            found["count"] += 1
    return answer


def route(theirs: list[Any], *, collapse: bool) -> tuple[str, ...]:
    """The touchpoints of touches; immediate repeats once, if so wanted."""
    names = [touch.touchpoint for touch in theirs]
    return tuple(name for name, _same in groupby(names)) if collapse else tuple(names)


def silent(theirs: list[Any], about: Any) -> bool:
    """No touch of their own later than the time of silence before the end of the period or the record."""
    until = about["as_of"] if about["end"] is None else min(about["as_of"], about["end"])
    return not any(touch.time > until - about["silence"] and not touch.by_business for touch in theirs)


def _whole(touches: list[Any], about: Any) -> list[tuple[int, list[Any], str, int | None]]:
    """Each person's touches in the period, the outcome, and the time to the goal."""
    found = []
    for person, whole in journeys(touches).items():
        theirs = within_period(whole, about["start"], about["end"])
        if not theirs:
            continue
        goal = about["goal"]
        there = [touch for touch in theirs if (touch.money == ORDER if goal is None else touch.touchpoint in goal)]
        if there:
            found.append((person, theirs, "reached", there[0].time - theirs[0].time))
        else:
            found.append((person, theirs, "stopped" if silent(theirs, about) else "open", None))
    return found


def _on_route(routes: Any, way: tuple[str, ...], person: int, outcome: str, wait: int | None) -> None:
    at = routes.setdefault(way, {"reached": set(), "stopped": set(), "open": set(), "waits": []})
    at[outcome].add(person)
    if wait is not None:
        at["waits"].append(wait)
