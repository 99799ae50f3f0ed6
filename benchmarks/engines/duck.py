"""DuckDB: a table sorted by person and time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.engines import THREADS, full, sql
from benchmarks.journeys import CHANNELS, CONTACT, ORDER_AT, PERIOD, SILENCE, STEPS, WITHIN

NAME = "DuckDB"
AGAIN = f"coalesce((min(time, 2) FILTER (touchpoint = {ORDER_AT}))[2], {sql.NEVER})"
LEAST, MOST = f"coalesce(min(time) FILTER ({{0}}), {sql.NEVER})", "coalesce(max(time) FILTER ({0}), 0)"
DIALECT = full.Dialect(
    "quantile_disc({0}, 0.5)",
    "arg_min({0}, {1})",
    AGAIN,
    LEAST,
    MOST,
    lambda parts, query: (
        "\nWITH " + ",\n".join(f"{name} AS MATERIALIZED ({text})" for name, text in parts) + f"\n{query}"
    ),
)
NEIGHBOURS = "lag(person) OVER () AS other, lag(time) OVER () AS earlier"
"""The table is sorted by person and time, so the row before is the touch before."""


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
    "hourglass": sql.hourglass(AGAIN, f"(SELECT max(time) - {SILENCE} FROM touch)", LEAST, MOST),
    "full funnel": full.funnel(DIALECT),
    "full transitions": f"""
WITH near AS MATERIALIZED (
    SELECT person, lag(person) OVER () AS other, lag(touchpoint) OVER () AS a, touchpoint AS b, time - lag(time) OVER () AS wait
    FROM touch WHERE {full.IN_PERIOD}
), met AS (SELECT person, b, count(*) AS times FROM near GROUP BY person, b),
linked AS (SELECT person, a, b, count(*) AS times FROM near WHERE other = person GROUP BY person, a, b)
SELECT a, b, times, people, median
FROM (SELECT a, b, sum(times) AS times, count(*) AS people FROM linked GROUP BY a, b)
JOIN (SELECT a, b, quantile_disc(wait, 0.5) AS median FROM near WHERE other = person GROUP BY a, b) USING (a, b)
UNION ALL SELECT -1, b, count(*), count(*), 0 FROM near WHERE other IS DISTINCT FROM person GROUP BY b
UNION ALL SELECT a, -1, count(*), count(*), 0 FROM (
    SELECT a FROM near WHERE other <> person
    UNION ALL (SELECT touchpoint FROM touch WHERE {full.IN_PERIOD} ORDER BY person DESC, time DESC LIMIT 1)
) GROUP BY a
UNION ALL SELECT b, -2, sum(times), count(*), 0 FROM met GROUP BY b""",
    "full touches": f"""
WITH orders AS MATERIALIZED (SELECT person, min(time) AS first FROM touch WHERE touchpoint = {
        ORDER_AT
    } GROUP BY person),
contacts AS ({
        " UNION ALL ".join(
            f"SELECT person, time, other, earlier FROM (SELECT person, time, {NEIGHBOURS} FROM touch WHERE touchpoint % {len(CHANNELS)} = {at})"
            for at in range(len(CHANNELS))
        )
    }),
counted AS (
    SELECT person, count(*) AS before FROM contacts JOIN orders USING (person)
    WHERE (other IS DISTINCT FROM person OR time - earlier >= {CONTACT}) AND time < first GROUP BY person
)
SELECT coalesce(before, 0), count(*) FROM orders LEFT JOIN counted USING (person)
WHERE first >= {PERIOD[0]} AND first < {PERIOD[1]} GROUP BY 1
UNION ALL SELECT -1, (SELECT count(DISTINCT person) FROM touch) - (SELECT count(*) FROM orders)""",
    "full hourglass": full.hourglass(DIALECT),
}


def prepare(columns: Path, home: Path) -> None:
    """Fill the table."""
    with _connect(home) as base:
        base.execute(
            f"CREATE TABLE touch AS SELECT person, time::BIGINT AS time, touchpoint "
            f"FROM read_parquet('{columns}/touch.parquet')"
        )


def open(home: Path) -> dict[str, Callable[[], Any]]:
    """The four questions in both forms."""
    base = _connect(home)

    def rows(name: str) -> list[Any]:
        return list(base.execute(QUERIES[name]).fetchall())

    return {
        "funnel": lambda: list(rows("funnel")[0]),
        "transitions": lambda: {(a, b): (count, wait) for a, b, count, wait in rows("transitions")},
        "touches": lambda: dict(rows("touches")),
        "hourglass": lambda: sql.rows_of_four([int(one) for one in rows("hourglass")[0]]),
        "full funnel": lambda: full.funnel_rows(rows("full funnel")),
        "full transitions": lambda: {
            (a, b): tuple(map(int, rest)) for a, b, *rest in rows("full transitions")
        },
        "full touches": lambda: dict(rows("full touches")),
        "full hourglass": lambda: full.hourglass_rows(rows("full hourglass")[0]),
    }


def _connect(home: Path) -> Any:
    import duckdb

    base = duckdb.connect(str(home / "touch.duckdb"))
    base.execute(f"SET threads = {THREADS}")
    base.execute("SET enable_progress_bar = false")
    return base
