"""The loop of the touches before the first order. ``journeys/touches.py`` says how it counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import boolean, int32, int64, void

from touchline.journeys.kernels.jit import PERSONS, kernel, read, write

ELSEWHERE, NEVER, NOBODY = -1, -2, -3
"""The first order lies outside the period; there is none; no touches at all."""


@kernel(
    void,
    *PERSONS,
    read(boolean),
    read(int32),
    int64,
    int64,
    int64,
    int64,
    write(int64, 2),
    write(int64),
    write(int32),
)
def walk(
    offset: Any,
    code: Any,
    time: Any,
    low: int,
    high: int,
    group: Any,
    wanted: Any,
    channel: Any,
    channels: int,
    apart: int,
    start: int,
    end: int,
    people: Any,
    never: Any,
    before: Any,
) -> None:
    """Count persons ``low`` up to ``high`` by how many touches they had before the first wanted one.

    With ``apart`` from 0 up, contacts count, on ``channels`` channels numbered from 0. Adds to ``people``
    (group x number, which has a place for all touches of a person) and ``never`` (group). ``before``, where
    not empty, takes the number of each person; a negative one says why a person does not count.
    """
    met = np.full(channels, -1, np.int64)
    last = np.zeros(channels, np.int64)
    for p in range(low, high):
        g = 0 if group.size == 0 else group[p]
        if g < 0:
            continue
        first = np.int64(offset[p])
        stop = np.int64(offset[p + 1])
        found: Any = np.int64(NEVER if first < stop else NOBODY)
        contacts = 0
        for i in range(first, stop):
            c = code[i]
            if wanted[c]:
                count = i - first if apart < 0 else contacts
                found = count if start <= time[i] < end else np.int64(ELSEWHERE)
                break
            if apart >= 0:
                where = channel[c]
                t = time[i]
                if met[where] != p or t - last[where] >= apart:
                    contacts += 1
                met[where] = p
                last[where] = t
        if found >= 0:
            people[g, found] += 1
        never[g] += found == NEVER
        if before.size > 0:
            before[p] = found
