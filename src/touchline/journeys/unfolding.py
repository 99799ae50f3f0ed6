"""The rows that journeys were made of, taken out of a shard again, so that more can be folded in."""

from __future__ import annotations

import numpy as np

from touchline.journeys.build import Rows
from touchline.journeys.copying import Source, entries_of, ranges
from touchline.journeys.index import Array, Shard
from touchline.journeys.lines import Lines


def unfold(source: Source, kinds: Array) -> tuple[Rows, Array]:
    """The rows that persons of a shard were made of, as ``build`` takes them, and where each touch stood.

    ``label`` is a code of each row, ``columns`` are places of values, and ``seq`` is below 0: it keeps the
    order these persons had, and any number the lake gives comes after it. ``kinds`` uint8 is the kind of
    money of each code. The second array, int64, is where each row's touch stands in the shard, -1 for a line.
    """
    from touchline.journeys.kernels import lines as kernels

    shard, rows, lines = source
    first, stop = entries_of(lines.person, rows, rows + 1)
    size = kernels.count(shard.offset, shard.code, kinds, rows, first, stop)
    picked, _ = ranges(first, stop, np.zeros(len(rows), np.int64))
    key, time = np.empty(size, np.int64), np.empty(size, np.int64)
    code, line_row, place = (
        np.empty(size, np.uint16),
        np.empty(len(picked), np.int64),
        np.empty(size, np.int64),
    )
    given = (shard.key, shard.offset, shard.code, shard.time, kinds, rows, first, stop)
    kernels.unfold(*given, lines.at, lines.time, lines.code, key, time, code, line_row, place)
    made = Rows(
        key=key,
        time=time,
        seq=np.arange(size, dtype=np.int64) - size,
        label=code.astype(np.int32),
        line_row=line_row,
        line_order=lines.order[picked],
        line_money=lines.money[picked],
        line_currency=lines.currency[picked],
        columns={name: _said(shard, lines, name, place, picked, line_row) for name in shard.attributes},
    )
    return made, place


def _said(shard: Shard, lines: Lines, name: str, place: Array, picked: Array, line_row: Array) -> Array:
    """What rows say of an attribute, as int32 places."""
    column = np.zeros(len(place), np.int32)
    touches = np.flatnonzero(place >= 0)
    column[touches] = shard.attributes[name][place[touches]]
    if len(picked):
        column[line_row] = lines.columns[name][picked]
    return column
