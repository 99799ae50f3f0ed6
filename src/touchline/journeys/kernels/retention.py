"""The loops of retention. ``journeys/retention.py`` says how it counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import boolean, int32, int64, uint8, void

from touchline.journeys.kernels.jit import PERSONS, inlined, kernel, read, write

BACK, OVER, EARLY = 0, 1, 2
"""Columns of a cell: came back in a unit that is over; the unit is over; came back, and it is not over."""
CAME, ENDED = 2, 4
"""Bits of a person's state beside 1, a start that counts."""


@inlined
def first_of(code: Any, wanted: Any, first: Any, stop: Any) -> Any:
    """Where the first touch of a wanted code stands, or ``stop``."""
    at = first
    while at < stop and not wanted[code[at]]:
        at += 1
    return at


@kernel(
    void,
    *PERSONS,
    read(boolean),
    int64,
    int64,
    write(int64),
)
def span(
    offset: Any,
    code: Any,
    time: Any,
    low: int,
    high: int,
    group: Any,
    starts: Any,
    start: int,
    end: int,
    ends: Any,
) -> None:
    """Widen ``ends`` to the earliest and the latest start that counts."""
    for p in range(low, high):
        g = 0 if group.size == 0 else group[p]
        if g < 0:
            continue
        stop = np.int64(offset[p + 1])
        at = first_of(code, starts, np.int64(offset[p]), stop)
        if at < stop and start <= time[at] < end:
            ends[0] = min(ends[0], time[at])
            ends[1] = max(ends[1], time[at])


@kernel(
    void,
    *PERSONS,
    read(boolean),
    read(boolean),
    int64,
    int64,
    int64,
    read(int64, 2),
    read(int32),
    write(int64, 2),
    write(int64, 4),
    int64,
    int64,
    write(uint8),
)
def walk(
    offset: Any,
    code: Any,
    time: Any,
    low: int,
    high: int,
    group: Any,
    starts: Any,
    backs: Any,
    start: int,
    end: int,
    as_of: int,
    bounds: Any,
    cohort_of: Any,
    size: Any,
    cells: Any,
    cohort: int,
    asked: int,
    state: Any,
) -> None:
    """Follow persons ``low`` up to ``high`` from their start.

    ``bounds[d, k]`` is the instant at which unit ``k`` begins for those who start on day ``d``;
    ``cohort_of[d]`` is their cohort. Adds to ``size`` (group x cohort) and ``cells`` (group x cohort x unit x
    column). ``state``, where not empty, takes bits about cell ``asked`` of ``cohort`` (-1: of all).
    """
    days, units = bounds.shape[0], bounds.shape[1] - 1
    for p in range(low, high):
        g = 0 if group.size == 0 else group[p]
        if g < 0:
            continue
        stop = np.int64(offset[p + 1])
        at = first_of(code, starts, np.int64(offset[p]), stop)
        if at == stop or time[at] < start or time[at] >= end:
            continue
        day = np.int64(0)
        above = np.int64(days)
        while above - day > 1:
            middle = (day + above) // 2
            if bounds[middle, 0] <= time[at]:
                day = middle
            else:
                above = middle
        c = cohort_of[day]
        size[g, c] += 1
        bits = 1
        k = 0
        seen = -1
        for i in range(at + 1, stop):
            if not backs[code[i]]:
                continue
            while k < units and time[i] >= bounds[day, k + 1]:
                k += 1
            if k == units:
                break
            if seen != k:
                cells[g, c, k, BACK if bounds[day, k + 1] <= as_of else EARLY] += 1
                seen = k
                if k == asked:
                    bits |= CAME
        for k in range(units):
            if bounds[day, k + 1] > as_of:
                break
            cells[g, c, k, OVER] += 1
            if k == asked:
                bits |= ENDED
        if state.size > 0 and (cohort < 0 or cohort == c):
            state[p] = bits
