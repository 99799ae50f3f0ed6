"""CSV in UTF-8, with or without a byte order mark: commas, double quotes, any line end.

Nothing in a row stops the file. A row with the wrong number of cells or an open quote is refused
alone: reading goes on at its next line. Blank lines are no rows.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from touchline.collect.importers.chunk import CHUNK_BYTES, Chunk, ImportError_
from touchline.collect.importers.lines import Record, records
from touchline.collect.importers.quick import read_tidy
from touchline.collect.reasons import LONGEST_ROW, Reason

csv.field_size_limit(2 * LONGEST_ROW)


class Csv:
    """A CSV file. ``block`` is how many bytes are read at a time."""

    def __init__(self, path: Path, block: int = CHUNK_BYTES) -> None:
        self.path = path
        self.block = block
        self.header, self._first, self._skip = _header(path)

    def chunks(self) -> Iterator[Chunk]:
        """All rows below the header."""
        size = max(self.path.stat().st_size, 1)
        row = self._first
        with self.path.open("rb") as stream:
            stream.seek(self._skip)
            rest, ended = b"", False
            while not ended:
                fresh = stream.read(self.block)
                ended = not fresh
                share = min(1.0, stream.tell() / size)
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

    def _chunk(self, data: bytes, row: int, ended: bool, share: float) -> tuple[Chunk, int, bytes]:
        """The rows of whole lines, how many they number, and bytes to be read again with what follows."""
        table = read_tidy(data, len(self.header))
        if table is not None:
            count = table.num_rows
            columns = tuple(column.combine_chunks() for column in table.columns)
            rows = np.arange(row, row + count, dtype=np.int64)
            return Chunk(rows, columns, np.zeros(count, np.uint8), share), count, b""
        found, lines, open_end = records(data, len(self.header), ended)
        return _of_records(found, row, len(self.header), share), lines, open_end


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


def _next_line(stream: io.BufferedReader) -> bytes:
    """Skip to the end of an endless line; what was read beyond it."""
    while fresh := stream.read(CHUNK_BYTES):
        at = fresh.find(b"\n")
        if at >= 0:
            return fresh[at + 1 :]
    return b""


def _header(path: Path) -> tuple[tuple[str, ...], int, int]:
    """The header, the number of the row below it, and where that row begins in the file."""
    with path.open("rb") as stream:
        begin = stream.read(CHUNK_BYTES)
    mark = len(codecs.BOM_UTF8) if begin.startswith(codecs.BOM_UTF8) else 0
    text = begin[mark:].decode("utf-8", "surrogateescape")
    if not text.strip():
        raise ImportError_(f"{path.name} is empty. Choose a file with a header and rows.")
    lines = io.StringIO(text, newline="")
    cells: list[str] = []
    number = 0
    try:
        for cells in csv.reader(iter(lines.readline, ""), strict=True):
            number += 1
            if cells:
                break
    except csv.Error:
        raise ImportError_(f"The header of {path.name} has a quote that is not closed. Close it.") from None
    header = "".join(cells)
    if "\0" in header or begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ImportError_(f"{path.name} is not text in UTF-8. Save it as CSV in UTF-8, or as Parquet.")
    if any("\udc80" <= letter <= "\udcff" for letter in header):
        raise ImportError_(f"The header of {path.name} is not UTF-8. Save the file as CSV in UTF-8.")
    passed = text[: lines.tell()].encode("utf-8", "surrogateescape")
    return tuple(cell.strip() for cell in cells), number + 1, mark + len(passed)
