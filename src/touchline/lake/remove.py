"""Removal of events, and of every byte they left behind.

A removal is one transaction: files that hold such events are written anew without them, and take the
place of the old ones. What is left of the old files and of the log goes with a purge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
import pyarrow as pa

from touchline.journeys.index import Array
from touchline.lake.log import Log
from touchline.lake.parquet import EventFile, write_batches
from touchline.lake.removed import Removed, of
from touchline.lake.snapshot import Counted
from touchline.lake.store import Store

BATCH = 1 << 14
Column = Literal["identity", "import"]


def remove(log: Log, column: Column, numbers: Sequence[int]) -> int:
    """Remove the events whose ``column`` is one of ``numbers``; returns how many went.

    Memory holds one batch of a file and the ``seq`` of what goes. Others may append meanwhile; where files
    were merged, it is begun again.
    """
    wanted = np.unique(np.asarray(numbers, np.int64))
    while True:
        fresh: list[EventFile] = []
        old: list[Counted] = []
        gone = Removed()
        for part in log.snapshot().parts:
            seq = _found(log.store, part, column, wanted) if _may_hold(part, column, wanted) else wanted[:0]
            if len(seq):
                old.append(part)
                gone += of(seq)
                if len(seq) < part.rows:
                    fresh.append(write_batches(log.store, _rest(log.store, part, column, wanted)))
        if not old or _swapped(log, fresh, old, gone):
            return gone.count


def _swapped(log: Log, fresh: Sequence[EventFile], old: Sequence[Counted], gone: Removed) -> bool:
    """Commit a removal, unless one of the old files does not count any more."""
    with log.turn():
        there = {part.name for part in log.refresh().snapshot().parts}
        if not all(part.name in there for part in old):
            return False
        log.remove(fresh, old, gone)
        return True


def purge(log: Log) -> None:
    """Leave no byte of removed events: files that do not count go at once, and so does the older log.

    Killed half-way it is repeated as a whole. Whoever has an old file open goes on reading it; while
    somebody copies the lake this waits.
    """
    if log.facts().version < 0:
        return
    with log.store.alone(wait=True):
        log.restart()
        counted = {part.name for part in log.snapshot().parts}
        log.store.remove([name for name in log.store.names() if name not in counted])
        log.forget()


def _may_hold(part: Counted, column: Column, wanted: Array) -> bool:
    """Whether a file may hold one of the numbers, as far as the log knows."""
    ends = part.identities if column == "identity" else part.imports
    if ends is None:
        return bool(len(wanted))
    return bool(np.searchsorted(wanted, ends[0]) < np.searchsorted(wanted, ends[1], side="right"))


def _found(store: Store, part: Counted, column: Column, wanted: Array) -> Array:
    """The ``seq`` of the events in a file that go."""
    found = [wanted[:0]]
    with store.parquet(part.name) as source:
        for batch in source.iter_batches(BATCH, columns=["seq", column]):
            found.append(batch.column("seq").to_numpy()[_chosen(batch, column, wanted)])
    return np.concatenate(found)


def _rest(store: Store, part: Counted, column: Column, wanted: Array) -> Iterator[pa.RecordBatch]:
    """The events in a file that stay, in their order."""
    with store.parquet(part.name) as source:
        for batch in source.iter_batches(BATCH):
            yield batch.filter(pa.array(~_chosen(batch, column, wanted)))


def _chosen(batch: pa.RecordBatch, column: Column, wanted: Array) -> Array:
    values = batch.column(batch.schema.get_field_index(column))
    chosen: Array = np.isin(values.fill_null(0).to_numpy(zero_copy_only=False), wanted)
    chosen &= values.is_valid().to_numpy(zero_copy_only=False)
    return chosen
