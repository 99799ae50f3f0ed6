"""CSV by the letter: records over several lines, quotes, and rows that are broken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from touchline.collect.importers.dialect import Dialect, reader_of
from touchline.collect.reasons import LONGEST_ROW, Reason

UNFINISHED = "unexpected end of data"
USUAL = Dialect(",", '"')


class Record(NamedTuple):
    """One row: how many rows stand before it in the block, its fault (a ``Reason`` or 0), its cells."""

    line: int
    fault: int
    cells: tuple[str, ...]


def records(
    data: bytes, width: int, ended: bool, dialect: Dialect = USUAL
) -> tuple[list[Record], int, bytes]:
    """The rows of whole lines; how many rows they number, blank ones included; bytes to read again.

    Bytes to read again are the lines of a quoted cell that goes on behind the block; none when the
    file has ``ended`` or when they are longer than a row may be.
    """
    try:
        text, whole = data.decode("utf-8"), True
    except UnicodeDecodeError:
        text, whole = data.decode("utf-8", "surrogateescape"), False
    lines = list(io.StringIO(text, newline=""))
    may_wait = not ended and len(data) <= LONGEST_ROW
    rows, waiting = _quick(lines, dialect) or _careful(lines, width, may_wait, dialect)
    sound = whole and b"\0" not in data
    found = [
        Record(at, Reason.RAGGED if len(cells) != width else 0 if sound else _fault(cells), tuple(cells))
        for at, cells in enumerate(rows)
        if cells
    ]
    return found, len(rows), "".join(waiting).encode("utf-8", "surrogateescape")


def _quick(lines: Sequence[str], dialect: Dialect) -> tuple[list[list[str]], Sequence[str]] | None:
    """All rows when each is one line and well formed, else None."""
    reader = reader_of(lines, dialect)
    try:
        rows = list(reader)
    except csv.Error:
        return None
    return (rows, ()) if len(rows) == len(lines) else None


def _careful(
    lines: Sequence[str], width: int, may_wait: bool, dialect: Dialect
) -> tuple[list[list[str]], Sequence[str]]:
    """Rows one by one. A row over several lines counts when it is well formed and as wide as the header.

    Otherwise its first line alone is a row, whatever is in it, and reading goes on at the second.
    """
    rows: list[list[str]] = []
    start = 0
    while start < len(lines):
        reader = reader_of(_from(lines, start), dialect)
        try:
            read = 0
            for cells in reader:
                if reader.line_num - read > 1 and len(cells) != width:
                    break
                rows.append(cells)
                read = reader.line_num
            else:
                return rows, ()
        except csv.Error as error:
            if may_wait and str(error) == UNFINISHED:
                return rows, lines[start + read :]
        start += read
        rows.append(_alone(lines[start], width, dialect))
        start += 1
    return rows, ()


def _from(lines: Sequence[str], start: int) -> Iterator[str]:
    for at in range(start, len(lines)):
        yield lines[at]


def _alone(line: str, width: int, dialect: Dialect) -> list[str]:
    """The cells of one line as far as they can be made out; of an open quote never as many as the header."""
    try:
        cells: list[str] = next(reader_of([line], dialect, strict=False), [])
    except csv.Error:
        cells = [line]
    sound = len(cells) == width and (not dialect.quote or line.count(dialect.quote) % 2 == 0)
    return cells if sound or len(cells) != width else [line.rstrip("\r\n")] if width != 1 else [line, ""]


def _fault(cells: Sequence[str]) -> int:
    if any(not cell.isascii() and _broken(cell) for cell in cells):
        return Reason.NOT_UTF8
    return Reason.NUL if any("\0" in cell for cell in cells) else 0


def _broken(cell: str) -> bool:
    return any("\udc80" <= letter <= "\udcff" for letter in cell)
