"""Build a base on a cluster: read, shuffle by the shard of the person, sort within.

Each task reads some pieces of the lake and numbers labels, currencies and values by itself; the driver joins
these numbers in the order of the pieces, as one process would have met them, so that a base built on a
cluster equals one built at home, array by array.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from touchline.journeys.index import Array
from touchline.lake.away.place import Away
from touchline.lake.away.publishing import LEVELS
from touchline.lake.base import Progress, allot_codes, places_of_names, record_of
from touchline.lake.cluster.session import Cluster
from touchline.lake.cluster.write import Renumbered, Written, write_one
from touchline.lake.durable import becoming
from touchline.lake.level import finish_level, shards_for
from touchline.lake.meaning import Joins, Meaning
from touchline.lake.partition import Labels, Partition
from touchline.lake.reading import Piece, Work, pieces, read_piece
from touchline.lake.record import Record
from touchline.lake.snapshot import Counted, Snapshot
from touchline.lake.spill import Spill
from touchline.lake.store import open_store
from touchline.lake.wanted import Wanted

PIECES_A_TASK = 8
"""About two million events a task."""


class Read(NamedTuple):
    """One task of reading: its place among all, and row groups of files of the lake."""

    place: int
    pieces: tuple[tuple[Counted, tuple[int, ...]], ...]


@dataclass(frozen=True)
class How:
    """What every task of reading has to know."""

    lake: str
    shards: int
    recognised: Mapping[str, int]
    attributes: tuple[str, ...]
    joins: Joins


class Met(NamedTuple):
    """What a task met, by its own numbers: labels, currencies, values, and events that are in no shard."""

    place: int
    labels: Labels
    channels: tuple[str, ...]
    currencies: tuple[str, ...]
    values: Mapping[str, tuple[tuple[str, ...], Array]]
    left_out: Counter[str]
    unrecognised: int
    names: Counter[str]


def write_base_on(
    cluster: Cluster,
    folder: Path,
    snapshot: Snapshot,
    meaning: Meaning,
    _threads: int,
    progress: Progress | None = None,
    *,
    place: str = "",
) -> Record:
    """Write a base as ``write_base`` does. Workers see the lake under the same name.

    Its shards stand below ``place`` in an object store, else in ``folder``, which workers see as well.
    """
    tell = progress or (lambda _done, _total: None)
    numbers = sorted(one.number for one in meaning.touchpoints)
    how = How(
        snapshot.store.place,
        shards_for(snapshot.count),
        places_of_names(meaning, numbers),
        tuple(meaning.attributes),
        meaning.joins,
    )
    with becoming(folder) as work, cluster.told():
        given = cluster.shared(how)
        told = cluster.spread(_tasks(snapshot), lambda task: _read(given(), task)).persist_on_disk()
        met = sorted(told.values_of(-1), key=lambda one: one.place)
        tell(snapshot.count, 2 * snapshot.count)
        whole, maps = _joined(met, how)
        allotted = allot_codes(whole, numbers)
        placed = {name: values.place() for name, values in whole.values.items()}
        ours = cluster.shared((maps, allotted, {name: one.place_of for name, one in placed.items()}))
        home = f"{place}/{LEVELS}/{folder.name}-{secrets.token_hex(8)}" if place else ""
        written = told.by_shard(
            how.shards, lambda number, blocks: write_one(work, home, how.attributes, number, blocks, *ours())
        )
        made = [one.made for one in written]
        if home:
            _away(home, written).write(work)
        finish_level(work, made, len(allotted.codes), meaning.attributes)
    tell(2 * snapshot.count, 2 * snapshot.count)
    return record_of(snapshot, meaning, whole, allotted, placed, made)


def _tasks(snapshot: Snapshot) -> list[Read]:
    found = [(piece.part, tuple(piece.groups)) for piece in pieces(snapshot)]
    starts = range(0, len(found), PIECES_A_TASK)
    return [Read(at, tuple(found[start : start + PIECES_A_TASK])) for at, start in enumerate(starts)]


def _read(how: How, task: Read) -> Iterator[tuple[int, Any]]:
    """Read some pieces: the rows of each shard under its number, and what was met under -1."""
    part = Partition([Spill(None, how.attributes) for _ in range(how.shards)], how.attributes)
    store = open_store(how.lake)
    work = Work(store, how.recognised, how.attributes, how.joins, Wanted())
    for counted, groups in task.pieces:
        with store.parquet(counted.name) as source:
            about = source.metadata
        part.add(read_piece(work, Piece(counted, about, list(groups))))
    for number, spill in enumerate(part.spills):
        if spill.rows:
            yield number, (task.place, spill.load())
        spill.drop()
    yield -1, _met(task.place, part)


def _met(place: int, part: Partition) -> Met:
    return Met(
        place,
        part.labels,
        tuple(part.channels.places),
        tuple(part.currencies.places),
        {name: values.counted() for name, values in part.values.items()},
        part.left_out,
        part.unrecognised,
        part.names,
    )


def _joined(met: Sequence[Met], how: How) -> tuple[Partition, dict[int, Renumbered]]:
    """Everything that was met as if one process had read it, and the numbers it has there."""
    whole = Partition([], how.attributes)
    return whole, {one.place: _renumbered(whole, one) for one in met}


def _renumbered(whole: Partition, one: Met) -> Renumbered:
    labels = whole.join(one.labels, one.channels)
    whole.left_out.update(one.left_out)
    whole.unrecognised += one.unrecognised
    whole.keep_names(one.names)
    values = {}
    for name, (texts, rows) in one.values.items():
        values[name] = whole.values[name].number(texts)
        known = values[name][:-1]
        if len(rows) > len(known):  # values beyond those that were told apart
            known = np.append(known, np.int32(len(known)))
        whole.values[name].count(known, rows)
    return Renumbered(labels, whole.currencies.map(one.currencies), values)


def _away(home: str, written: Sequence[Written]) -> Away:
    """Where the files of all shards stand."""
    files = {name: far for one in written for name, far in one.files.items()}
    return Away(home, files, tuple((one.made.people, one.made.touches) for one in written))
