"""The index from Arrow tables in memory, late touches included: ``python -m benchmarks.arrow COLUMNS``.

The touches come in random order, so nearly all of them are late for somebody. Timed is what the product's build
does between reading its files and writing the arrays: sort by shard, fold orders, sort by person and time.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.engines import THREADS
from benchmarks.goals import Goal
from benchmarks.journeys import CHANNELS, ORDER_AT, TOUCHPOINTS, column, make
from benchmarks.measure import KERNELS, own_peak, run
from touchline.journeys.build import build_shard
from touchline.journeys.index import Shard
from touchline.journeys.kernels import use_cache
from touchline.lake.codes import Label, allot
from touchline.lake.level import shards_for
from touchline.lake.partition import Partition
from touchline.lake.reading import Events
from touchline.lake.spill import Spill

RUNS, PIECE, RATE_GOAL = 3, 1 << 18, 15_000_000


def table_of(columns: Path) -> pa.Table:
    """All touches as they arrive."""
    at = np.asarray(column(columns, "arrival"))
    return pa.table(
        {
            "person": column(columns, "person")[at].astype(np.int64) + 1,
            "time": pa.array(column(columns, "time")[at]).cast(pa.timestamp("us", "UTC")),
            "touchpoint": column(columns, "touchpoint")[at].astype(np.int32),
        }
    )


def build(table: pa.Table) -> list[Shard]:
    """The shards of a table, in threads."""
    part = Partition([Spill() for _ in range(shards_for(len(table)))])
    batches = table.to_batches(max_chunksize=PIECE)
    firsts = accumulate((len(batch) for batch in batches[:-1]), initial=0)
    with ThreadPoolExecutor(THREADS) as pool:
        for block in pool.map(lambda *piece: part.sort(_events(*piece)), batches, firsts):
            part.take(block)
    touchpoint, channel, side = (each.tolist() for each in part.split())
    names: list[str | None] = [*part.channels.places, None]
    labels = [Label(t, names[c], s) for t, c, s in zip(touchpoint, channel, side, strict=True)]
    seen = part.labels
    kinds = (seen.kinds | (seen.counts > seen.lines))[: len(labels)]
    codes = allot(labels, seen.counts[: len(labels)].tolist(), kinds.tolist()).code_of
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda spill: build_shard(spill.load(), codes), part.spills))


def _events(batch: pa.RecordBatch, first: int) -> Events:
    """A piece of the table as the build takes it: orders are lines of 42.00 without a reference."""
    what = batch["touchpoint"].to_numpy()
    lines = np.flatnonzero(what == ORDER_AT)
    return Events(
        seq=np.arange(first, first + len(batch)),
        time=batch["time"].view(pa.int64()).to_numpy(),
        person=batch["person"].to_numpy(),
        touchpoint=what,
        business=np.zeros(len(batch), np.uint8),
        channel=(what % len(CHANNELS)).astype(np.int32),
        channels=CHANNELS,
        line_row=lines,
        line_order=np.full(len(lines), -1),
        line_money=np.full(len(lines), 4_200),
        line_currency=np.zeros(len(lines), np.int32),
        currencies=("EUR",),
        left_out={},
        unrecognised={},
        said={},
    )


def measure(folder: Path, touches: int, people: int) -> tuple[list[str], list[Goal]]:
    """Make the touches, build from them in a process of its own, and say how fast."""
    columns = folder / "arrow"
    columns.mkdir(exist_ok=True)
    make(columns, touches, people)
    found = json.loads(run(["-m", "benchmarks.arrow", str(columns)]).said)
    rate = touches / found["seconds"]
    for file in columns.iterdir():
        file.unlink()
    lines = [
        "## The index from Arrow tables",
        "",
        f"{touches:,} touches of {people:,} people and {TOUCHPOINTS} touchpoints from an Arrow table in memory, in random "
        f"order, so late ones are among them all the way, to sorted arrays in memory: {found['seconds']:.2f} s, "
        f"{rate / 1e6:.1f} million touches a second, median of {RUNS}, {THREADS} threads. With reading the lake, writing and "
        f"syncing it takes what the section above says.",
        "",
    ]
    goal = Goal(
        "index build from Arrow tables, at least", rate / 1e6, RATE_GOAL / 1e6, "M touches/s", least=True
    )
    return lines, [goal]


def main(columns: Path) -> None:
    """Print the seconds, and the peak of memory in MiB."""
    use_cache(KERNELS)
    table, taken = table_of(columns), []
    for _ in range(RUNS + 1):
        begin = time.perf_counter()
        shards = build(table)
        taken.append(time.perf_counter() - begin)
        if not len(table) * 0.9 < sum(shard.touches for shard in shards) <= len(table):
            raise AssertionError("The index does not hold the touches of the table.")
    print(json.dumps({"seconds": statistics.median(taken[1:]), "peak": own_peak()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
