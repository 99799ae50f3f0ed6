"""Merging of many small files of the lake into few large ones. The events stay the same."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from touchline.lake.lease import take
from touchline.lake.log import Counted, Log
from touchline.lake.parquet import PATTERN, write_events

TARGET_ROWS = 500_000
TARGET_SIZE = 64 << 20
MANY = 8
KEPT_SECONDS = 3600
LEASE = "lease"
"""A file in the lake's folder; who copies the lake holds a shared lock on it."""


def compact(log: Log) -> int:
    """Merge runs of small neighbouring files and return how many files went.

    A run is merged when it has ``MANY`` files or fills half a large one. A merged file is sorted by
    (identity, seq), so that one person's events are found without reading it all. Files that no
    longer count stay an hour for those who read them.
    """
    gone = 0
    for run in runs(log.snapshot().parts):
        fresh = write_events(log.folder, merged(log.folder, run))
        for part in run:
            os.utime(log.folder / part.name)
        log.swap([fresh], run)
        gone += len(run)
    if gone:
        log.checkpoint()
    remove_unused(log, time.time() - KEPT_SECONDS)
    return gone


def runs(parts: Sequence[Counted]) -> list[list[Counted]]:
    """Which neighbours, in the order of ``seq``, are merged with each other."""
    found: list[list[Counted]] = []
    run: list[Counted] = []
    for part in parts:
        if run and _too_large([*run, part]):
            found.append(run)
            run = []
        run.append(part)
    found.append(run)
    return [run for run in map(_even, found) if len(run) >= MANY or (len(run) > 1 and _half_full(run))]


def merged(folder: Path, run: Sequence[Counted]) -> pa.Table:
    """The events of some files, sorted by (identity, seq)."""
    table = pa.concat_tables([pq.read_table(folder / part.name) for part in run])
    at = table.schema.get_field_index("properties")
    table = table.set_column(at, "properties", table["properties"].cast(pa.large_string())).combine_chunks()
    return table.take(pc.sort_indices(table, [("identity", "ascending"), ("seq", "ascending")]))


def remove_unused(log: Log, before: float) -> list[str]:
    """Delete files that do not count and were last written before ``before`` (seconds since 1970).

    While a backup copies the lake, nothing goes.
    """
    lease = take(log.folder / LEASE)
    if lease is None and (log.folder / LEASE).exists():
        return []
    try:
        return _remove_unused(log, before)
    finally:
        if lease is not None:
            os.close(lease)


def _remove_unused(log: Log, before: float) -> list[str]:
    counted = {part.name for part in log.snapshot().parts}
    gone = [
        path
        for path in log.folder.glob(PATTERN)
        if path.name not in counted and path.stat().st_mtime < before
    ]
    for path in gone:
        path.unlink()
    return sorted(path.name for path in gone)


def _too_large(run: Sequence[Counted]) -> bool:
    return sum(part.rows for part in run) > TARGET_ROWS or sum(part.size for part in run) > TARGET_SIZE


def _even(run: list[Counted]) -> list[Counted]:
    """What follows a file that alone outweighs the rest: rewriting it for a few rows does not pay."""
    while run:
        sizes = [part.rows for part in run]
        if 2 * max(sizes) <= sum(sizes):
            break
        run = run[sizes.index(max(sizes)) + 1 :]
    return run


def _half_full(run: Sequence[Counted]) -> bool:
    rows, size = sum(part.rows for part in run), sum(part.size for part in run)
    return rows > TARGET_ROWS // 2 or size > TARGET_SIZE // 2
