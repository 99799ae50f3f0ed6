"""Intervals of sums: 200 blocks of persons by a hash of their stable key, each left out once.

A sum over people depends on which people there happen to be. Leaving out one block after the other and
asking how far the answer moves says how much, in the same pass and without drawing lots: blocks depend
on stable keys alone, so neither a refresh nor another number of shards changes a digit.
"""

from __future__ import annotations

import numpy as np

from touchline.journeys.index import Array, person_hash
from touchline.journeys.intervals import Z

BLOCKS = 200


def block_of(keys: Array) -> Array:
    """The block of each stable person key, int32 from 0 up to ``BLOCKS``."""
    return np.asarray((person_hash(keys) & np.uint64(0xFFFFFFFF)) % np.uint64(BLOCKS)).astype(np.int32)


def sums(blocks: Array, people: Array) -> tuple[float, float] | None:
    """The 95 % interval of the sum of ``blocks``.

    ``people`` are the persons of each block, those included who add nothing. What remains without a
    block is blown up to all persons again. None with people in fewer than two blocks.
    """
    there = people > 0
    part, size = blocks[there].astype(np.float64), people[there].astype(np.float64)
    if len(part) < 2:
        return None
    whole = float(part.sum())
    return _reach(whole, (whole - part) * size.sum() / (size.sum() - size))


def ratios(above: Array, below: Array, people: Array) -> tuple[float, float] | None:
    """The 95 % interval of ``above / below``, both sums over blocks. None where a part of it has no value."""
    there = people > 0
    top, bottom = above[there].astype(np.float64), below[there].astype(np.float64)
    rest = bottom.sum() - bottom
    if len(top) < 2 or not (rest > 0).all():
        return None
    return _reach(float(top.sum() / bottom.sum()), (top.sum() - top) / rest)


def _reach(value: float, without: Array) -> tuple[float, float]:
    """The interval around a value, from the values without one block each."""
    count = len(without)
    spread = float(np.sqrt((count - 1) / count * np.square(without - without.mean()).sum()))
    return (value - Z * spread, value + Z * spread)
