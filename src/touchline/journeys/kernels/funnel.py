"""The loop of the funnel. ``journeys/funnel.py`` says how it counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int32, int64, void

from touchline.journeys.kernels.jit import PERSONS, kernel, read, write
from touchline.journeys.kernels.waits import bin_of


@kernel(
    void,
    *PERSONS,
    read(int32),
    read(int32),
    int64,
    int64,
    int64,
    int64,
    int64,
    write(int64),
    write(int64),
    write(int64, 2),
    write(int32),
)
def walk(
    offset: Any,
    code: Any,
    time: Any,
    low: int,
    high: int,
    group: Any,
    slot: Any,
    serves: Any,
    depth: int,
    within: int,
    start: int,
    end: int,
    as_of: int,
    people: Any,
    waiting: Any,
    waits: Any,
    state: Any,
) -> None:
    """Walk persons ``low`` up to ``high`` through ``depth`` steps.

    ``serves[slot[c]:]`` are the steps a touch of code ``c`` can serve, deepest first, up to a -1;
    ``slot[c]`` is -1 where there are none. Adds to ``people`` and ``waiting`` (group x deepest step,
    depth + 1) and to ``waits`` (group x depth x bins). ``state``, where not empty,
    takes twice the deepest step of each person, plus one for a window that has not ended.
    """
    best = np.zeros(depth, np.int64)
    at = np.zeros(depth, np.int64)
    wait = np.zeros(depth, np.int64)
    for p in range(low, high):
        g = 0 if group.size == 0 else group[p]
        if g < 0:
            continue
        deepest = 0
        for i in range(np.int64(offset[p]), np.int64(offset[p + 1])):
            j = slot[code[i]]
            if j < 0:
                continue
            t = time[i]
            if t < start:
                continue
            if t >= end and (deepest == 0 or t - best[0] > within):
                break
            k = serves[j]
            while k > 0:
                if k <= deepest and t - best[k - 1] <= within:
                    if k == deepest:
                        deepest += 1
                        wait[k] = t - at[k - 1]
                        best[k] = best[k - 1]
                        at[k] = t
                    elif best[k - 1] > best[k]:
                        best[k] = best[k - 1]
                        at[k] = t
                j += 1
                k = serves[j]
            if k == 0 and t < end:
                best[0] = t
                at[0] = t
                if deepest == 0:
                    deepest = 1
            if deepest == depth:
                break
        row = g * (depth + 1)
        people[row + deepest] += 1
        still = 0 < deepest < depth and best[0] > as_of - within
        if still:
            waiting[row + deepest] += 1
        for k in range(1, deepest):
            waits[g * depth + k, bin_of(wait[k])] += 1
        if state.size > 0:
            state[p] = 2 * deepest + still
