"""Changing texts of events: their names, channels and properties. Their numbers, times and money stay.

As a removal it is one transaction; what the old texts left on disk goes with a purge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from touchline.lake.log import Log
from touchline.lake.parquet import CAMPAIGN, EventFile, write_batches
from touchline.lake.snapshot import Counted
from touchline.lake.store import Store

BATCH = 1 << 14
TEXTS = ("name", "channel", "properties", *CAMPAIGN)

Change = Callable[[str, str], str]
"""Given a column of ``TEXTS`` and a text in it, the text that is to stand there."""


def reword(log: Log, may_change: str, change: Change) -> int:
    """Change texts and return in how many events.

    ``may_change`` is a pattern (RE2, whatever the letters' case) that every text to change matches; only
    such texts are handed to ``change``.
    """
    fresh: list[EventFile] = []
    old: list[Counted] = []
    changed = 0
    for part in log.snapshot().parts:
        count = _count(log.store, part, may_change, change)
        if count:
            changed += count
            old.append(part)
            fresh.append(write_batches(log.store, _reworded(log.store, part, may_change, change)))
    if old:
        log.reword(fresh, old)
    return changed


def _count(store: Store, part: Counted, pattern: str, change: Change) -> int:
    count = 0
    with store.parquet(part.name) as source:
        for batch in source.iter_batches(BATCH, columns=list(TEXTS)):
            moved = pa.repeat(pa.scalar(False), batch.num_rows)
            for name in _texts(batch):
                column = batch.column(batch.schema.get_field_index(name))
                new = _column(name, column, pattern, change)
                moved = pc.or_(moved, pc.fill_null(pc.not_equal(column, new), False))
            count += pc.sum(moved).as_py() or 0
    return int(count)


def _reworded(store: Store, part: Counted, pattern: str, change: Change) -> Iterator[pa.RecordBatch]:
    with store.parquet(part.name) as source:
        for batch in source.iter_batches(BATCH):
            for name in _texts(batch):
                at = batch.schema.get_field_index(name)
                batch = batch.set_column(
                    at, batch.schema.field(at), _column(name, batch.column(at), pattern, change)
                )
            yield batch


def _texts(batch: pa.RecordBatch) -> list[str]:
    """A file of an earlier version says nothing of campaigns."""
    return [name for name in TEXTS if name in batch.schema.names]


def _column(name: str, column: pa.Array, pattern: str, change: Change) -> pa.Array:
    """The column with every text changed that is to be."""
    encoded = column.dictionary_encode()
    words = encoded.dictionary
    hits = pc.fill_null(pc.match_substring_regex(words, pattern, ignore_case=True), False)
    if not pc.any(hits).as_py():
        return column
    new = [
        change(name, word) if hit else word
        for word, hit in zip(words.to_pylist(), hits.to_pylist(), strict=True)
    ]
    return pa.DictionaryArray.from_arrays(encoded.indices, pa.array(new, words.type)).dictionary_decode()
