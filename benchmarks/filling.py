"""A workspace of so many touches, piece by piece: nothing as large as the record is ever in memory or beside it.

    python -m benchmarks.filling HOME TOUCHES PEOPLE

Touches come in random order, of people some of whom have many more than others; orders are 42.00 EUR. Each piece is
by its own dice and appended once: a run that was ended goes on where it stopped. Nobody has a name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.journeys import ROOM, SECOND, START, TOUCHPOINTS
from benchmarks.workspace import make_business, table_of

PIECE = 1_000_000
SKEW = 1.5
"""The share of touches that the first x of people have is x to the power of one by this."""


def fill(home: Path, touches: int, people: int) -> None:
    """Make a workspace in ``home``, or go on with one that was begun."""
    from touchline.service.home import use_home

    settings = use_home(home, make=True)
    from touchline.lake.events import Lake

    make_business()
    lake = Lake(settings.lake)
    done = lake.transaction("benchmark") or 0
    for version, table in _ahead(touches, people, done):
        lake.append(table, app="benchmark", version=version)


def _ahead(touches: int, people: int, done: int) -> Iterator[tuple[int, pa.Table]]:
    """The pieces that are to come, each made while the one before is written."""
    numbers = range(done + 1, -(-touches // PIECE) + 1)
    with ThreadPoolExecutor(1) as pool:
        coming = None
        for number in numbers:
            rows = min(PIECE, touches - (number - 1) * PIECE)
            after = pool.submit(piece, number, rows, people)
            if coming is not None:
                yield number - 1, coming.result()
            coming = after
        if coming is not None:
            yield numbers[-1], coming.result()


def piece(number: int, rows: int, people: int) -> pa.Table:
    """Some touches of everybody's, the same again for the same numbers; no two of a piece at the same instant."""
    dice = np.random.default_rng((7, number))
    person = (people * dice.random(rows) ** SKEW).astype(np.int64)
    begin = person * 2_654_435_761 % (ROOM // SECOND)
    time = START + (begin + dice.integers(0, ROOM // SECOND, rows)) * SECOND + np.arange(rows) % SECOND
    share = 1 / np.arange(1, TOUCHPOINTS + 1)
    edges = np.cumsum(share / share.sum())[:-1].astype(np.float32)
    what = np.searchsorted(edges, dice.random(rows, np.float32))
    return table_of(person + 1, time, what, dice)


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
