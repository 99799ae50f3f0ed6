"""Blocks of CSV that are tidy: read ten times as fast, with the very same result.

A block is tidy when it has no blank lines, no NUL bytes, no carriage return but before a line end,
and each quote opens a cell, closes one, or is one of a doubled pair inside one. On such a block
every reader of CSV agrees. Any other block, and any in which a row is not as wide as the header or
not UTF-8, is left to be read by the letter.
"""

from __future__ import annotations

import codecs

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from touchline.collect.importers.dialect import Dialect

LINE_END, RETURN = b"\n\r"
USUAL = Dialect(",", '"')


def read_tidy(data: bytes, width: int, dialect: Dialect = USUAL) -> pa.Table | None:
    """The rows of a block as string columns without nulls, or None when it is not tidy."""
    quoted = bool(dialect.quote) and dialect.quote.encode() in data
    if not _tidy_lines(data) or (quoted and not _tidy_quotes(data, dialect)):
        return None
    names = [str(at) for at in range(width)]
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(data),
            arrow_csv.ReadOptions(column_names=names, block_size=len(data) + 1, use_threads=False),
            arrow_csv.ParseOptions(
                delimiter=dialect.delimiter,
                quote_char=dialect.quote if quoted else False,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[], strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None


def _tidy_lines(data: bytes) -> bool:
    if b"\0" in data or b"\n\n" in data or b"\n\r" in data or data[:1] in (b"\n", b"\r"):
        return False
    if data.startswith(codecs.BOM_UTF8):
        return False
    return b"\r" not in data or data.count(b"\r") == data.count(b"\r\n")


def _tidy_quotes(data: bytes, dialect: Dialect) -> bool:
    between, quote = ord(dialect.delimiter), ord(dialect.quote)
    letters = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(letters == quote)
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    before = letters[opening[opening > 0] - 1]
    after = letters[closing[closing < len(letters) - 1] + 1]
    return bool(
        np.isin(before, (between, LINE_END, quote)).all()
        and np.isin(after, (between, LINE_END, RETURN, quote)).all()
    )
