"""chDB, which is ClickHouse in the process: a MergeTree sorted by person and time, in one part.

That the table is sorted by person is used when it groups by person.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.engines import THREADS, sql
from benchmarks.journeys import ORDER_AT, SILENCE, STEPS, WITHIN

NAME = "chDB"
QUERIES = {
    "funnel": f"""
SELECT level, count() FROM (
    SELECT windowFunnel({WITHIN})(time, {", ".join(f"touchpoint = {step}" for step in STEPS)}) AS level
    FROM touch WHERE touchpoint IN {STEPS} GROUP BY person
) GROUP BY level""",
    "transitions": """
SELECT before, touchpoint, count(), sum(time - then) FROM (
    SELECT touchpoint, time, lagInFrame(touchpoint) OVER journey AS before,
           lagInFrame(time) OVER journey AS then
    FROM touch WINDOW journey AS (PARTITION BY person ORDER BY time ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
) WHERE then > 0 GROUP BY before, touchpoint""",
    "touches": f"""
SELECT before, count() FROM (
    SELECT countIf(time < first) AS before FROM touch
    JOIN (SELECT person, min(time) AS first FROM touch WHERE touchpoint = {ORDER_AT} GROUP BY person) AS one USING (person)
    GROUP BY person
) GROUP BY before""",
    "hourglass": sql.hourglass(
        f"groupArraySortedIf(2)(time, touchpoint = {ORDER_AT}) AS orders, if(length(orders) = 2, orders[2], {sql.NEVER})",
        f"(SELECT max(time) - {SILENCE} FROM touch)",
        f"if(minIf(time, {{0}}) = 0, {sql.NEVER}, minIf(time, {{0}}))",
        "maxIf(time, {0})",
    ),
}


def prepare(columns: Path, home: Path) -> None:
    """Fill the table and merge it into one part."""
    base = _session(home)
    base.query(
        "CREATE TABLE touch (person UInt32, time UInt64, touchpoint UInt8) "
        "ENGINE = MergeTree ORDER BY (person, time)"
    )
    base.query(
        f"INSERT INTO touch SELECT person, time, touchpoint FROM file('{columns}/touch.parquet', Parquet)"
    )
    base.query("OPTIMIZE TABLE touch FINAL")
    base.close()


def open(home: Path) -> dict[str, Callable[[], Any]]:
    """The four questions."""
    base = _session(home)

    def rows(name: str) -> list[list[int]]:
        text = base.query(QUERIES[name], "CSV").data()
        return [[int(cell) for cell in line.split(",")] for line in text.splitlines()]

    return {
        "funnel": lambda: _at_least(dict(rows("funnel"))),
        "transitions": lambda: {(a, b): (count, wait) for a, b, count, wait in rows("transitions")},
        "touches": lambda: dict(rows("touches")),
        "hourglass": lambda: sql.rows_of_four(rows("hourglass")[0]),
    }


def _session(home: Path) -> Any:
    from chdb import session

    made = session.Session(str(home / "chdb"))
    made.query(f"SET max_threads = {THREADS}")
    made.query("SET optimize_aggregation_in_order = 1")
    return made


def _at_least(people: dict[int, int]) -> list[int]:
    return [
        sum(count for level, count in people.items() if level >= step) for step in range(1, len(STEPS) + 1)
    ]
