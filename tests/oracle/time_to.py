"""The slow twin of the time to a next touch: each person's start looked up, and the next touch after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.oracle.plain import journeys, within_period

Wanted = Callable[[Any], bool]


def time_to(
    touches: list[Any],
    start: Wanted,
    following: Wanted,
    within: int | None,
    period: tuple[int | None, int | None],
    as_of: int,
) -> dict[str, dict[str, Any]]:
    """By channel of the start: the sets ``came``, ``open`` and ``never``, and the list ``waits`` (µs)."""
    channels: dict[str, dict[str, Any]] = {}
    for person, theirs in journeys(touches).items():
        begins = [touch for touch in within_period(theirs, *period) if start(touch)]
        if not begins:
            continue
        begin = begins[0]
        place = next(at for at, touch in enumerate(theirs) if touch is begin)
        here = channels.setdefault(begin.channel, {"came": set(), "open": set(), "never": set(), "waits": []})
        later = [touch.time - begin.time for touch in theirs[place + 1 :] if following(touch)]
        if later and (within is None or later[0] <= within):
            here["came"].add(person)
            here["waits"].append(later[0])
        else:
            here["open" if within is None or begin.time + within > as_of else "never"].add(person)
    return channels
