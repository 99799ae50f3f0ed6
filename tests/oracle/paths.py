"""The slow twin of the paths: neighbours in each journey, one pair after the other."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tests.oracle.plain import journeys, within_period


def paths(touches: list[Any], start: int | None = None, end: int | None = None) -> dict[str, Any]:
    """Links (from, to) with ``people`` and ``waits`` (µs); who starts, ends and meets where."""
    answer: dict[str, Any] = {"people": set(), "touches": 0, "links": {}, "starts": {}, "ends": {}, "met": {}}
    for person, whole in journeys(touches).items():
        theirs = within_period(whole, start, end)
        if not theirs:
            continue
        answer["people"].add(person)
        answer["touches"] += len(theirs)
        answer["starts"].setdefault(theirs[0].touchpoint, set()).add(person)
        answer["ends"].setdefault(theirs[-1].touchpoint, set()).add(person)
        for touch in theirs:
            at = answer["met"].setdefault(touch.touchpoint, {"people": set(), "touches": 0})
            at["people"].add(person)
            at["touches"] += 1
        for one, other in pairwise(theirs):
            link = answer["links"].setdefault(
                (one.touchpoint, other.touchpoint), {"people": set(), "waits": []}
            )
            link["people"].add(person)
            link["waits"].append(other.time - one.time)
    return answer
