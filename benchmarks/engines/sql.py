"""SQL that chDB and DuckDB share: the hourglass, one row a person first."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.journeys import ORDER_AT, REPEAT, STAGES

NEVER = 2**62
LAST = len(STAGES) - 1
BUY = REPEAT - 1


def hourglass(second_order: str, quiet: str, least: str, most: str) -> str:
    """Reached, from before, went on and lost of each stage, in one row."""
    return f"\nSELECT {counts(quiet)}\nFROM ({people(second_order, least, most)}\n) AS person"


def people(second_order: str, least: str, most: str, where: str = "") -> str:
    """One row a person: first and last time on each stage.

    ``second_order``: an expression for the time of a person's second order, ``NEVER`` without one. ``least`` and
    ``most``: the least and greatest ``time`` of those touches for which the condition {0} holds; ``NEVER`` and 0
    for none.
    """

    def met(stage: int) -> str:
        where = f"touchpoint % {len(STAGES)} = {stage}"
        if stage == BUY:
            where += f" AND touchpoint <> {ORDER_AT}"
        return f"{least.format(where)} AS met{stage}, {most.format(where)} AS left{stage}"

    order = f"touchpoint = {ORDER_AT}"
    return f"""
    SELECT person, newest, {", ".join(_ends(stage) for stage in range(len(STAGES)))}
    FROM (
        SELECT person, max(time) AS newest, {second_order} AS again,
               {least.format(order)} AS first_order, {most.format(order)} AS last_order,
               {", ".join(met(stage) for stage in range(len(STAGES)))}
        FROM touch {where} GROUP BY person
    ) AS one"""


def counts(quiet: str) -> str:
    """The four counts of each stage; ``quiet``: the time since which a silent person had no touch."""
    return ",\n       ".join(_counts(stage, quiet) for stage in range(len(STAGES)))


def _ends(stage: int) -> str:
    """First and last time on a stage: the first order is on buy, everything from the second on repeat."""
    if stage == BUY:
        return f"least(met{stage}, first_order) AS f{stage}, greatest(left{stage}, CASE WHEN first_order < {NEVER} THEN first_order ELSE 0 END) AS l{stage}"
    if stage == REPEAT:
        return f"again AS f{stage}, CASE WHEN again < {NEVER} THEN greatest(left{stage}, last_order) ELSE 0 END AS l{stage}"
    return f"met{stage} AS f{stage}, left{stage} AS l{stage}"


def _counts(stage: int, quiet: str) -> str:
    earlier = ", ".join(f"f{at}" for at in range(stage)) or str(NEVER)
    later = ", ".join(f"l{at}" for at in range(stage + 1, len(STAGES))) or "0"
    earliest = f"least({earlier})" if stage > 1 else earlier
    latest = f"greatest({later})" if stage < LAST - 1 else later
    conditions = (
        f"l{stage} > 0",
        f"l{stage} > {earliest}",
        f"f{stage} < {latest}",
        f"l{stage} > 0 AND f{stage} >= {latest} AND newest <= {quiet}",
    )
    return ", ".join(f"sum(CASE WHEN {one} THEN 1 ELSE 0 END)" for one in conditions)


def rows_of_four(row: Sequence[int]) -> list[tuple[int, ...]]:
    """The one row of the hourglass as a row a stage."""
    return [tuple(row[at : at + 4]) for at in range(0, len(row), 4)]
