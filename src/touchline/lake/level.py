"""A level of the index on disk: shards of whole persons, the base's or a run's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import numpy as np

from touchline.journeys.copying import Source
from touchline.journeys.index import Array, Shard
from touchline.journeys.lines import Lines
from touchline.journeys.stored import open_shard, save_shard
from touchline.lake import checksums
from touchline.lake.away.place import Away, away_of
from touchline.lake.away.shard import AwayFile, AwayShard
from touchline.lake.durable import sync_file
from touchline.lake.homes import homes

FORMAT = 5
"""Changes with the shape of the files or with how events become touches; an older index is built anew."""

LEVEL, COVERED = "level.json", "covered.npy"
SHARD_TOUCHES = 2_000_000
Make = Callable[[int], tuple[Shard, Lines]]


class Made(NamedTuple):
    """A written shard: persons, touches, its latest time, the checksum of its file by name."""

    people: int
    touches: int
    latest: int | None
    sums: checksums.Sums


@dataclass(frozen=True, eq=False)
class Level:
    """An open level. ``covered`` int64 ascending are the persons it speaks for; of a base, nobody by name.

    ``codes``: its touches have codes below that number. ``latest``: the time of its latest row. ``kept``
    are the lines of each shard at home. ``away``: its shards stand in an object store.
    """

    name: str
    folder: Path
    shards: tuple[Shard, ...]
    covered: Array
    codes: int
    latest: int | None
    kept: tuple[Lines, ...] = ()
    away: Away | None = None

    @property
    def touches(self) -> int:
        """Touches in it, of persons that newer levels cover too."""
        return sum(shard.touches for shard in self.shards)

    @property
    def bytes(self) -> int:
        """Bytes of its files, wherever they stand."""
        return checksums.size_of(self.folder) + (self.away.bytes if self.away else 0)

    def lines(self, number: int) -> Lines:
        """The lines of a shard."""
        shard = self.shards[number]
        return shard.lines if isinstance(shard, AwayShard) else self.kept[number]

    def source(self, number: int, rows: Array) -> Source:
        """Some persons of a shard, to be copied."""
        return Source(self.shards[number], rows, self.lines(number))

    def rows_of(self, keys: Array) -> list[tuple[int, Array]]:
        """Where persons stand, ascending ``keys``: a shard's number, and int64 ascending rows."""
        from touchline.journeys.kernels import copying as kernels

        if not len(keys):
            return []
        home = homes(keys, len(self.shards)) if len(self.shards) > 1 else None
        found = []
        for number, shard in enumerate(self.shards):
            here = keys if home is None else keys[home == number]
            row = np.empty(len(here), np.int64)
            kernels.locate(shard.key, here, row)
            row = row[row >= 0]
            if len(row):
                found.append((number, row))
        return found


def shards_for(events: int) -> int:
    """How many shards: one for each ``SHARD_TOUCHES``, and beyond one an even number, to share out evenly."""
    return 1 if events <= SHARD_TOUCHES else 2 * -(-events // (2 * SHARD_TOUCHES))


def shard_name(number: int) -> str:
    """The name of a shard, and of a folder with facts of its persons."""
    return f"shard-{number:04d}"


def shard_file(number: int) -> str:
    """The file of a shard in the folder of its level."""
    return f"{shard_name(number)}{checksums.ARRAYS}"


def write_shard(path: Path, shard: Shard, lines: Lines, number: int) -> Made:
    """Write a shard with its lines into a new file; ``number`` is its place in the level."""
    save_shard(shard, lines, path)
    sums = {shard_file(number): checksums.checksum(path)}
    return Made(shard.people, shard.touches, latest_of(shard, lines), sums)


def latest_of(shard: Shard, lines: Lines) -> int | None:
    """The time of the latest row of a shard."""
    ends = shard.time[shard.offset[1:].astype(np.int64) - 1] if shard.people else shard.time[:0]
    return max((int(times.max()) for times in (ends, lines.time) if len(times)), default=None)


def latest_of_all(made: Iterable[Made | Level]) -> int | None:
    """The time of the latest row of several."""
    return max((one.latest for one in made if one.latest is not None), default=None)


def write_shards(
    work: Path, count: int, make: Make, threads: int, tell: Callable[[int], None] | None = None
) -> list[Made]:
    """Write ``count`` shards, each made when its turn comes, in threads; ``tell`` is told how many are done.

    Of several shards each is handed to the disk while the next one is made.
    """
    made: list[Made] = []
    if count == 1:
        made.append(write_shard(work / shard_file(0), *make(0), 0))
        return made
    with ThreadPoolExecutor(threads) as pool, ThreadPoolExecutor(1) as disk:
        waiting: list[Future[None]] = []

        def write(number: int) -> Made:
            path = work / shard_file(number)
            one = write_shard(path, *make(number), number)
            waiting.append(disk.submit(sync_file, path))
            return one

        for one in pool.map(write, range(count)):
            made.append(one)
            if tell is not None:
                tell(len(made))
        for synced in waiting:
            synced.result()
    return made


def finish_level(
    work: Path,
    made: Sequence[Made],
    codes: int,
    attributes: Sequence[str],
    covered: Array | None = None,
) -> None:
    """Write what a level says of itself, and the checksums, when its shards are written."""
    if covered is not None:
        np.save(work / COVERED, covered)
    said = {
        "format": FORMAT,
        "people": sum(one.people for one in made),
        "touches": sum(one.touches for one in made),
        "shards": len(made),
        "latest": latest_of_all(made),
        "codes": codes,
        "attributes": list(attributes),
    }
    (work / LEVEL).write_text(json.dumps(said), encoding="utf-8")
    checksums.write(work, {name: sums for one in made for name, sums in one.sums.items()})


def _here(folder: Path, said: Mapping[str, Any]) -> tuple[tuple[Shard, ...], tuple[Lines, ...]]:
    opened = [open_shard(folder / shard_file(number), said["attributes"]) for number in range(said["shards"])]
    return tuple(one[0] for one in opened), tuple(one[1] for one in opened)


def _away(away: Away, said: Mapping[str, Any]) -> tuple[tuple[Shard, ...], tuple[Lines, ...]]:
    files = [AwayFile(away, shard_file(number), said["attributes"]) for number in range(said["shards"])]
    return tuple(AwayShard(file, *counts) for file, counts in zip(files, away.shards, strict=True)), ()


_open: WeakValueDictionary[Any, Level] = WeakValueDictionary()
_lock = Lock()


def open_level(folder: Path) -> Level:
    """Map a level into memory; one that is open in this process is handed out again.

    Raises ``OSError`` or ``ValueError`` when it is damaged.
    """
    about = (folder / checksums.NAME).stat()
    key = (str(folder), about.st_ino, about.st_mtime_ns)
    with _lock:
        known = _open.get(key)
    if known is not None:
        return known
    said = json.loads((folder / LEVEL).read_text(encoding="utf-8"))
    away = away_of(folder)
    shards, lines = _away(away, said) if away else _here(folder, said)
    covered = np.load(folder / COVERED) if (folder / COVERED).exists() else np.zeros(0, np.int64)
    made = Level(folder.name, folder, shards, covered, said["codes"], said["latest"], lines, away)
    with _lock:
        return _open.setdefault(key, made)
