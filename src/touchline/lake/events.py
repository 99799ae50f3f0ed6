"""The lake: every accepted event, until it is removed on purpose, as a Delta table in a folder.

An event is kept under the number of the identity it came with, never under the person. Rows are
ordered by ``seq`` and by nothing else: files may be merged and sorted anew at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake.exceptions import DeltaError

from touchline.lake.check import check
from touchline.lake.compact import compact
from touchline.lake.log import Log, Snapshot
from touchline.lake.parquet import write_events
from touchline.lake.remove import purge, remove

T = TypeVar("T")

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

    def steady(self, read: Callable[[Snapshot], T]) -> T:
        """What ``read`` makes of the lake; once more when files went while it read."""
        while True:
            snapshot = self.snapshot()
            try:
                return read(snapshot)
            except (FileNotFoundError, duckdb.IOException):
                if self.version() == snapshot.version:
                    raise

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """All events, ``columns`` of them, file by file; the order of rows means nothing, ``seq`` does."""
        sources = self.steady(lambda snapshot: [pq.ParquetFile(path) for path in snapshot.files])
        for source in sources:
            with source:
                yield from source.iter_batches(BATCH, columns=list(columns))

    def of_identity(self, number: int) -> pa.Table:
        """The events of one identity, sorted by (time, seq)."""
        query = "select * from read_parquet(?) where identity = ? order by time, seq"
        return self._ask(query, number, SCHEMA.empty_table()).cast(SCHEMA)

    def of_import(self, number: int) -> int:
        """How many events came with one import."""
        query = 'select count(*) as found from read_parquet(?) where "import" = ?'
        return int(self._ask(query, number, pa.table({"found": [0]}))["found"][0].as_py())

    def only_in_import(self, number: int, column: str) -> pa.Table:
        """The values of ``column`` (identity or name) that no event of another import has, each once."""
        only = 'having bool_and(coalesce("import" = ?, false))'
        query = f"select {column} from read_parquet(?) group by {column} {only}"
        return self._ask(query, number, SCHEMA.empty_table().select([column]))

    def met(self, numbers: Sequence[int]) -> list[int]:
        """Those of these identities that have events, in ascending order."""
        with duckdb.connect() as base:
            base.execute("SET enable_progress_bar = false")
            base.register("wanted", pa.table({"identity": pa.array(numbers, pa.int64())}))

            def ask(snapshot: Snapshot) -> list[int]:
                files = list(snapshot.files)
                query = "select distinct identity from read_parquet(?) semi join wanted using (identity)"
                return sorted(row[0] for row in base.execute(query, [files]).fetchall()) if files else []

            return self.steady(ask)

    def compact(self) -> int:
        """Merge small files into large ones and return how many files went. Only for the writer."""
        return compact(self._log.prepare())

    def remove_import(self, number: int) -> int:
        """Remove all events of one import in one transaction, and return how many went.

        Their ``seq`` are never given again. The file they came with can be imported again, as another
        import. Repeating it is harmless. Their bytes stay on disk until ``purge``. Only for the writer.
        """
        return remove(self._log.prepare(), "import", [number])

    def remove_identities(self, numbers: Sequence[int]) -> int:
        """Remove all events of these identities in one transaction, and return how many went.

        As with ``remove_import``. Only for the writer.
        """
        return remove(self._log.prepare(), "identity", numbers)

    def purge(self) -> None:
        """Leave no byte of removed events below the lake's folder. Only for the writer.

        Files that do not count are deleted at once, and the log begins anew with a checkpoint. Repeat
        it after a crash.
        """
        purge(self._log.prepare())

    def check(self) -> list[str]:
        """What is wrong with the lake, a sentence each; reads every event."""
        try:
            return check(self.snapshot())
        except (DeltaError, OSError) as error:
            return [f"The log of the lake in {self.folder} cannot be read: {error}."]

    def _ask(self, query: str, number: int, empty: pa.Table) -> pa.Table:
        """Ask all files; ``empty`` is the answer of a lake without any."""
        with duckdb.connect() as base:
            base.execute("SET enable_progress_bar = false")

            def ask(snapshot: Snapshot) -> pa.Table:
                files = list(snapshot.files)
                return base.sql(query, params=[files, number]).to_arrow_table() if files else empty

            return self.steady(ask)
