"""Stages of one scheme read as those of another."""

from __future__ import annotations

from collections.abc import Mapping

from touchline.touchpoints.schemes import FROM_HOURGLASS, HOURGLASS

NONE: Mapping[str, str] = {}


def stage_between(scheme: str, other: str, stage: str) -> str:
    """Where a stage of ``scheme`` stands in ``other``: through the hourglass; "" where nothing is known.

    Where several stages of the hourglass are one of the scheme, the first of them is taken.
    """
    if not stage or scheme == other:
        return stage
    on_glass = stage
    if scheme != HOURGLASS.name:
        mapped = FROM_HOURGLASS.get(scheme, NONE)
        on_glass = next((one for one in HOURGLASS.stages if mapped.get(one) == stage), "")
    if other == HOURGLASS.name or not on_glass:
        return on_glass
    return FROM_HOURGLASS.get(other, NONE).get(on_glass, "")
