"""The Delta log of the lake: which files count, up to which ``seq``, and which work is done.

``deltalake`` does not wait for the disk, so each commit is synced here before it is acknowledged,
and the data files before the commit that names them.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.transaction import AddAction, PostCommitHookProperties, RemoveAction

from touchline.lake.durable import make_folder, sync_file, sync_folder
from touchline.lake.mend import mend
from touchline.lake.parquet import COUNTED, EventFile, now_millis
from touchline.lake.removed import NONE, Removed

LAST_SEQ = "touchline.last_seq"
CHANGED = "touchline.changed"
REMOVED, DIGEST = "touchline.removed", "touchline.removed_digest"
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
    """What the newest commit says: the highest ``seq`` ever given, the commit that last changed events,
    and what was removed since the lake began."""

    version: int
    last_seq: int
    changed: int
    removed: Removed = NONE


@dataclass(frozen=True)
class Counted:
    """One file that counts: lowest ``seq``, name in the folder, rows, size in bytes, and the least and
    greatest number of an identity and of an import (None: not known)."""

    seq: int
    name: str
    rows: int
    size: int
    identities: tuple[int, int] | None = None
    imports: tuple[int, int] | None = None


@dataclass(frozen=True)
class Snapshot:
    """The lake at one commit. ``changed`` is the commit that last changed what events there are."""

    folder: Path
    id: str
    version: int
    changed: int
    last_seq: int
    parts: tuple[Counted, ...]
    removed: Removed = NONE

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
        counted = tuple(_counted(self._table))
        name = str(self._table.metadata().id)
        return Snapshot(
            self.folder, name, facts.version, facts.changed, facts.last_seq, counted, facts.removed
        )

    def append(self, added: Sequence[EventFile], last_seq: int, app: tuple[str, int]) -> None:
        """Add files in one transaction; it is on disk when this returns."""
        facts = self.facts()
        version = facts.version + 1
        fresh = replace(facts, version=version, last_seq=last_seq, changed=version)
        self._commit(_adds(added, True), fresh, [Transaction(*app)])

    def swap(self, added: Sequence[EventFile], removed: Sequence[Counted]) -> None:
        """Put files in the place of others that hold the same events, in one transaction."""
        facts = self.facts()
        self._commit(
            _adds(added, False) + _removes(removed, False), replace(facts, version=facts.version + 1), []
        )

    def remove(self, added: Sequence[EventFile], removed: Sequence[Counted], events: Removed) -> None:
        """Put files that hold fewer events in the place of others, in one transaction; ``events`` go."""
        facts = self.facts()
        version = facts.version + 1
        fresh = replace(facts, version=version, changed=version, removed=facts.removed + events)
        self._commit(_adds(added, True) + _removes(removed, True), fresh, [])

    def restart(self) -> None:
        """Commit nothing, and write the state as one file: nothing before is needed any more."""
        facts = self.facts()
        self._commit([], replace(facts, version=facts.version + 1), [])
        self.checkpoint()

    def forget(self) -> None:
        """Delete every file of the log but the newest commit and its checkpoint. After ``restart``."""
        log, version = self.folder / "_delta_log", self.facts().version
        kept = {f"{version:020d}.json", f"{version:020d}.checkpoint.parquet", "_last_checkpoint"}
        for path in sorted(log.iterdir()):
            if path.name not in kept:
                path.unlink() if path.is_file() else shutil.rmtree(path)
        sync_folder(log)
        self._table = self._known = None
        self.refresh()

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
        said = {
            LAST_SEQ: facts.last_seq,
            CHANGED: facts.changed,
            REMOVED: facts.removed.count,
            DIGEST: f"{facts.removed.digest:016x}",
        }
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
        for said in [*table.history(1), *table.history()]:
            if LAST_SEQ in said:
                facts = _facts(said)
                break
        else:
            facts = Facts(version, 0, version)
        if facts.version == version:
            return facts
        found = table.get_add_actions(flatten=True)
        highest = list(found["max.seq"].to_pylist()) if found.num_rows else []
        return replace(facts, version=version, last_seq=max([facts.last_seq, *highest]), changed=version)

    def _sync(self, version: int) -> None:
        log = self.folder / "_delta_log"
        sync_file(log / f"{version:020d}.json")
        sync_folder(log)
        sync_folder(self.folder)


def _adds(files: Sequence[EventFile], changes: bool) -> list[Any]:
    now = now_millis()
    return [AddAction(file.name, file.size, {}, now, changes, file.stats) for file in files]


def _removes(parts: Sequence[Counted], changes: bool) -> list[Any]:
    now = now_millis()
    return [RemoveAction(part.name, changes, now, part.size, {}) for part in parts]


def _facts(said: dict[str, Any]) -> Facts:
    removed = Removed(int(said[REMOVED]), int(said[DIGEST], 16))
    return Facts(int(said["version"]), int(said[LAST_SEQ]), int(said[CHANGED]), removed)


def _counted(table: DeltaTable) -> list[Counted]:
    """The files that count, lowest ``seq`` first."""
    found = table.get_add_actions(flatten=True)
    if not found.num_rows:
        return []
    columns = {name: found[name].to_pylist() for name in found.schema.names}

    def ends(name: str) -> list[tuple[int, int] | None]:
        pairs = zip(columns[f"min.{name}"], columns[f"max.{name}"], strict=True)
        return [None if low is None or high is None else (low, high) for low, high in pairs]

    plain = (columns[name] for name in ("min.seq", "path", "num_records", "size_bytes"))
    rows = zip(*plain, ends("identity"), ends("import"), strict=True)
    return sorted((Counted(*row) for row in rows), key=lambda part: (part.seq, part.name))
