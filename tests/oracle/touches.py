"""The slow twin of the touches before the first order."""

from __future__ import annotations

from typing import Any

from tests.oracle.plain import journeys

ORDER = 1


def touches_before(
    touches: list[Any],
    before: list[str] | None = None,
    apart: int | None = None,
    start: int | None = None,
    end: int | None = None,
) -> dict[str, Any]:
    """``people``: persons by number of touches; ``never``: persons. ``before`` None means an order."""
    answer: dict[str, Any] = {"people": {}, "never": set()}
    for person, theirs in journeys(touches).items():
        hits = [
            at
            for at, touch in enumerate(theirs)
            if (touch.money == ORDER if before is None else touch.touchpoint in before)
        ]
        if not hits:
            answer["never"].add(person)
            continue
        time = theirs[hits[0]].time
        if (start is None or start <= time) and (end is None or time < end):
            count = len(contacts(theirs[: hits[0]], apart))
            answer["people"].setdefault(count, set()).add(person)
    return answer


def contacts(earlier: list[Any], apart: int | None) -> list[Any]:
    """The touches that begin a contact; without ``apart`` every one does."""
    if apart is None:
        return earlier
    begins = []
    for at, touch in enumerate(earlier):
        same = [other.time for other in earlier[:at] if other.channel == touch.channel]
        if not same or touch.time - same[-1] >= apart:
            begins.append(touch)
    return begins
