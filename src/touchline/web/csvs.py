"""Answers as CSV files to download, safe to open in a spreadsheet.

A cell that a spreadsheet would run as a formula gets an apostrophe before it, in every file made here.
Files that are sent back to Touchline (refused rows) and what a command prints stay as they are.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

BLOCK = 1 << 16
"""Letters of a file that are handed on at a time."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these letters a spreadsheet begins a formula, or may after it drops the blank."""
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?")
_PHONE = re.compile(r"\+[\d ().-]*\d")


class _Line:
    """Takes what the writer writes and hands it on."""

    def write(self, text: str) -> str:
        return text


def cell(value: Any) -> Any:
    """A value as a cell. Text that begins like a formula gets an apostrophe, unless it is a number or a phone
    number: ``-12.5`` and ``+49 30 1234`` stay as they are."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = "; ".join(str(one["touchpoint"]) if isinstance(one, dict) else str(one) for one in value)
    if isinstance(value, str) and value.startswith(FORMULA) and not _harmless(value):
        return "'" + value
    return value


def _harmless(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text) or _PHONE.fullmatch(text))


def download(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A CSV file (UTF-8, comma) sent in blocks of rows."""
    writer = csv.writer(_Line(), lineterminator="\r\n")

    def lines() -> Iterator[str]:
        block = [writer.writerow(header)]
        size = len(block[0])
        for row in rows:
            block.append(writer.writerow([cell(value) for value in row]))
            size += len(block[-1])
            if size >= BLOCK:
                yield "".join(block)
                block, size = [], 0
        yield "".join(block)

    return StreamingHttpResponse(
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "private"},
    )


def answer(name: str, rows: Sequence[dict[str, Any]]) -> StreamingHttpResponse:
    """The rows of an answer, as the command line writes them."""
    header = list(rows[0]) if rows else []
    return download(name, header, ([row[column] for column in header] for row in rows))
