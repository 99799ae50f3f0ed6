"""The loops that copy whole journeys from shard to shard. ``journeys/copying.py`` says what for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int64, uint16, uint32, void

from touchline.journeys.kernels.jit import kernel, read, write


@kernel(void, read(uint32), read(int64), read(int64), read(uint32), read(uint16), write(uint16))
def move_short(offset: Any, rows: Any, to: Any, to_offset: Any, values: Any, out: Any) -> None:
    """Copy one number a touch of persons ``rows`` to persons ``to``."""
    for i in range(len(rows)):
        low, high = np.int64(offset[rows[i]]), np.int64(offset[rows[i] + 1])
        shift = np.int64(to_offset[to[i]]) - low
        for k in range(low, high):
            out[k + shift] = values[k]


@kernel(void, read(uint32), read(int64), read(int64), read(uint32), read(int64), write(int64))
def move_long(offset: Any, rows: Any, to: Any, to_offset: Any, values: Any, out: Any) -> None:
    """As ``move_short``, for numbers of 64 bits."""
    for i in range(len(rows)):
        low, high = np.int64(offset[rows[i]]), np.int64(offset[rows[i] + 1])
        shift = np.int64(to_offset[to[i]]) - low
        for k in range(low, high):
            out[k + shift] = values[k]


@kernel(void, read(int64), read(int64), write(int64))
def locate(known: Any, wanted: Any, row: Any) -> None:
    """Where each number stands among the known ones, -1 for one that is not there. Both ascend.

    Steps get longer until they are too long, and shorter again: few where the two lie close together.
    """
    at: Any = np.int64(0)
    count = len(known)
    for i in range(len(wanted)):
        value = wanted[i]
        step: Any = np.int64(1)
        while at + step <= count and known[at + step - 1] < value:
            at += step
            step *= 2
        while step > 1:
            step //= 2
            if at + step <= count and known[at + step - 1] < value:
                at += step
        row[i] = at if at < count and known[at] == value else -1


@kernel(void, read(uint32), read(int64), read(int64), write(int64), write(int64))
def spans(at: Any, low: Any, high: Any, first: Any, stop: Any) -> None:
    """Which entries of the ascending ``at`` lie from ``low[i]`` to before ``high[i]``, both ascending."""
    j: Any = np.int64(0)
    size = len(at)
    for i in range(len(low)):
        step: Any = np.int64(1)
        while j + step < size and at[j + step] < low[i]:
            j += step
            step *= 2
        while j < size and at[j] < low[i]:
            while step > 1 and (j + step >= size or at[j + step] >= low[i]):
                step //= 2
            j += step
        first[i] = j
        while j < size and at[j] < high[i]:
            j += 1
        stop[i] = j
