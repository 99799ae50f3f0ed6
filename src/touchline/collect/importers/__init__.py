"""Importers: one file a format. Each makes the same chunks of text out of its file."""

from __future__ import annotations

from pathlib import Path

from touchline.collect.importers.chunk import Chunk, ImportError_, Reader
from touchline.collect.importers.csv import Csv
from touchline.collect.importers.jsonl import Jsonl
from touchline.collect.importers.parquet import Parquet
from touchline.collect.importers.reading import CSV, JSONL, PARQUET, Reading
from touchline.collect.importers.sniff import sniff, there
from touchline.collect.importers.xlsx import Xlsx

__all__ = ["Chunk", "ImportError_", "Reader", "Reading", "open_file", "sniff"]


def open_file(path: Path, reading: Reading | None = None) -> Reader:
    """Open a file as it was settled, else as its first bytes say, and read its header.

    Raises ``ImportError_`` with a sentence.
    """
    there(path)
    settled = reading or sniff(path)
    try:
        if settled.format == CSV:
            return Csv(path, reading=settled)
        if settled.format == JSONL:
            return Jsonl(path, settled)
        return Parquet(path, settled) if settled.format == PARQUET else Xlsx(path, settled)
    except OSError as error:
        raise ImportError_(f"{path} cannot be read: {error.strerror}.") from error
