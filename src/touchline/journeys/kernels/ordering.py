"""The loops that sort each person's touches by (time, seq)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int32, int64, uint8, uint32, void

from touchline.journeys.kernels.jit import inlined, kernel, read, write

RUN = 16
"""So many are put in order at once: each counts how many are below it, which takes no decisions."""
TOP, BITS = np.int64(2**63 - 1), 62


@inlined
def after(time: Any, seq: Any, a: Any, b: Any, time_b: Any) -> Any:
    """Whether the touch at position ``a`` (time, row) stands after row ``b`` at ``time_b``."""
    return time > time_b or (time == time_b and seq[a] > seq[b])


@kernel(void, int64, int64, read(int64), write(int32), write(int64))
def _compare(low: Any, high: Any, seq: Any, at: Any, time: Any) -> None:
    """Sort the touches of one person by comparing them: insertion in runs of sixteen, then merging."""
    row_spare, time_spare = np.empty(high - low, np.int32), np.empty(high - low, np.int64)
    for start in range(low, high, 16):
        for i in range(start + 1, min(start + 16, high)):
            row, when = at[i], time[i]
            j = i - 1
            while j >= start and after(time[j], seq, at[j], row, when):
                at[j + 1], time[j + 1] = at[j], time[j]
                j -= 1
            at[j + 1], time[j + 1] = row, when
    width: Any = np.int64(16)
    while width < high - low:
        for start in range(low, high - width, 2 * width):
            middle, stop = start + width, min(start + 2 * width, high)
            for i in range(width):
                row_spare[i], time_spare[i] = at[start + i], time[start + i]
            i, j, k = 0, middle, start
            while i < width:
                if j < stop and after(time_spare[i], seq, row_spare[i], at[j], time[j]):
                    at[k], time[k] = at[j], time[j]
                    j += 1
                else:
                    at[k], time[k] = row_spare[i], time_spare[i]
                    i += 1
                k += 1
        width *= 2


@inlined
def _runs(one: Any, two: Any, size: Any) -> None:
    """Numbers of ``one``, no two the same, sorted within runs into ``two``."""
    for i in range(size, -(-size // RUN) * RUN):
        one[i] = TOP
    for start in range(0, size, RUN):
        for i in range(start, min(start + RUN, size)):
            value = one[i]
            below = np.int64(0)
            for j in range(RUN):
                below += np.int64(one[start + j] < value)
            two[start + below] = value


@inlined
def _merge(one: Any, two: Any, size: Any, width: Any) -> None:
    """Neighbouring sorted runs of ``width`` of ``one``, merged into ``two``."""
    start: Any = np.int64(0)
    while start < size:
        middle, stop = min(start + width, size), min(start + 2 * width, size)
        i, j, k = start, middle, start
        while i < middle and j < stop:
            a, b = one[i], one[j]
            first = a <= b
            two[k] = a if first else b
            i += np.int64(first)
            j += np.int64(not first)
            k += 1
        while i < middle:
            two[k] = one[i]
            i += 1
            k += 1
        while j < stop:
            two[k] = one[j]
            j += 1
            k += 1
        start += 2 * width


@kernel(void, read(int64), read(uint8), read(uint32), write(int32), write(int64))
def order(seq: Any, tidy: Any, offset: Any, at: Any, time: Any) -> None:
    """Sort each person's touches by (time, seq).

    Where they came in the order of ``seq``, time and place of arrival are one number, and that is sorted.
    """
    size = 64
    one, two, row = np.empty(size + RUN, np.int64), np.empty(size + RUN, np.int64), np.empty(size, np.int32)
    for p in range(len(offset) - 1):
        low: Any = np.int64(offset[p])
        high: Any = np.int64(offset[p + 1])
        count = high - low
        if count < 2:
            continue
        least, most, done = time[low], time[low], tidy[p] != 0
        for i in range(low + 1, high):
            done = done & (time[i] >= time[i - 1])
            least, most = min(least, time[i]), max(most, time[i])
        if done:
            continue
        bits = np.int64(1)
        while count >> bits != 0:
            bits += 1
        if not tidy[p] or np.uint64(most - least) >> np.uint64(BITS - bits) != 0:
            _compare(low, high, seq, at, time)
            continue
        if count > size:
            size = 2 * count
            one, two = np.empty(size + RUN, np.int64), np.empty(size + RUN, np.int64)
            row = np.empty(size, np.int32)
        for i in range(count):
            one[i] = ((time[low + i] - least) << bits) | i
            row[i] = at[low + i]
        _runs(one, two, count)
        one, two = two, one
        width = np.int64(RUN)
        while width < count:
            _merge(one, two, count, width)
            one, two = two, one
            width *= 2
        mask = (np.int64(1) << bits) - 1
        for i in range(count):
            at[low + i] = row[one[i] & mask]
            time[low + i] = (one[i] >> bits) + least
