"""The slow twin of the loops."""

from __future__ import annotations

from typing import Any

from tests.oracle.plain import journeys, within_period


def loops(touches: list[Any], start: int | None, end: int | None) -> dict[str, Any]:
    """People, who came back, touches; ``loops`` (touchpoint, between or None) to people and times."""
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
