"""How often each key was met, so that distinct keys add up over shards and can be taken away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from touchline.journeys.index import Array


@dataclass(frozen=True)
class Tally:
    """``key`` int64 ascending, each once; ``count`` int64, never 0."""

    key: Array
    count: Array

    @classmethod
    def of(cls, keys: Array) -> Tally:
        """Count keys."""
        key, count = np.unique(keys, return_counts=True)
        return cls(key, count.astype(np.int64))

    def __add__(self, other: Tally) -> Tally:
        return self._with(other.key, other.count)

    def __sub__(self, other: Tally) -> Tally:
        return self._with(other.key, -other.count)

    def _with(self, key: Array, count: Array) -> Tally:
        if not len(key):
            return self
        found, place = np.unique(np.concatenate([self.key, key]), return_inverse=True)
        sums = np.zeros(len(found), np.int64)
        np.add.at(sums, place, np.concatenate([self.count, count]))
        kept = sums != 0
        return Tally(found[kept], sums[kept])
