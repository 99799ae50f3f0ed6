"""A file of rows kept with an import: the number of the row, a word on it, its cells as they came.

Bytes that were not text in the file's encoding stand in it as they were.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from touchline.collect.options import ROW


class CellsFile:
    """Writes such a file, anew or on behind its first ``size`` bytes. ``word`` heads the second column."""

    def __init__(self, path: Path, word: str, header: Sequence[str], size: int = 0) -> None:
        path.touch()
        os.truncate(path, size)
        self._stream = path.open("a", encoding="utf-8", errors="surrogateescape", newline="")
        self._writer = csv.writer(self._stream)
        if not size:
            self.keep(ROW, word, header)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: Any) -> None:
        self._stream.close()

    def keep(self, row: int | str, word: str, cells: Sequence[str]) -> None:
        """Write one row."""
        self._writer.writerow([row, word, *cells])

    def sync(self) -> int:
        """Wait until all of it is on disk; how many bytes it has."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        return os.fstat(self._stream.fileno()).st_size


def read_cells(path: Path) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Number, word and cells of each row, in order; none when there is no such file.

    Bytes that are not UTF-8 come as the replacement character.
    """
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        lines = csv.reader(stream)
        next(lines, None)
        for row, word, *cells in lines:
            yield int(row), word, tuple(cells)


def read_header(path: Path) -> tuple[str, ...]:
    """The names of the columns as they came; none when there is no such file."""
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        return tuple(next(csv.reader(stream), ["", ""])[2:])
