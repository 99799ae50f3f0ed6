"""Build a base on a cluster: read, shuffle by the shard of the person, sort within.

Each task reads some pieces of the lake and numbers labels, currencies and values by itself; the driver joins
these numbers in the order of the pieces, as one process would have met them, so that a base built on a
cluster equals one built at home, array by array.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from touchline.journeys.build import Rows, build
from touchline.journeys.index import Array
from touchline.lake.base import Progress, allot_codes, places_of_names, record_of, without
from touchline.lake.cluster.session import Cluster
from touchline.lake.codes import Allotted
from touchline.lake.durable import becoming
from touchline.lake.level import Made, finish_level, shard_file, shards_for, write_shard
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


class Renumbered(NamedTuple):
    """Everybody's numbers for those of one task: of labels, of currencies, of values of each attribute."""

    labels: Array
    currencies: Array
    values: Mapping[str, Array]


def write_base_on(
    cluster: Cluster,
    folder: Path,
    snapshot: Snapshot,
    meaning: Meaning,
    _threads: int,
    progress: Progress | None = None,
) -> Record:
    """Write a base as ``write_base`` does. Workers see ``folder`` and the lake under the same names."""
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
        made = told.by_shard(
            how.shards, lambda number, blocks: _write(work, how.attributes, number, blocks, *ours())
        )
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


def _write(
    work: Path,
    attributes: Sequence[str],
    number: int,
    blocks: Iterator[tuple[int, Rows]],
    maps: Mapping[int, Renumbered],
    allotted: Allotted,
    place_of: Mapping[str, Array],
) -> Made:
    """Make a shard of the rows that all tasks found for it, and write it.

    A task that is done twice writes the same twice.
    """
    rows = _together(sorted(blocks, key=lambda block: block[0]), maps, attributes)
    kept = without(rows, allotted.dropped) if allotted.dropped else rows
    path = work / shard_file(number)
    own = work / f".{path.name}.{secrets.token_hex(8)}"
    made = write_shard(own, *build(kept, allotted.code_of, place_of), number)
    own.replace(path)
    return made


def _together(
    blocks: Sequence[tuple[int, Rows]], maps: Mapping[int, Renumbered], attributes: Sequence[str]
) -> Rows:
    """The rows of one shard, by everybody's numbers, in the order of the tasks."""
    taken = [_by_everybody(rows, maps[place]) for place, rows in blocks]
    if not taken:
        none = Spill(None, attributes)
        return none.load()
    begins = np.cumsum([0, *(len(rows.key) for rows in taken[:-1])])
    joined: dict[str, Any] = {}
    for item in fields(Rows):
        if item.name == "columns":
            joined["columns"] = {
                name: np.concatenate([rows.columns[name] for rows in taken]) for name in attributes
            }
        elif item.name == "line_row":
            moved = [rows.line_row + begin for rows, begin in zip(taken, begins, strict=True)]
            joined["line_row"] = np.concatenate(moved)
        else:
            joined[item.name] = np.concatenate([getattr(rows, item.name) for rows in taken])
    return Rows(**joined)


def _by_everybody(rows: Rows, to: Renumbered) -> Rows:
    return Rows(
        key=rows.key,
        time=rows.time,
        seq=rows.seq,
        label=to.labels[rows.label],
        line_row=rows.line_row,
        line_order=rows.line_order,
        line_money=rows.line_money,
        line_currency=to.currencies[rows.line_currency].astype(np.int32),
        columns={name: _places(column, to.values[name]) for name, column in rows.columns.items()},
    )


def _places(column: Array, numbers: Array) -> Array:
    """Numbers of values; one beyond those that were told apart stays beyond."""
    known = len(numbers) - 1
    return np.where(column < known, numbers[np.minimum(column, known)], column).astype(np.int32)
