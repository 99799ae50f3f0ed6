"""Parquet, streamed row group by row group. Every type of column becomes text.

Whole numbers and times are written in full, fractions in the shortest form that reads back the
same; a whole number kept as a fraction (17850.0) is written without it. Times have microseconds;
those with a zone end in Z. Lists and structures become JSON. A missing cell is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from touchline.collect.importers.chunk import CHUNK_BYTES, Chunk, ImportError_, not_too_wide, rows_of
from touchline.collect.importers.packed import MOST_TIMES, MOST_UNPACKED, bomb, whole
from touchline.collect.importers.reading import PARQUET, Reading
from touchline.collect.importers.text import as_text, faults_of
from touchline.journeys.index import Array

MAGIC = b"PAR1"
SAMPLE = 64


class Parquet:
    """A Parquet file. Its first row has number 1."""

    def __init__(self, path: Path, reading: Reading | None = None) -> None:
        self.path = path
        self.reading = reading or Reading(PARQUET)
        self._file = whole(path, self.reading)
        try:
            with pq.ParquetFile(self._file) as file:
                self.header = tuple(file.schema_arrow.names)
                not_too_wide(path.name, len(self.header))
                _no_bomb(path.name, file.metadata)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
            raise _damaged(path, error) from error

    def chunks(self) -> Iterator[Chunk]:
        """All rows."""
        row = 1
        try:
            with pq.ParquetFile(self._file, pre_buffer=False) as file:
                total = max(file.metadata.num_rows, 1)
                for batch in _batches(file):
                    yield _chunk(batch, row, min(1.0, (row + batch.num_rows - 1) / total))
                    row += batch.num_rows
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
            raise _damaged(self.path, error) from error


def _chunk(batch: pa.RecordBatch, row: int, share: float) -> Chunk:
    count = batch.num_rows
    faults: Array = np.zeros(count, np.uint8)
    columns, broken = [], {}
    for at, column in enumerate(batch.columns):
        text, odd = as_text(column)
        found = faults_of(text, odd)
        faults = np.where(faults == 0, found, faults)
        columns.append(text)
        broken[at] = odd
    originals = {
        int(place): tuple(
            broken[at].get(int(place), column[int(place)].as_py()) for at, column in enumerate(columns)
        )
        for place in np.flatnonzero(faults)
    }
    rows = np.arange(row, row + count, dtype=np.int64)
    return Chunk(rows, tuple(columns), faults, share, originals)


def _batches(file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    """Row group by row group, in batches of about a chunk's bytes, going by its first rows."""
    most = rows_of(len(file.schema_arrow.names))
    for group in range(file.num_row_groups):
        few = next(file.iter_batches(SAMPLE, row_groups=[group], use_threads=False), None)
        if few is None or not few.num_rows:
            continue
        rows = int(min(max(2 * CHUNK_BYTES * few.num_rows / max(few.nbytes, 1), 1), most))
        for batch in file.iter_batches(rows, row_groups=[group], use_threads=False):
            if batch.num_rows:
                yield batch


def _damaged(path: Path, error: Exception) -> ImportError_:
    return ImportError_(f"{path.name} cannot be read as Parquet: {str(error).rstrip('.')}.")


def _no_bomb(name: str, metadata: pq.FileMetaData) -> None:
    """Raise ``ImportError_`` for a column of a row group, kept in memory while read, that swells too far."""
    for group in range(metadata.num_row_groups):
        for column in range(metadata.num_columns):
            one = metadata.row_group(group).column(column)
            most = max(MOST_UNPACKED, MOST_TIMES * one.total_compressed_size)
            if one.total_uncompressed_size > most:
                raise ImportError_(bomb(name))
