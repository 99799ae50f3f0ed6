"""A workspace of random journeys: its lake filled by ``Lake.append``, its people and touchpoints known.

    python -m benchmarks.workspace COLUMNS HOME

The index is built afterwards by the command line, as anybody would.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.journeys import CHANNELS, ORDER_AT, STAGES, TOUCHPOINTS, Array, column, name_of, pieces

CHUNK = 500_000
"""Rows an append: as many as the worker merges small files into."""
NAMES = pa.array([name_of(at) for at in range(TOUCHPOINTS)])
OF_CHANNEL = pa.array([CHANNELS[at % len(CHANNELS)] for at in range(TOUCHPOINTS)])


def make_business() -> None:
    """The business and its touchpoints, each in its place, in the workspace that is in use; once."""
    from touchline.touchpoints.discover import Discoverer
    from touchline.touchpoints.models import Touchpoint
    from touchline.touchpoints.place import place
    from touchline.workspace.business import save_business

    save_business(None, name="Benchmark", zone="UTC", currency="EUR", silence_days=90)
    Discoverer()([name_of(at) for at in range(TOUCHPOINTS)])
    for at in range(TOUCHPOINTS):
        place(Touchpoint.objects.get(name=name_of(at)), stage=STAGES[at % len(STAGES)])


def table_of(identity: Array, time: Array, what: Array, dice: np.random.Generator) -> pa.Table:
    """Touches as the lake takes them; orders have an amount."""
    from touchline.lake.events import GIVEN

    order, rows = what == ORDER_AT, len(what)
    keys = dice.integers(-(2**63), 2**63 - 1, (2, rows))
    known = {
        "time": pa.array(time).cast(pa.timestamp("us", tz="UTC")),
        "identity": pa.array(identity),
        "name": NAMES.take(pa.array(what)),
        "channel": OF_CHANNEL.take(pa.array(what)),
        "business": pa.repeat(pa.scalar(False), rows),
        "money": pa.array(np.where(order, 4_200, 0), mask=~order),
        "currency": pa.array(["EUR"]).take(pa.array(np.zeros(rows, np.int8), mask=~order)),
        "class": pa.repeat(pa.scalar("person"), rows),
        "import": pa.repeat(pa.scalar(1, pa.int32()), rows),
        "key_high": pa.array(keys[0]),
        "key_low": pa.array(keys[1]),
    }
    empty = {field.name: pa.nulls(rows, field.type) for field in GIVEN if field.name not in known}
    return pa.table({name: {**known, **empty}[name] for name in GIVEN.names})


def fill(columns: Path, home: Path) -> None:
    """Make a workspace in ``home`` with all touches in random order of arrival."""
    from touchline.service.home import use_home

    settings = use_home(home, make=True)
    from touchline.lake.events import Lake
    from touchline.people import identities

    make_business()
    person, time, touchpoint, arrival = (
        column(columns, name) for name in ("person", "time", "touchpoint", "arrival")
    )
    people = int(person[-1]) + 1
    for piece in pieces(people, 200_000):
        numbers = identities.numbers([f"p{one}@example.com" for one in range(piece.start, piece.stop)])
        if int(numbers[0]) != piece.start + 1 or int(numbers[-1]) != piece.stop:
            raise AssertionError("People of a new workspace are numbered from 1 on.")
    lake = Lake(settings.lake)
    dice = np.random.default_rng(2)
    for version, piece in enumerate(pieces(len(person), CHUNK), 1):
        at = arrival[piece]
        table = table_of(person[at].astype(np.int64) + 1, time[at], touchpoint[at], dice)
        lake.append(table, app="benchmark", version=version)


if __name__ == "__main__":
    fill(Path(sys.argv[1]), Path(sys.argv[2]))
