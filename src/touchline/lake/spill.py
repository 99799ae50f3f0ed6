"""Rows on their way to their shard: a file a shard, so that memory is bounded by one shard."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields
from pathlib import Path
from typing import cast

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
    """The rows of one shard, block after block in one file, or in memory where there is no path."""

    def __init__(self, path: Path | None = None, columns: Sequence[str] = ()) -> None:
        self.path = path
        self._held = io.BytesIO()
        self.rows = 0
        self._blocks: list[tuple[int, int]] = []
        self._columns = tuple(columns)

    def add(self, arrays: Iterable[Array], rows: int, lines: int, columns: Iterable[Array] = ()) -> None:
        """Write a block: the arrays of ``Rows`` in its order, ``line_row`` counted within the block."""
        with self._open("ab") as stream:
            for name, array in zip(NAMES, arrays, strict=True):
                stream.write(np.ascontiguousarray(array, KINDS[name]).data)
            for column in columns:
                stream.write(np.ascontiguousarray(column, np.int32).data)
        self._blocks.append((rows, lines))
        self.rows += rows

    def _open(self, mode: str) -> AbstractContextManager[io.BufferedIOBase]:
        if self.path is None:
            self._held.seek(0, io.SEEK_END if mode == "ab" else io.SEEK_SET)
            return nullcontext(self._held)
        return cast("AbstractContextManager[io.BufferedIOBase]", self.path.open(mode))

    def drop(self) -> None:
        """Let go of what was added."""
        self._held.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)

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
            with self._open("rb") as stream:
                for rows, more in self._blocks:
                    for name in NAMES:
                        start, count = (line, more) if name.startswith("line_") else (row, rows)
                        stream.readinto(full[name][start : start + count].data)
                    for column in columns.values():
                        stream.readinto(column[row : row + rows].data)
                    full["line_row"][line : line + more] += row
                    row, line = row + rows, line + more
        return Rows(**full, columns=columns)
