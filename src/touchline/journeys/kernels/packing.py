"""Waits of links as short sorted lists: made from what was written down of a shard, and added up."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int32, int64, uint16

from touchline.journeys.kernels.jit import inlined, kernel, read, write
from touchline.journeys.kernels.paths import AT, ROOM
from touchline.journeys.kernels.waits import BINS

WORD = 6
"""A word of bits says which of 64 bins were met, and one word more which of those words."""


@inlined
def lowest(word: Any) -> Any:
    """The place of the lowest bit of a word that is not 0: the exponent of its floating form."""
    return (np.float64(word & -word).view(np.int64) >> 52 & 0x7FF) - 1023


@kernel(
    int64,
    read(int64),
    read(int64),
    read(int64, 2),
    read(uint16),
    read(int32),
    write(int64),
    write(int64),
)
def pack(order: Any, links: Any, ends: Any, bins: Any, earlier: Any, keys: Any, counts: Any) -> Any:
    """Write ``link * bins + bin``, ascending, and how many waits it has; answer how many were written.

    ``order`` are slots by link; ``ends[slot, AT]`` is where the waits of one end in its last block.
    """
    one = np.int64(1)
    scratch = np.zeros(BINS, np.int64)
    met = np.zeros((BINS >> WORD) + 1, np.int64)
    size = 0
    for slot in order:
        words = np.int64(0)
        end = ends[slot, AT]
        block = np.int64((end - 1) // ROOM)
        while block > 0:
            for i in range(block * ROOM, end):
                where = np.int64(bins[i])
                scratch[where] += 1
                met[where >> WORD] |= one << (where & 63)
                words |= one << (where >> WORD)
            block = np.int64(earlier[block])
            end = (block + 1) * ROOM
        first = links[slot] * BINS
        while words != 0:
            w = lowest(words)
            words &= words - 1
            bits = met[w]
            met[w] = 0
            while bits != 0:
                where = (w << WORD) + lowest(bits)
                bits &= bits - 1
                keys[size] = first + where
                counts[size] = scratch[where]
                scratch[where] = 0
                size += 1
    return size


@kernel(int64, read(int64), read(int64), read(int64), read(int64), write(int64), write(int64))
def merge(keys: Any, counts: Any, more_keys: Any, more_counts: Any, all_keys: Any, all_counts: Any) -> Any:
    """Add up counts of two ascending lists of keys; answer how many keys there are."""
    i = j = size = 0
    while i < len(keys) and j < len(more_keys):
        this, that = keys[i], more_keys[j]
        first, second = this <= that, that <= this
        all_keys[size] = min(this, that)
        all_counts[size] = counts[i] * first + more_counts[j] * second
        i += first
        j += second
        size += 1
    for rest in range(i, len(keys)):
        all_keys[size], all_counts[size] = keys[rest], counts[rest]
        size += 1
    for rest in range(j, len(more_keys)):
        all_keys[size], all_counts[size] = more_keys[rest], more_counts[rest]
        size += 1
    return size
