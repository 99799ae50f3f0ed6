"""Rows on their way to their shard: a file a shard, so that memory is bounded by one shard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from touchline.journeys.build import Rows
from touchline.journeys.index import Array

KINDS = {
    "key": np.int64,
    "time": np.int64,
    "seq": np.int64,
    "label": np.int32,
    "line_row": np.int64,
    "line_order": np.int64,
    "line_money": np.int64,
    "line_currency": np.int32,
}
NAMES = tuple(item.name for item in fields(Rows) if item.name != "columns")


class Spill:
    """The rows of one shard, block after block in one file."""

    def __init__(self, path: Path, columns: Sequence[str] = ()) -> None:
        self.path = path
        self.rows = 0
        self._blocks: list[tuple[int, int]] = []
        self._columns = tuple(columns)

    def add(self, arrays: Iterable[Array], rows: int, lines: int, columns: Iterable[Array] = ()) -> None:
        """Write a block: the arrays of ``Rows`` in its order, ``line_row`` counted within the block."""
        with self.path.open("ab") as stream:
            for name, array in zip(NAMES, arrays, strict=True):
                stream.write(np.ascontiguousarray(array, KINDS[name]).data)
            for column in columns:
                stream.write(np.ascontiguousarray(column, np.int32).data)
        self._blocks.append((rows, lines))
        self.rows += rows

    def load(self) -> Rows:
        """Everything that was added."""
        lines = sum(block[1] for block in self._blocks)
        full = {
            name: np.empty(lines if name.startswith("line_") else self.rows, kind)
            for name, kind in KINDS.items()
        }
        columns = {name: np.empty(self.rows, np.int32) for name in self._columns}
        row = line = 0
        if self._blocks:
            with self.path.open("rb") as stream:
                for rows, more in self._blocks:
                    for name in NAMES:
                        start, count = (line, more) if name.startswith("line_") else (row, rows)
                        stream.readinto(full[name][start : start + count].data)
                    for column in columns.values():
                        stream.readinto(column[row : row + rows].data)
                    full["line_row"][line : line + more] += row
                    row, line = row + rows, line + more
        return Rows(**full, columns=columns)
