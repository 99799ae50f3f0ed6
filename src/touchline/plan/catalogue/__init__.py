"""The catalogue: the kinds of touchpoints there are, over the stages of the hourglass. Data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from touchline.plan.catalogue.kind import GROUPS, Kind

__all__ = ["GROUPS", "KINDS", "Kind"]

KINDS: Mapping[str, Kind] = MappingProxyType({})
"""Every kind by its id, in the order of the stages."""
