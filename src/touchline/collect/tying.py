"""Two ids in one row are one person's: joins from the rows of files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow.parquet as pq

from touchline.collect.guess.words import lean
from touchline.collect.models import Import
from touchline.collect.options import Options
from touchline.people import identities, joins
from touchline.people.joins import Claim
from touchline.people.kinds import Kind
from touchline.people.models import How

TIES = "ties.parquet"
BATCH = 10_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
ANONYMOUS = frozenset(
    ("anonymous", "visitor", "cookie", "device", "pseudo", "distinct", "session", "browser")
)
USERS = frozenset(("user", "customer", "member", "account", "login", "kunden", "kundennummer", "nutzer"))


class Tie(NamedTuple):
    """Two ids that stand in one row, its number, and when that was said."""

    one: str
    other: str
    row: int
    at: datetime


def write_ties(base: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write ``ties.parquet``: each pair of ids of the staged rows once, the first row that says it."""
    path = str(folder / TIES).replace("'", "''")
    base.execute(f"copy ({PAIRS} order by row) to '{path}' (format parquet)")


PAIRS = """
    select person, other_id, min(row) as row, arg_min(time, row) as time
    from staged where other_id is not null group by person, other_id
"""


def count_ties(base: duckdb.DuckDBPyConnection) -> int:
    """How many pairs of ids the staged rows say."""
    found = base.execute(f"select count(*) from ({PAIRS})").fetchone()
    return int(found[0]) if found else 0


def learn_ties(row: Import, options: Options, folder: Path) -> None:
    """Take in the joins that the rows of an import say."""
    for batch in pq.ParquetFile(folder / TIES).iter_batches(BATCH):
        told = zip(*(column.to_pylist() for column in batch.columns), strict=True)
        ties = [Tie(one, other, at, EPOCH + timedelta(microseconds=when)) for one, other, at, when in told]
        learn(row, options, ties)


def learn(row: Import, options: Options, ties: Sequence[Tie]) -> None:
    """Take in some joins, with the rows that say them as evidence. Repeating it changes nothing."""
    if not ties:
        return
    ids = list(dict.fromkeys(one for tie in ties for one in tie[:2]))
    number = dict(zip(ids, (int(one) for one in identities.numbers(ids)), strict=True))
    claims = [
        Claim(number[tie.one], number[tie.other], How.IMPORT, tie.at, str(tie.row), of_import=row.number)
        for tie in ties
    ]
    joins.learn(claims, dict(_kinds(options, ties, number)))


def _kinds(options: Options, ties: Iterable[Tie], number: dict[str, int]) -> Iterator[tuple[int, int]]:
    """The kind each id came as, as far as it or the name of its column tells."""
    names = [options.names[options.columns[role]] for role in ("person", "other_id")]
    of_column = [_kind_of(name) for name in names]
    kinds: dict[int, int] = {}
    for tie in ties:
        for value, kind in zip(tie[:2], of_column, strict=True):
            at = number[value]
            kinds[at] = kinds.get(at, 0) | (Kind.EMAIL if EMAIL.fullmatch(value) else kind).value
    return ((at, kind) for at, kind in kinds.items() if kind)


def _kind_of(column: str) -> Kind:
    words = set(lean(column).split())
    return Kind.ANONYMOUS if words & ANONYMOUS else Kind.USER if words & USERS else Kind(0)
