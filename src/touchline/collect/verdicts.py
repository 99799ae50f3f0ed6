"""One verdict a row: written down for every row of a file, with the cells of those worth a look.

``verdicts.parquet`` has the number, the verdict and the reason of each row. ``looked-at.csv`` has the cells
of suspicious rows and of the first few accepted and repeated ones; the cells of refused rows are in
``refused.csv``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from touchline.collect.cells_file import CellsFile, read_cells
from touchline.collect.doubts import BY_ID as DOUBTS
from touchline.collect.doubts import Doubt
from touchline.collect.forgotten import Forgotten
from touchline.collect.importers import Reader
from touchline.collect.reasons import BY_ID as REASONS
from touchline.collect.reasons import Reason
from touchline.collect.refused import refused_rows
from touchline.collect.staging import REFUSED, ROWS

ACCEPTED, SUSPICIOUS, DUPLICATE, REFUSED_VERDICT = "accepted", "suspicious", "duplicate", "refused"
VERDICTS = (ACCEPTED, SUSPICIOUS, DUPLICATE, REFUSED_VERDICT)
"""Suspicious rows are accepted too: they are in the record."""

NAME, CELLS = "verdicts.parquet", "looked-at.csv"
VERDICT = "verdict"
KEPT = {ACCEPTED: 200, SUSPICIOUS: 100_000, DUPLICATE: 200}
"""Rows whose cells are kept, the first ones of the file; of refused rows all are."""
BATCH = 1 << 16


@dataclass(frozen=True)
class Row:
    """One row with its verdict. ``why`` is the id of a ``Reason`` or a ``Doubt``, or ""."""

    row: int
    verdict: str
    why: str
    cells: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Why the row has its verdict; "" where there is nothing to say."""
        if self.why in REASONS:
            return str(REASONS[self.why].sentence)
        return str(DOUBTS[self.why].sentence) if self.why in DOUBTS else ""


class LookedAt(CellsFile):
    """Writes the file of cells worth a look, anew or on behind its first ``size`` bytes.

    Rows that name somebody who asked not to be received again are left out of it.
    """

    def __init__(self, folder: Path, header: Sequence[str], size: int = 0) -> None:
        super().__init__(folder / CELLS, VERDICT, header, size)
        self._forgotten = Forgotten()

    def write(self, row: int, verdict: str, why: str, cells: Sequence[str]) -> None:
        """Keep the cells of a row with its verdict."""
        if not self._forgotten.stand_in(cells):
            self.keep(row, f"{verdict}:{why}", cells)


@dataclass(frozen=True)
class Tally:
    """How many rows have which verdict, and their money in minor units by currency.

    ``accepted`` includes the suspicious. ``doubts`` counts suspicious rows by the id of their ``Doubt``.
    """

    accepted: int
    duplicates: int
    suspicious: int
    doubts: dict[str, int]
    money: dict[str, dict[str, int]]


def tell(base: duckdb.DuckDBPyConnection, stage: Path, kept: Path, refused_money: dict[str, int]) -> Tally:
    """Write ``kept/verdicts.parquet`` of a resolved stage and count it.

    ``base`` has the table ``fate`` (row, repeated, doubt): one row for each that was accepted by its cells.
    """
    base.execute(
        f"create temp table doubt_names (number utinyint, id varchar); {_fill('doubt_names', Doubt)}"
    )
    base.execute(
        f"create temp table reason_names (number utinyint, id varchar); {_fill('reason_names', Reason)}"
    )
    base.execute(
        f"""
        copy (
            select row, case when repeated then '{DUPLICATE}' when doubt > 0 then '{SUSPICIOUS}'
                        else '{ACCEPTED}' end as verdict,
                   case when repeated or doubt = 0 then '' else doubt_names.id end as why
            from fate left join doubt_names on number = doubt
            union all
            select row, '{REFUSED_VERDICT}', reason_names.id
            from read_parquet('{_text(stage / REFUSED)}') join reason_names on number = reason
            order by row
        ) to '{_text(kept / NAME)}' (format parquet, compression zstd)
        """
    )
    return _tally(base, stage, refused_money)


def _fill(table: str, names: type[Reason] | type[Doubt]) -> str:
    return f"insert into {table} values " + ", ".join(f"({one.value}, '{one.id}')" for one in names)


def _tally(base: duckdb.DuckDBPyConnection, stage: Path, refused_money: dict[str, int]) -> Tally:
    counts = base.execute(
        """
        select coalesce(sum((not repeated)::int), 0)::bigint, coalesce(sum(repeated::int), 0)::bigint,
               coalesce(sum((not repeated and doubt > 0)::int), 0)::bigint from fate
        """
    ).fetchone()
    assert counts is not None
    doubted = base.execute(
        "select id, count(*) from fate join doubt_names on number = doubt where not repeated and doubt > 0 "
        "group by id order by id"
    ).fetchall()
    sums = base.execute(
        f"""
        select repeated, currency, sum(money)::varchar from fate
        join read_parquet('{_text(stage / ROWS)}') using (row) where money <> 0 group by all order by all
        """
    ).fetchall()
    money: dict[str, dict[str, int]] = {ACCEPTED: {}, DUPLICATE: {}, REFUSED_VERDICT: dict(refused_money)}
    for repeated, currency, amount in sums:
        money[DUPLICATE if repeated else ACCEPTED][currency] = int(amount)
    accepted, duplicates, suspicious = counts
    kept = {name: sums for name, sums in money.items() if sums}
    return Tally(accepted, duplicates, suspicious, dict(doubted), kept)


def keep_cells(reader: Reader, kept: Path) -> None:
    """Write ``looked-at.csv``: the cells of the rows that ``KEPT`` names.

    Reads the file once more, up to the last row that is wanted.
    """
    wanted = _wanted(kept)
    numbers = np.array([row for row, _, _ in wanted], np.int64)
    done = 0
    with LookedAt(kept, reader.header) as looked_at:
        for chunk in reader.chunks() if wanted else ():
            places = np.flatnonzero(np.isin(chunk.rows, numbers[done:], assume_unique=True))
            for cells in chunk.cells(places):
                looked_at.write(*wanted[done], cells)
                done += 1
            if done == len(wanted):
                break


def _wanted(kept: Path) -> list[tuple[int, str, str]]:
    """The rows whose cells are to be kept, in their order: number, verdict and why."""
    file = f"read_parquet('{_text(kept / NAME)}')"
    each = " union all ".join(
        f"(select * from {file} where verdict = '{verdict}' order by row limit {most})"
        for verdict, most in KEPT.items()
    )
    with duckdb.connect() as base:
        base.execute("SET enable_progress_bar = false")
        found: list[tuple[int, str, str]] = base.execute(
            f"select row, verdict, why from ({each}) order by row"
        ).fetchall()
        return found


def rows(kept: Path, verdict: str = "", why: str = "", start: int = 0, count: int = 200) -> list[Row]:
    """Rows of an import with their cells, in the order of the file: ``count`` from ``start`` on.

    Without ``verdict`` those refused and those suspicious. ``why`` keeps one reason. There are no more
    than ``KEPT`` of a verdict.
    """
    found = (one for one in _rows(kept, verdict) if not why or one.why == why)
    return list(islice(found, start, start + count))


def _rows(kept: Path, verdict: str) -> Iterator[Row]:
    if verdict == REFUSED_VERDICT:
        for one in refused_rows(kept):
            yield Row(one.row, REFUSED_VERDICT, one.reason.id, one.cells)
    elif verdict:
        yield from (one for one in _looked_at(kept) if one.verdict == verdict)
    else:
        yield from merge(_rows(kept, REFUSED_VERDICT), _rows(kept, SUSPICIOUS), key=lambda one: one.row)


def _looked_at(kept: Path) -> Iterator[Row]:
    for row, said, cells in read_cells(kept / CELLS):
        verdict, _, why = said.partition(":")
        yield Row(row, verdict, why, cells)


def every(kept: Path) -> Iterator[pa.RecordBatch]:
    """The verdict on every row, in batches: row, verdict, why."""
    if (kept / NAME).exists():
        with pq.ParquetFile(kept / NAME) as file:
            yield from file.iter_batches(BATCH)


def _text(path: Path) -> str:
    return str(path).replace("'", "''")
