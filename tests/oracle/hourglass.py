"""The slow twin of the hourglass: every pair of touches of a person is looked at."""

from __future__ import annotations

from typing import Any

from tests.oracle.plain import journeys, within_period

ORDER = 1
WAITING = "waiting"


def standing(theirs: list[Any], placed: dict[str, str], repeat: str) -> list[str | None]:
    """On which stage each touch of a journey stands; None without a place."""
    answer: list[str | None] = []
    for at, touch in enumerate(theirs):
        place = placed.get(touch.touchpoint)
        orders = sum(1 for other in theirs[: at + 1] if other.money == ORDER)
        if repeat and place == repeat and orders < 2:
            place = WAITING
        elif repeat and place and touch.money == ORDER and orders >= 2:
            place = repeat
        answer.append(place)
    return answer


def hourglass(
    touches: list[Any],
    stages: list[str],
    placed: dict[str, str],
    repeat: str = "",
    silence: int = 0,
    start: int | None = None,
    end: int | None = None,
    as_of: int = 0,
) -> dict[str, Any]:
    """Sets of persons for each number, lists of waits (µs), and counts of touches."""
    rows: dict[str, Any] = {
        stage: {"reached": set(), "from_before": set(), "went_on": set(), "lost": set(), "open": set()}
        | {"waits": [], "touchpoints": {}}
        for stage in stages
    }
    total: dict[str, Any] = {"people": set(), "touches": 0, "unplaced_people": set(), "unplaced": 0}
    total |= {"waiting": 0, "met": {}, "rows": rows}
    judged = as_of if end is None else min(as_of, end)
    for person, whole in journeys(touches).items():
        theirs = within_period(whole, start, end)
        if not theirs:
            continue
        total["people"].add(person)
        total["touches"] += len(theirs)
        own = [touch.time for touch in theirs if not touch.by_business]
        silent = not any(time > judged - silence for time in own)
        places = standing(theirs, placed, repeat)
        for touch, place in zip(theirs, places, strict=True):
            total["met"].setdefault(touch.touchpoint, set()).add(person)
            if place == WAITING:
                total["waiting"] += 1
            elif place is None:
                total["unplaced"] += 1
                total["unplaced_people"].add(person)
            else:
                at = rows[place]["touchpoints"].setdefault(touch.touchpoint, {"people": set(), "touches": 0})
                at["people"].add(person)
                at["touches"] += 1
        for rank, stage in enumerate(stages):
            here = [at for at, place in enumerate(places) if place == stage]
            if not here:
                continue
            row = rows[stage]
            row["reached"].add(person)
            earlier = [at for at, place in enumerate(places) if place in stages[:rank]]
            later = [at for at, place in enumerate(places) if place in stages[rank + 1 :]]
            if any(one < other for one in earlier for other in here):
                row["from_before"].add(person)
            if any(one > other for one in later for other in here):
                row["went_on"].add(person)
                following = min(at for at in later if at > here[0])
                row["waits"].append(theirs[following].time - theirs[here[0]].time)
            else:
                row["lost" if silent else "open"].add(person)
    return total
