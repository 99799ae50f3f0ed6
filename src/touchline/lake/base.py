"""A base: the sorted arrays of all touches of a lake, without what may change from day to day."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from touchline.journeys.build import Rows, build_shard
from touchline.journeys.index import Array, Shard, open_shard, save_shard
from touchline.lake import checksums
from touchline.lake.codes import MOST, Allotted, Label, allot
from touchline.lake.columns import write_columns, write_texts
from touchline.lake.durable import becoming
from touchline.lake.meaning import Meaning
from touchline.lake.partition import NAMES_KEPT, Partition
from touchline.lake.reading import read
from touchline.lake.shelf import BASE
from touchline.lake.snapshot import Snapshot
from touchline.lake.spill import Spill
from touchline.lake.values import Placed

FORMAT = 3
"""Changes with the shape of the files or with how events become touches; an older base is built anew."""

SHARD_TOUCHES = 2_000_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """A written shard: persons, touches, checksums of its files by name below the base's folder."""

    people: int
    touches: int
    sums: checksums.Sums


def write_base(
    folder: Path, snapshot: Snapshot, meaning: Meaning, threads: int, progress: Progress | None = None
) -> dict[str, Any]:
    """Write a base into ``folder``, which appears when it is complete and on disk. Returns its description.

    Events pass through a file a shard, so memory holds about one shard a thread. ``progress`` is
    told how much is done of how much: each event counts once when read and once when sorted.
    """
    tell = progress or _quiet
    numbers = sorted(one.number for one in meaning.touchpoints)
    with becoming(folder) as work:
        spill = work / "spill"
        spill.mkdir()
        part = _partition(spill, snapshot, meaning, numbers, threads, tell)
        allotted = _allot(part, numbers)
        placed = {name: values.place() for name, values in part.values.items()}
        write_texts(work, {name: one.texts for name, one in placed.items()})
        made = _shards(
            work,
            part,
            allotted,
            placed,
            threads,
            lambda rows: tell(snapshot.count + rows, 2 * snapshot.count),
        )
        shutil.rmtree(spill)
        said = _describe(snapshot, part, allotted, placed, made)
        (work / BASE).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        checksums.write(work, {name: sums for one in made for name, sums in one.sums.items()})
    tell(2 * snapshot.count, 2 * snapshot.count)
    return said


def shards_for(events: int) -> int:
    """How many shards: one for each ``SHARD_TOUCHES``, and beyond one an even number, to share out evenly."""
    return 1 if events <= SHARD_TOUCHES else 2 * -(-events // (2 * SHARD_TOUCHES))


def open_base(folder: Path) -> tuple[Shard, ...]:
    """Map the shards of a base into memory. Raises ``OSError`` or ``ValueError`` when it is damaged."""
    return tuple(open_shard(path) for path in sorted(folder.glob("shard-*")))


def _partition(
    spill: Path, snapshot: Snapshot, meaning: Meaning, numbers: list[int], threads: int, tell: Progress
) -> Partition:
    place = {number: at for at, number in enumerate(numbers)}
    recognised = {name: place[number] for name, number in meaning.recognised.items() if number in place}
    part = Partition(spill, shards_for(snapshot.count), meaning.attributes)
    done = 0
    for events in read(snapshot, recognised, threads, meaning.attributes):
        part.add(events)
        done += len(events.seq)
        tell(done, 2 * snapshot.count)
    return part


def _allot(part: Partition, numbers: list[int]) -> Allotted:
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
    folders = [work / spill.path.name for spill in part.spills]
    place_of = {name: one.place_of for name, one in placed.items()}
    made: list[Made] = []
    with ThreadPoolExecutor(threads) as pool:
        for one in pool.map(
            lambda spill, folder: _shard(spill, folder, allotted, place_of), part.spills, folders
        ):
            made.append(one)
            tell(sum(spill.rows for spill in part.spills[: len(made)]))
    return made


def _shard(spill: Spill, folder: Path, allotted: Allotted, place_of: Mapping[str, Array]) -> Made:
    rows = spill.load()
    spill.path.unlink(missing_ok=True)
    rows = _without(rows, allotted.dropped) if allotted.dropped else rows
    shard = build_shard(rows, allotted.code_of, place_of)
    folder.mkdir()
    save_shard(shard, folder)
    write_columns(folder, shard.attributes)
    sums = {f"{folder.name}/{path.name}": checksums.checksum(path) for path in sorted(folder.iterdir())}
    return Made(shard.people, shard.touches, sums)


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


def _without(rows: Rows, dropped: frozenset[int]) -> Rows:
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


def _describe(
    snapshot: Snapshot, part: Partition, allotted: Allotted, placed: Mapping[str, Placed], made: list[Made]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "lake": {
            "id": snapshot.id,
            "version": snapshot.version,
            "changed": snapshot.changed,
            "last_seq": snapshot.last_seq,
        },
        "events": snapshot.count,
        "people": sum(one.people for one in made),
        "touches": sum(one.touches for one in made),
        "shards": len(made),
        "latest": part.latest,
        "codes": allotted.codes,
        "currencies": list(part.currencies.places),
        "attributes": [
            {"name": name, "values": len(one.texts) - 1 - bool(one.other), "other": one.other}
            for name, one in placed.items()
        ],
        "unrecognised": {
            "events": part.unrecognised,
            "names": len(part.names),
            "names_are_more": len(part.names) >= NAMES_KEPT,
            "often": part.often(),
        },
        "left_out": dict(sorted(part.left_out.items())),
        "spare_codes": MOST - len(allotted.codes),
        "channels_folded": allotted.channels_folded,
        "without_code": allotted.left_out,
    }
