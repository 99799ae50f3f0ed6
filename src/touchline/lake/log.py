"""The Delta log of the lake: which files count, up to which ``seq``, and which work is done.

``deltalake`` does not wait for the disk, so each commit is synced here before it is acknowledged,
and the data files before the commit that names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.transaction import AddAction, PostCommitHookProperties, RemoveAction

from touchline.lake.durable import make_folder, sync_file, sync_folder
from touchline.lake.mend import mend
from touchline.lake.parquet import COUNTED, EventFile, now_millis

LAST_SEQ = "touchline.last_seq"
CHANGED = "touchline.changed"
CHECKPOINT_EVERY = 50
CONFIGURATION = {
    "delta.dataSkippingStatsColumns": ",".join(COUNTED),
    "delta.checkpointInterval": str(CHECKPOINT_EVERY),
    "delta.logRetentionDuration": "interval 1 days",
    "delta.deletedFileRetentionDuration": "interval 1 days",
}
HOOKS = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)


@dataclass(frozen=True)
class Facts:
    """What the newest commit says: the highest ``seq`` ever given, the commit that last changed events."""

    version: int
    last_seq: int
    changed: int


@dataclass(frozen=True)
class Counted:
    """One file that counts: name in the folder, rows, size in bytes, lowest ``seq``."""

    seq: int
    name: str
    rows: int
    size: int


@dataclass(frozen=True)
class Snapshot:
    """The lake at one commit. ``changed`` is the commit that last changed what events there are."""

    folder: Path
    id: str
    version: int
    changed: int
    last_seq: int
    parts: tuple[Counted, ...]

    @property
    def count(self) -> int:
        """Number of events."""
        return sum(part.rows for part in self.parts)

    @property
    def files(self) -> tuple[str, ...]:
        """Absolute paths, lowest ``seq`` first."""
        return tuple(str(self.folder / part.name) for part in self.parts)


class Log:
    """The log of the table in ``folder``; it need not exist yet."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self.folder, self.schema = folder.absolute(), schema
        self._table: DeltaTable | None = None
        self._known: Facts | None = None
        self._mended = False

    def refresh(self) -> Log:
        """Catch up with what is on disk."""
        if self._table is not None:
            self._table.update_incremental()
        elif DeltaTable.is_deltatable(str(self.folder)):
            self._table = DeltaTable(str(self.folder))
        return self

    def prepare(self) -> Log:
        """Catch up in order to write: what a crash left half done is put right, once."""
        if not self._mended:
            mend(self.folder)
            self._table, self._mended = None, True
        return self.refresh()

    def create(self) -> None:
        """Make the table if there is none."""
        if self._table is None:
            make_folder(self.folder)
            self._table = DeltaTable.create(str(self.folder), self.schema, configuration=CONFIGURATION)
            self._sync(0)

    def transaction(self, app: str) -> int | None:
        """The newest version of an app, or None."""
        return None if self._table is None else self._table.transaction_version(app)

    def facts(self) -> Facts:
        """What the newest commit says; asks the files' statistics when it is silent."""
        if self._table is None:
            return Facts(-1, 0, -1)
        version = self._table.version()
        if self._known is None or self._known.version != version:
            self._known = self._find_facts(self._table, version)
        return self._known

    def snapshot(self) -> Snapshot:
        """The files that count now."""
        if self._table is None:
            return Snapshot(self.folder, "", -1, -1, 0, ())
        facts = self.facts()
        found = self._table.get_add_actions(flatten=True)
        names = ("min.seq", "path", "num_records", "size_bytes") if found.num_rows else ()
        parts = sorted(zip(*(found[name].to_pylist() for name in names), strict=True))
        counted = tuple(Counted(*part) for part in parts)
        name = str(self._table.metadata().id)
        return Snapshot(self.folder, name, facts.version, facts.changed, facts.last_seq, counted)

    def append(self, added: Sequence[EventFile], last_seq: int, app: tuple[str, int]) -> None:
        """Add files in one transaction; it is on disk when this returns."""
        version = self.facts().version + 1
        self._commit(_adds(added, True), Facts(version, last_seq, version), [Transaction(*app)])

    def swap(self, added: Sequence[EventFile], removed: Sequence[Counted]) -> None:
        """Put files in the place of others that hold the same events, in one transaction."""
        now, facts = now_millis(), self.facts()
        gone = [RemoveAction(part.name, False, now, part.size, {}) for part in removed]
        self._commit(_adds(added, False) + gone, Facts(facts.version + 1, facts.last_seq, facts.changed), [])

    def checkpoint(self) -> None:
        """Write the state as one file and drop commits older than a day, so that opening stays quick."""
        assert self._table is not None
        self._table.create_checkpoint()
        log = self.folder / "_delta_log"
        sync_file(log / f"{self._table.version():020d}.checkpoint.parquet")
        sync_file(log / "_last_checkpoint")
        sync_folder(log)
        self._table.cleanup_metadata()

    def _commit(self, actions: list[Any], facts: Facts, apps: list[Transaction]) -> None:
        assert self._table is not None
        said = {LAST_SEQ: facts.last_seq, CHANGED: facts.changed}
        self._mended = False
        self._table.create_write_transaction(
            actions,
            "append",
            self.schema,
            commit_properties=CommitProperties(custom_metadata=said, app_transactions=apps),
            post_commithook_properties=HOOKS,
        )
        self._sync(facts.version)
        self._table.update_incremental()
        self._known, self._mended = facts, True
        if facts.version % CHECKPOINT_EVERY == 0:
            self.checkpoint()

    def _find_facts(self, table: DeltaTable, version: int) -> Facts:
        newest: dict[str, Any] = table.history(1)[0]
        if newest["version"] == version and LAST_SEQ in newest:
            return Facts(version, int(newest[LAST_SEQ]), int(newest[CHANGED]))
        found = table.get_add_actions(flatten=True)
        highest = list(found["max.seq"].to_pylist()) if found.num_rows else []
        return Facts(version, max(highest, default=0), version)

    def _sync(self, version: int) -> None:
        log = self.folder / "_delta_log"
        sync_file(log / f"{version:020d}.json")
        sync_folder(log)
        sync_folder(self.folder)


def _adds(files: Sequence[EventFile], changes: bool) -> list[Any]:
    now = now_millis()
    return [AddAction(file.name, file.size, {}, now, changes, file.stats) for file in files]
