"""Which ids are one person: a pure function of the joins that were said. Arrays in, arrays out.

Nothing here depends on the order in which joins came, on how often they came, or in which pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from touchline.journeys.index import Array


class Pairs(NamedTuple):
    """Joins that were said and not refused: ``low`` < ``high``, int64 numbers of ids, each pair once."""

    low: Array
    high: Array


class Groups(NamedTuple):
    """Every id that is in a join, ascending, and the key of its person: the smallest number among them."""

    identity: Array
    person: Array


@dataclass(frozen=True)
class Limits:
    """To how many user ids, and to how many ids in all, one id may be joined before it is quarantined."""

    users: int = 3
    ids: int = 500


class Crowd(NamedTuple):
    """Ids, ascending, and to how many user ids and ids in all each is joined."""

    identity: Array
    users: Array
    ids: Array


def crowd(pairs: Pairs, users: Array) -> Crowd:
    """To how many ids each id is joined; ``users`` are the numbers of those that are user ids."""
    ends = np.concatenate([pairs.low, pairs.high])
    beside = np.isin(np.concatenate([pairs.high, pairs.low]), users)
    identity, at = np.unique(ends, return_inverse=True)
    known = np.bincount(at[beside], minlength=len(identity))
    return Crowd(identity, known, np.bincount(at, minlength=len(identity)))


def crowded(pairs: Pairs, users: Array, limits: Limits) -> Array:
    """Ids that stand above a limit: they join nobody. Suspended joins count as well."""
    said = crowd(pairs, users)
    return said.identity[(said.users > limits.users) | (said.ids > limits.ids)]


def in_force(pairs: Pairs, blocked: Array) -> Pairs:
    """The joins of which neither end is blocked; the others are suspended."""
    free = ~(np.isin(pairs.low, blocked) | np.isin(pairs.high, blocked))
    return Pairs(pairs.low[free], pairs.high[free])


def groups(pairs: Pairs) -> Groups:
    """The connected sets of ids. Each round halves, at least, the ids that lead to no smaller one."""
    identity, at = np.unique(np.concatenate([pairs.low, pairs.high]), return_inverse=True)
    low, high = at[: len(pairs.low)], at[len(pairs.low) :]
    root = np.arange(len(identity))
    while True:
        one, other = root[low], root[high]
        apart = one != other
        if not apart.any():
            return Groups(identity, identity[root])
        low, high, one, other = low[apart], high[apart], one[apart], other[apart]
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
        while (above := root[root]).tobytes() != root.tobytes():
            root = above


def settle(pairs: Pairs, users: Array, limits: Limits, *, released: Array, denied: Array) -> Groups:
    """Who is who, from everything that was said: the whole rule in one line of calls.

    ``released`` ids stand above the limits, ``denied`` ids join nobody.
    """
    blocked = np.union1d(np.setdiff1d(crowded(pairs, users, limits), released), denied)
    return groups(in_force(pairs, blocked))
