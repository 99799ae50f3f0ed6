"""Chance that is the same on every machine: a number drawn from a person's key and a label.

Nothing here has a state. A draw depends on the seed, the person, what it is for (``label``) and
which turn it is, so a person's life does not change when there are more people around them or when
something is drawn in another order. Only integer arithmetic, additions and multiplications touch the
drawn numbers; logarithms are taken once, in tables of rounded quantiles, because their last digit
differs between machines.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from zlib import crc32

import numpy as np

from touchline.journeys.index import Array, person_hash

CELLS = 4096
_MASK = (1 << 64) - 1


class Dice:
    """Draws for one seed. ``key`` is always a uint64 array, one per person."""

    def __init__(self, seed: int) -> None:
        self.seed = int(person_hash(np.array([seed & _MASK], np.uint64))[0])

    def keys(self, count: int) -> Array:
        """Keys of the first ``count`` people of this seed, all different."""
        return person_hash(np.arange(count, dtype=np.uint64) ^ np.uint64(self.seed))

    def bits(self, key: Array, label: str, turn: int = 0) -> Array:
        """64 random bits a person, uint64."""
        salt = person_hash(np.array([crc32(label.encode()) | (turn << 32)], np.uint64))
        return person_hash(key ^ salt)

    def uniform(self, key: Array, label: str, turn: int = 0) -> Array:
        """Numbers in [0, 1), float64, 53 bits."""
        return (self.bits(key, label, turn) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def happens(self, key: Array, label: str, chance: Array | float, turn: int = 0) -> Array:
        """Whether something of this chance happens, bool."""
        return np.asarray(self.uniform(key, label, turn) < chance)

    def pick(self, key: Array, label: str, shares: Array, turn: int = 0) -> Array:
        """A position by the given cumulative shares (see ``cumulate``), int64."""
        at = np.searchsorted(shares, self.uniform(key, label, turn), side="right")
        return np.minimum(at, len(shares) - 1)

    def between(self, key: Array, label: str, low: int, high: int, turn: int = 0) -> Array:
        """Whole numbers from ``low`` to ``high``, both included, int64."""
        return low + (self.uniform(key, label, turn) * (high - low + 1)).astype(np.int64)

    def look_up(self, key: Array, label: str, table: Array, turn: int = 0) -> Array:
        """A quantile between the ``CELLS + 1`` nodes of ``table``, float64."""
        u = self.uniform(key, label, turn) * CELLS
        cell = u.astype(np.int64)
        low = table[cell]
        return np.asarray(low + (table[cell + 1] - low) * (u - cell))


def cumulate(shares: tuple[float, ...] | list[float]) -> Array:
    """Cumulative shares of 1, float64, from shares or weights."""
    total = math.fsum(shares)
    return np.array([round(math.fsum(shares[: k + 1]) / total, 12) for k in range(len(shares))])


def exponential() -> Array:
    """Quantile nodes of the exponential distribution of mean 1; the last cell keeps its mean."""
    nodes = [round(-math.log1p(-k / CELLS), 9) for k in range(CELLS)]
    return np.array([*nodes, nodes[-1] + 2.0])


def power(exponent: float) -> Array:
    """Quantile nodes of ``u ** exponent``; with exponent 1 / a that is Beta(a, 1)."""
    return np.array([round((k / CELLS) ** exponent, 12) for k in range(CELLS + 1)])


def days_around(median: float, spread: float = 0.8, most: int = 60) -> Array:
    """Nodes of whole days from 1 to ``most``, log-normal around ``median``, as shares for ``pick``."""
    normal = NormalDist(math.log(median), spread)
    return np.array([round(normal.cdf(math.log(day + 0.5)), 12) for day in range(1, most)] + [1.0])


def poisson(mean: float) -> Array:
    """Cumulative shares of 0, 1, 2, … for ``Dice.pick``, to where less than 1e-9 is left."""
    shares, total, term, k = list[float](), 0.0, math.exp(-mean), 0
    while total < 1 - 1e-9:
        total += term
        shares.append(round(total, 12))
        k += 1
        term *= mean / k
    return np.array([*shares[:-1], 1.0])
