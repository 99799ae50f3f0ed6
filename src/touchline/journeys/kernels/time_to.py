"""The loop of the time to a next touch. ``journeys/time_to.py`` says how it counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import boolean, int32, int64, void

from touchline.journeys.kernels.jit import PERSONS, kernel, read, write
from touchline.journeys.kernels.waits import bin_of

PEOPLE, CAME, OPEN = 0, 1, 2
"""Columns: people who started; those whose next touch came; those for whom it may still come."""
NEVER = 0
"""A person's state is three times the channel plus ``NEVER``, ``CAME`` or ``OPEN``; -1 without a start."""


@kernel(
    void,
    *PERSONS,
    read(boolean),
    read(int32),
    read(int32),
    read(int32),
    int64,
    int64,
    int64,
    int64,
    write(int64, 4),
    write(int64, 4),
    int64,
    write(int32),
)
def walk(
    offset: Any,
    code: Any,
    time: Any,
    low: int,
    high: int,
    group: Any,
    starts: Any,
    channel: Any,
    slot: Any,
    serves: Any,
    within: int,
    start: int,
    end: int,
    as_of: int,
    counts: Any,
    waits: Any,
    asked: int,
    state: Any,
) -> None:
    """Find the first start of persons ``low`` up to ``high``, and what comes next after it.

    ``serves[slot[c]:]`` are the next touches a touch of code ``c`` can be, up to a -1; ``slot[c]`` is -1
    where it is none. Adds to ``counts`` (group x channel x next x column) and ``waits`` (group x channel x
    next x bin). ``state``, where not empty, takes what became of each person with next touch ``asked``.
    """
    nexts = counts.shape[2]
    found = np.zeros(nexts, np.int64)
    for p in range(low, high):
        g = 0 if group.size == 0 else group[p]
        if g < 0:
            continue
        stop = np.int64(offset[p + 1])
        at = np.int64(offset[p])
        while at < stop and (time[at] < start or not starts[code[at]]):
            at += 1
        if at == stop or time[at] >= end:
            continue
        began = time[at]
        where = channel[code[at]]
        found[:] = 0
        rest = nexts
        for i in range(at + 1, stop):
            wait = time[i] - began
            if rest == 0 or wait > within:
                break
            j = slot[code[i]]
            if j < 0:
                continue
            while serves[j] >= 0:
                n = serves[j]
                if found[n] == 0:
                    found[n] = 1
                    rest -= 1
                    counts[g, where, n, CAME] += 1
                    waits[g, where, n, bin_of(wait)] += 1
                j += 1
        still = began > as_of - within
        for n in range(nexts):
            counts[g, where, n, PEOPLE] += 1
            if still and found[n] == 0:
                counts[g, where, n, OPEN] += 1
        if state.size > 0:
            state[p] = 3 * where + (CAME if found[asked] else (OPEN if still else NEVER))
