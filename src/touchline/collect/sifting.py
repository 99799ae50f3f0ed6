"""Reading a file of touches or orders and finding out what becomes of each row, without recording any.

An import sifts its file before it records; a rehearsal sifts and stops there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from touchline.collect import verdicts
from touchline.collect.importers import Reader
from touchline.collect.judge import Judge
from touchline.collect.keys import Scribe
from touchline.collect.options import Options
from touchline.collect.resolving import open_base, resolve
from touchline.collect.staging import Staged, stage
from touchline.collect.verdicts import Tally
from touchline.lake.events import Lake
from touchline.people.identities import Numbering

Span = Callable[[float, float], Callable[[int, float], None]]


@dataclass(frozen=True)
class Sifted:
    """What was read, and what becomes of it. ``base`` still holds the tables of ``resolve``."""

    staged: Staged
    tally: Tally
    base: duckdb.DuckDBPyConnection


@contextmanager
def sift(
    reader: Reader,
    options: Options,
    lake: Lake,
    *,
    stage_in: Path,
    keep_in: Path,
    number: int,
    numbering: Numbering,
    span: Span,
) -> Iterator[Sifted]:
    """Judge and resolve a file. Verdicts and cells worth a look are kept in ``keep_in``.

    ``stage_in`` is an empty folder for what is needed meanwhile. ``span`` gives meters for parts of the work.
    """
    base = open_base(stage_in, threads=os.cpu_count() or 1)
    try:
        judge = Judge(options, Scribe(base, options), time.time_ns() // 1000)
        staged = stage(reader, judge, stage_in, keep_in, reader.header, span(0.0, 0.8))
        resolve(base, stage_in, lake, number, numbering, span(0.8, 0.95))
        tally = verdicts.tell(base, stage_in, keep_in, staged.refused_money)
        verdicts.keep_cells(reader, keep_in)
        span(0.95, 1.0)(staged.rows, 1.0)
        yield Sifted(staged, tally, base)
    finally:
        base.close()
