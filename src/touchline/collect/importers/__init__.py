"""Importers: one file a format. Each makes the same chunks of text out of its file."""

from __future__ import annotations

from pathlib import Path

from touchline.collect.importers.chunk import Chunk, ImportError_, Reader
from touchline.collect.importers.csv import Csv
from touchline.collect.importers.parquet import MAGIC, Parquet

__all__ = ["Chunk", "ImportError_", "Reader", "open_file"]


def open_file(path: Path) -> Reader:
    """Recognise a file by its first bytes and read its header. Raises ``ImportError_`` with a sentence."""
    if not path.exists():
        raise ImportError_(f"There is no file {path}.")
    if not path.is_file():
        raise ImportError_(f"{path} is not a file. Name one CSV or Parquet file.")
    try:
        with path.open("rb") as stream:
            begin = stream.read(len(MAGIC))
        return Parquet(path) if begin == MAGIC else Csv(path)
    except OSError as error:
        raise ImportError_(f"{path} cannot be read: {error.strerror}.") from error
