"""Which events are read, of whom, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow.parquet as pq

from touchline.journeys.index import Array
from touchline.lake.meaning import Joins
from touchline.lake.snapshot import Counted


@dataclass(frozen=True)
class Wanted:
    """Which events are read: those with ``seq`` from ``first`` to ``last``, of ``identities`` alone where
    there are any given (int64 ascending; None: of everybody)."""

    first: int = 0
    last: int = 1 << 62
    identities: Array | None = None

    def may_be_in(self, part: Counted) -> bool:
        """Whether a file may hold such an event, as far as the log knows."""
        if part.seq > self.last or (part.last is not None and part.last < self.first):
            return False
        if self.identities is None or part.identities is None:
            return True
        low, high = np.searchsorted(self.identities, (part.identities[0], part.identities[1] + 1))
        return bool(low < high)

    def may_be_among(self, group: pq.RowGroupMetaData) -> bool:
        """Whether a row group may hold such an event, as far as the file knows."""
        if self.identities is None:
            return True
        columns = (group.column(at) for at in range(group.num_columns))
        known = next((one.statistics for one in columns if one.path_in_schema == "identity"), None)
        if known is None or not known.has_min_max:
            return True
        low, high = np.searchsorted(self.identities, (known.min, known.max + 1))
        return bool(low < high)

    def all_of(self, part: Counted) -> bool:
        """Whether it is known that a file holds nothing else."""
        ends = part.seq >= self.first and part.last is not None and part.last <= self.last
        return ends and self.identities is None

    def mask(self, seq: Array, identity: Array) -> Array:
        """Which events are meant."""
        chosen: Array = (seq >= self.first) & (seq <= self.last)
        if self.identities is not None:
            chosen &= among(identity, self.identities)
        return chosen


EVERYTHING = Wanted()


def among(values: Array, known: Array) -> Array:
    """Which values are in ``known``, which ascends."""
    at = np.searchsorted(known, values)
    at[at == len(known)] = 0
    return np.asarray(known[at] == values) if len(known) else np.zeros(len(values), bool)


def distinct(values: Array) -> Array:
    """The different values, ascending: what ``np.unique`` gives, in less time for many of them."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def persons_of(identities: Array, joins: Joins) -> Array:
    """The key of the person of each identity."""
    if not len(joins.identity):
        return identities
    at = np.searchsorted(joins.identity, identities)
    at[at == len(joins.identity)] = 0
    return np.where(joins.identity[at] == identities, joins.person[at], identities)
