"""The lake: every accepted event, for ever, as a Delta table in a folder.

An event is kept under the number of the identity it came with, never under the person. Rows are
ordered by ``seq`` and by nothing else: files may be merged and sorted anew at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake.exceptions import DeltaError

from touchline.lake.check import check
from touchline.lake.compact import compact
from touchline.lake.log import Log, Snapshot
from touchline.lake.parquet import write_events

SCHEMA = pa.schema(
    [
        ("seq", pa.int64()),
        ("time", pa.timestamp("us", tz="UTC")),
        ("identity", pa.int64()),
        ("name", pa.string()),
        ("channel", pa.string()),
        ("business", pa.bool_()),
        ("money", pa.int64()),
        ("currency", pa.string()),
        ("order_ref", pa.int64()),
        ("properties", pa.string()),
        ("class", pa.string()),
        ("import", pa.int32()),
        ("key_high", pa.int64()),
        ("key_low", pa.int64()),
    ]
)
"""One event. ``money`` in minor units of ``currency``, negative for a refund; ``order_ref`` is the
hash of an order's id, the same for all its lines; ``key_high`` and ``key_low`` are the identity of
the row as it was received."""

GIVEN = pa.schema(list(SCHEMA)[1:])
"""What ``Lake.append`` is given: everything but ``seq``."""

BATCH = 1 << 18


class Lake:
    """The lake in ``folder``. Any process reads; only the process holding the worker lock writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._log = Log(folder, SCHEMA)

    def append(self, table: pa.Table, *, app: str, version: int) -> int:
        """Add events in one transaction and return how many rows were written.

        Rows get consecutive ``seq`` in the order of the table. ``app`` and ``version`` name the piece of
        work: when it, or a later one of the same app, is already in the lake, nothing is written and 0
        is returned, so a piece may be repeated after a crash. When this returns the rows are on disk.
        Raises ``ValueError`` when the table has other columns than ``GIVEN``.
        """
        if table.schema.names != GIVEN.names:
            raise ValueError(f"The events have the columns {table.schema.names}, not {GIVEN.names}.")
        done = self._log.prepare().transaction(app)
        if done is not None and done >= version:
            return 0
        self._log.create()
        first = self._log.facts().last_seq + 1
        rows = int(table.num_rows)
        seq = pa.array(np.arange(first, first + rows, dtype=np.int64))
        full = table.cast(GIVEN).add_column(0, SCHEMA.field("seq"), seq)
        files = [write_events(self.folder, full)] if rows else []
        self._log.append(files, first + rows - 1, (app, version))
        return rows

    def transaction(self, app: str) -> int | None:
        """The newest version of ``app`` in the lake, or None."""
        return self._log.refresh().transaction(app)

    def version(self) -> int:
        """Number of the newest commit, -1 for a lake without any."""
        return self._log.refresh().facts().version

    def count(self) -> int:
        """Number of events."""
        return self.snapshot().count

    def last_seq(self) -> int:
        """The highest ``seq`` given so far, 0 for none."""
        return self._log.refresh().facts().last_seq

    def snapshot(self) -> Snapshot:
        """The lake as it is now: its files stay readable for an hour, whatever is written meanwhile."""
        return self._log.refresh().snapshot()

    def files(self) -> list[str]:
        """Absolute paths of the Parquet files that make up the lake now."""
        return list(self.snapshot().files)

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """All events, ``columns`` of them, file by file; the order of rows means nothing, ``seq`` does."""
        for path in self.files():
            with pq.ParquetFile(path) as source:
                yield from source.iter_batches(BATCH, columns=list(columns))

    def of_identity(self, number: int) -> pa.Table:
        """The events of one identity, sorted by (time, seq)."""
        query = "select * from read_parquet(?) where identity = ? order by time, seq"
        return self._ask(query, number, SCHEMA.empty_table()).cast(SCHEMA)

    def of_import(self, number: int) -> int:
        """How many events came with one import."""
        query = 'select count(*) as found from read_parquet(?) where "import" = ?'
        return int(self._ask(query, number, pa.table({"found": [0]}))["found"][0].as_py())

    def compact(self) -> int:
        """Merge small files into large ones and return how many files went. Only for the writer."""
        return compact(self._log.prepare())

    def check(self) -> list[str]:
        """What is wrong with the lake, a sentence each; reads every event."""
        try:
            return check(self.snapshot())
        except (DeltaError, OSError) as error:
            return [f"The log of the lake in {self.folder} cannot be read: {error}."]

    def _ask(self, query: str, number: int, empty: pa.Table) -> pa.Table:
        """Ask all files; ``empty`` is the answer of a lake without any."""
        files = self.files()
        if not files:
            return empty
        with duckdb.connect() as base:
            base.execute("SET enable_progress_bar = false")
            return base.sql(query, params=[files, number]).to_arrow_table()
