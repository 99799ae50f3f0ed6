"""The four questions in DuckDB's SQL, on one table of touches: the slow form they are compared with."""

from __future__ import annotations

from typing import Any

import duckdb

from benchmarks.data import STAGES


def connect(table: Any) -> duckdb.DuckDBPyConnection:
    """A database in memory with the touches, numbered within each person's journey."""
    base = duckdb.connect()
    base.execute("SET threads = 2")
    base.execute("SET enable_progress_bar = false")
    base.register("given", table)
    base.execute(
        """
        CREATE TABLE touch AS
        SELECT person, time, touchpoint, "order", row_number() OVER journey AS nth
        FROM given WINDOW journey AS (PARTITION BY person ORDER BY time, seq)
        """
    )
    base.unregister("given")
    return base


def funnel(base: duckdb.DuckDBPyConnection, steps: list[int], within: int) -> list[int]:
    """People by step: from each first touch, the earliest next step each time, all inside the window."""
    parts = [f"s1 AS (SELECT person, nth, time AS start FROM touch WHERE touchpoint = {steps[0]})"]
    for number, step in enumerate(steps[1:], 2):
        parts.append(
            f"""
            s{number} AS (
                SELECT before.person, touch.nth, before.start
                FROM s{number - 1} AS before
                ASOF JOIN (SELECT person, nth, time FROM touch WHERE touchpoint = {step}) AS touch
                  ON before.person = touch.person AND before.nth < touch.nth
                WHERE touch.time - before.start <= {within}
            )"""
        )
    counts = ", ".join(f"(SELECT count(DISTINCT person) FROM s{at + 1})" for at in range(len(steps)))
    found = base.execute(f"WITH {', '.join(parts)} SELECT {counts}").fetchone()
    return list(found or ())


def paths(base: duckdb.DuckDBPyConnection) -> dict[tuple[int, int], tuple[int, int]]:
    """Count and people of each link, with the median wait."""
    rows = base.execute(
        """
        WITH step AS (
            SELECT person, touchpoint AS a, lead(touchpoint) OVER journey AS b,
                   lead(time) OVER journey - time AS wait
            FROM touch WINDOW journey AS (PARTITION BY person ORDER BY nth)
        )
        SELECT a, b, count(*), count(DISTINCT person), quantile_disc(wait, 0.5)
        FROM step WHERE b IS NOT NULL GROUP BY a, b
        """
    ).fetchall()
    return {(a, b): (count, people) for a, b, count, people, _wait in rows}


def touches(base: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """How many touches people had before their first order."""
    rows = base.execute(
        """
        SELECT before, count(*) FROM (SELECT min(nth) - 1 AS before FROM touch WHERE "order" = 1 GROUP BY person)
        GROUP BY before
        """
    ).fetchall()
    return dict(rows)


def hourglass(base: duckdb.DuckDBPyConnection, silence: int, end: int) -> list[tuple[int, int, int, int]]:
    """Reached, from before, went on and lost for each stage, with the median wait to the next."""
    count = len(STAGES)
    rows = base.execute(
        f"""
        WITH numbered AS (
            SELECT person, nth, time, touchpoint % {count} AS place, "order",
                   sum("order") OVER (PARTITION BY person ORDER BY nth) AS orders
            FROM touch
        ), staged AS (
            SELECT person, nth, time,
                   CASE WHEN "order" = 1 AND orders >= 2 THEN 5
                        WHEN place = 5 AND orders < 2 THEN NULL ELSE place END AS stage
            FROM numbered
        ), met AS (
            SELECT person, stage, min(nth) AS first, max(nth) AS last, min(time) AS since
            FROM staged WHERE stage IS NOT NULL GROUP BY person, stage
        ), silent AS (
            SELECT person, max(time) <= {end - silence} AS silent FROM touch GROUP BY person
        ), later AS (
            SELECT a.person, a.stage,
                   bool_or(b.stage < a.stage AND b.first < a.last) AS before,
                   bool_or(b.stage > a.stage AND b.last > a.first) AS went
            FROM met a JOIN met b USING (person) GROUP BY a.person, a.stage
        ), next AS (
            SELECT a.person, a.stage, min(s.time) - any_value(a.since) AS wait
            FROM met a JOIN staged s ON a.person = s.person AND s.stage > a.stage AND s.nth > a.first
            GROUP BY a.person, a.stage
        )
        SELECT stage, count(*), count(*) FILTER (before), count(*) FILTER (went),
               count(*) FILTER (NOT went AND silent), quantile_disc(wait, 0.5)
        FROM later JOIN silent USING (person) LEFT JOIN next USING (person, stage)
        GROUP BY stage ORDER BY stage
        """
    ).fetchall()
    return [tuple(row[1:5]) for row in rows]
