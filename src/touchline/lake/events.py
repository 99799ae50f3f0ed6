"""The lake: every accepted event, until it is removed on purpose, as a Delta table.

An event is kept under the number of the identity it came with, never under the person. Rows are
ordered by ``seq`` and by nothing else: files may be merged and sorted anew at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import duckdb
import numpy as np
import pyarrow as pa
from deltalake.exceptions import DeltaError

from touchline.lake.check import check
from touchline.lake.compact import compact
from touchline.lake.log import Log
from touchline.lake.newer import came_after
from touchline.lake.parquet import CAMPAIGN, write_events
from touchline.lake.remove import purge, remove
from touchline.lake.reword import Change, reword
from touchline.lake.snapshot import Snapshot
from touchline.lake.store import LakeError, open_store

T = TypeVar("T")
P = ParamSpec("P")

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
        *((name, pa.string()) for name in CAMPAIGN),
    ]
)
"""One event. ``money`` in minor units of ``currency``, negative for a refund; ``order_ref`` is the
hash of an order's id, the same for all its lines; ``key_high`` and ``key_low`` are the identity of
the row as it was received."""

GIVEN = pa.schema(list(SCHEMA)[1:])
"""What ``Lake.append`` is given: everything but ``seq``. What it says of campaigns may be left out."""

BATCH = 1 << 18
TORN = (
    "The newest commit of the lake, number {}, was half written and does not count. "
    "Start touchline serve, or import a file: it is put aside then."
)


def told(method: Callable[Concatenate[Lake, P], T]) -> Callable[Concatenate[Lake, P], T]:
    """Let a method say its trouble with the place in a sentence."""

    @wraps(method)
    def telling(self: Lake, /, *args: P.args, **given: P.kwargs) -> T:
        with self._telling():
            return method(self, *args, **given)

    return telling


class Lake:
    """The lake at a folder or at ``s3://bucket/prefix``; ``place`` is where, as people write it.

    Any process reads; only the holder of the worker lock writes, its threads by turns. Every method raises
    ``LakeError``, a sentence, when the place or the log cannot be used.
    """

    def __init__(self, place: Path | str) -> None:
        self._store = open_store(place)
        self._log = Log(self._store, SCHEMA)
        self.place = self._store.place

    @told
    def append(self, table: pa.Table, *, app: str, version: int) -> int:
        """Add events in one transaction and return how many rows were written.

        Rows get consecutive ``seq`` in the order of the table. ``app`` and ``version`` name the piece of
        work: when it, or a later one of the same app, is already in the lake, nothing is written and 0
        is returned, so a piece may be repeated after a crash. When this returns the rows are on disk.
        Raises ``ValueError`` when the table has other columns than ``GIVEN``.
        """
        for name in CAMPAIGN:
            if name not in table.column_names:
                table = table.append_column(name, pa.nulls(table.num_rows, pa.string()))
        if table.schema.names != GIVEN.names:
            raise ValueError(f"The events have the columns {table.schema.names}, not {GIVEN.names}.")
        with self._log.turn():
            done = self._log.prepare().transaction(app)
            if done is not None and done >= version:
                return 0
            self._log.create()
            first = self._log.facts().last_seq + 1
            rows = int(table.num_rows)
            seq = pa.array(np.arange(first, first + rows, dtype=np.int64))
            full = table.cast(GIVEN).add_column(0, SCHEMA.field("seq"), seq)
            files = [write_events(self._store, full)] if rows else []
            self._log.append(files, first + rows - 1, (app, version))
            return rows

    @told
    def transaction(self, app: str) -> int | None:
        """The newest version of ``app`` in the lake, or None."""
        return self._log.refresh().transaction(app)

    @told
    def version(self) -> int:
        """Number of the newest commit, -1 for a lake without any."""
        return self._log.refresh().facts().version

    def count(self) -> int:
        """Number of events."""
        return self.snapshot().count

    @told
    def last_seq(self) -> int:
        """The highest ``seq`` given so far, 0 for none."""
        return self._log.refresh().facts().last_seq

    def highest_identity(self) -> int:
        """The highest number of an identity in the lake, as far as the log says; 0 for none."""
        known = [part.identities for part in self.snapshot().parts]
        return max((ends[1] for ends in known if ends), default=0)

    @told
    def snapshot(self) -> Snapshot:
        """The lake as it is now: its files stay readable for an hour, whatever is written meanwhile."""
        return self._log.refresh().snapshot()

    def files(self) -> list[str]:
        """Addresses of the Parquet files that make up the lake now: absolute paths, or ``s3://…``."""
        return list(self.snapshot().files)

    @told
    def steady(self, read: Callable[[Snapshot], T]) -> T:
        """What ``read`` makes of the lake; once more when files went while it read."""
        while True:
            snapshot = self.snapshot()
            try:
                return read(snapshot)
            except (OSError, duckdb.Error, pa.ArrowException):
                if self.version() == snapshot.version:
                    raise

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """All events, ``columns`` of them, file by file; the order of rows means nothing, ``seq`` does."""
        sources = self.steady(lambda now: [now.store.parquet(part.name) for part in now.parts])
        for source in sources:
            with self._telling(), source:
                yield from source.iter_batches(BATCH, columns=list(columns))

    @told
    def view(self, base: duckdb.DuckDBPyConnection, name: str) -> bool:
        """Make all events a view of this name in a DuckDB; False, and no view, when there are none."""
        snapshot = self._log.refresh().snapshot()
        if snapshot.parts:
            self._store.view(base, name, [part.name for part in snapshot.parts])
        return bool(snapshot.parts)

    def of_identity(self, number: int) -> pa.Table:
        """The events of one identity, sorted by (time, seq)."""
        query = "select * from events where identity = ? order by time, seq"
        return self._ask(query, number, SCHEMA.empty_table()).cast(SCHEMA)

    def of_import(self, number: int) -> int:
        """How many events came with one import."""
        query = 'select count(*) as found from events where "import" = ?'
        return int(self._ask(query, number, pa.table({"found": [0]}))["found"][0].as_py())

    @told
    def only_in_import(self, number: int, column: str) -> pa.Table:
        """The values of ``column`` (identity or name) that no event of another import has, each once."""
        only = 'having bool_and(coalesce("import" = ?, false))'
        query = f"select {column} from events group by {column} {only}"
        return self._ask(query, number, SCHEMA.empty_table().select([column]))

    @told
    def came_after(self, seq: int) -> tuple[set[int], set[str]]:
        """The identities and names of events with a higher ``seq``."""
        return self.steady(lambda snapshot: came_after(snapshot, seq))

    @told
    def met(self, numbers: Sequence[int]) -> list[int]:
        """Those of these identities that have events, in ascending order."""
        with duckdb.connect() as base:
            base.execute("SET enable_progress_bar = false")
            base.register("wanted", pa.table({"identity": pa.array(numbers, pa.int64())}))
            if not self.view(base, "events"):
                return []
            query = "select distinct identity from events semi join wanted using (identity) order by identity"
            return [row[0] for row in base.execute(query).fetchall()]

    @told
    def compact(self, most: int | None = None) -> int:
        """Merge small files into large ones and return how many files went. Only for the writer.

        ``most``: how many large ones are made, so that it takes a moment; repeat it while files go.
        """
        with self._log.turn():
            return compact(self._log.prepare(), most)

    @told
    def remove_import(self, number: int) -> int:
        """Remove all events of one import in one transaction, and return how many went.

        Their ``seq`` are never given again. The file they came with can be imported again, as another
        import. Repeating it is harmless. Their bytes stay on disk until ``purge``. Only for the writer.
        """
        return remove(self._log.prepare(), "import", [number])

    @told
    def remove_identities(self, numbers: Sequence[int]) -> int:
        """Remove all events of these identities in one transaction, and return how many went.

        As with ``remove_import``. Only for the writer.
        """
        return remove(self._log.prepare(), "identity", numbers)

    @told
    def reword(self, may_change: str, change: Change) -> int:
        """Change names, channels and properties of events in one transaction, and return of how many.

        ``may_change`` is a pattern that every such text matches; ``change`` is given the column and the
        text. The old texts stay on disk until ``purge``. Only for the writer.
        """
        with self._log.turn():
            return reword(self._log.prepare(), may_change, change)

    @told
    def purge(self) -> None:
        """Leave no byte of removed events below the lake's folder. Only for the writer.

        Files that do not count are deleted at once, and the log begins anew with a checkpoint. Repeat
        it after a crash.
        """
        with self._log.turn():
            purge(self._log.prepare())

    def check(self) -> list[str]:
        """What is wrong with the lake, a sentence each; reads every event."""
        try:
            return self._check()
        except LakeError as error:
            return [str(error)]

    @told
    def _check(self) -> list[str]:
        torn = self._store.torn()
        if torn is not None:
            return [TORN.format(torn)]
        while True:
            snapshot = self.snapshot()
            said = check(snapshot)
            if not said or self.version() == snapshot.version:
                return said

    def _ask(self, query: str, number: int, empty: pa.Table) -> pa.Table:
        """Ask all events; ``empty`` is the answer of a lake without any."""
        with duckdb.connect() as base:
            base.execute("SET enable_progress_bar = false")

            def ask(snapshot: Snapshot) -> pa.Table:
                if not snapshot.parts:
                    return empty
                self._store.view(base, "events", [part.name for part in snapshot.parts])
                return base.sql(query, params=[number]).to_arrow_table()

            return self.steady(ask)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn trouble with the place or the log into ``LakeError``."""
        try:
            yield
        except (OSError, DeltaError, duckdb.Error, pa.ArrowException) as error:
            said = self._store.trouble(error)
            if said is error:
                raise
            raise said from error
