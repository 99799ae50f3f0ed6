"""The criteria of a planned touchpoint: its own, or those of its kind, with those a business added."""

from __future__ import annotations

from collections.abc import Mapping

from touchline.plan.catalogue import KINDS
from touchline.plan.criteria import CRITERIA, Criterion
from touchline.plan.models import OwnCriterion
from touchline.plan.picture import Planned


def all_criteria() -> dict[str, Criterion]:
    """Every criterion there is by its id: those that come with Touchline, then the business's own."""
    return {**CRITERIA, **own_criteria()}


def own_criteria() -> dict[str, Criterion]:
    """The criteria the business added and still asks, by their keys."""
    return {
        one.key: Criterion(one.key, one.group, one.name, one.weight, _five(one.anchors))
        for one in OwnCriterion.objects.filter(retired=False).order_by("group", "key")
    }


def criteria_of(planned: Planned, known: Mapping[str, Criterion]) -> list[Criterion]:
    """What a planned touchpoint is scored by: the criteria it names, else all of its kind's group.

    ``known`` is ``all_criteria()``. Ids that are not known any more are left out.
    """
    if planned.criteria:
        return [known[one] for one in planned.criteria if one in known]
    kind = KINDS.get(planned.kind)
    return [one for one in known.values() if kind and one.group == kind.criteria]


def _five(anchors: list[str]) -> tuple[str, str, str, str, str]:
    first, second, third, fourth, fifth = ([*anchors, "", "", "", "", ""])[:5]
    return first, second, third, fourth, fifth
