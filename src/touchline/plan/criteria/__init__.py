"""Criteria touchpoints are audited by: five described answers to each question. Data.

A business adds its own as ``models.OwnCriterion``; ``criteria_of`` lists both.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from touchline.plan.criteria import material, online, personal
from touchline.plan.criteria.criterion import Criterion

__all__ = ["CRITERIA", "GROUPS", "Criterion", "criteria_in"]

CRITERIA: Mapping[str, Criterion] = MappingProxyType(
    {one.id: one for part in (online, personal, material) for one in part.CRITERIA}
)
"""Every criterion that comes with Touchline, by its id."""

GROUPS: tuple[str, ...] = tuple(dict.fromkeys(one.group for one in CRITERIA.values()))
"""Sorts of touchpoints that have criteria of their own."""


def criteria_in(group: str) -> list[Criterion]:
    """The criteria of a group, in their order."""
    return [one for one in CRITERIA.values() if one.group == group]
