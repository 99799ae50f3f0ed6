"""Make and write one shard on a cluster, of the rows that all tasks found for it."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from touchline.journeys.build import Rows, build
from touchline.journeys.index import Array, Shard
from touchline.journeys.lines import Lines
from touchline.lake.away.near import Far
from touchline.lake.away.publishing import send, send_keys
from touchline.lake.away.shard import keys_file
from touchline.lake.base import without
from touchline.lake.checksums import ARRAYS
from touchline.lake.codes import Allotted
from touchline.lake.level import Made, shard_file, shard_name, write_shard
from touchline.lake.spill import Spill
from touchline.lake.store import open_store


class Written(NamedTuple):
    """A shard that was made; its files in the store by their names in its level, none where it is at home."""

    made: Made
    files: Mapping[str, Far]


class Renumbered(NamedTuple):
    """Everybody's numbers for those of one task: of labels, of currencies, of values of each attribute."""

    labels: Array
    currencies: Array
    values: Mapping[str, Array]


def write_one(
    work: Path,
    home: str,
    attributes: Sequence[str],
    number: int,
    blocks: Iterator[tuple[int, Rows]],
    maps: Mapping[int, Renumbered],
    allotted: Allotted,
    place_of: Mapping[str, Array],
) -> Written:
    """Make a shard of the rows that all tasks found for it, and write it."""
    rows = _together(sorted(blocks, key=lambda block: block[0]), maps, attributes)
    kept = without(rows, allotted.dropped) if allotted.dropped else rows
    shard, lines = build(kept, allotted.code_of, place_of)
    if home:
        return _to_store(home, number, shard, lines)
    return Written(_to_folder(work, number, shard, lines), {})


def _to_store(home: str, number: int, shard: Shard, lines: Lines) -> Written:
    """A task that is done twice writes to two places; the one that is told of counts."""
    at = f"{shard_name(number)}-{secrets.token_hex(8)}{ARRAYS}"
    store = open_store(home)
    with tempfile.TemporaryDirectory(prefix="touchline-") as own:
        made = write_shard(Path(own) / at, shard, lines, number)
        try:
            send(store, [(Path(own) / at, at)])
            keys = send_keys(store, shard, keys_file(at))
        except OSError as error:
            raise store.trouble(error) from error
    name = shard_file(number)
    return Written(made, {name: Far(at, *made.sums[name]), keys_file(name): keys})


def _to_folder(work: Path, number: int, shard: Shard, lines: Lines) -> Made:
    """A task that is done twice writes the same twice."""
    path = work / shard_file(number)
    own = work / f".{path.name}.{secrets.token_hex(8)}"
    made = write_shard(own, shard, lines, number)
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
