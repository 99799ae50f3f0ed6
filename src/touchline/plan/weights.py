"""How much each touchpoint weighs, from 1 to 5, and why. Pure.

Everything starts at 3. Each row of the table whose answer the business gave, and which means this
touchpoint, adds or takes its points. The sum is rounded to a whole number, halves up, and kept
between 1 and 5. An object's own answers count before the map's. A weight set by hand counts before all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from touchline.plan.catalogue import KINDS
from touchline.plan.picture import Plan, Planned
from touchline.plan.schemes import stage_between
from touchline.plan.weight_rows import ROWS, Row
from touchline.touchpoints.schemes import HOURGLASS

START, LEAST, MOST = 12, 1, 5
"""The start in quarters of a point, and the smallest and largest weight."""
BY_HAND = gettext_noop("Set by hand.")
NOTHING_SAID = gettext_noop("Nothing you answered makes it weigh more or less than usual.")


@dataclass(frozen=True)
class Weight:
    """What a touchpoint weighs, and a sentence for each thing that made it so."""

    key: str
    name: str
    weight: int
    reasons: tuple[str, ...]
    rows: tuple[str, ...] = ()


def weights(plan: Plan) -> dict[str, Weight]:
    """The weight of each planned touchpoint by its key; retired ones have none."""
    return {one.key: weight_of(plan, one) for one in plan.touchpoints.values() if one.state != "retired"}


def weight_of(plan: Plan, one: Planned) -> Weight:
    """The weight of one touchpoint of a plan."""
    if one.weight is not None:
        return Weight(one.key, one.name, one.weight, (_(BY_HAND),))
    rows = list(_rows(plan, one))
    changed = dict(plan.map.weights) if plan.map else {}
    total = START + sum(changed.get(row.id, row.quarters) for row in rows)
    weight = max(LEAST, min(MOST, (total + 2) // 4))
    reasons = tuple(_(row.why) for row in rows) or (_(NOTHING_SAID),)
    return Weight(one.key, one.name, weight, reasons, tuple(row.id for row in rows))


def _rows(plan: Plan, one: Planned) -> Iterable[Row]:
    """The rows of the table that mean this touchpoint."""
    held = plan.objects.get(one.object)
    answers = dict(plan.map.factors if plan.map else ()) | dict(held.factors if held else ())
    kind = KINDS.get(one.kind)
    stage = stage_between(plan.map.scheme, HOURGLASS.name, one.stage) if plan.map else ""
    for row in ROWS.values():
        if answers.get(row.factor) != row.answer:
            continue
        everything = not (row.stages or row.kinds or row.groups or row.new)
        meant = (
            stage in row.stages
            or one.kind in row.kinds
            or (kind is not None and kind.group in row.groups)
            or (row.new and held is not None and held.new)
        )
        if everything or meant:
            yield row
