"""Merging of many small files of the lake into few large ones. The events stay the same."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from touchline.lake.log import Log
from touchline.lake.parquet import write_events
from touchline.lake.snapshot import Counted
from touchline.lake.store import Store

TARGET_ROWS = 500_000
TARGET_SIZE = 64 << 20
MANY = 8
KEPT_HOURS = 1


def compact(log: Log, most: int | None = None) -> int:
    """Merge runs of small neighbouring files, at ``most`` so many, and return how many files went.

    A run is merged when it has ``MANY`` files or fills half a large one. A merged file is sorted by
    (identity, seq), so that one person's events are found without reading it all. Files that no
    longer count stay an hour for those who read them, and while somebody copies the lake.
    """
    gone = 0
    for run in runs(log.snapshot().parts)[:most]:
        log.swap([write_events(log.store, merged(log.store, run))], run)
        gone += len(run)
    if gone:
        log.checkpoint()
    with log.store.alone(wait=False) as alone:
        if alone:
            log.store.remove(log.unused(KEPT_HOURS))
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


def merged(store: Store, run: Sequence[Counted]) -> pa.Table:
    """The events of some files, sorted by (identity, seq)."""
    table = pa.concat_tables([_read(store, part.name) for part in run], promote_options="default")
    at = table.schema.get_field_index("properties")
    table = table.set_column(at, "properties", table["properties"].cast(pa.large_string())).combine_chunks()
    return table.take(pc.sort_indices(table, [("identity", "ascending"), ("seq", "ascending")]))


def _read(store: Store, name: str) -> pa.Table:
    with store.parquet(name) as source:
        return source.read()


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
