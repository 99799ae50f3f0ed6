"""Puts messages into the inbox and drains it in a process of its own, until it is killed.

``python inbox_child.py HOME FIRST ROUNDS DIE_AT`` first works on what is left, then for each round puts
messages in, says "put N" when that is acknowledged, and drains; with ROUNDS 0 it only works on what is
left. With DIE_AT above 0 it kills itself at the step of that number. At its end it says "steps N".
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from tests.faults.lake_child import watch

A_ROUND = 6
BAD = 1


def messages(number: int) -> list[dict[str, Any]]:
    """A round: two of one anonymous id, one with a user too, a repeat of the round before, a refused one."""
    anon, user = f"anon-{number}", f"user-{number % 7}"
    return [
        {"type": "track", "messageId": f"{number}-a", "anonymousId": anon, "event": "Home"},
        {"type": "track", "messageId": f"{number}-b", "anonymousId": anon, "userId": user, "event": "Demo"},
        {"type": "identify", "messageId": f"{number}-c", "userId": user, "traits": {"round": str(number)}},
        {"type": "track", "messageId": f"{max(number - 1, 0)}-a", "anonymousId": anon, "event": "Home"},
        {
            "type": "track",
            "messageId": f"{number}-bad",
            "anonymousId": anon,
            "timestamp": "never",
            "event": "x",
        },
        {"type": "page", "messageId": f"{number}-d", "userId": user, "name": "Pricing"},
    ]


def main() -> None:
    home, first, rounds, die_at = sys.argv[1], *map(int, sys.argv[2:5])
    from touchline.service.home import use_home

    settings = use_home(home, make=True)
    from touchline.collect.inbox import put
    from touchline.collect.inbox.opening import open_inbox
    from touchline.collect.intake import drain as intake
    from touchline.lake import compact
    from touchline.lake.events import Lake

    compact.MANY, intake.PURGE = 3, 2
    lake, inbox = Lake(settings.lake), open_inbox()
    print("ready", flush=True)
    count = watch(home, die_at)

    def step() -> None:
        count[0] += 1
        if count[0] == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any, **named: Any) -> Any:
            step()
            made = function(*words, **named)
            step()
            return made

        return call

    for name in ("see", "drop", "refuse"):
        setattr(inbox, name, around(getattr(inbox, name)))
    intake._learn = around(intake._learn)  # type: ignore[assignment]
    intake.Discoverer = around(intake.Discoverer)  # type: ignore[misc, assignment]
    lake.append = around(lake.append)  # type: ignore[method-assign]

    def work() -> None:
        while not inbox.empty():
            intake.drain(inbox, lake, now=time.time_ns() // 1000)

    work()
    for number in range(first, first + rounds):
        put(messages(number))
        print("put", number, flush=True)
        if number % 3 == 0:
            put(messages(number))  # the sender did not hear of it
        if number % 2:
            work()
        if number % 5 == 4:
            lake.compact()
    print("steps", count[0], flush=True)


if __name__ == "__main__":
    main()
