"""DuckDB: a table sorted by person and time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.engines import THREADS, sql
from benchmarks.journeys import ORDER_AT, SILENCE, STEPS, WITHIN

NAME = "DuckDB"


def _funnel() -> str:
    """From each first touch the earliest next step each time, all inside the window."""
    parts = [f"s1 AS (SELECT person, time, time AS start FROM touch WHERE touchpoint = {STEPS[0]})"]
    for at, step in enumerate(STEPS[1:], 2):
        parts.append(
            f"""s{at} AS (
    SELECT before.person, touch.time, before.start FROM s{at - 1} AS before
    ASOF JOIN (SELECT person, time FROM touch WHERE touchpoint = {step}) AS touch
      ON before.person = touch.person AND before.time < touch.time
    WHERE touch.time - before.start <= {WITHIN}
)"""
        )
    counts = ", ".join(f"(SELECT count(DISTINCT person) FROM s{at + 1})" for at in range(len(STEPS)))
    return f"\nWITH {', '.join(parts)}\nSELECT {counts}"


QUERIES = {
    "funnel": _funnel(),
    "transitions": """
SELECT one.touchpoint, next.touchpoint, count(*), sum(next.time - one.time)::BIGINT
FROM touch AS one POSITIONAL JOIN (SELECT * FROM touch OFFSET 1) AS next
WHERE one.person = next.person GROUP BY ALL""",
    "touches": f"""
SELECT before, count(*) FROM (
    SELECT count(*) FILTER (time < first) AS before FROM touch
    JOIN (SELECT person, min(time) AS first FROM touch WHERE touchpoint = {ORDER_AT} GROUP BY person) USING (person)
    GROUP BY person
) GROUP BY before""",
    "hourglass": sql.hourglass(
        f"coalesce((min(time, 2) FILTER (touchpoint = {ORDER_AT}))[2], {sql.NEVER})",
        f"(SELECT max(time) - {SILENCE} FROM touch)",
        f"coalesce(min(time) FILTER ({{0}}), {sql.NEVER})",
        "coalesce(max(time) FILTER ({0}), 0)",
    ),
}


def prepare(columns: Path, home: Path) -> None:
    """Fill the table."""
    with _connect(home) as base:
        base.execute(
            f"CREATE TABLE touch AS SELECT person, time::BIGINT AS time, touchpoint "
            f"FROM read_parquet('{columns}/touch.parquet')"
        )


def open(home: Path) -> dict[str, Callable[[], Any]]:
    """The four questions."""
    base = _connect(home)

    def rows(name: str) -> list[Any]:
        return list(base.execute(QUERIES[name]).fetchall())

    return {
        "funnel": lambda: list(rows("funnel")[0]),
        "transitions": lambda: {(a, b): (count, wait) for a, b, count, wait in rows("transitions")},
        "touches": lambda: dict(rows("touches")),
        "hourglass": lambda: sql.rows_of_four([int(one) for one in rows("hourglass")[0]]),
    }


def _connect(home: Path) -> Any:
    import duckdb

    base = duckdb.connect(str(home / "touch.duckdb"))
    base.execute(f"SET threads = {THREADS}")
    base.execute("SET enable_progress_bar = false")
    return base
