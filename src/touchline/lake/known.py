"""Facts of persons, written for a generation: a column a fact, by person row.

A person may have come with several identities. What is known of any of them is known of the person; where
they differ, the identity with the smallest number is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from touchline.journeys.index import Array, Shard
from touchline.lake.columns import write_columns, write_texts
from touchline.lake.meaning import FactRows, Joins, Meaning
from touchline.lake.values import Placed, Values

FACTS = "facts"
"""The folder of facts in a generation."""


def write_facts(folder: Path, meaning: Meaning, shards: Sequence[Shard]) -> list[dict[str, Any]]:
    """Write the facts of the persons of some shards, if there are any; what is said of each fact."""
    if not meaning.facts:
        return []
    folder.mkdir()
    placed = {name: place_values(rows) for name, rows in meaning.facts.items()}
    write_texts(folder, {name: one.texts for name, one in placed.items()})
    known = {
        name: persons(rows, placed[name].place_of, meaning.joins) for name, rows in meaning.facts.items()
    }
    for number, shard in enumerate(shards):
        home = folder / f"shard-{number:04d}"
        home.mkdir()
        write_columns(home, {name: of_shard(*found, shard) for name, found in known.items()})
    return [
        {"name": name, "values": len(one.texts) - 1 - bool(one.other), "other": one.other}
        for name, one in placed.items()
    ]


def place_values(rows: FactRows) -> Placed:
    """A place for each value of a fact."""
    values = Values()
    numbers = values.number(rows.values)
    values.count(numbers[rows.place])
    return values.place()


def persons(rows: FactRows, place_of: Array, joins: Joins) -> tuple[Array, Array]:
    """Keys of the persons of whom the fact is known, int64 ascending, and the place of each value."""
    person, place = np.asarray(rows.identity, np.int64), place_of[rows.place]
    if len(joins.identity) and len(person):
        at = np.minimum(np.searchsorted(joins.identity, person), len(joins.identity) - 1)
        person = np.where(joins.identity[at] == person, joins.person[at], person)
        person, first = np.unique(person, return_index=True)
        place = place[first]
    return person, place


def of_shard(keys: Array, place: Array, shard: Shard) -> Array:
    """The column of one shard: the place of each person row, 0 where nothing is known."""
    from touchline.journeys.kernels.columns import look_up

    column = np.empty(shard.people, np.uint16)
    look_up(keys, place, np.ascontiguousarray(shard.key), column)
    return column
