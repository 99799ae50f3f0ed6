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
from deltalake.transaction import AddAction, PostCommitHookProperties

from touchline.lake.durable import make_folder, sync_file, sync_folder
from touchline.lake.parquet import COUNTED, EventFile, now_millis

LAST_SEQ = "touchline.last_seq"
CHECKPOINT_EVERY = 50


@dataclass(frozen=True)
class Snapshot:
    """The lake at one commit: ``files`` absolute paths, oldest ``seq`` first; ``count`` rows in them."""

    version: int
    last_seq: int
    count: int
    files: tuple[str, ...]


class Log:
    """The log of the table in ``folder``; it need not exist yet."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self.folder, self.schema = folder, schema
        self._table: DeltaTable | None = None
        self._facts: tuple[int, int] | None = None

    def refresh(self) -> Log:
        """Catch up with what is on disk."""
        if self._table is not None:
            self._table.update_incremental()
        elif DeltaTable.is_deltatable(str(self.folder)):
            self._table = DeltaTable(str(self.folder))
        return self

    def create(self) -> None:
        """Make the table if there is none."""
        if self._table is not None:
            return
        make_folder(self.folder)
        self._table = DeltaTable.create(
            str(self.folder),
            self.schema,
            configuration={
                "delta.dataSkippingStatsColumns": ",".join(COUNTED),
                "delta.checkpointInterval": str(CHECKPOINT_EVERY),
            },
        )
        self._sync(0)

    def transaction(self, app: str) -> int | None:
        """The newest version of an app, or None."""
        return None if self._table is None else self._table.transaction_version(app)

    def last_seq(self) -> int:
        """The highest ``seq`` given so far: written in the newest commit, else the files' statistics."""
        if self._table is None:
            return 0
        version = self._table.version()
        if self._facts is None or self._facts[0] != version:
            self._facts = (version, self._find_last_seq())
        return self._facts[1]

    def snapshot(self) -> Snapshot:
        """The files that count now."""
        if self._table is None:
            return Snapshot(-1, 0, 0, ())
        actions = self._table.get_add_actions(flatten=True)
        found = sorted(
            zip(
                actions["min.seq"].to_pylist(),
                actions["path"].to_pylist(),
                actions["num_records"].to_pylist(),
                strict=True,
            )
        )
        files = tuple(str(self.folder.absolute() / name) for _, name, _ in found)
        return Snapshot(self._table.version(), self.last_seq(), sum(rows for _, _, rows in found), files)

    def commit(self, *, added: Sequence[EventFile], last_seq: int, app: tuple[str, int]) -> None:
        """Add files in one transaction; it is on disk when this returns."""
        assert self._table is not None
        now = now_millis()
        self._table.create_write_transaction(
            [AddAction(file.name, file.size, {}, now, True, file.stats) for file in added],
            "append",
            self.schema,
            commit_properties=CommitProperties(
                custom_metadata={LAST_SEQ: last_seq}, app_transactions=[Transaction(*app)]
            ),
            post_commithook_properties=PostCommitHookProperties(create_checkpoint=False),
        )
        self._table.update_incremental()
        self._facts = (self._table.version(), last_seq)
        self._sync(self._table.version())

    def _find_last_seq(self) -> int:
        assert self._table is not None
        newest: dict[str, Any] = self._table.history(1)[0]
        if LAST_SEQ in newest:
            return int(newest[LAST_SEQ])
        highest = self._table.get_add_actions(flatten=True)["max.seq"].to_pylist()
        return max((seq for seq in highest if seq is not None), default=0)

    def _sync(self, version: int) -> None:
        log = self.folder / "_delta_log"
        sync_file(log / f"{version:020d}.json")
        sync_folder(log)
        sync_folder(self.folder)
