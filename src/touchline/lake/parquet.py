"""Parquet files of the lake: how they are written, and what the log says of them."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from touchline.lake.store import Store

COUNTED = ("seq", "time", "identity", "import")
"""The columns whose least and greatest value the log holds. Never free text: it would outlive an erasure."""

CAMPAIGN = ("campaign", "campaign_source", "campaign_medium")
"""What arriving traffic says it comes from."""

REPEATED = ("name", "channel", "currency", "class", *CAMPAIGN)
"""Columns of few different texts: each is written once a row group."""

CLOSE = ("seq", "time", "identity", "money", "import")
"""Columns of numbers that lie close together: the steps between them are written, in few bits.

With these encodings compression would save a tenth of the bytes and double the time of a read."""

ROW_GROUP = 1 << 16
HELD = 32 << 20
"""Bytes in memory at which a row group is written before it is full."""


@dataclass(frozen=True)
class EventFile:
    """One written file: its name, its size in bytes, its statistics as Delta writes them."""

    name: str
    size: int
    stats: str


def write_events(store: Store, table: pa.Table) -> EventFile:
    """Write one file of events; it is lasting when this returns."""
    return write_batches(store, table.to_batches())


def write_batches(store: Store, batches: Iterable[pa.RecordBatch]) -> EventFile:
    """Write one file of events batch by batch, at least one of them; memory holds one row group."""
    name, seen = f"events-{uuid.uuid4().hex}.parquet", Statistics()
    size = store.write(name, lambda stream: _write(stream, map(seen.add, batches)))
    return EventFile(name, size, seen.as_json())


class Statistics:
    """Row count, least and greatest values and nulls of ``COUNTED``, gathered batch by batch."""

    def __init__(self) -> None:
        self._rows = 0
        self._ends: dict[str, tuple[Any, Any]] = {}
        self._nulls = dict.fromkeys(COUNTED, 0)

    def add(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Take a batch into account, and hand it on."""
        self._rows += batch.num_rows
        for name in COUNTED:
            column = batch.column(batch.schema.get_field_index(name))
            self._nulls[name] += column.null_count
            ends = pc.min_max(column).as_py()
            if ends["min"] is not None:
                low, high = self._ends.get(name, (ends["min"], ends["max"]))
                self._ends[name] = (min(low, ends["min"]), max(high, ends["max"]))
        return batch

    def as_json(self) -> str:
        """As the log writes them."""
        low = {name: _plain(ends[0]) for name, ends in self._ends.items()}
        high = {name: _plain(ends[1]) for name, ends in self._ends.items()}
        said = {"numRecords": self._rows, "minValues": low, "maxValues": high, "nullCount": self._nulls}
        return json.dumps(said)


def _write(stream: IO[bytes], batches: Iterator[pa.RecordBatch]) -> None:
    """Batches as row groups of ``ROW_GROUP`` rows, or fewer where the texts are long."""
    first = next(batches)
    names = first.schema.names
    with pq.ParquetWriter(
        stream,
        first.schema,
        compression={name: "zstd" if name == "properties" else "none" for name in names},
        use_dictionary=list(REPEATED),
        column_encoding=dict.fromkeys(CLOSE, "DELTA_BINARY_PACKED"),
        write_statistics=list(COUNTED),
        store_schema=False,
        write_page_checksum=True,
    ) as writer:
        held: list[pa.RecordBatch] = []
        for batch in chain([first], batches):
            held.append(batch)
            if sum(one.num_rows for one in held) >= ROW_GROUP or sum(one.nbytes for one in held) >= HELD:
                held = _write_groups(writer, held)
        if any(one.num_rows for one in held):
            writer.write_table(pa.Table.from_batches(held), row_group_size=ROW_GROUP)


def _write_groups(writer: pq.ParquetWriter, held: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
    """Write whole row groups, and return the rows that do not fill one."""
    table = pa.Table.from_batches(held)
    whole = table.num_rows - table.num_rows % ROW_GROUP or table.num_rows
    writer.write_table(table.slice(0, whole), row_group_size=ROW_GROUP)
    rest: list[pa.RecordBatch] = table.slice(whole).to_batches()
    return rest


def now_millis() -> int:
    """The clock, in the unit of the log."""
    return time.time_ns() // 1_000_000


def _plain(value: int | datetime) -> int | str:
    return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if isinstance(value, datetime) else value
