"""Which generation of an object store is the newest: a log that nobody can write over.

Object stores replace a file without asking. A commit of a Delta log is put only where none is yet, so that
of two who point at once one is told, as with the lake.
"""

from __future__ import annotations

import json

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable
from deltalake.exceptions import CommitFailedError
from deltalake.transaction import PostCommitHookProperties

from touchline.lake.store import LakeError, open_store

SAID = "touchline.generation"
SCHEMA = pa.schema([pa.field("generation", pa.string())])
HOOKS = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
BEATEN = (
    "Something else wrote to {place} at the same moment. Only one workspace may use it: see that no other "
    "names it in TOUCHLINE_SHARDS, and try again."
)


class Pointer:
    """The name of the newest generation, at a place of its own."""

    def __init__(self, place: str) -> None:
        self._store = open_store(place)
        self._version = -1

    def read(self) -> str | None:
        """The name that was pointed to last. Raises ``LakeError``."""
        table = self._table()
        self._version = -1 if table is None else table.version()
        if self._version < 1:
            return None
        for line in self._store.read_log(f"{self._version:020d}.json").splitlines():
            said = json.loads(line).get("commitInfo")
            if said:
                return str(said[SAID])
        return None

    def move(self, name: str) -> None:
        """Point to another. Raises ``LakeError`` when somebody did since it was read."""
        try:
            table = self._table() or self._create()
            if table.version() != max(self._version, 0):
                raise LakeError(BEATEN.format(place=self._store.place))
            how = CommitProperties({SAID: name}, max_commit_retries=0)
            table.create_write_transaction(
                [], "append", SCHEMA, commit_properties=how, post_commithook_properties=HOOKS
            )
        except CommitFailedError as error:
            raise LakeError(BEATEN.format(place=self._store.place)) from error
        self._version = max(self._version, 0) + 1
        self._forget()

    def _table(self) -> DeltaTable | None:
        options = self._store.options
        if not DeltaTable.is_deltatable(self._store.uri, options):
            return None
        return DeltaTable(self._store.uri, storage_options=options)

    def _create(self) -> DeltaTable:
        return DeltaTable.create(self._store.uri, SCHEMA, storage_options=self._store.options)

    def _forget(self) -> None:
        """Every 50 commits write the state as one file, and drop what was before."""
        if self._version % 50:
            return
        table = self._table()
        assert table is not None
        table.create_checkpoint()
        kept = f"{self._version:020d}"
        names = [name for name in self._store.log_names() if name[:1].isdigit() and name[:20] < kept]
        self._store.remove_log(names)
