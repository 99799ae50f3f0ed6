"""Random journeys: skewed touchpoints, a long tail of long journeys, orders. Made once, kept as columns.

No two touches of a person are at the same instant: those of one second are a microsecond apart. So
every engine has the same order to go by, and answers must agree exactly.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

Array = npt.NDArray[Any]

TOUCHPOINTS = 60
STAGES = ("know", "like", "trust", "try", "buy", "repeat", "refer")
REPEAT = STAGES.index("repeat")
CHANNELS = ("site", "e-mail", "phone", "shop", "social")
ORDER_AT = 39
"""The touchpoint that is an order. Touchpoint n stands on stage n modulo 7, on channel n modulo 5."""

SECOND = 1_000_000
DAY = 86_400 * SECOND
START = 1_700_000_000 * SECOND
GAP, ROOM = 6 * DAY, 200 * DAY
"""Waits are 6 days on average, shorter for those who have so many touches that they would not fit in 200."""

STEPS = (0, 1, 2, 3, ORDER_AT)
WITHIN = 30 * DAY
SILENCE = 90 * DAY
PERIOD = (START + 60 * DAY, START + 320 * DAY)
"""What the full form of a question is asked of: of the touches, those whose first order lies in it."""
CONTACT = 30 * 60 * SECOND


def name_of(touchpoint: int) -> str:
    """The name of a touchpoint."""
    return f"touchpoint {touchpoint}"


def make(folder: Path, touches: int, people: int, seed: int = 1) -> None:
    """Write the columns person, time and touchpoint, by person and time, and a random order of arrival."""
    dice = np.random.default_rng(seed)
    weight = dice.lognormal(0, 1.2, people)
    count = 1 + dice.multinomial(touches - people, weight / weight.sum())
    person = np.repeat(np.arange(people, dtype=np.uint32), count)
    gap = dice.exponential(1.0, touches) * np.minimum(GAP, ROOM / count)[person]
    gap[dice.random(touches) < 0.3] = 0
    time = np.cumsum(gap.astype(np.int64) // SECOND * SECOND + 1)
    begin = np.cumsum(count) - count
    time += (START + dice.integers(0, ROOM // SECOND, people) * SECOND - time[begin])[person]
    share = 1 / np.arange(1, TOUCHPOINTS + 1)
    edges = np.cumsum(share / share.sum())[:-1]
    touchpoint = np.searchsorted(edges, dice.random(touches, np.float32)).astype(np.uint8)
    arrival = dice.permutation(touches).astype(np.uint32)
    for name, column in (
        ("person", person),
        ("time", time),
        ("touchpoint", touchpoint),
        ("arrival", arrival),
    ):
        np.save(folder / f"{name}.npy", column)


def column(folder: Path, name: str) -> Array:
    """One column, mapped into memory."""
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))


def pieces(touches: int, size: int) -> list[slice]:
    """Slices of at most so many touches."""
    return [slice(begin, min(begin + size, touches)) for begin in range(0, touches, size)]


def write_sorted(folder: Path) -> None:
    """``touch.parquet``: person, time and touchpoint of all touches, by person and time."""
    columns = {name: column(folder, name) for name in ("person", "time", "touchpoint")}
    schema = pa.schema([("person", pa.uint32()), ("time", pa.uint64()), ("touchpoint", pa.uint8())])
    with pq.ParquetWriter(folder / "touch.parquet", schema, compression="lz4") as writer:
        for piece in pieces(len(columns["person"]), 1 << 20):
            arrays = [
                pa.array(columns[field.name][piece].astype(field.type.to_pandas_dtype())) for field in schema
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
