"""Waits of links as short sorted lists: made from what was written down of a shard, and added up."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int64, uint16, uint32

from touchline.journeys.kernels.jit import kernel, read, write
from touchline.journeys.kernels.waits import BINS


@kernel(
    int64,
    read(int64),
    read(int64),
    read(int64),
    read(int64),
    read(int64),
    read(uint16),
    read(uint32),
    write(int64),
    write(int64),
)
def pack(
    order: Any,
    links: Any,
    few: Any,
    room: Any,
    at: Any,
    listed: Any,
    counted: Any,
    keys: Any,
    counts: Any,
) -> Any:
    """Write ``link * bins + bin``, ascending, and how many waits it has; answer how many were written.

    ``order`` are slots by link. Where ``room[slot]`` is 0, ``few[slot]`` bins are listed before
    ``at[slot]``, else they are counted from ``at[slot]`` on. ``keys`` and ``counts`` need one place more than
    there can be keys.
    """
    scratch = np.zeros(BINS, np.int64)
    size = 0
    for slot in order:
        first: Any = 0
        last: Any = BINS - 1
        if room[slot] == 0:
            first, last = BINS, -1
            for i in range(at[slot] - few[slot], at[slot]):
                one = np.int64(listed[i])
                scratch[one] += 1
                first = min(first, one)
                last = max(last, one)
        for where in range(first, last + 1):
            count = scratch[where] if room[slot] == 0 else counted[at[slot] + where]
            keys[size] = links[slot] * BINS + where
            counts[size] = count
            size += count != 0
            scratch[where] = 0
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
