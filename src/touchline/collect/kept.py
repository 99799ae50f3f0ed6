"""Files that imports keep in the workspace, looked through for a person, and rid of them."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from touchline.collect.importers import ImportError_, open_file
from touchline.collect.reasons import Reason
from touchline.lake.durable import sync_folder
from touchline.workspace.traces import Traces, written

BLOCK = 4 << 20
ODD = frozenset(
    one.id
    for one in (
        Reason.RAGGED,
        Reason.ROW_TOO_LONG,
        Reason.NOT_UTF8,
        Reason.NUL,
        Reason.BROKEN_JSON,
        Reason.NEW_KEY,
    )
)
"""Reasons of rows whose cells may stand in any column."""


@dataclass(frozen=True)
class Named:
    """A refused row that names somebody: its number, the id of its reason, its cells by column."""

    row: str
    reason: str
    cells: dict[str, str]


class Rows:
    """The refused rows of one import. ``persons`` are the columns in which ids stand."""

    def __init__(self, path: Path, persons: Iterable[int]) -> None:
        self.path = path
        self._persons = frozenset(persons)

    def naming(self, traces: Traces) -> Iterator[Named]:
        """The rows that name them."""
        if not may_name(self.path, traces):
            return
        lines = self._lines()
        header = next(lines, ["", ""])[2:]
        for row, reason, *cells in lines:
            if self._names(traces, reason, cells):
                labels = [*header, *(f"column {at + 1}" for at in range(len(header), len(cells)))]
                yield Named(row, reason, dict(zip(labels, cells, strict=False)))

    def erase(self, traces: Traces) -> int:
        """Leave of the rows that name them only number and reason; how many there were.

        The file is written anew beside its place and put there when it is on disk.
        """
        if not may_name(self.path, traces):
            return 0
        fresh = self.path.with_name(f".{self.path.name}.new")
        erased = changed = 0
        with fresh.open("w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
            writer = csv.writer(stream)
            for at, (row, reason, *cells) in enumerate(self._lines()):
                kept = list(cells)
                if not at:
                    kept = ["" if traces.in_text(cell) else cell for cell in cells]
                elif self._names(traces, reason, cells):
                    kept, erased = [""] * len(cells), erased + 1
                changed += kept != cells
                writer.writerow([row, reason, *kept])
            stream.flush()
            os.fsync(stream.fileno())
        if not changed:
            fresh.unlink()
            return 0
        fresh.replace(self.path)
        sync_folder(self.path.parent)
        return erased

    def _lines(self) -> Iterator[list[str]]:
        with self.path.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
            yield from (line for line in csv.reader(stream) if len(line) > 1)

    def _names(self, traces: Traces, reason: str, cells: Sequence[str]) -> bool:
        for at, cell in enumerate(cells):
            if cell and (traces.in_text(cell) or (self._is_person(at, reason) and traces.is_id(cell))):
                return True
        return False

    def _is_person(self, at: int, reason: str) -> bool:
        return at in self._persons or reason in ODD or not self._persons


def names_them(path: Path, traces: Traces) -> bool:
    """Whether any cell of a file names them. A file nobody can look into is taken to name them."""
    try:
        reader = open_file(path)
        if any(traces.in_text(name) for name in reader.header):
            return True
        for chunk in reader.chunks():
            for column in chunk.columns:
                if any(_names(traces, cell) for cell in column.unique().to_pylist() if cell):
                    return True
            if any(_names(traces, cell) for cells in chunk.originals.values() for cell in cells):
                return True
    except ImportError_:
        return not _is_text(path) or may_name(path, traces)
    return False


def _names(traces: Traces, cell: str) -> bool:
    return traces.is_id(cell) or traces.in_text(cell)


def may_name(path: Path, traces: Traces) -> bool:
    """Whether a file of text may name them: quick, and true where in doubt."""
    texts = [one.strip() for one in (*traces.ids, *traces.known)]
    if not path.exists() or not texts:
        return False
    if any(not one.isascii() or '"' in one or "\\" in one or not any(map(str.isalpha, one)) for one in texts):
        return True
    wanted = [one.lower() for text in texts for one in written(text)]
    longest = max(map(len, wanted))
    rest = b""
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            data = (rest + block).lower()
            if any(one in data for one in wanted):
                return True
            rest = data[-longest:]
    return False


def _is_text(path: Path) -> bool:
    with path.open("rb") as stream:
        return b"\0" not in stream.read(BLOCK)
