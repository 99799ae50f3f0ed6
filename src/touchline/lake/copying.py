"""The lake at one commit, to be copied while others go on writing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from touchline.lake.compact import LEASE
from touchline.lake.events import Lake
from touchline.lake.lease import share
from touchline.lake.log import Snapshot
from touchline.lake.mend import is_parquet

LOG = "_delta_log"


@dataclass(frozen=True)
class Pinned:
    """The lake at one commit: which files count, and the files of the log that say so."""

    snapshot: Snapshot
    log: dict[str, bytes]

    def files(self) -> Iterator[tuple[str, Path]]:
        """Names in the lake's folder and paths of the files with events."""
        for part in self.snapshot.parts:
            yield part.name, self.snapshot.folder / part.name


@contextmanager
def kept(folder: Path) -> Iterator[None]:
    """Files of the lake that count at some time within the block stay until it ends.

    ``compact`` asks for it before it removes what no longer counts. What has to go at once, such as
    everything of a person who is erased, waits for the end of the block: ``lease.take`` on this file.
    """
    if not folder.is_dir():
        yield
        return
    (folder / LEASE).touch()
    handle = share(folder / LEASE)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def pin(lake: Lake) -> Pinned:
    """The newest commit, and the part of the log that is needed to read it.

    Raises ``FileNotFoundError`` when the log was tidied meanwhile; then ask again.
    """
    snapshot = lake.snapshot()
    return Pinned(snapshot, {} if snapshot.version < 0 else _log(lake.folder / LOG, snapshot.version))


def _log(folder: Path, version: int) -> dict[str, bytes]:
    """The newest checkpoint up to a commit and the commits since, by name below the lake's folder."""
    found = {int(path.name[:20]): path for path in folder.glob("*.checkpoint.parquet")}
    whole = [number for number, path in found.items() if number <= version and is_parquet(path)]
    start = max(whole, default=0)
    paths = [found[start]] if whole else []
    commits = [folder / f"{number:020d}.json" for number in range(start, version + 1)]
    paths += commits if not whole or commits[0].exists() else commits[1:]
    if whole and _points_to(folder / "_last_checkpoint", start):
        paths.append(folder / "_last_checkpoint")
    return {f"{LOG}/{path.name}": path.read_bytes() for path in paths}


def _points_to(path: Path, version: int) -> bool:
    try:
        return bool(json.loads(path.read_bytes())["version"] == version)
    except (OSError, ValueError, TypeError, KeyError):
        return False
