"""Who brought whom, worked out for a generation: depths, and the sparse arrays of each shard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from touchline.journeys.index import SHARD_DTYPES, Array, Shard, shard_of
from touchline.lake.meaning import Referrals

DEEPEST = 255
NAMES = ("brought", "brought_by", "brought_as", "brought_depth")


@dataclass(frozen=True)
class Brought:
    """Referrals sorted by who was brought, each once; ``depth`` uint8 as in ``Shard.brought_depth``."""

    brought: Array
    by: Array
    how: Array
    depth: Array


def settle(referrals: Referrals) -> Brought:
    """Sort, leave out who brought themselves, keep the first of several, and count depths.

    People who brought each other in a ring have depth 1. Depths end at 255.
    """
    brought, by, how = (np.asarray(array) for array in referrals)
    kept = np.flatnonzero(brought != by)
    brought, first = np.unique(brought[kept].astype(np.int64), return_index=True)
    by, how = by[kept][first].astype(np.int64), how[kept][first].astype(np.uint8)
    return Brought(brought, by, how, _depths(brought, by))


def _depths(brought: Array, by: Array) -> Array:
    """One more than how many people stand above each one, up to someone nobody brought."""
    count = len(brought)
    at = np.minimum(np.searchsorted(brought, by), max(count - 1, 0))
    above = np.append(np.where(brought[at] == by, at, count) if count else at, count)
    above[_ring(above)] = count
    steps = (above < count).astype(np.int64)
    while (above < count).any():
        steps += steps[above]
        above = above[above]
    return np.minimum(steps[:count] + 1, DEEPEST).astype(np.uint8)


def _ring(above: Array) -> Array:
    """Who comes back to themselves: exactly those still reached after more jumps than there are people."""
    count = len(above) - 1
    jumps, reached = 1, above
    while jumps <= count:
        jumps, reached = 2 * jumps, reached[reached]
    return np.unique(reached[reached < count])


def of_shards(referrals: Brought, shards: tuple[Shard, ...]) -> list[dict[str, Array]]:
    """The four sparse arrays of each shard. Someone without a touch stands in no shard."""
    home = shard_of(referrals.brought, len(shards))
    return [_of_shard(referrals, home == number, shard) for number, shard in enumerate(shards)]


def _of_shard(referrals: Brought, here: Array, shard: Shard) -> dict[str, Array]:
    keys = referrals.brought[here]
    row = np.searchsorted(shard.key, keys)
    found = np.zeros(len(keys), bool)
    inside = row < shard.people
    found[inside] = shard.key[row[inside]] == keys[inside]
    arrays = (row, referrals.by[here], referrals.how[here], referrals.depth[here])
    return {
        name: np.ascontiguousarray(array[found], SHARD_DTYPES[name])
        for name, array in zip(NAMES, arrays, strict=True)
    }
