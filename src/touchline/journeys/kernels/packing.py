"""Waits of links as short sorted lists: made from what was written down of a shard, and added up."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int64, uint16

from touchline.journeys.kernels.jit import inlined, kernel, read, write
from touchline.journeys.kernels.waits import BINS

SORTED = 32
"""Up to this many waits of a link are sorted; more are counted in a table of all bins."""


@inlined
def tally(link: Any, begin: Any, end: Any, listed: Any, keys: Any, counts: Any, size: Any) -> Any:
    """Sort the few bins of a link where they stand and write them from ``size`` on; answer the new size."""
    for i in range(begin + 1, end):
        one = listed[i]
        j = i
        while j > begin and listed[j - 1] > one:
            listed[j] = listed[j - 1]
            j -= 1
        listed[j] = one
    for i in range(begin, end):
        key = link + np.int64(listed[i])
        size += i > begin and listed[i] != listed[i - 1]
        counts[size] = np.int64(1) if i == begin or listed[i] != listed[i - 1] else counts[size] + 1
        keys[size] = key
    return size + (end > begin)


@kernel(int64, read(int64), read(int64), read(int64), read(int64), write(uint16), write(int64), write(int64))
def pack(order: Any, links: Any, few: Any, at: Any, listed: Any, keys: Any, counts: Any) -> Any:
    """Write ``link * bins + bin``, ascending, and how many waits it has; answer how many were written.

    ``order`` are slots by link. ``few[slot]`` bins are listed before ``at[slot]``, and may be sorted there.
    ``keys`` and ``counts`` need one place more than there can be keys.
    """
    scratch = np.zeros(BINS, np.int64)
    size = 0
    for slot in order:
        begin, end = at[slot] - few[slot], at[slot]
        if end - begin <= SORTED:
            size = tally(links[slot] * BINS, begin, end, listed, keys, counts, size)
            continue
        first: Any = np.int64(BINS)
        last: Any = np.int64(-1)
        for i in range(begin, end):
            one = np.int64(listed[i])
            scratch[one] += 1
            first = min(first, one)
            last = max(last, one)
        for where in range(first, last + 1):
            keys[size] = links[slot] * BINS + where
            counts[size] = scratch[where]
            size += scratch[where] != 0
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
