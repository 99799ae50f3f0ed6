"""Counts by a number, where there are too many numbers for a place each: short sorted lists that add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from touchline.journeys.groups import Groups
from touchline.journeys.index import Array


@dataclass(frozen=True)
class Tally:
    """``counts[i]`` (int64, never 0) of ``keys[i]`` (int64, ascending). Takes away as well as it adds."""

    keys: Array
    counts: Array

    @classmethod
    def of(cls, keys: Array) -> Tally:
        """How often each number is in ``keys``."""
        ordered = np.sort(keys.astype(np.int64, copy=False))
        first = np.ones(len(ordered), bool)
        np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
        at = np.flatnonzero(first)
        return cls(ordered[at], np.diff(at, append=len(ordered)))

    @classmethod
    def nothing(cls) -> Tally:
        """No counts."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64))

    def __len__(self) -> int:
        return len(self.keys)

    def __add__(self, other: Tally) -> Tally:
        return Tally(*_merged(self.keys, self.counts, other.keys, other.counts))

    def __sub__(self, other: Tally) -> Tally:
        keys, counts = _merged(self.keys, self.counts, other.keys, -other.counts)
        left = counts != 0
        return Tally(keys[left], counts[left])

    def items(self) -> Iterator[tuple[int, int]]:
        """Numbers and their counts, by number."""
        return zip(self.keys.tolist(), self.counts.tolist(), strict=True)

    def between(self, low: int, high: int) -> Tally:
        """The counts of ``low <= key < high``, with keys from 0 on."""
        first, last = np.searchsorted(self.keys, [low, high])
        return Tally(self.keys[first:last] - low, self.counts[first:last])


@dataclass(frozen=True)
class Tallies:
    """A tally for each group."""

    by: tuple[Tally, ...]

    @classmethod
    def of(cls, keys: Array, group: Array, count: int) -> Tallies:
        """Tallies of ``keys`` whose groups are ``group``, or of all in group 0 where that is empty."""
        if not len(group):
            return cls((Tally.of(keys), *(Tally.nothing() for _ in range(count - 1))))
        return cls(tuple(Tally.of(keys[group == one]) for one in range(count)))

    @classmethod
    def nothing(cls, count: int) -> Tallies:
        """No counts for ``count`` groups."""
        return cls((Tally.nothing(),) * count)

    def __add__(self, other: Tallies) -> Tallies:
        return Tallies(tuple(one + more for one, more in zip(self.by, other.by, strict=True)))

    def __sub__(self, other: Tallies) -> Tallies:
        return Tallies(tuple(one - less for one, less in zip(self.by, other.by, strict=True)))

    def of_group(self, group: int) -> Self:
        """The counts of one group."""
        return type(self)((self.by[group],))

    @property
    def only(self) -> Tally:
        """The counts where there is one group."""
        (one,) = self.by
        return one


def group_of(groups: Groups, rows: Array) -> Array:
    """The groups of some person rows, int64, or nothing where everybody is in group 0."""
    return (groups.of[rows] if len(groups.of) else groups.of).astype(np.int64)


def _merged(keys: Array, counts: Array, more_keys: Array, more_counts: Array) -> tuple[Array, Array]:
    from touchline.journeys.kernels import packing

    all_keys, all_counts = np.empty((2, len(keys) + len(more_keys)), np.int64)
    size = packing.merge(keys, counts, more_keys, more_counts, all_keys, all_counts)
    return (all_keys[:size], all_counts[:size])
