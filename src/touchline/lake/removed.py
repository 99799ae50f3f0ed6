"""Which events were removed on purpose, so that a look through the lake can tell them from lost ones.

Kept are a count and a digest of the numbers, not the numbers: they would grow with every removal,
and would go on telling when an erased person came.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from touchline.journeys.index import Array


@dataclass(frozen=True)
class Removed:
    """How many events were removed since the lake began, and the sum of the hashes of their ``seq``."""

    count: int = 0
    digest: int = 0

    def __add__(self, other: Removed) -> Removed:
        """Both together, as long as they share no event."""
        return Removed(self.count + other.count, (self.digest + other.digest) % (1 << 64))


NONE = Removed()


def of(seq: Array) -> Removed:
    """What is kept of removed events (int64 ``seq``, each once). The order does not matter."""
    return Removed(len(seq), int(_hashes(seq).sum(dtype=np.uint64)))


def _hashes(seq: Array) -> Array:
    """A well mixed 64-bit number for each ``seq`` (the finish of splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = seq.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))
