"""A base: the sorted arrays of all touches of a lake, without what may change from day to day."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path

import numpy as np

from touchline.journeys.build import Rows, build
from touchline.journeys.index import Shard
from touchline.journeys.lines import Lines
from touchline.lake.codes import Allotted, Label, allot
from touchline.lake.durable import becoming
from touchline.lake.level import (
    Made,
    finish_level,
    latest_of_all,
    shard_name,
    shards_for,
    write_shards,
)
from touchline.lake.meaning import Meaning
from touchline.lake.partition import Partition
from touchline.lake.reading import read
from touchline.lake.record import Record, Seen, applied
from touchline.lake.snapshot import Snapshot
from touchline.lake.spill import Spill
from touchline.lake.values import Placed

Progress = Callable[[int, int], None]


def write_base(
    folder: Path, snapshot: Snapshot, meaning: Meaning, threads: int, progress: Progress | None = None
) -> Record:
    """Write a base into ``folder``, which appears when it is complete and on disk. Returns what it holds.

    Events pass through a file a shard, so memory holds about one shard a thread. ``progress`` is
    told how much is done of how much: each event counts once when read and once when sorted.
    """
    tell = progress or _quiet
    numbers = sorted(one.number for one in meaning.touchpoints)
    with becoming(folder) as work:
        spill = work / "spill"
        spill.mkdir()
        part = _partition(spill, snapshot, meaning, numbers, threads, tell)
        allotted = allot_codes(part, numbers)
        placed = {name: values.place() for name, values in part.values.items()}
        made = _shards(
            work,
            part,
            allotted,
            placed,
            threads,
            lambda rows: tell(snapshot.count + rows, 2 * snapshot.count),
        )
        shutil.rmtree(spill)
        finish_level(work, made, len(allotted.codes), meaning.attributes)
    tell(2 * snapshot.count, 2 * snapshot.count)
    return record_of(snapshot, meaning, part, allotted, placed, made)


def _partition(
    spill: Path, snapshot: Snapshot, meaning: Meaning, numbers: list[int], threads: int, tell: Progress
) -> Partition:
    recognised = places_of_names(meaning, numbers)
    paths = (spill / shard_name(number) for number in range(shards_for(snapshot.count)))
    part = Partition([Spill(path, meaning.attributes) for path in paths], meaning.attributes)
    done = 0
    for block in read(snapshot, recognised, threads, meaning.attributes, meaning.joins, then=part.sort):
        part.take(block)
        done += len(block.events.seq)
        tell(done, 2 * snapshot.count)
    return part


def places_of_names(meaning: Meaning, numbers: list[int]) -> dict[str, int]:
    """The place of the touchpoint that each name of an event stands for."""
    place = {number: at for at, number in enumerate(numbers)}
    return {name: place[number] for name, number in meaning.recognised.items() if number in place}


def allot_codes(part: Partition, numbers: list[int]) -> Allotted:
    """The codes of everything that was met; ``numbers`` are those of the touchpoints, by place."""
    channels = [*part.channels.places, None]
    found = zip(*(array.tolist() for array in part.split()), strict=True)
    labels = [Label(numbers[touchpoint], channels[channel], side) for touchpoint, channel, side in found]
    seen = part.labels
    kinds = (seen.kinds | (seen.counts > seen.lines))[: len(labels)]
    return allot(labels, seen.counts[: len(labels)].tolist(), kinds.tolist())


def _shards(
    work: Path,
    part: Partition,
    allotted: Allotted,
    placed: Mapping[str, Placed],
    threads: int,
    tell: Callable[[int], None],
) -> list[Made]:
    place_of = {name: one.place_of for name, one in placed.items()}

    def make(number: int) -> tuple[Shard, Lines]:
        rows = part.spills[number].load()
        part.spills[number].drop()
        kept = without(rows, allotted.dropped) if allotted.dropped else rows
        return build(kept, allotted.code_of, place_of)

    def told(count: int) -> None:
        tell(sum(spill.rows for spill in part.spills[:count]))

    return write_shards(work, len(part.spills), make, threads, told)


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


def without(rows: Rows, dropped: frozenset[int]) -> Rows:
    """The rows whose label has codes."""
    kept = ~np.isin(rows.label, list(dropped))
    lines = kept[rows.line_row]
    chosen = {
        item.name: getattr(rows, item.name)[lines if item.name.startswith("line_") else kept]
        for item in fields(Rows)
        if item.name != "columns"
    }
    columns = {name: column[kept] for name, column in rows.columns.items()}
    return Rows(**chosen | {"line_row": (np.cumsum(kept) - 1)[chosen["line_row"]]}, columns=columns)


def record_of(
    snapshot: Snapshot,
    meaning: Meaning,
    part: Partition,
    allotted: Allotted,
    placed: Mapping[str, Placed],
    made: list[Made],
) -> Record:
    """What a base holds."""
    return Record(
        seen=Seen.of(snapshot),
        latest=latest_of_all(made),
        codes=allotted.codes,
        currencies=tuple(part.currencies.places),
        recognised=applied(meaning),
        unrecognised=part.names,
        left_out=part.left_out,
        others=part.unrecognised - sum(part.names.values()),
        channels_folded=allotted.channels_folded,
        without_code=allotted.left_out,
        joins=meaning.joins,
        cleared=(snapshot.removed.count, snapshot.reworded),
        attributes={name: one.texts for name, one in placed.items()},
        under_other={name: one.other for name, one in placed.items()},
    )
