"""From the levels of a generation to an index; what is open in this process already is used again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import numpy as np

from touchline.journeys.index import Array, Index, Legend, Replaced, Run
from touchline.journeys.kept import Kept
from touchline.lake.away.place import place_in
from touchline.lake.columns import Columns
from touchline.lake.known import FACTS
from touchline.lake.level import Level, open_level, shard_name
from touchline.lake.referrals_kept import FOLDER, dressed
from touchline.lake.wanted import among


class Place(NamedTuple):
    """Some persons in a shard of a level: the places of both, and int64 ascending rows."""

    level: int
    shard: int
    rows: Array


def find(levels: Sequence[Level], keys: Array) -> list[Place]:
    """Where persons stand, each in the newest level that covers them. ``keys`` int64 ascending."""
    found: list[Place] = []
    for at in range(len(levels) - 1, -1, -1):
        level = levels[at]
        here = among(keys, level.covered) if at else np.ones(len(keys), bool)
        found += [Place(at, number, rows) for number, rows in level.rows_of(keys[here])]
        keys = keys[~here]
    return found


def hidden_in(levels: Sequence[Level]) -> list[Place]:
    """Which rows of older levels newer ones cover."""
    return [place for at in range(1, len(levels)) for place in find(levels[:at], levels[at].covered)]


def live_rows(levels: Sequence[Level]) -> list[list[Array]]:
    """The rows that count, int64 ascending, by level and shard."""
    kept = [[np.ones(shard.people, bool) for shard in level.shards] for level in levels]
    for place in hidden_in(levels):
        kept[place.level][place.shard][place.rows] = False
    return [[np.flatnonzero(rows) for rows in level] for level in kept]


_runs: WeakValueDictionary[Any, Run] = WeakValueDictionary()
_kept: WeakValueDictionary[Any, Kept] = WeakValueDictionary()
"""What was counted holds while facts of persons change: it is about everybody."""

_lock = Lock()


def open_index(folder: Path, levels: Sequence[Path], legend: Legend, facts: Sequence[str] = ()) -> Index:
    """The index of the generation in ``folder``.

    Raises ``OSError``, ``ValueError`` or ``KeyError`` when something is damaged.
    """
    opened = [open_level(path) for path in levels]
    files = [folder / FOLDER / f"{level.name}.npy" for level in opened]
    plain: tuple[Any, ...] = ()
    made: list[Run] = []
    for at, (level, path) in enumerate(zip(opened, files, strict=True)):
        plain = (*plain, id(level), *_same(path))
        key = (plain, tuple(facts), str(folder) if facts else "")
        with _lock:
            run = _runs.get(key)
        if run is None or run.held is not level:
            shards = dressed(level, path)
            if facts:
                shards = tuple(
                    shard.dressed(
                        facts=Columns(
                            place_in(folder, f"{FACTS}/{level.name}/{shard_name(number)}"),
                            facts,
                            shard.people,
                        )
                    )
                    for number, shard in enumerate(shards)
                )
            replaced = _replaced(opened[:at], made, level) if at else ()
            with _lock:
                kept = _kept.setdefault(plain, Kept())
                run = Run(shards, level.covered, replaced, level.codes, kept, level)
                run = _runs.setdefault(key, run)
        made.append(run)
    base = made[0]
    return Index(legend, base.shards, tuple(made[1:]), base.codes, base.kept, base)


def _same(path: Path) -> tuple[int, ...]:
    """What a file has in common with another name of it alone; nothing where there is none."""
    if not path.exists():
        return ()
    about = path.stat()
    return about.st_ino, about.st_mtime_ns, about.st_size


def _replaced(below: Sequence[Level], made: Sequence[Run], level: Level) -> tuple[Replaced, ...]:
    return tuple(
        Replaced(made[place.level].shards[place.shard], place.rows) for place in find(below, level.covered)
    )
