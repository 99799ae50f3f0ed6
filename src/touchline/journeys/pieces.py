"""A shard cut into pieces of whole persons, so that what a question holds of each person stays small."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from touchline.journeys.index import Shard

TOUCHES = 1 << 20
"""Touches looked at together."""


def pieces(shard: Shard, touches: int = TOUCHES) -> Iterator[tuple[int, int]]:
    """Ranges of whole persons with about ``touches`` touches each; a person with more is a piece alone."""
    start = 0
    while start < shard.people:
        reach = int(shard.offset[start]) + touches
        end = max(start + 1, int(np.searchsorted(shard.offset, reach, side="right")) - 1)
        yield start, end
        start = end
