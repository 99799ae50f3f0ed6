"""chDB, which is ClickHouse in the process: a MergeTree sorted by person and time, in one part.

That the table is sorted by person is used when it groups by person.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.engines import THREADS, full, sql
from benchmarks.journeys import CHANNELS, CONTACT, ORDER_AT, PERIOD, SILENCE, STEPS, WITHIN

NAME = "chDB"
AGAIN = f"groupArraySortedIf(2)(time, touchpoint = {ORDER_AT}) AS orders, if(length(orders) = 2, orders[2], {sql.NEVER})"
LEAST, MOST = f"if(minIf(time, {{0}}) = 0, {sql.NEVER}, minIf(time, {{0}}))", "maxIf(time, {0})"


def _together(parts: full.Parts, query: str) -> str:
    """A common table of ClickHouse is worked out anew wherever it is named, so each is kept in memory."""
    made = [f"CREATE OR REPLACE TABLE {name} ENGINE = Memory AS {text}" for name, text in parts]
    return ";\n".join([*made, query])


DIALECT = full.Dialect("quantileExactLow(0.5)({0})", "argMin({0}, {1})", AGAIN, LEAST, MOST, _together)
TOUCHED = f"""(
    SELECT person, groupArray(touchpoint) AS what, groupArray(time) AS at FROM touch WHERE {full.IN_PERIOD} GROUP BY person
)"""
LINKED = "arrayPopBack(what), arrayPopFront(what)"
BEFORE = " + ".join(
    f"notEmpty(c{at}) + arrayCount(wait -> wait >= {CONTACT}, arrayDifference(c{at}))"
    for at in range(len(CHANNELS))
)
ON_CHANNEL = ", ".join(
    f"arrayFilter(t -> t < first, groupArrayIf(time, touchpoint % {len(CHANNELS)} = {at})) AS c{at}"
    for at in range(len(CHANNELS))
)
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
    "hourglass": sql.hourglass(AGAIN, f"(SELECT max(time) - {SILENCE} FROM touch)", LEAST, MOST),
    "full funnel": full.funnel(DIALECT),
    "full transitions": f"""
SELECT toInt32(link.1), toInt32(link.2), count(), countIf(link.4 = 1), quantileExactLow(0.5)(link.3) FROM (
    SELECT arrayJoin(arrayZip({LINKED}, arrayPopFront(arrayDifference(at)), arrayEnumerateUniq({LINKED}))) AS link
    FROM {TOUCHED}
) GROUP BY link.1, link.2
UNION ALL SELECT -1, toInt32(what[1]), count(), count(), 0 FROM {TOUCHED} GROUP BY what[1]
UNION ALL SELECT toInt32(what[-1]), -1, count(), count(), 0 FROM {TOUCHED} GROUP BY what[-1]
UNION ALL SELECT toInt32(one.1), -2, count(), countIf(one.2 = 1), 0 FROM (
    SELECT arrayJoin(arrayZip(what, arrayEnumerateUniq(what))) AS one FROM {TOUCHED}
) GROUP BY one.1""",
    "full touches": f"""
SELECT if(first = 0, -1, toInt64({BEFORE})) AS contacts, count() FROM (
    SELECT minIf(time, touchpoint = {ORDER_AT}) AS first, {ON_CHANNEL} FROM touch GROUP BY person
) WHERE first = 0 OR (first >= {PERIOD[0]} AND first < {PERIOD[1]}) GROUP BY contacts""",
    "full hourglass": full.hourglass(DIALECT),
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
    """The four questions in both forms."""
    base = _session(home)

    def rows(name: str) -> list[list[int]]:
        *kept, query = QUERIES[name].split(";\n")
        for statement in kept:
            base.query(statement)
        text = base.query(query, "CSV").data()
        return [[int(cell) if cell != "\\N" else 0 for cell in line.split(",")] for line in text.splitlines()]

    return {
        "funnel": lambda: _at_least(dict(rows("funnel"))),
        "transitions": lambda: {(a, b): (count, wait) for a, b, count, wait in rows("transitions")},
        "touches": lambda: dict(rows("touches")),
        "hourglass": lambda: sql.rows_of_four(rows("hourglass")[0]),
        "full funnel": lambda: full.funnel_rows(rows("full funnel")),
        "full transitions": lambda: {(a, b): tuple(rest) for a, b, *rest in rows("full transitions")},
        "full touches": lambda: dict(rows("full touches")),
        "full hourglass": lambda: full.hourglass_rows(rows("full hourglass")[0]),
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
