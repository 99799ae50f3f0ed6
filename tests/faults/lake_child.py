"""Writes lake and index in a process of its own, until it is killed.

``python lake_child.py FOLDER append|build|levels|anew|remove ROUNDS DIE_AT`` says "ready", then "done N"
after each round that is acknowledged. With DIE_AT above 0 it kills itself just before the write of that
number below FOLDER; after ROUNDS it says how many writes it made.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.lake.make import MEANING, plain

from touchline.journeys import kernels
from touchline.lake import compact, fold, generations, level
from touchline.lake.events import Lake
from touchline.lake.generations import Generations
from touchline.lake.holding import Hold
from touchline.lake.meaning import Meaning

ROWS = 20
GONE = 3
HOUR = 3_600_000_000
WRITES = ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.utime")


def meaning_of(touches: int) -> Meaning:
    """A meaning that says in a name how many touches there are."""
    first = replace(MEANING.touchpoints[0], name=str(touches))
    return replace(MEANING, touchpoints=(first, *MEANING.touchpoints[1:]))


def append(lake: Lake, number: int) -> None:
    """One round: a piece of rows; files are merged every fifth time."""
    lake.append(plain(ROWS, ROWS * number), app="a", version=number)
    if number % 5 == 4:
        lake.compact()


def build(lake: Lake, number: int, here: Generations) -> None:
    """One round: a piece of rows, an index of it, and the older ones swept."""
    lake.append(plain(ROWS, ROWS * number), app="a", version=number)
    here.build(lake, meaning_of(ROWS * (number + 1)), made_at=number * HOUR)
    here.sweep((number + 2) * HOUR)


def levels(lake: Lake, number: int, here: Generations) -> None:
    """One round: a piece of rows, a run of it, levels folded until there is nothing to fold, a sweep."""
    lake.append(plain(ROWS, ROWS * number), app="a", version=number)
    meaning = meaning_of(ROWS * (number + 1))
    here.refresh(lake, meaning, made_at=number * HOUR)
    while here.fold(meaning, made_at=number * HOUR):
        pass
    here.sweep((number + 2) * HOUR)


def anew(lake: Lake, number: int, here: Generations) -> None:
    """One round: other rules, an index by them built in a thread, a piece of rows seen meanwhile, a sweep."""
    meaning = meaning_of(ROWS * (number + 1))
    page = {"page seen": (7, 20)[number % 2]}
    meaning = replace(meaning, recognised={**meaning.recognised, **page})
    built = here.building(lake, meaning)
    thread = threading.Thread(target=built.run, args=(Lake(lake.place), 1))
    thread.start()
    lake.append(plain(ROWS, ROWS * number), app="a", version=number)
    here.keep_up(lake, meaning, made_at=number * HOUR)
    thread.join()
    _name, held = here.take_over(built, lake, meaning, made_at=number * HOUR)
    if held is Hold.ALL:  # the piece came after the base was made, and could not be told from what was there
        here.build(lake, meaning, made_at=number * HOUR)
    here.sweep((number + 2) * HOUR)


def remove(lake: Lake, number: int) -> None:
    """One round: a piece of rows as an import of its own, the one before removed, one person of it too."""
    lake.append(plain(ROWS, ROWS * number, number), app="a", version=number)
    lake.remove_import(number - 1)
    lake.remove_identities([GONE])
    if number % 3 == 2:
        lake.purge()


MAKING = {"build": build, "levels": levels, "anew": anew}


def is_write(event: str, given: tuple[Any, ...], folder: str) -> bool:
    """Whether an audit event is about to change something below ``folder``.

    A commit of the lake is written where no event tells of it, so what is opened in the log afterwards,
    to be synced, counts too.
    """
    if event == "open":
        changes = bool(given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        return str(given[0]).startswith(folder) and (changes or "_delta_log" in str(given[0]))
    return event in WRITES and str(given[0]).startswith(folder)


def watch(folder: str, die_at: int) -> list[int]:
    """Count writes below ``folder`` and die before one of them."""
    count = [0]

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if is_write(event, given, folder):
            count[0] += 1
            if count[0] == die_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    return count


def main() -> None:
    folder, what, rounds, die_at = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    kernels.use_cache(Path(__file__).parent.parent.parent / ".cache" / "kernels")
    level.SHARD_TOUCHES, compact.MANY, fold.HEAD, generations.MOST_SHARE = 50, 2, 30, 9
    generations.AT_ONCE = 0
    lake, here = Lake(Path(folder, "lake")), Generations(Path(folder, "index"))
    from touchline.journeys.kernels import build as _build  # noqa: F401
    from touchline.journeys.kernels import copying as _copying  # noqa: F401
    from touchline.journeys.kernels import lines as _lines  # noqa: F401
    from touchline.journeys.kernels import ordering as _ordering  # noqa: F401
    from touchline.journeys.kernels import partition as _partition  # noqa: F401
    from touchline.journeys.kernels import weaving as _weaving  # noqa: F401

    done = lake.transaction("a")
    start = done or 0  # the last piece again: nobody knows whether it was acknowledged
    print("ready", flush=True)
    count = watch(folder, die_at)
    for number in range(start, start + rounds):
        if what in MAKING:
            MAKING[what](lake, number, here)
        else:
            (append if what == "append" else remove)(lake, number)
        print("done", number, flush=True)
    print("writes", count[0], flush=True)


if __name__ == "__main__":
    main()
