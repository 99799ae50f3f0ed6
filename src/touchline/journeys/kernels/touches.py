"""The loop of the touches before the first order. ``journeys/touches.py`` says how it counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import boolean, int16, int32, int64, uint16, uint32, void

from touchline.journeys.kernels.jit import kernel, read, write

ELSEWHERE, NEVER, NOBODY = -1, -2, -3
"""The first order lies outside the period; there is none; no touches at all, or left out."""


@kernel(
    void,
    read(uint32),
    read(uint16),
    read(int64),
    int64,
    int64,
    read(int16),
    read(boolean),
    read(int32),
    int64,
    int64,
    int64,
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
    wanted: Any,
    channel: Any,
    channels: int,
    apart: int,
    start: int,
    end: int,
    before: Any,
) -> None:
    """Write how many touches persons ``low`` up to ``high`` had before the first wanted one.

    With ``apart`` from 0 up, contacts count, on ``channels`` channels numbered from 0. A negative entry of
    ``before`` says why a person does not count.
    """
    met = np.full(channels, -1, np.int64)
    last = np.zeros(channels, np.int64)
    for p in range(low, high):
        g = 0 if group.size == 0 else group[p]
        if g < 0:
            before[p] = NOBODY
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
        before[p] = found
