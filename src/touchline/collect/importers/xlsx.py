"""An Excel workbook, one sheet of it, row by row. Rows have the numbers they have in Excel.

The first row with anything in it is the header. Cells become text as in Parquet: numbers in full,
without ``.0``, times in ISO 8601, ``true`` and ``false``; of formulas the value Excel kept. Texts that
cells share are held in memory, as the format wants it; the rest is read as a stream.
"""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import pyarrow as pa

from touchline.collect.importers.chunk import Chunk, ImportError_, not_too_wide, rows_of
from touchline.collect.importers.packed import MOST_TIMES, MOST_UNPACKED, bomb, whole
from touchline.collect.importers.reading import XLSX, Reading
from touchline.collect.reasons import Reason

DAMAGED = (
    zipfile.BadZipFile, zlib.error, ParseError, EOFError, KeyError, ValueError, TypeError, IndexError,
    AttributeError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What openpyxl raises on workbooks that are not what they say."""
WHOLE = 2.0**53
Row = tuple[int, tuple[Any, ...]]


class Xlsx:
    """One sheet of a workbook: the one named, else the first with anything in it."""

    def __init__(self, path: Path, reading: Reading | None = None) -> None:
        self.path = path
        self.reading = reading or Reading(XLSX)
        self._file = whole(path, self.reading)
        self._no_bomb()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.sheet, self.header, self._first = self._begin()
        except ImportError_:
            raise
        except DAMAGED as error:
            raise self._damaged(error) from error
        not_too_wide(path.name, len(self.header))

    def chunks(self) -> Iterator[Chunk]:
        """All rows below the header; a row without anything in it is none."""
        step = rows_of(len(self.header))
        try:
            rows, most = self._rows(self.sheet)
            while found := self._some(rows, step):
                kept = [row for row in found if row[0] > self._first and any(row[1])]
                if kept:
                    yield _chunk(kept, len(self.header), min(1.0, found[-1][0] / most))
        except DAMAGED as error:
            if isinstance(error, ImportError_):
                raise
            raise self._damaged(error) from error

    def _begin(self) -> tuple[str, tuple[str, ...], int]:
        names = self._sheets()
        wanted = [name for name in names if name.casefold() == self.reading.sheet.casefold()]
        if self.reading.sheet and not wanted:
            listed = ", ".join(names[:20])
            raise ImportError_(
                f"{self.path.name} has no sheet {self.reading.sheet!r}. Its sheets are: {listed}."
            )
        for name in wanted or names:
            for number, cells in self._rows(name)[0]:
                if any(cells):
                    return name, _trimmed(cells), number
        empty = f"The sheet {wanted[0]!r} of {self.path.name}" if wanted else self.path.name
        raise ImportError_(f"{empty} is empty. Choose a file with a header and rows.")

    def _sheets(self) -> list[str]:
        return [sheet.title for sheet in self._book().worksheets]

    def _book(self) -> Any:
        from openpyxl import load_workbook

        self._file.seek(0)
        return load_workbook(self._file, read_only=True, data_only=True, keep_links=False)

    def _rows(self, name: str) -> tuple[Iterator[Row], int]:
        """The rows of a sheet as text with their numbers, and about how many there are."""
        sheet = self._book()[name]
        most = sheet.max_row or 1
        sheet.reset_dimensions()
        rows = enumerate(sheet.iter_rows(values_only=True), 1)
        return ((number, tuple(map(as_text, cells))) for number, cells in rows), most

    def _some(self, rows: Iterator[Row], step: int) -> list[Row]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(islice(rows, step))

    def _no_bomb(self) -> None:
        try:
            with zipfile.ZipFile(self._file) as packed:
                infos = packed.infolist()
        except DAMAGED as error:
            raise self._damaged(error) from error
        for one in infos:
            if one.file_size > max(MOST_UNPACKED, MOST_TIMES * one.compress_size):
                raise ImportError_(bomb(self.path.name))

    def _damaged(self, error: Exception) -> ImportError_:
        said = str(error).strip("'\". ") or type(error).__name__
        return ImportError_(
            f"{self.path.name} cannot be read as an Excel workbook: {said[:200]}. Save it anew, or as CSV."
        )


def as_text(value: Any) -> str:
    """A cell as text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < WHOLE else repr(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="microseconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    width = max(at + 1 for at, cell in enumerate(cells) if cell.strip()) if any(map(str.strip, cells)) else 1
    return tuple(cell.strip() for cell in cells[:width])


def _chunk(found: list[Row], width: int, share: float) -> Chunk:
    faults = np.zeros(len(found), np.uint8)
    originals: dict[int, tuple[str, ...]] = {}
    fitted = []
    for at, (_number, cells) in enumerate(found):
        if any(cells[width:]):
            faults[at], originals[at] = Reason.RAGGED, cells
        elif any("\0" in cell for cell in cells):
            faults[at], originals[at] = Reason.NUL, cells
        fitted.append((*cells[:width], *[""] * (width - len(cells))))
    columns = tuple(pa.array(column, pa.string()) for column in zip(*fitted, strict=True))
    return Chunk(np.array([number for number, _cells in found], np.int64), columns, faults, share, originals)
