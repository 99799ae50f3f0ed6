"""The full form of two questions in SQL that chDB and DuckDB share; a ``Dialect`` has what differs.

The full form is what the product answers, of a period: people, medians, what is still open. Medians are exact here;
the product's are within 1 %. Intervals, and the touchpoints below each stage, are not asked of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from benchmarks.engines import sql
from benchmarks.journeys import ORDER_AT, PERIOD, REPEAT, SILENCE, STAGES, STEPS, WITHIN

IN_PERIOD = f"time >= {PERIOD[0]} AND time < {PERIOD[1]}"
Parts = list[tuple[str, str]]


@dataclass(frozen=True)
class Dialect:
    """``median``: the lower one of {0}. ``first``: {0} at the least {1}. ``least``, ``most``, ``again`` as in ``sql.people``.

    ``together`` makes one text of parts that are worked out once each, and a query over them.
    """

    median: str
    first: str
    again: str
    least: str
    most: str
    together: Callable[[Parts, str], str]


def funnel(dialect: Dialect) -> str:
    """For each step: people, those of them still in time, and the median wait from the step before."""
    begin = f"SELECT person, time, time AS start FROM touch WHERE touchpoint = {STEPS[0]} AND {IN_PERIOD}"
    late = f"(SELECT max(time) - {WITHIN} FROM touch)"
    parts: Parts = [
        ("s1", begin),
        ("waiting", f"SELECT person FROM s1 GROUP BY person HAVING max(start) > {late}"),
    ]
    for at, step in enumerate(STEPS[1:], 2):
        follow = f"""
    SELECT now.person AS person, before.start AS start, min(now.time) AS time, min(now.time) - min(before.time) AS wait
    FROM (SELECT person, time FROM touch WHERE touchpoint = {step} AND time >= {PERIOD[0]}) AS now
    ASOF JOIN s{at - 1} AS before ON now.person = before.person AND now.time > before.time
    WHERE now.time - before.start <= {WITHIN} GROUP BY now.person, before.start"""
        parts.append((f"s{at}", follow))
    rows = "\nUNION ALL ".join(_step(dialect, at) for at in range(1, len(STEPS) + 1))
    return dialect.together(parts, rows)


def _step(dialect: Dialect, at: int) -> str:
    wait = dialect.first.format("wait", "time") if at > 1 else "0"
    return (
        f"SELECT {at} AS step, count(*), sum(CASE WHEN person IN (SELECT person FROM waiting) THEN 1 ELSE 0 END), "
        f"{dialect.median.format('wait')} FROM (SELECT person, {wait} AS wait FROM s{at} GROUP BY person) AS one"
    )


def funnel_rows(found: Sequence[Sequence[Any]]) -> list[tuple[int, ...]]:
    """People, stopped, still open and median wait of each step, from rows of ``funnel``."""
    steps = [[int(cell or 0) for cell in row[1:]] for row in sorted(found)]
    rows = []
    for (people, waiting, median), (further, waiting_there, _) in pairwise(steps):
        still = waiting - waiting_there
        rows.append((people, people - further - still, still, median))
    return [*rows, (steps[-1][0], 0, 0, steps[-1][2])]


def hourglass(dialect: Dialect) -> str:
    """First and last time on each stage, one row a person; then what comes next after each first."""
    quiet = f"(SELECT least(max(time), {PERIOD[1]}) - {SILENCE} FROM touch)"
    stages = range(len(STAGES) - 1)
    stage = (
        f"CASE WHEN touchpoint <> {ORDER_AT} THEN touchpoint % {len(STAGES)} "
        f"WHEN time >= f{REPEAT} THEN {REPEAT} ELSE {REPEAT - 1} END"
    )
    waits = ", ".join(
        f"{dialect.least.format(f'stage > {at} AND time > f{at}')} AS n{at}, min(f{at}) AS b{at}"
        for at in stages
    )
    medians = ", ".join(
        dialect.median.format(f"CASE WHEN n{at} < {sql.NEVER} THEN n{at} - b{at} END") for at in stages
    )
    final = f"""
SELECT * FROM (SELECT {sql.counts(quiet)} FROM glass) AS counted CROSS JOIN (
    SELECT {medians} FROM (
        SELECT person, {waits} FROM (
            SELECT touch.person AS person, time, {stage} AS stage, {", ".join(f"f{at}" for at in range(len(STAGES)))}
            FROM touch JOIN glass ON touch.person = glass.person WHERE {IN_PERIOD}
        ) AS placed WHERE stage <> {REPEAT} OR time >= f{REPEAT} GROUP BY person
    ) AS waited
) AS medians"""
    people = sql.people(dialect.again, dialect.least, dialect.most, f"WHERE {IN_PERIOD}")
    return dialect.together([("glass", people)], final)


def hourglass_rows(row: Sequence[Any]) -> list[tuple[int, ...]]:
    """Reached, from before, went on, lost, open and median wait of each stage, from the row of ``hourglass``."""
    cells = [int(cell or 0) for cell in row]
    waits = [*cells[4 * len(STAGES) :], 0]
    stages = sql.rows_of_four(cells[: 4 * len(STAGES)])
    return [(*one, one[0] - one[2] - one[3], wait) for one, wait in zip(stages, waits, strict=True)]
