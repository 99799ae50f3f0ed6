"""The first half of an import: read the file, judge every row, keep the accepted ones aside.

Nothing of it is in the record yet. A stage is thrown away and made anew when it is interrupted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from touchline.collect.importers import Chunk, Reader
from touchline.collect.judge import STAGED, Judged
from touchline.collect.refused import RefusedFile
from touchline.lake.parquet import CAMPAIGN

ROWS, REFUSED = "rows.parquet", "refused.parquet"
REASONS = pa.schema([("row", pa.int64()), ("reason", pa.uint8())])
Meter = Callable[[int, float], None]


@dataclass(frozen=True)
class Staged:
    """What was read: rows in all, rows accepted by their cells alone, refused rows by reason id.

    ``refused_money``: minor units of the refused rows by currency.
    """

    rows: int
    accepted: int
    verdicts: dict[str, int]
    refused_money: dict[str, int]


def stage(
    reader: Reader,
    judge: Callable[[Chunk], Judged],
    folder: Path,
    kept: Path,
    names: tuple[str, ...],
    meter: Meter,
) -> Staged:
    """Judge a file, in its order, into ``rows.parquet`` and ``refused.parquet`` of ``folder``.

    The cells of refused rows go to ``kept/refused.csv``. ``meter`` hears rows read and the share of the
    file, 0 to 1. Memory is that of one chunk.
    """
    rows = accepted = 0
    money: Counter[str] = Counter()
    with (
        RefusedFile(kept, names) as refused,
        pq.ParquetWriter(
            folder / ROWS, STAGED, compression="lz4", use_dictionary=["name", "channel", *CAMPAIGN]
        ) as writer,
        pq.ParquetWriter(folder / REFUSED, REASONS, compression="lz4") as reasons,
    ):
        for chunk in reader.chunks():
            judged = judge(chunk)
            rows += len(judged.reasons)
            accepted += judged.events.num_rows
            money.update(judged.refused_money)
            if np.any(judged.reasons):
                refused.write(chunk, judged.reasons)
                reasons.write_table(_reasons(chunk, judged))
            if judged.events.num_rows:
                writer.write_table(judged.events)
            meter(rows, chunk.share)
        refused.sync()
        return Staged(rows, accepted, dict(refused.counts), dict(money))


def _reasons(chunk: Chunk, judged: Judged) -> pa.Table:
    places = np.flatnonzero(judged.reasons)
    return pa.table({"row": chunk.rows[places], "reason": judged.reasons[places]}, schema=REASONS)
