"""Every question once more, in plain SQL: one query each, for DuckDB.

The record is a table of touches; nothing is shared with the kernels or with the twins in ``tests/oracle``.
Most queries answer with a row a person, so that whoever reads them has the numbers and who is behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa
from tests.journeys.make import Touch

from touchline.journeys.question import Period

FOREVER = 2**62
EVERYBODY = "true"
VIEWS = """
CREATE VIEW numbered AS
    SELECT *, row_number() OVER (PARTITION BY person ORDER BY time, seq) AS nth FROM record;
CREATE VIEW t AS SELECT * FROM numbered WHERE {who};
CREATE VIEW p AS SELECT t.* FROM t, asked WHERE time >= low AND time < high;
CREATE VIEW silent AS
    SELECT person FROM p, asked GROUP BY person, silence, judged
    HAVING count(*) FILTER (NOT by_business AND time > judged - silence) = 0;
"""
"""All touches with their places, those of the people asked about, of those the ones in the period."""


def load(
    record: Sequence[Touch],
    who: str = EVERYBODY,
    period: Period = Period(),  # noqa: B008
    as_of: int = 0,
    silence: int = 0,
) -> duckdb.DuckDBPyConnection:
    """A database of a record. ``who`` is a condition on ``numbered``: a touch of a person with its place."""
    db = duckdb.connect(config={"threads": 1})
    columns = {name: [getattr(touch, name) for touch in record] for name in COLUMNS}
    columns["seq"] = list(range(len(record)))
    kinds = COLUMNS | {"seq": pa.int64()}
    rows = pa.table({name: pa.array(columns[name], kind) for name, kind in kinds.items()})
    db.register("given_rows", rows)
    db.execute("CREATE TABLE record AS SELECT * FROM given_rows")
    low = -FOREVER if period.start is None else period.start
    high = FOREVER if period.end is None else period.end
    db.execute(
        "CREATE TABLE asked AS SELECT ?::BIGINT AS low, ?::BIGINT AS high, ?::BIGINT AS as_of, "
        "?::BIGINT AS silence, least(as_of, high) AS judged",
        [low, high, as_of, silence],
    )
    db.execute(VIEWS.format(who=who))
    return db


COLUMNS = {
    "person": pa.int64(),
    "time": pa.int64(),
    "touchpoint": pa.string(),
    "channel": pa.string(),
    "by_business": pa.bool_(),
    "money": pa.int8(),
    "amount": pa.int64(),
    "currency": pa.string(),
    "of": pa.int64(),
    "more": pa.int64(),
    "second": pa.string(),
}

Rows = list[tuple[Any, ...]]


def which(what: str | Iterable[str], row: str = "t") -> str:
    """A condition on a touch: any, own or order, or touchpoints any of which count."""
    kinds = {"any": "true", "own": f"NOT {row}.by_business", "order": f"{row}.money = 1"}
    if isinstance(what, str):
        return kinds[what]
    return f"{row}.touchpoint IN ({', '.join(repr(name) for name in sorted(what))})"


def hourglass(db: Any, stages: Sequence[str], placed: Mapping[str, str], repeat: str) -> Rows:
    """Stage, person, whether from before, whether went on, whether silent, the wait until they did."""
    return _rows(
        db,
        _standing(stages, placed, repeat)
        + """,
        here AS (
            SELECT person, rank, min(nth) AS first, max(nth) AS last, min(time) AS since FROM stands
            WHERE rank IS NOT NULL GROUP BY person, rank
        )
        SELECT rank, person,
            EXISTS (FROM stands o WHERE o.person = here.person AND o.rank < here.rank AND o.nth < here.last),
            EXISTS (FROM stands o WHERE o.person = here.person AND o.rank > here.rank AND o.nth > here.first),
            person IN (FROM silent),
            (SELECT min(o.time) FROM stands o
                WHERE o.person = here.person AND o.rank > here.rank AND o.nth > here.first) - since
        FROM here
        """,
    )


def standing(db: Any, stages: Sequence[str], placed: Mapping[str, str], repeat: str) -> Rows:
    """Person, touchpoint, the stage it stands on or None, whether it waits for a second order, how often."""
    return _rows(
        db,
        _standing(stages, placed, repeat)
        + "SELECT person, touchpoint, rank, waits, count(*) FROM stands GROUP BY ALL",
    )


def _standing(stages: Sequence[str], placed: Mapping[str, str], repeat: str) -> str:
    """Every touch in the period, and the stage it stands on."""
    ranks = [(name, stages.index(stage)) for name, stage in placed.items()]
    values = ", ".join(f"('{name}', {rank})" for name, rank in ranks)
    again = stages.index(repeat) if repeat else -1
    return f"""
        WITH place(touchpoint, rank) AS (VALUES {values}),
        counted AS (
            SELECT p.*, rank, count(*) FILTER (money = 1) OVER (PARTITION BY person ORDER BY nth) AS orders
            FROM p LEFT JOIN place USING (touchpoint)
        ),
        stands AS (
            SELECT person, nth, time, touchpoint,
                {again} >= 0 AND rank = {again} AND orders < 2 AS waits, CASE
                WHEN {again} < 0 OR rank IS NULL THEN rank
                WHEN money = 1 AND orders >= 2 THEN {again}
                WHEN rank = {again} AND orders < 2 THEN NULL
                ELSE rank END AS rank
            FROM counted
        )
        """


def brought(db: Any, referrals: Sequence[tuple[int, int, str]]) -> Rows:
    """New person, who brought them, how, in which generation. ``referrals`` are person, by and how.

    Who stands in a ring of people who brought each other is of the first generation, whom they brought of the
    second.
    """
    db.execute("CREATE OR REPLACE TABLE referral (person BIGINT, brought_by BIGINT, how TEXT)")
    if referrals:
        db.executemany("INSERT INTO referral VALUES (?, ?, ?)", [list(one) for one in referrals])
    return _rows(
        db,
        """
        WITH RECURSIVE above(person, other) AS (
            SELECT person, brought_by FROM referral
            UNION SELECT above.person, brought_by FROM above JOIN referral ON referral.person = above.other
        ),
        free AS (
            FROM referral WHERE person NOT IN (SELECT person FROM above WHERE person = other)
        ),
        up(person, other) AS (
            SELECT person, brought_by FROM free
            UNION SELECT up.person, brought_by FROM up JOIN free ON free.person = up.other
        ),
        came AS (SELECT person, min(time) AS time FROM t GROUP BY person)
        SELECT person, brought_by, how,
            greatest(1, (
                SELECT count(*) + count(*) FILTER (other IN (SELECT person FROM referral)
                    AND other NOT IN (SELECT person FROM free)) FROM up WHERE up.person = referral.person
            ))
        FROM referral JOIN came USING (person), asked WHERE time >= low AND time < high
        """,
    )


def gaps(db: Any, rates: Mapping[tuple[str, int], int], to: str, zone: str) -> Rows:
    """Currency, day, orders, refunds and their net in minor units, of money without a rate."""
    db.execute("CREATE OR REPLACE TABLE rate (currency TEXT, day BIGINT)")
    if rates:
        db.executemany("INSERT INTO rate VALUES (?, ?)", [list(key) for key in rates])
    return _rows(
        db,
        f"""
        WITH line AS (
            SELECT person, nth, money, time, currency, sum(amount) AS minor FROM (
                SELECT person, nth, money, time, currency, amount FROM t WHERE money > 0
                UNION ALL SELECT person, nth, money, time, second, more FROM t
                WHERE money > 0 AND more IS NOT NULL
            ) GROUP BY ALL
        ),
        dated AS (
            SELECT *, (make_timestamptz(time) AT TIME ZONE '{zone}')::DATE AS date,
                date - DATE '1970-01-01' AS day FROM line WHERE currency <> '{to}' AND minor <> 0
        )
        SELECT currency, strftime(date, '%Y-%m-%d'), count(*) FILTER (money = 1),
            count(*) FILTER (money = 2), sum(CASE WHEN money = 1 THEN minor ELSE -minor END)::BIGINT
        FROM dated WHERE NOT EXISTS (
            FROM rate WHERE rate.currency = dated.currency AND rate.day BETWEEN dated.day - 7 AND dated.day
        ) GROUP BY ALL ORDER BY 1, 2
        """,
    )


def funnel(db: Any, steps: Sequence[Sequence[str]], within: int) -> Rows:
    """Person, the deepest step, whether the window of the latest first step is still open at the end."""
    values = ", ".join(f"({number}, '{name}')" for number, names in enumerate(steps, 1) for name in {*names})
    return _rows(
        db,
        f"""
        WITH RECURSIVE step(number, touchpoint) AS (VALUES {values}),
        came(person, nth, began, number) AS (
            SELECT person, nth, time, 1 FROM p JOIN step USING (touchpoint) WHERE number = 1
            UNION
            SELECT t.person, t.nth, came.began, step.number FROM came
            JOIN t ON t.person = came.person AND t.nth > came.nth AND t.time - came.began <= {within}
            JOIN step ON step.number = came.number + 1 AND step.touchpoint = t.touchpoint
        )
        SELECT person, max(number), max(began) + {within} > any_value(as_of) FROM came, asked GROUP BY person
        """,
    )


def paths(db: Any) -> Rows:
    """From (None: nothing before), to (None: nothing after), how often, by whom, the waits."""
    return _rows(
        db,
        """
        WITH link AS (
            SELECT person, touchpoint AS one, lead(touchpoint) OVER w AS other,
                lead(time) OVER w - time AS wait
            FROM p WINDOW w AS (PARTITION BY person ORDER BY nth)
            UNION ALL SELECT person, NULL, arg_min(touchpoint, nth), NULL FROM p GROUP BY person
        )
        SELECT one, other, count(*), list(DISTINCT person), list(wait) FROM link GROUP BY one, other
        """,
    )


def touches(db: Any, before: str | Sequence[str], apart: int | None) -> Rows:
    """Person, the number of touches or contacts before; None for who never, or not in the period."""
    begins = "true" if apart is None else f"(gap IS NULL OR gap >= {apart})"
    return _rows(
        db,
        f"""
        WITH goal AS (
            SELECT person, min(nth) AS nth, min(time) AS time FROM t WHERE {which(before)} GROUP BY person
        ),
        spaced AS (SELECT *, time - lag(time) OVER (PARTITION BY person, channel ORDER BY nth) AS gap FROM t)
        SELECT person, goal.nth IS NULL, CASE WHEN goal.time >= low AND goal.time < high
            THEN count(*) FILTER (spaced.nth < goal.nth AND {begins}) END
        FROM spaced LEFT JOIN goal USING (person), asked GROUP BY person, goal.nth, goal.time, low, high
        """,
    )


def orders(
    db: Any, rates: Mapping[tuple[str, int], int], digits: Mapping[str, int], to: str, zone: str
) -> Rows:
    """Person, month, order or refund, whether their first order, gross and refunds in minor units.

    And whether refunds have left nothing of the order. ``rates`` are by currency and day, times 10**12.
    """
    db.execute("CREATE OR REPLACE TABLE rate (currency TEXT, day BIGINT, value BIGINT)")
    if rates:
        db.executemany("INSERT INTO rate VALUES (?, ?, ?)", [(*key, value) for key, value in rates.items()])
    size = " ".join(f"WHEN '{code}' THEN {number}" for code, number in digits.items())
    return _rows(
        db,
        f"""
        WITH line AS (
            SELECT person, nth, currency, sum(amount)::HUGEINT AS minor FROM (
                SELECT person, nth, currency, amount FROM t WHERE money > 0
                UNION ALL SELECT person, nth, second, more FROM t WHERE money > 0 AND more IS NOT NULL
            ) GROUP BY ALL
        ),
        dated AS (
            SELECT t.*, (make_timestamptz(time) AT TIME ZONE '{zone}')::DATE AS date,
                date - DATE '1970-01-01' AS day FROM t WHERE money > 0
        ),
        priced AS (
            SELECT person, nth, line.currency, minor, (
                SELECT value FROM rate WHERE rate.currency = line.currency
                AND rate.day BETWEEN dated.day - 7 AND dated.day ORDER BY rate.day DESC LIMIT 1
            )::HUGEINT AS value,
            (1000000000000::HUGEINT * 10 ** CASE line.currency {size} END)::HUGEINT AS scale
            FROM line JOIN dated USING (person, nth)
        ),
        worth AS (
            SELECT person, nth, sum(CASE WHEN currency = '{to}' OR minor = 0 THEN minor
                WHEN value IS NULL THEN 0
                ELSE (2 * minor * value * {10 ** digits[to]} + scale) // (2 * scale) END) AS minor
            FROM priced GROUP BY ALL
        ),
        named AS (
            SELECT person, of, min(nth) AS nth FROM t WHERE money = 1 AND of IS NOT NULL GROUP BY ALL
        ),
        back AS (
            SELECT t.person, t.of, line.currency, sum(line.minor) AS minor
            FROM t JOIN line USING (person, nth)
            WHERE t.money = 2 AND t.of IS NOT NULL GROUP BY ALL
        )
        SELECT person, strftime(date, '%Y-%m'), money = 1, money = 1 AND
            nth = (SELECT min(nth) FROM t o WHERE o.person = dated.person AND o.money = 1),
            worth.minor,
            EXISTS (FROM named n WHERE n.person = dated.person AND n.of = dated.of AND n.nth = dated.nth)
            AND EXISTS (FROM t r WHERE r.person = dated.person AND r.money = 2 AND r.of = dated.of)
            AND NOT EXISTS (
                SELECT 1 FROM line l WHERE l.person = dated.person AND l.nth = dated.nth AND l.minor > (
                    SELECT coalesce(sum(b.minor), 0) FROM back b
                    WHERE b.person = dated.person AND b.of = dated.of AND b.currency = l.currency)
            )
        FROM dated JOIN worth USING (person, nth), asked WHERE time >= low AND time < high
        """,
    )


def retention(db: Any, start: Any, back: Any, unit: str, upto: int, zone: str) -> Rows:
    """Person, the first day of the cohort, unit, whether back, whether the unit is over."""
    day = "(make_timestamptz({}) AT TIME ZONE '" + zone + "')::DATE"
    return _rows(
        db,
        f"""
        WITH started AS (
            SELECT person, min(nth) AS nth, arg_min(time, nth) AS time FROM t
            WHERE {which(start)} GROUP BY person
        ),
        cell AS (
            SELECT person, nth, k, {day.format("time")} AS first,
                (first + k * INTERVAL 1 {unit})::DATE AS begins,
                (first + (k + 1) * INTERVAL 1 {unit})::DATE AS ends, {day.format("as_of")} AS today
            FROM started, asked, range({upto} + 1) r(k) WHERE time >= low AND time < high
        )
        SELECT person, date_trunc('{unit}', first)::DATE, k, EXISTS (
            FROM t WHERE t.person = cell.person AND t.nth > cell.nth AND {which(back)}
            AND {day.format("t.time")} >= begins AND {day.format("t.time")} < ends
        ), today >= ends FROM cell
        """,
    )


def time_to(db: Any, start: Any, following: Any, within: int | None) -> Rows:
    """Person, channel of the start, the wait or None, whether there still is time."""
    most = FOREVER if within is None else within
    return _rows(
        db,
        f"""
        WITH began AS (
            SELECT person, min(nth) AS nth, min(time) AS time, arg_min(channel, nth) AS channel
            FROM p t WHERE {which(start)} GROUP BY person
        ),
        came AS (
            SELECT began.person, arg_min(t.time, t.nth) - any_value(began.time) AS wait FROM began JOIN t
            ON t.person = began.person AND t.nth > began.nth AND {which(following)} GROUP BY ALL
        )
        SELECT person, channel, CASE WHEN wait <= {most} THEN wait END,
            {"true" if within is None else f"time + {within} > as_of"}
        FROM began LEFT JOIN came USING (person), asked
        """,
    )


def routes(db: Any, goal: str | Sequence[str], *, collapse: bool) -> Rows:
    """Person, the route, whether at the goal, whether silent, the time to the goal."""
    return _rows(
        db,
        f"""
        WITH told AS (
            SELECT *, lag(touchpoint) OVER (PARTITION BY person ORDER BY nth) AS previous FROM p
        )
        SELECT person,
            list(touchpoint ORDER BY nth) FILTER (NOT {collapse} OR previous IS DISTINCT FROM touchpoint),
            bool_or({which(goal, "told")}), person IN (FROM silent),
            min(time) FILTER ({which(goal, "told")}) - min(time)
        FROM told GROUP BY person
        """,
    )


def between(db: Any, start: Sequence[str], end: Sequence[str], *, collapse: bool) -> Rows:
    """Person, the route from start to end or None, the wait, whether silent, what came next and last."""
    return _rows(
        db,
        f"""
        WITH began AS (SELECT person, min(nth) AS first FROM p t WHERE {which(start)} GROUP BY person),
        ended AS (
            SELECT person, first, min(nth) FILTER (nth > first AND {which(end)}) AS last
            FROM p t JOIN began USING (person) GROUP BY person, first
        ),
        inside AS (
            SELECT p.*, first, last, lag(touchpoint) OVER (PARTITION BY person ORDER BY nth) AS previous
            FROM p JOIN ended USING (person) WHERE nth >= first AND (last IS NULL OR nth <= last)
        )
        SELECT person, CASE WHEN last IS NOT NULL THEN list(touchpoint ORDER BY nth) FILTER (
                NOT {collapse} OR previous IS DISTINCT FROM touchpoint) END,
            max(time) - min(time), person IN (FROM silent),
            max(touchpoint) FILTER (nth = first + 1), arg_max(touchpoint, nth)
        FROM inside GROUP BY person, first, last
        """,
    )


def loops(db: Any) -> Rows:
    """Touchpoint, the one between or None, how often, by whom."""
    return _rows(
        db,
        """
        SELECT touchpoint, CASE WHEN one <> touchpoint THEN one END AS over_, count(*), list(DISTINCT person)
        FROM (
            SELECT person, touchpoint, lag(touchpoint) OVER w AS one, lag(touchpoint, 2) OVER w AS two
            FROM p WINDOW w AS (PARTITION BY person ORDER BY nth)
        ) WHERE touchpoint = one OR touchpoint = two GROUP BY ALL
        """,
    )


def _rows(db: Any, query: str) -> Rows:
    return list(db.execute(query).fetchall())
