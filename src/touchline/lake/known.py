"""Facts of persons, written for a generation: a column a fact, by person row.

A person may have come with several identities. What is known of any of them is known of the person; where
they differ, the identity with the smallest number is believed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from touchline.journeys.index import Array, Shard
from touchline.lake.columns import write_columns, write_texts
from touchline.lake.durable import link_tree
from touchline.lake.level import Level, shard_name
from touchline.lake.meaning import FactRows, Joins, Meaning
from touchline.lake.values import Placed, Values

FACTS = "facts"
"""The folder of facts in a generation."""

T = TypeVar("T")
MOST_KEPT = 64
_KEPT: dict[tuple[str, ...], Any] = {}


def write_facts(
    folder: Path,
    meaning: Meaning,
    levels: Sequence[Level],
    before: Path | None = None,
    *,
    same: bool = False,
) -> list[dict[str, Any]]:
    """Write the facts of the persons of each level; what is said of each fact. Writes nothing without any.

    ``before`` has facts of another generation: columns that would be the same are linked. ``same``: they
    are the same facts of the same persons.
    """
    if not meaning.facts:
        return []
    folder.mkdir()
    placed = {name: place_values(rows) for name, rows in meaning.facts.items()}
    write_texts(folder, {name: one.texts for name, one in placed.items()})
    known = {
        name: persons(rows, placed[name].place_of, meaning.joins) for name, rows in meaning.facts.items()
    }
    for level in levels:
        old = before / level.name if before is not None and (before / level.name).is_dir() else None
        if old is not None and same:
            link_tree(old, folder / level.name)
        else:
            _write_level(folder / level.name, level, known, old)
    return [
        {"name": name, "values": len(one.texts) - 1 - bool(one.other), "other": one.other}
        for name, one in placed.items()
    ]


def _write_level(
    folder: Path, level: Level, known: Mapping[str, tuple[Array, Array]], old: Path | None
) -> None:
    folder.mkdir()
    for number, shard in enumerate(level.shards):
        home = folder / shard_name(number)
        home.mkdir()
        columns = {name: of_shard(*found, shard) for name, found in known.items()}
        write_columns(home, columns, old and old / shard_name(number))


def place_values(rows: FactRows) -> Placed:
    """A place for each value of a fact."""

    def place() -> Placed:
        values = Values()
        numbers = values.number(rows.values)
        values.count(numbers[rows.place])
        return values.place()

    return _kept(("values", rows.digest), place)


def persons(rows: FactRows, place_of: Array, joins: Joins) -> tuple[Array, Array]:
    """Keys of the persons of whom the fact is known, int64 ascending, and the place of each value."""

    def find() -> tuple[Array, Array]:
        person, place = np.asarray(rows.identity, np.int64), place_of[rows.place]
        if len(joins.identity) and len(person):
            at = np.minimum(np.searchsorted(joins.identity, person), len(joins.identity) - 1)
            person = np.where(joins.identity[at] == person, joins.person[at], person)
            person, first = np.unique(person, return_index=True)
            place = place[first]
        return person, place

    joined = hashlib.sha256(b"".join(np.ascontiguousarray(one).tobytes() for one in joins)).hexdigest()
    return _kept(("persons", rows.digest, joined), find)


def of_shard(keys: Array, place: Array, shard: Shard) -> Array:
    """The column of one shard: the place of each person row, 0 where nothing is known.

    ``keys`` ascend; they may be of other shards too.
    """
    from touchline.journeys.kernels.columns import look_up

    column = np.empty(shard.people, np.uint16)
    look_up(keys, place, np.ascontiguousarray(shard.key), column)
    return column


def _kept(key: tuple[str, ...], make: Callable[[], T]) -> T:
    """The same again for facts that did not change: a refresh makes a generation every other second."""
    if key not in _KEPT:
        while len(_KEPT) >= MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)))
        _KEPT[key] = make()
    found: T = _KEPT[key]
    return found
