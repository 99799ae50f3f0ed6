"""A table of links that a kernel counts in, for several groups, and what it becomes."""

from __future__ import annotations

import numpy as np

from touchline.journeys.groups import Groups
from touchline.journeys.index import Array
from touchline.journeys.tally import Tallies, Tally

DENSE = 1024
"""Up to this many touchpoints every pair has a place in the table; above, links are hashed."""
MOST_PLACES = 1 << 23
"""More places than this are not laid out, however few touchpoints there are for each of many groups."""


class Links:
    """Links of one shard: ``links[slot]`` and ``counts[slot]`` (count, people, last person)."""

    def __init__(self, size: int, groups: Groups) -> None:
        self.size, self._groups = size, groups.count
        pairs = groups.count * size * size
        dense = size <= DENSE and pairs <= MOST_PLACES
        self.bits = 0 if dense else 1
        self.places = np.full(pairs if dense else 2, -1, np.int32)
        self.links = np.zeros(0, np.int64)
        self.counts = np.zeros((0, 3), np.int64)
        self.used = 0
        self._pairs = pairs

    def room(self, touches: int) -> None:
        """Make room for all links that persons with so many touches can add."""
        from touchline.journeys.kernels import paths as kernel

        wanted = min(self.used + touches, self._pairs)
        if wanted <= len(self.links):
            return
        more = max(wanted, 2 * len(self.links)) - len(self.links)
        fresh = np.zeros((more, 3), np.int64)
        fresh[:, 2] = -1
        self.links = np.concatenate([self.links, np.zeros(more, np.int64)])
        self.counts = np.concatenate([self.counts, fresh])
        if self.bits:
            self.bits = len(self.links).bit_length() + 1
            self.places = np.full(1 << self.bits, -1, np.int32)
            kernel.fill(self.places, self.links, self.used, self.bits)

    def times(self) -> Tallies:
        """How often each link was taken."""
        return self._tallies(self.counts[: self.used, 0])

    def people(self) -> Tallies:
        """How many people took each link."""
        return self._tallies(self.counts[: self.used, 1])

    def _tallies(self, counts: Array) -> Tallies:
        order = np.argsort(self.links[: self.used])
        every = Tally(self.links[order], counts[order])
        width = self.size * self.size
        return Tallies(tuple(every.between(g * width, (g + 1) * width) for g in range(self._groups)))
