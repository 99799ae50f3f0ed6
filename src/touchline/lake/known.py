"""Facts of persons, written for a generation: a column a fact, by person row.

A person may have come with several identities. What is known of any of them is known of the person; where
they differ, the identity with the smallest number is believed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from touchline.journeys.index import Array, Shard, shard_of
from touchline.lake.columns import write_columns, write_texts
from touchline.lake.durable import link_tree
from touchline.lake.level import Level, shard_name
from touchline.lake.meaning import FactRows, Joins, Meaning
from touchline.lake.values import Placed, Values

FACTS = "facts"
"""The folder of facts in a generation."""


def write_facts(
    folder: Path, meaning: Meaning, levels: Sequence[Level], before: Path | None = None
) -> list[dict[str, Any]]:
    """Write the facts of the persons of each level; what is said of each fact. Writes nothing without any.

    ``before`` has the same facts of the same persons of another generation: its files are linked.
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
        if before is not None and (before / level.name).is_dir():
            link_tree(before / level.name, folder / level.name)
        else:
            _write_level(folder / level.name, level, known)
    return [
        {"name": name, "values": len(one.texts) - 1 - bool(one.other), "other": one.other}
        for name, one in placed.items()
    ]


def _write_level(folder: Path, level: Level, known: Mapping[str, tuple[Array, Array]]) -> None:
    folder.mkdir()
    homes = {name: shard_of(keys, len(level.shards)) for name, (keys, _) in known.items()}
    for number, shard in enumerate(level.shards):
        home = folder / shard_name(number)
        home.mkdir()
        columns = {}
        for name, (keys, place) in known.items():
            here = homes[name] == number
            columns[name] = of_shard(keys[here], place[here], shard)
        write_columns(home, columns)


def place_values(rows: FactRows) -> Placed:
    """A place for each value of a fact."""
    values = Values()
    numbers = values.number(rows.values)
    values.count(numbers[rows.place])
    return values.place()


def persons(rows: FactRows, place_of: Array, joins: Joins) -> tuple[Array, Array]:
    """Keys of the persons of whom the fact is known, int64 ascending, and the place of each value."""
    person = np.asarray(rows.identity, np.int64)
    if len(joins.identity) and len(person):
        at = np.minimum(np.searchsorted(joins.identity, person), len(joins.identity) - 1)
        person = np.where(joins.identity[at] == person, joins.person[at], person)
    keys, first = np.unique(person, return_index=True)
    return keys, np.asarray(place_of[rows.place[first]], np.uint16)


def of_shard(keys: Array, place: Array, shard: Shard) -> Array:
    """The column of one shard: the place of each person row, 0 where nothing is known."""
    column = np.zeros(shard.people, np.uint16)
    row = np.searchsorted(shard.key, keys)
    found = np.flatnonzero(row < shard.people)
    found = found[shard.key[row[found]] == keys[found]]
    column[row[found]] = place[found]
    return column
