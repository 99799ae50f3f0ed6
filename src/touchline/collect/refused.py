"""Refused rows, kept as they came: to be looked at, put right and sent again.

One CSV file an import: the row's number in its file, the id of the reason, and the original cells.
Bytes that were not UTF-8 stand in it as they were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from touchline.collect.cells_file import CellsFile, read_cells
from touchline.collect.importers.chunk import Chunk
from touchline.collect.options import REASON
from touchline.collect.reasons import BY_ID, Reason
from touchline.journeys.index import Array

NAME = "refused.csv"


@dataclass(frozen=True)
class Refused:
    """One refused row."""

    row: int
    reason: Reason
    cells: tuple[str, ...]


class RefusedFile(CellsFile):
    """Writes the refused rows of one import; ``counts`` has how many by reason id."""

    def __init__(
        self, folder: Path, header: Sequence[str], kept: int = 0, counts: dict[str, int] | None = None
    ) -> None:
        """Begin anew, or go on behind the first ``kept`` bytes with the counts so far."""
        super().__init__(folder / NAME, REASON, header, kept)
        self.counts: Counter[str] = Counter(counts or {})

    def write(self, chunk: Chunk, reasons: Array) -> None:
        """Keep the rows of a chunk that have a reason; of people who are forgotten only the row's number."""
        places = np.flatnonzero(reasons)
        ids = [Reason(one).id for one in reasons[places].tolist()]
        self.counts.update(ids)
        for row, reason, cells in zip(chunk.rows[places].tolist(), ids, chunk.cells(places), strict=True):
            kept = [""] * len(cells) if reason == Reason.FORGOTTEN.id else cells
            self.keep(row, reason, kept)

    @property
    def total(self) -> int:
        """Rows refused so far."""
        return sum(self.counts.values())


def refused_rows(folder: Path) -> Iterator[Refused]:
    """The refused rows of the import with this folder, in the order of its file."""
    for row, reason, cells in read_cells(folder / NAME):
        yield Refused(row, BY_ID[reason], cells)
