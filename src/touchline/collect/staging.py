"""The first half of an import: read the file, judge every row, keep the accepted ones aside.

Nothing of it is in the record yet. A stage is thrown away and made anew when it is interrupted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from touchline.collect.importers import Chunk, Reader
from touchline.collect.judge import STAGED, Judged
from touchline.collect.refused import RefusedFile

ROWS = "rows.parquet"
Meter = Callable[[int, float], None]


@dataclass(frozen=True)
class Staged:
    """What was read: rows in all, rows accepted by their cells alone, refused rows by reason id."""

    rows: int
    accepted: int
    verdicts: dict[str, int]


def stage(
    reader: Reader,
    judge: Callable[[Chunk], Judged],
    folder: Path,
    kept: Path,
    names: tuple[str, ...],
    meter: Meter,
) -> Staged:
    """Judge a file into ``folder/rows.parquet``, in the order of the file, and ``kept/refused.csv``.

    ``meter`` hears rows read and the share of the file, 0 to 1. Memory is that of one chunk.
    """
    rows = accepted = 0
    with (
        RefusedFile(kept, names) as refused,
        pq.ParquetWriter(
            folder / ROWS, STAGED, compression="lz4", use_dictionary=["name", "channel"]
        ) as writer,
    ):
        for chunk in reader.chunks():
            judged = judge(chunk)
            rows += len(judged.reasons)
            accepted += judged.events.num_rows
            if np.any(judged.reasons):
                refused.write(chunk, judged.reasons)
            if judged.events.num_rows:
                writer.write_table(judged.events)
            meter(rows, chunk.share)
        refused.sync()
        return Staged(rows, accepted, dict(refused.counts))
