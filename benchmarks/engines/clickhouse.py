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
SELECT link.1, link.2, count(), sum(link.3) FROM (
    SELECT arrayJoin(arrayZip(arrayPopBack(what), arrayPopFront(what), arrayPopFront(arrayDifference(at)))) AS link
    FROM (SELECT groupArray(touchpoint) AS what, groupArray(time) AS at FROM touch GROUP BY person)
) GROUP BY link.1, link.2""",
    "touches": f"""
SELECT before, count() FROM (
    SELECT toInt64(indexOf(groupArray(touchpoint), {ORDER_AT})) - 1 AS before FROM touch GROUP BY person
) WHERE before >= 0 GROUP BY before""",
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
