"""Which files of a folder stand in an object store, and how they are reached as if they were here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from touchline.lake.away.near import Far, near
from touchline.lake.columns import Place
from touchline.lake.store import open_store

AWAY = "away.json"


@dataclass(frozen=True)
class Away:
    """Files that stand at ``place``, by their names in the folder they belong to.

    ``shards``: persons and touches of each shard of a level.
    """

    place: str
    files: dict[str, Far]
    shards: tuple[tuple[int, int], ...] = ()

    @property
    def bytes(self) -> int:
        """How large all of them are."""
        return sum(one.size for one in self.files.values())

    def file(self, name: str) -> Path:
        """One of them here, fetched where it was not. Raises as ``Near.file``."""
        return near().file(self.place, self.files[name])

    def write(self, folder: Path) -> None:
        """Say so in a folder."""
        said = {"place": self.place, "files": self.files, "shards": self.shards}
        (folder / AWAY).write_text(json.dumps(said), encoding="utf-8")

    def wrong(self) -> list[str]:
        """A sentence for each file that is not in the store, or has another size there."""
        store = open_store(self.place)
        try:
            sizes = store.below("")
        except OSError as error:
            raise store.trouble(error) from error
        return [
            f"{self.place}/{far.name} has {sizes[far.name]} bytes instead of {far.size}."
            if far.name in sizes
            else f"{self.place}/{far.name} is missing."
            for far in self.files.values()
            if sizes.get(far.name) != far.size
        ]


@dataclass(frozen=True)
class AwayPlace:
    """A folder whose files stand away. ``place / name`` is a file here, fetched where it was not."""

    away: Away
    below: str

    def __truediv__(self, name: str, /) -> Path:
        return self.away.file(f"{self.below}/{name}")


def away_of(folder: Path) -> Away | None:
    """What a folder says of its files that stand elsewhere; None when all of them are here.

    Raises ``OSError``, ``ValueError`` or ``KeyError`` when that is damaged.
    """
    path = folder / AWAY
    try:
        about = path.stat()
    except FileNotFoundError:
        return None
    return _read(path, about.st_ino, about.st_mtime_ns)


def place_in(folder: Path, below: str) -> Place:
    """A folder below another, wherever its files stand."""
    away = away_of(folder)
    return folder / below if away is None else AwayPlace(away, below)


@lru_cache(maxsize=64)
def _read(path: Path, _inode: int, _changed: int) -> Away:
    said = json.loads(path.read_text(encoding="utf-8"))
    files = {name: Far(str(at), int(size), str(digest)) for name, (at, size, digest) in said["files"].items()}
    return Away(
        said["place"], files, tuple((int(people), int(touches)) for people, touches in said["shards"])
    )
