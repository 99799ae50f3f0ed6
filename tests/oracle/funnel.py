"""The slow twin of the funnel: every attempt of every person is walked from its first touch to its end."""

from __future__ import annotations

from typing import Any

from tests.oracle.plain import journeys


def funnel(
    touches: list[Any],
    steps: list[list[str]],
    within: int,
    start: int | None = None,
    end: int | None = None,
    as_of: int = 0,
) -> list[dict[str, Any]]:
    """One dict a step: the sets ``reached``, ``stopped`` and ``open``, and the list ``waits`` (µs)."""
    answer = [{"reached": set(), "stopped": set(), "open": set(), "waits": []} for _ in steps]
    for person, theirs in journeys(touches).items():
        attempts = [
            attempt(theirs, begin, steps, within)
            for begin, touch in enumerate(theirs)
            if touch.touchpoint in steps[0]
            and (start is None or touch.time >= start)
            and (end is None or touch.time < end)
        ]
        if not attempts:
            continue
        deepest = max(len(places) for places in attempts)
        for level in range(deepest):
            answer[level]["reached"].add(person)
            if level:
                answer[level]["waits"].append(first_wait(theirs, attempts, level))
        if deepest < len(steps):
            latest = max(theirs[places[0]].time for places in attempts)
            answer[deepest - 1]["open" if latest + within > as_of else "stopped"].add(person)
    return answer


def attempt(theirs: list[Any], begin: int, steps: list[list[str]], within: int) -> list[int]:
    """Where in a journey the steps are met one after the other, as early as can be."""
    places = [begin]
    for at in range(begin + 1, len(theirs)):
        if len(places) == len(steps) or theirs[at].time - theirs[begin].time > within:
            break
        if theirs[at].touchpoint in steps[len(places)]:
            places.append(at)
    return places


def first_wait(theirs: list[Any], attempts: list[list[int]], level: int) -> int:
    """The wait for a level in the attempt that first came to it; of several, the one that began last."""
    there = [places for places in attempts if len(places) > level]
    first = min(places[level] for places in there)
    candidates = [places for places in there if places[level] == first]
    began = max(theirs[places[0]].time for places in candidates)
    before = min(theirs[places[level - 1]].time for places in candidates if theirs[places[0]].time == began)
    return int(theirs[first].time - before)
