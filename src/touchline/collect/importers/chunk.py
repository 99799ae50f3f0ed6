"""What every importer makes of its file: chunks of rows, all cells as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

from touchline.journeys.index import Array

CHUNK_BYTES = 4 * 1024 * 1024
CHUNK_ROWS = 1 << 16
CHUNK_CELLS = 1 << 22
MOST_COLUMNS = 10_000


class ImportError_(ValueError):  # noqa: N801
    """A file that cannot be imported as asked. The message is a sentence that says what to do."""


@dataclass(frozen=True)
class Chunk:
    """Some rows of a file, in its order.

    ``rows`` int64: the number of each row as a spreadsheet counts them. ``columns``: one string array
    a column of the header, without nulls; an empty cell is "". ``faults`` uint8: a ``Reason`` for rows
    that could not be read as such, else 0. ``originals``: the cells of faulty rows as they came, by
    position in the chunk; bytes that are not UTF-8 stand in them as surrogates. ``share``: how much
    of the file has been read, 0 to 1, by bytes.
    """

    rows: Array
    columns: tuple[pa.StringArray, ...]
    faults: Array
    share: float
    originals: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def cells(self, places: Array) -> Iterator[tuple[str, ...]]:
        """The cells of the rows at these positions, as they came."""
        taken = [column.take(pa.array(places)).to_pylist() for column in self.columns]
        for at, cells in zip(places.tolist(), zip(*taken, strict=True), strict=True):
            yield self.originals.get(at, cells)


class Reader(Protocol):
    """A file that was recognised and whose header was read."""

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns as they came; may be empty or repeat."""
        ...

    def chunks(self) -> Iterator[Chunk]:
        """All rows, in order, from the beginning. Raises ``ImportError_`` when the file is damaged."""
        ...


def not_too_wide(name: str, columns: int) -> None:
    """Raise ``ImportError_`` when a file has more columns than can be read."""
    if columns > MOST_COLUMNS:
        raise ImportError_(
            f"{name} has {columns:,} columns; at most {MOST_COLUMNS:,} can be read. "
            "Keep the columns you need, or turn the table so that people or events are its rows."
        )


def rows_of(width: int) -> int:
    """How many rows of a table of this width one chunk may have."""
    return max(1, min(CHUNK_ROWS, CHUNK_CELLS // max(width, 1)))
