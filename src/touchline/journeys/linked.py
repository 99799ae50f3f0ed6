"""Links that a kernel counts in a table, or writes down where there are many touchpoints, by group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from touchline.journeys.groups import Groups
from touchline.journeys.index import Array
from touchline.journeys.tally import Tallies, Tally

DENSE = 1024
"""Up to this many touchpoints, of one group, every pair has a place in a table. Above, or with so many
groups, links are written down and sorted: that is faster there than looking each up in memory."""


def dense(size: int, groups: int) -> bool:
    """Whether every pair of touchpoints has a place."""
    return groups * size * size <= DENSE * DENSE


def tallied(links: Array, person: Array) -> tuple[Tally, Tally]:
    """How often each link was written down, and by how many people; persons ascend."""
    if not len(links):
        return (Tally.nothing(), Tally.nothing())
    width = int(person[-1] - person[0]) + 1
    both = links * width + (person - person[0])
    both.sort()
    new = np.ones(len(both), bool)
    np.not_equal(both[1:], both[:-1], out=new[1:])
    both //= width
    return (Tally.of(both), Tally.of(both[new]))


def added(tallies: Sequence[Tally]) -> Tally:
    """All added up, neighbours first, so that large ones are not carried through every step."""
    left = list(tallies) or [Tally.nothing()]
    while len(left) > 1:
        pairs = [one + other for one, other in zip(left[::2], left[1::2], strict=False)]
        left = pairs + left[2 * len(pairs) :]
    return left[0]


class Links:
    """Links of one shard: ``links[slot]`` and ``counts[slot]`` (count, people, last person)."""

    def __init__(self, size: int, groups: Groups) -> None:
        self.size, self._groups, self._pairs = size, groups.count, groups.count * size * size
        self.places = np.full(self._pairs if dense(size, groups.count) else 0, -1, np.int32)
        self.links = np.zeros(0, np.int64)
        self.counts = np.zeros((0, 3), np.int64)
        self.used = 0
        self._listed: list[tuple[Tally, Tally]] = []

    def room(self, touches: int) -> None:
        """Make room for all links that persons with so many touches can add."""
        if not len(self.places):
            self._put_away()
        wanted = self.used + touches
        if len(self.places):
            wanted = min(wanted, self._pairs)
        if wanted <= len(self.links):
            return
        more = max(wanted, 2 * len(self.links)) - len(self.links)
        fresh = np.zeros((more, 3), np.int64)
        fresh[:, 2] = -1
        self.links = np.concatenate([self.links, np.zeros(more, np.int64)])
        self.counts = np.concatenate([self.counts, fresh])

    def tallies(self) -> tuple[Tallies, Tallies]:
        """How often each link was taken, and by how many people."""
        if len(self.places):
            order = np.argsort(self.links[: self.used])
            keys = self.links[order]
            both = [Tally(keys, self.counts[order, 0]), Tally(keys, self.counts[order, 1])]
        else:
            self._put_away()
            both = [added([pair[at] for pair in self._listed]) for at in range(2)]
        return (self._by_group(both[0]), self._by_group(both[1]))

    def _put_away(self) -> None:
        if self.used:
            self._listed.append(tallied(self.links[: self.used], self.counts[: self.used, 2]))
            self.used = 0

    def _by_group(self, every: Tally) -> Tallies:
        width = self.size * self.size
        return Tallies(tuple(every.between(g * width, (g + 1) * width) for g in range(self._groups)))
