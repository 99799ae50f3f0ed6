from __future__ import annotations

import numpy as np
import pytest

from touchline.journeys.index import Array
from touchline.journeys.kernels import packing, paths
from touchline.journeys.kernels.waits import BINS

SOME = [0, 1, 7, 63, 64, 127, 500, 3071, BINS - 1]
"""Bins at both ends of words of bits, and the last one."""


def chained(few: Array, listed: Array) -> tuple[Array, Array, Array]:
    """The waits of each slot in blocks, as the kernel of the paths leaves them, blocks of slots mixed."""
    ends = np.zeros((len(few), 4), np.int64)
    blocks = 1
    bins = np.full((1 + len(listed) + len(few)) * paths.ROOM, BINS - 2, np.uint16)
    earlier = np.full(len(bins), -7, np.int32)
    begins = np.cumsum(few) - few
    for turn in range(int(few.max(initial=0))):
        for slot in np.flatnonzero(few > turn).tolist():
            at = int(ends[slot, paths.AT])
            if at % paths.ROOM == 0:
                earlier[blocks] = at // paths.ROOM - 1
                at = blocks * paths.ROOM
                blocks += 1
            bins[at] = listed[begins[slot] + turn]
            ends[slot, paths.AT] = at + 1
    return (ends, bins, earlier)


@pytest.mark.parametrize("most", [1, 3, paths.ROOM, paths.ROOM + 1, 400])
def test_few_waits_and_many_are_packed_alike(most: int) -> None:
    dice = np.random.default_rng(most)
    links = dice.permutation(50).astype(np.int64)
    few = dice.integers(0, most, 50, endpoint=True)
    few[:2] = 0, most
    listed = dice.choice(SOME, few.sum()).astype(np.uint16)
    keys, counts = np.empty((2, len(listed)), np.int64)
    whole = np.repeat(links, few) * BINS + listed
    size = packing.pack(np.argsort(links), links, *chained(few, listed), keys, counts)
    expected = np.unique(whole, return_counts=True)
    assert keys[:size].tolist() == expected[0].tolist()
    assert counts[:size].tolist() == expected[1].tolist()
