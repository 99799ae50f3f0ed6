"""The lake at one commit, to be copied while others go on writing."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from touchline.lake.events import Lake
from touchline.lake.log import POINTER
from touchline.lake.snapshot import Snapshot
from touchline.lake.store import LOG, Store, open_store

CHECKPOINT = ".checkpoint.parquet"


@dataclass(frozen=True)
class Pinned:
    """The lake at one commit: which files count, and the files of the log that say so."""

    snapshot: Snapshot
    log: dict[str, bytes]

    def files(self) -> Iterator[tuple[str, IO[bytes], int]]:
        """Name, open stream and size of each file with events."""
        for part in self.snapshot.parts:
            with self.snapshot.store.open(part.name) as stream:
                yield part.name, stream, part.size


def kept(place: str) -> AbstractContextManager[None]:
    """Files of the lake that count at some time within the block stay until it ends.

    What has to go at once, such as everything of a person who is erased, waits for the end of the block.
    """
    return open_store(place).keeping()


def pin(lake: Lake) -> Pinned:
    """The newest commit, and the part of the log that is needed to read it.

    Raises ``FileNotFoundError`` when the log was tidied meanwhile; then ask again.
    """
    snapshot = lake.snapshot()
    return Pinned(snapshot, {} if snapshot.version < 0 else _log(snapshot.store, snapshot.version))


def _log(store: Store, version: int) -> dict[str, bytes]:
    """The newest checkpoint up to a commit and the commits since, by name below the lake's place."""
    names = store.log_names()
    found = {int(name[:20]): name for name in names if name.endswith(CHECKPOINT)}
    start, wanted = 0, []
    for number in sorted((one for one in found if one <= version), reverse=True):
        if _is_parquet(store.read_log(found[number])):
            start, wanted = number, [found[number]]
            break
    commits = [f"{number:020d}.json" for number in range(start, version + 1)]
    wanted += commits if not wanted or commits[0] in names else commits[1:]
    if start and POINTER in names and _points_to(store.read_log(POINTER), start):
        wanted.append(POINTER)
    return {f"{LOG}/{name}": store.read_log(name) for name in wanted}


def _is_parquet(data: bytes) -> bool:
    try:
        pq.read_metadata(io.BytesIO(data))
    except (pa.ArrowException, OSError):
        return False
    return True


def _points_to(data: bytes, version: int) -> bool:
    try:
        return bool(json.loads(data)["version"] == version)
    except (ValueError, TypeError, KeyError):
        return False
