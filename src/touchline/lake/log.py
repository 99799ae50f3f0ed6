"""The Delta log of the lake: which files count, up to which ``seq``, and which work is done.

``deltalake`` does not wait for the disk, so each commit is synced before it is acknowledged, and the
data files before the commit that names them. A commit is never put over another: whoever comes second
is told, and nothing is tried again behind the back of who counts ``seq``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import RLock
from typing import Any

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.exceptions import CommitFailedError
from deltalake.schema import Schema
from deltalake.transaction import AddAction, PostCommitHookProperties, RemoveAction

from touchline.lake.facts import Facts, read_facts
from touchline.lake.parquet import COUNTED, EventFile, now_millis
from touchline.lake.removed import Removed
from touchline.lake.snapshot import Counted, Snapshot, counted_in
from touchline.lake.store import LakeError, Store

CHECKPOINT_EVERY = 50
POINTER = "_last_checkpoint"
BEATEN = (
    "Something else wrote to the lake in {place} at the same moment. Only one workspace may use a lake: "
    "see that no other names it in TOUCHLINE_LAKE, and try again."
)
CONFIGURATION = {
    "delta.dataSkippingStatsColumns": ",".join(COUNTED),
    "delta.checkpointInterval": str(CHECKPOINT_EVERY),
    "delta.logRetentionDuration": "interval 1 days",
    "delta.deletedFileRetentionDuration": "interval 1 days",
}
HOOKS = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
_TURNS: defaultdict[str, RLock] = defaultdict(RLock)
"""By place: threads of the writing process commit one after another."""


class Log:
    """The log of the table in ``store``; it need not exist yet."""

    def __init__(self, store: Store, schema: pa.Schema) -> None:
        self.store, self.schema = store, schema
        self._table: DeltaTable | None = None
        self._known: Facts | None = None
        self._mended = False

    def refresh(self) -> Log:
        """Catch up with what is there. A newest commit that a crash left half written does not count."""
        torn = self.store.torn()
        if torn is not None:
            self._table = self._open(torn - 1) if torn else None
        elif self._table is not None:
            self._table.update_incremental()
        elif DeltaTable.is_deltatable(self.store.uri, self.store.options):
            self._table = self._open()
        return self

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let no other thread commit in the block: an import and the intake write by turns."""
        with _TURNS[self.store.place]:
            yield

    def prepare(self) -> Log:
        """Catch up in order to write: what a crash left half done is put right, once."""
        with self.turn():
            if not self._mended:
                self.store.mend()
                self._table, self._mended = None, True
            self.refresh()
            self._add_columns()
        return self

    def create(self) -> None:
        """Make the table if there is none."""
        if self._table is None:
            self.store.make()
            self._table = DeltaTable.create(
                self.store.uri, self.schema, configuration=CONFIGURATION, storage_options=self.store.options
            )
            self.store.keep_log([_commit_name(0)])

    def _add_columns(self) -> None:
        """Give a table of an earlier version the columns it lacks; its events say nothing there."""
        if self._table is None:
            return
        there = {one.name for one in self._table.schema().fields}
        ours = Schema.from_arrow(self.schema).fields
        lacking = [one for one in ours if one.name not in there]
        if lacking:
            facts = self.facts()
            said = replace(facts, version=facts.version + 1)
            how = CommitProperties(said.as_metadata(), max_commit_retries=0)
            self._table.alter.add_columns(lacking, commit_properties=how, post_commithook_properties=HOOKS)
            self.store.keep_log([_commit_name(said.version)])
            self._table.update_incremental()

    def _open(self, version: int | None = None) -> DeltaTable:
        return DeltaTable(self.store.uri, version=version, storage_options=self.store.options)

    def transaction(self, app: str) -> int | None:
        """The newest version of an app, or None."""
        return None if self._table is None else self._table.transaction_version(app)

    def facts(self) -> Facts:
        """What the newest commit says; asks the files' statistics when it is silent."""
        if self._table is None:
            return Facts(-1, 0, -1)
        version = self._table.version()
        if self._known is None or self._known.version != version:
            self._known = self._facts_of(version) or self._find_facts(version)
        return self._known

    def snapshot(self) -> Snapshot:
        """The files that count now."""
        if self._table is None:
            return Snapshot(self.store, "", -1, -1, 0, ())
        facts = self.facts()
        counted = tuple(counted_in(self._table))
        name = str(self._table.metadata().id)
        return Snapshot(
            self.store,
            name,
            facts.version,
            facts.changed,
            facts.last_seq,
            counted,
            facts.removed,
            facts.reworded,
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
        self._rewrite(added, removed, replace(self.facts(), removed=self.facts().removed + events))

    def reword(self, added: Sequence[EventFile], removed: Sequence[Counted]) -> None:
        """Put files in the place of others that hold the same events with other texts, in one transaction."""
        self._rewrite(added, removed, replace(self.facts(), reworded=self.facts().reworded + 1))

    def _rewrite(self, added: Sequence[EventFile], removed: Sequence[Counted], facts: Facts) -> None:
        version = facts.version + 1
        fresh = replace(facts, version=version, changed=version)
        self._commit(_adds(added, True) + _removes(removed, True), fresh, [])

    def restart(self) -> None:
        """Commit nothing, and write the state as one file: nothing before is needed any more."""
        facts = self.facts()
        self._commit([], replace(facts, version=facts.version + 1), [])
        self.checkpoint()

    def forget(self) -> None:
        """Delete every file of the log but the newest commit and its checkpoint. After ``restart``."""
        version = self.facts().version
        kept = (_commit_name(version), _checkpoint_name(version), POINTER)
        self.store.remove_log([name for name in self.store.log_names() if name not in kept])
        self._table = self._known = None
        self.refresh()

    def unused(self, hours: int) -> list[str]:
        """Files of events that have not counted for so many hours, or never did and are as old."""
        if self._table is None:
            return []
        found = self._table.vacuum(hours, dry_run=True, enforce_retention_duration=False, full=True)
        ours = set(self.store.names())
        return sorted(name for name in found if name in ours)

    def checkpoint(self) -> None:
        """Write the state as one file and drop commits older than a day, so that opening stays quick."""
        assert self._table is not None
        self._table.create_checkpoint()
        self.store.keep_log([_checkpoint_name(self._table.version()), POINTER])
        self._table.cleanup_metadata()

    def _commit(self, actions: list[Any], facts: Facts, apps: list[Transaction]) -> None:
        assert self._table is not None
        said = facts.as_metadata()
        self._mended = False
        try:
            self._write(actions, CommitProperties(said, max_commit_retries=0, app_transactions=apps))
        except CommitFailedError as error:
            raise LakeError(BEATEN.format(place=self.store.place)) from error
        self.store.keep_log([_commit_name(facts.version)])
        self._table.update_incremental()
        self._known, self._mended = facts, True
        if facts.version % CHECKPOINT_EVERY == 0:
            self.checkpoint()

    def _write(self, actions: list[Any], properties: CommitProperties) -> None:
        assert self._table is not None
        self._table.create_write_transaction(
            actions, "append", self.schema, commit_properties=properties, post_commithook_properties=HOOKS
        )

    def _find_facts(self, version: int) -> Facts:
        """Facts where the newest commit is silent, or gone because the log began anew meanwhile."""
        table = self.refresh()._table
        if table is None or table.version() != version:
            return self.facts()
        older = (self._facts_of(number) for number in range(version - 1, -1, -1))
        facts = next(filter(None, older), Facts(-1, 0, -1))
        found = table.get_add_actions(flatten=True)
        highest = list(found["max.seq"].to_pylist()) if found.num_rows else []
        return replace(facts, version=version, last_seq=max([facts.last_seq, *highest]), changed=version)

    def _facts_of(self, version: int) -> Facts | None:
        """What a commit says; None when it is silent or gone."""
        try:
            return read_facts(version, self.store.read_log(_commit_name(version)))
        except FileNotFoundError:
            return None


def _commit_name(version: int) -> str:
    return f"{version:020d}.json"


def _checkpoint_name(version: int) -> str:
    return f"{version:020d}.checkpoint.parquet"


def _adds(files: Sequence[EventFile], changes: bool) -> list[Any]:
    now = now_millis()
    return [AddAction(file.name, file.size, {}, now, changes, file.stats) for file in files]


def _removes(parts: Sequence[Counted], changes: bool) -> list[Any]:
    now = now_millis()
    return [RemoveAction(part.name, changes, now, part.size, {}) for part in parts]
