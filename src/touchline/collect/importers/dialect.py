"""The signs between and around the cells of a CSV, found in its first lines.

The pair of signs wins that cuts the most rows into as many cells as the first, more than one; of
equals the one that makes more cells, then double quotes, then commas. A first line ``sep=;`` as Excel
writes it says the sign itself.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from touchline.collect.importers.reading import DELIMITERS

if TYPE_CHECKING:
    from _csv import Reader

ROWS = 500
SEP = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


class Dialect(NamedTuple):
    """The sign between cells and the one around them, "" for none."""

    delimiter: str
    quote: str


def find(text: str, delimiter: str | None = None, quote: str | None = None) -> Dialect:
    """The signs of a text, its beginning; those that are given are taken as they are."""
    lines = [line for line in io.StringIO(text, newline="") if line.strip()][:ROWS]
    said = SEP.fullmatch(lines[0]) if lines else None
    if said:
        delimiter = delimiter or said[1]
        lines = lines[1:]
    lines = _without_notes(lines)
    best, most = Dialect(delimiter or ",", '"' if quote is None else quote), (0.0, 0, 0)
    for sign in [delimiter] if delimiter else DELIMITERS.values():
        for around in _quotes(lines, sign) if quote is None else [quote]:
            worth = _worth(lines, Dialect(sign, around))
            if worth > most:
                best, most = Dialect(sign, around), worth
    return best


def _quotes(lines: list[str], delimiter: str) -> list[str]:
    """The quotes that may be meant: double; single where half the rows have such cells; none.

    None only when double quotes are there and never enclose a cell.
    """
    found = ['"']
    if 2 * _enclosing(lines, Dialect(delimiter, "'")) > len(lines):
        found.append("'")
    if any('"' in line for line in lines) and not _enclosing(lines, Dialect(delimiter, '"')):
        found.append("")
    return found


def reader_of(lines: Iterable[str], dialect: Dialect, *, strict: bool = True) -> Reader:
    """The csv module's reader for these signs."""
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        strict=strict,
    )


def skipped(lines: list[str]) -> int:
    """How many lines stand above the header: ``sep=;`` and notes that begin with #."""
    count = 0
    if lines and SEP.fullmatch(lines[0]):
        count = 1
    rest = lines[count:]
    return count + len(rest) - len(_without_notes(rest))


def _without_notes(lines: list[str]) -> list[str]:
    """Without lines above the header that begin with # and hold fewer cells than what follows."""
    at = 0
    while at < len(lines) and (lines[at].startswith("#") or not lines[at].strip()):
        at += 1
    noted = [line for line in lines[:at] if line.strip()]
    if not noted or at == len(lines):
        return lines
    most = max(lines[at].count(sign) for sign in DELIMITERS.values())
    return lines[at:] if all(_cells(line) < most for line in noted) else lines


def _cells(line: str) -> int:
    return max(line.count(sign) for sign in DELIMITERS.values())


def _worth(lines: list[str], dialect: Dialect) -> tuple[float, int, int]:
    """The share of rows as wide as the first, how wide they are, and whether they have single quotes."""
    rows, broken = [], 0
    try:
        for row in reader_of(iter(lines), dialect):
            rows.append(row)
    except csv.Error as error:
        broken = 1 + (str(error) != "unexpected end of data") * len(lines)
    rows = [row for row in rows if row]
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0, 0, 0
    even = sum(len(row) == width for row in rows) / (len(rows) + broken)
    return round(even, 2), width, int(dialect.quote == "'")


def _enclosing(lines: list[str], dialect: Dialect) -> int:
    """How many lines have a cell that begins and ends with the quote."""
    part, sign = re.escape(dialect.delimiter), dialect.quote
    whole = re.compile(rf"(?:^|{part}){sign}[^{sign}]*{sign}(?={part}|[\r\n]|$)")
    return sum(whole.search(line) is not None for line in lines)
