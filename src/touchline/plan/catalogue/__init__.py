"""The catalogue: the kinds of touchpoints there are, over the stages of the hourglass. Data.

Kind and stage are two things: a kind names the stages it is usual at, and may stand at any.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from touchline.plan.catalogue import buy, know, like, refer, repeat, trust, try_
from touchline.plan.catalogue.kind import GROUPS, Kind

__all__ = ["GROUPS", "KINDS", "Kind", "kinds_at"]

_STAGES = (know, like, trust, try_, buy, repeat, refer)

KINDS: Mapping[str, Kind] = MappingProxyType({one.id: one for stage in _STAGES for one in stage.KINDS})
"""Every kind by its id, in the order of the stages."""


def kinds_at(stage: str) -> list[Kind]:
    """The kinds usual at a stage of the hourglass: those it is the most usual of first."""
    there = [one for one in KINDS.values() if stage in one.stages]
    return sorted(there, key=lambda one: one.stages.index(stage))
