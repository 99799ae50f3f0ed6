"""CSV of any encoding, delimiter, quote and line end, read as UTF-8.

Nothing in a row stops the file. A row with the wrong number of cells or an open quote is refused
alone: reading goes on at its next line. Blank lines are no rows; a line ``sep=;`` and notes that
begin with # above the header are passed over.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa

from touchline.collect.importers.chunk import CHUNK_BYTES, Chunk, ImportError_, not_too_wide
from touchline.collect.importers.dialect import Dialect, reader_of, skipped
from touchline.collect.importers.encoding import InUtf8
from touchline.collect.importers.lines import Record, records
from touchline.collect.importers.packed import Unpacked
from touchline.collect.importers.quick import read_tidy
from touchline.collect.importers.reading import Reading
from touchline.collect.reasons import LONGEST_ROW, Reason

NOTES = 1000

csv.field_size_limit(2 * LONGEST_ROW)


class Csv:
    """A CSV file. ``block`` is how many bytes are read at a time."""

    def __init__(self, path: Path, block: int = CHUNK_BYTES, reading: Reading | None = None) -> None:
        self.path = path
        self.block = block
        self.reading = reading or Reading()
        self.dialect = Dialect(self.reading.delimiter, self.reading.quote)
        self.header, self._first, self._skip = self._begin()

    def chunks(self) -> Iterator[Chunk]:
        """All rows below the header."""
        row = self._first
        stream = self._open()
        try:
            rest, ended = self._below_header(stream), False
            while not ended:
                fresh = stream.read(self.block)
                ended = not fresh
                share = stream.share
                data, rest = _cut(rest + fresh, ended)
                endless = len(rest) > LONGEST_ROW
                if data:
                    chunk, lines, open_end = self._chunk(data, row, ended or endless, share)
                    row, rest = row + lines, open_end + rest
                    if len(chunk.rows):
                        yield chunk
                if endless:
                    yield _too_long(row, len(self.header), rest, share)
                    row, rest = row + 1, _next_line(stream)
        finally:
            stream.close()

    def _open(self) -> InUtf8:
        return InUtf8(Unpacked(self.path, self.reading), self.reading.encoding)

    def _below_header(self, stream: InUtf8) -> bytes:
        """Pass over the header; what was read beyond it."""
        passed, beyond = 0, b""
        while passed < self._skip:
            fresh = stream.read(self._skip)
            beyond = fresh[self._skip - passed :]
            passed += len(fresh)
        return beyond

    def _chunk(self, data: bytes, row: int, ended: bool, share: float) -> tuple[Chunk, int, bytes]:
        """The rows of whole lines, how many they number, and bytes to be read again with what follows."""
        table = read_tidy(data, len(self.header), self.dialect)
        if table is not None:
            count = table.num_rows
            columns = tuple(column.combine_chunks() for column in table.columns)
            rows = np.arange(row, row + count, dtype=np.int64)
            return Chunk(rows, columns, np.zeros(count, np.uint8), share), count, b""
        found, lines, open_end = records(data, len(self.header), ended, self.dialect)
        return _of_records(found, row, len(self.header), share), lines, open_end

    def _begin(self) -> tuple[tuple[str, ...], int, int]:
        """The header, the number of the row below it, and how many bytes of UTF-8 stand above that row."""
        stream = self._open()
        try:
            begin = stream.read(CHUNK_BYTES)
        finally:
            stream.close()
        text = begin.decode("utf-8", "surrogateescape")
        if not text.strip():
            raise ImportError_(f"{self.path.name} is empty. Choose a file with a header and rows.")
        lines = io.StringIO(text, newline="")
        number = skipped(list(islice(lines, NOTES)))
        lines.seek(0)
        for _ in range(number):
            lines.readline()
        cells: list[str] = []
        try:
            for cells in reader_of(iter(lines.readline, ""), self.dialect):
                number += 1
                if cells:
                    break
        except csv.Error:
            raise ImportError_(
                f"The header of {self.path.name} has an open quote. Close it, or say --quote none."
            ) from None
        self._sound("".join(cells))
        not_too_wide(self.path.name, len(cells))
        passed = text[: lines.tell()].encode("utf-8", "surrogateescape")
        return tuple(cell.strip() for cell in cells), number + 1, len(passed)

    def _sound(self, header: str) -> None:
        name, known = self.path.name, self.reading.encoding
        if "\0" in header:
            raise ImportError_(
                f"The header of {name} has NUL bytes in {known}. Say --encoding utf-16, or another."
            )
        if any("\udc80" <= letter <= "\udcff" for letter in header):
            raise ImportError_(f"The header of {name} is not {known}. Say which it is: --encoding NAME.")


def _of_records(found: list[Record], row: int, width: int, share: float) -> Chunk:
    rows = np.array([row + record.line for record in found], np.int64)
    faults = np.array([record.fault for record in found], np.uint8)
    originals = {at: record.cells for at, record in enumerate(found) if record.fault}
    cells = [_readable(record.cells, width) if record.fault else record.cells for record in found]
    columns = zip(*cells, strict=True) if cells else [()] * width
    return Chunk(rows, tuple(pa.array(column, pa.string()) for column in columns), faults, share, originals)


def _readable(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Faulty cells as something that fits the columns; the originals are kept beside them."""
    fitted = [*cells[:width], *[""] * (width - len(cells))]
    return tuple(cell.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for cell in fitted)


def _cut(data: bytes, ended: bool) -> tuple[bytes, bytes]:
    """Whole lines, and the beginning of the next."""
    if ended:
        return data, b""
    at = data.rfind(b"\n") + 1
    if not at and b"\r" in data[:-1]:
        at = data[:-1].rfind(b"\r") + 1
    return data[:at], data[at:]


def _too_long(row: int, width: int, rest: bytes, share: float) -> Chunk:
    """One refused row; of its cells the first 1,000 bytes are kept."""
    kept = (rest[:1000].decode("utf-8", "surrogateescape"),)
    columns = tuple(pa.array([""], pa.string()) for _ in range(width))
    faults = np.array([Reason.ROW_TOO_LONG], np.uint8)
    return Chunk(np.array([row], np.int64), columns, faults, share, {0: kept})


def _next_line(stream: InUtf8) -> bytes:
    """Skip to the end of an endless line; what was read beyond it."""
    while fresh := stream.read(CHUNK_BYTES):
        at = fresh.find(b"\n")
        if at >= 0:
            return fresh[at + 1 :]
    return b""
