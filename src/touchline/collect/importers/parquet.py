"""Parquet, streamed row group by row group. Every type of column becomes text.

Whole numbers and times are written in full, fractions in the shortest form that reads back the
same; a whole number kept as a fraction (17850.0) is written without it. Times have microseconds;
those with a zone end in Z. Lists and structures become JSON. A missing cell is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from touchline.collect.importers.chunk import CHUNK_BYTES, CHUNK_ROWS, Chunk, ImportError_
from touchline.collect.importers.text import as_text, faults_of
from touchline.journeys.index import Array

MAGIC = b"PAR1"


class Parquet:
    """A Parquet file. Its first row has number 1."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with pq.ParquetFile(path) as file:
                self.header = tuple(file.schema_arrow.names)
                self._batch = _batch_rows(file.metadata)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
            raise _damaged(path, error) from error

    def chunks(self) -> Iterator[Chunk]:
        """All rows."""
        row = 1
        try:
            with pq.ParquetFile(self.path, pre_buffer=False) as file:
                total = max(file.metadata.num_rows, 1)
                for batch in file.iter_batches(self._batch, use_threads=False):
                    if batch.num_rows:
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


def _batch_rows(metadata: Any) -> int:
    """Rows that make about a chunk's bytes, going by the fattest row group."""
    groups = [metadata.row_group(at) for at in range(metadata.num_row_groups)]
    fattest = max((group.total_byte_size / max(group.num_rows, 1) for group in groups), default=1.0)
    return int(min(max(CHUNK_BYTES * 2 / max(fattest, 1.0), 1), CHUNK_ROWS))


def _damaged(path: Path, error: Exception) -> ImportError_:
    return ImportError_(f"{path.name} cannot be read as Parquet: {str(error).rstrip('.')}.")
