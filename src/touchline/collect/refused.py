"""Refused rows, kept as they came: to be looked at, put right and sent again.

One CSV file an import: the row's number in its file, the id of the reason, and the original cells.
Bytes that were not UTF-8 stand in it as they were.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from touchline.collect.importers.chunk import Chunk
from touchline.collect.options import REASON, ROW
from touchline.collect.reasons import BY_ID, Reason
from touchline.journeys.index import Array

NAME = "refused.csv"


@dataclass(frozen=True)
class Refused:
    """One refused row."""

    row: int
    reason: Reason
    cells: tuple[str, ...]


class RefusedFile:
    """Writes the refused rows of one import; ``counts`` has how many by reason id."""

    def __init__(
        self, folder: Path, header: Sequence[str], kept: int = 0, counts: dict[str, int] | None = None
    ) -> None:
        """Begin anew, or go on behind the first ``kept`` bytes with the counts so far."""
        self.counts: Counter[str] = Counter(counts or {})
        path = folder / NAME
        path.touch()
        os.truncate(path, kept)
        self._stream = path.open("a", encoding="utf-8", errors="surrogateescape", newline="")
        self._writer = csv.writer(self._stream)
        if not kept:
            self._writer.writerow([ROW, REASON, *header])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def write(self, chunk: Chunk, reasons: Array) -> None:
        """Keep the rows of a chunk that have a reason; of people who are forgotten only the row's number."""
        places = np.flatnonzero(reasons)
        ids = [Reason(one).id for one in reasons[places].tolist()]
        self.counts.update(ids)
        for row, reason, cells in zip(chunk.rows[places].tolist(), ids, chunk.cells(places), strict=True):
            kept = [""] * len(cells) if reason == Reason.FORGOTTEN.id else cells
            self._writer.writerow([row, reason, *kept])

    def sync(self) -> int:
        """Wait until all of it is on disk; how many bytes it has."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        return os.fstat(self._stream.fileno()).st_size

    @property
    def total(self) -> int:
        """Rows refused so far."""
        return sum(self.counts.values())


def refused_rows(folder: Path) -> Iterator[Refused]:
    """The refused rows of the import with this folder, in the order of its file.

    Bytes that are not UTF-8 come as the replacement character.
    """
    path = folder / NAME
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        reader = csv.reader(stream)
        next(reader, None)
        for row, reason, *cells in reader:
            yield Refused(int(row), BY_ID[reason], tuple(cells))
