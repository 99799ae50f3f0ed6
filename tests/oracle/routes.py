"""The slow twin of the routes: plain lists, one person after the other."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from tests.oracle.plain import journeys, within_period

from touchline.journeys.index import ORDER


def routes(touches: list[Any], about: Any) -> dict[str, Any]:
    """People by outcome; ``routes``: touchpoints to people by outcome, and waits to the goal."""
    answer: dict[str, Any] = {"reached": set(), "stopped": set(), "open": set(), "routes": {}}
    for person, theirs, outcome, wait in whole_journeys(touches, about):
        answer[outcome].add(person)
        on_route(answer["routes"], route(theirs, collapse=about["collapse"]), person, outcome, wait)
    return answer


def route(theirs: list[Any], *, collapse: bool) -> tuple[str, ...]:
    """The touchpoints of touches; immediate repeats once, if so wanted."""
    names = [touch.touchpoint for touch in theirs]
    return tuple(name for name, _same in groupby(names)) if collapse else tuple(names)


def silent(theirs: list[Any], about: Any) -> bool:
    """No touch of their own later than the time of silence before the end of the period or the record."""
    until = about["as_of"] if about["end"] is None else min(about["as_of"], about["end"])
    return not any(touch.time > until - about["silence"] and not touch.by_business for touch in theirs)


def whole_journeys(touches: list[Any], about: Any) -> list[tuple[int, list[Any], str, int | None]]:
    """Each person's touches in the period, the outcome, and the time to the goal."""
    found = []
    for person, whole in journeys(touches).items():
        theirs = within_period(whole, about["start"], about["end"])
        if not theirs:
            continue
        goal = about["goal"]
        there = [
            touch for touch in theirs if (touch.money == ORDER if goal is None else touch.touchpoint in goal)
        ]
        if there:
            found.append((person, theirs, "reached", there[0].time - theirs[0].time))
        else:
            found.append((person, theirs, "stopped" if silent(theirs, about) else "open", None))
    return found


def on_route(routes: Any, way: tuple[str, ...], person: int, outcome: str, wait: int | None) -> None:
    at = routes.setdefault(way, {"reached": set(), "stopped": set(), "open": set(), "waits": []})
    at[outcome].add(person)
    if wait is not None:
        at["waits"].append(wait)
