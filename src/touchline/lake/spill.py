"""Rows on their way to their shard: a file a shard, so that memory is bounded by one shard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import BinaryIO

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
LINES = NAMES.index("line_row")


class Spill:
    """The rows of one shard, block after block in one file, or in memory where there is no path."""

    def __init__(self, path: Path | None = None, columns: Sequence[str] = ()) -> None:
        self.path = path
        self.rows = 0
        self._held: list[list[Array]] = []
        self._blocks: list[tuple[int, int, Array]] = []
        self._columns = tuple(columns)

    def add(self, arrays: Sequence[Array], labels: Array, columns: Sequence[Array] = ()) -> None:
        """Keep a block: the arrays of ``Rows`` in its order, ``line_row`` counted within the block.

        ``labels`` gives the lasting number of each of its labels.
        """
        given = [np.ascontiguousarray(one, KINDS[name]) for name, one in zip(NAMES, arrays, strict=True)]
        given += [np.ascontiguousarray(column, np.int32) for column in columns]
        if self.path is None:
            self._held.append(given)
        else:
            with self.path.open("ab") as stream:
                for one in given:
                    stream.write(one.data)
        self._blocks.append((len(given[0]), len(given[LINES]), labels))
        self.rows += len(given[0])

    def drop(self) -> None:
        """Let go of what was added."""
        self._held.clear()
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def load(self) -> Rows:
        """Everything that was added."""
        from touchline.journeys.kernels import partition as kernels

        lines = sum(block[1] for block in self._blocks)
        full = {
            name: np.empty(lines if name.startswith("line_") else self.rows, kind)
            for name, kind in KINDS.items()
        }
        columns = {name: np.empty(self.rows, np.int32) for name in self._columns}
        with self._reading() as read:
            row = line = 0
            for rows, more, labels in self._blocks:
                for name in NAMES:
                    start, count = (line, more) if name.startswith("line_") else (row, rows)
                    read(full[name][start : start + count])
                for column in columns.values():
                    read(column[row : row + rows])
                kernels.renumber(labels, full["label"][row : row + rows])
                full["line_row"][line : line + more] += row
                row, line = row + rows, line + more
        return Rows(**full, columns=columns)

    @contextmanager
    def _reading(self) -> Iterator[Callable[[Array], None]]:
        """What fills arrays with what was kept, one after the other."""
        if self.path is None or not self._blocks:
            kept = (one for block in self._held for one in block)
            yield lambda array: array.__setitem__(slice(None), next(kept))
        else:
            with self.path.open("rb") as stream:
                yield lambda array: _fill(stream, array)


def _fill(stream: BinaryIO, array: Array) -> None:
    stream.readinto(array.data)  # type: ignore[attr-defined]
