"""New people whom others brought, in a period.

A person counts as new in the period their first touch ever lies in; someone who was brought but has no touch
yet does not count. Those who brought them count once each, whether or not they have touches themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from touchline.journeys import selectors
from touchline.journeys.groups import EVERYBODY, LEFT_OUT, Groups
from touchline.journeys.index import BROUGHT_AS, Array, Shard
from touchline.journeys.question import Period
from touchline.journeys.sums import Sums
from touchline.journeys.tally import Tally

UNSAID = "unsaid"
WAYS = tuple(name or UNSAID for name in BROUGHT_AS)
GENERATIONS = 256


@dataclass(frozen=True)
class Brought:
    """``people`` brought ``by`` how many others; by way and by generation (1: nobody brought the bringer)."""

    people: int
    by: int
    generations: tuple[tuple[int, int], ...]
    ways: tuple[tuple[str, int], ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON; generations are keyed by their number."""
        generations = {str(depth): people for depth, people in self.generations}
        return {"people": self.people, "by": self.by, "generations": generations, "as": dict(self.ways)}


@dataclass(frozen=True)
class BroughtSums(Sums):
    """People by group, generation and way, int64; of each group how many each bringer brought.

    Who brought people of two shards counts once, and no more once all of them are taken away.
    """

    people: Array
    by: tuple[Tally, ...]

    def __add__(self, other: BroughtSums) -> BroughtSums:
        by = tuple(mine + theirs for mine, theirs in zip(self.by, other.by, strict=True))
        return BroughtSums(self.people + other.people, by)

    def __sub__(self, other: BroughtSums) -> BroughtSums:
        by = tuple(mine - theirs for mine, theirs in zip(self.by, other.by, strict=True))
        return BroughtSums(self.people - other.people, by)

    def finish(self) -> Brought:
        """The frozen counts of the one group."""
        depths, ways = self.people[0].sum(axis=1), self.people[0].sum(axis=0)
        return Brought(
            people=int(self.people.sum()),
            by=len(self.by[0].keys),
            generations=tuple((int(depth), int(depths[depth])) for depth in np.flatnonzero(depths)),
            ways=tuple((name, int(count)) for name, count in zip(WAYS, ways, strict=True)),
        )


def sums(shard: Shard, period: Period, groups: Groups) -> BroughtSums:
    """Counts over one shard, by the group of who was brought."""
    entries = _entries(shard, period)
    group = groups.of[shard.brought[entries]] if len(groups.of) else np.zeros(len(entries), np.int16)
    there = group != LEFT_OUT
    entries, group = entries[there], group[there]
    people = np.zeros((groups.count, GENERATIONS, len(WAYS)), np.int64)
    np.add.at(people, (group, shard.brought_depth[entries], shard.brought_as[entries]), 1)
    by = shard.brought_by[entries]
    return BroughtSums(people, tuple(Tally.of(by[group == one]) for one in range(groups.count)))


def bringers(shard: Shard, period: Period, groups: Groups = EVERYBODY) -> Array:
    """Ascending keys of those who brought the new people of this shard who are in any group."""
    entries = _entries(shard, period)
    there = groups.of[shard.brought[entries]] >= 0 if len(groups.of) else slice(None)
    return np.unique(shard.brought_by[entries][there])


def rows(shard: Shard, period: Period, which: str) -> Array | None:
    """Ascending rows of the new people: all (""), of a generation ("2") or of a way ("fan"); else None."""
    entries = _entries(shard, period)
    depth = selectors.number(which)
    if depth is not None:
        entries = entries[shard.brought_depth[entries] == depth]
    elif which in WAYS:
        entries = entries[shard.brought_as[entries] == WAYS.index(which)]
    elif which:
        return None
    return np.asarray(shard.brought[entries]).astype(np.int64)


def _entries(shard: Shard, period: Period) -> Array:
    """Referrals whose person has the first touch ever in the period."""
    start, end = period.bounds
    begins = shard.offset[shard.brought].astype(np.int64)
    ends = shard.offset[shard.brought.astype(np.int64) + 1].astype(np.int64)
    entries = np.flatnonzero(begins < ends)
    first = shard.time[begins[entries]]
    return np.asarray(entries[(first >= start) & (first < end)])
