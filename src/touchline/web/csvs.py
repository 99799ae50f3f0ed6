"""Answers as CSV files to download."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

_SIGNED = re.compile(r"[+-][\d\s().,/-]*$")


class _Line:
    """Takes what the writer writes and hands it on."""

    def write(self, text: str) -> str:
        return text


def cell(value: Any) -> Any:
    """A value as a cell. Text a spreadsheet would run as a formula gets an apostrophe before it.

    Numbers and signed ids such as ``+49 30 1234`` stay as they are.
    """
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(str(one["touchpoint"]) if isinstance(one, dict) else str(one) for one in value)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") and not _SIGNED.match(value):
        return "'" + value
    return value


def download(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A CSV file (UTF-8, comma) sent row by row."""
    writer = csv.writer(_Line(), lineterminator="\r\n")

    def lines() -> Iterator[str]:
        yield writer.writerow(header)
        for row in rows:
            yield writer.writerow([cell(value) for value in row])

    return StreamingHttpResponse(
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "private"},
    )


def answer(name: str, rows: Sequence[dict[str, Any]]) -> StreamingHttpResponse:
    """The rows of an answer, as the command line writes them."""
    header = list(rows[0]) if rows else []
    return download(name, header, ([row[column] for column in header] for row in rows))
