"""A file of touches as a shop might export it, written as a stream."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from benchmarks.journeys import CHANNELS, ORDER_AT, TOUCHPOINTS, name_of, pieces

BEGIN = 1_735_689_600
"""1 January 2025 UTC, in seconds since 1970."""
SPAN = 365 * 86_400
PIECE = 500_000


def write(path: Path, rows: int, people: int, seed: int = 1) -> None:
    """Columns person, time, touchpoint, channel, value; the people and times at random, in no order."""
    dice = np.random.default_rng(seed)
    names = pa.array([name_of(at) for at in range(TOUCHPOINTS)])
    channels = pa.array([CHANNELS[at % len(CHANNELS)] for at in range(TOUCHPOINTS)])
    values = pa.array(["42.00" if at == ORDER_AT else "" for at in range(TOUCHPOINTS)])
    plain = arrow_csv.WriteOptions(include_header=False, quoting_style="none")
    with path.open("wb") as file:
        file.write(b"person,time,touchpoint,channel,value\n")
        for piece in pieces(rows, PIECE):
            count = piece.stop - piece.start
            who = pa.array(dice.integers(0, people, count)).cast(pa.string())
            when = pa.array(BEGIN + dice.integers(0, SPAN, count)).cast(pa.timestamp("s", "UTC"))
            what = pa.array(dice.integers(0, TOUCHPOINTS, count))
            columns = {
                "person": pc.binary_join_element_wise("p", who, "@example.com", ""),
                "time": pc.strftime(when, "%Y-%m-%dT%H:%M:%S+00:00"),
                "touchpoint": names.take(what),
                "channel": channels.take(what),
                "value": values.take(what),
            }
            arrow_csv.write_csv(pa.table(columns), file, plain)
