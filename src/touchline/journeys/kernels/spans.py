"""The loops that find which touches of a person a question about routes is about.

``journeys/spans.py`` says how they count. A span is touches ``begin`` up to ``stop`` of the shard; persons
are numbered from ``low``, and one who is left out has an empty span and no bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import boolean, int64, uint8, void

from touchline.journeys.kernels.jit import PERSONS, kernel, read, write

OWN, GOAL, START = 1, 2, 4
"""What a code can mean: a touch of the person's own initiative, of the goal, of the start."""
ANY, REACHED, SILENT = 1, 2, 4
"""Bits of a person's state."""
NEVER = -(2**63)


@kernel(
    void,
    *PERSONS,
    read(uint8),
    int64,
    int64,
    int64,
    boolean,
    write(int64),
    write(int64),
    write(int64),
    write(uint8),
)
def find(
    offset: Any,
    code: Any,
    time: Any,
    low: int,
    high: int,
    group: Any,
    means: Any,
    start: int,
    end: int,
    quiet: int,
    between: bool,
    begin: Any,
    stop: Any,
    wait: Any,
    state: Any,
) -> None:
    """Find the spans of persons ``low`` up to ``high``.

    A whole journey is all touches of the period, and its goal may be any of them. With ``between`` it begins
    at the first touch of the start, ends with the next one of the goal, or with the period where that never
    comes; who never came to the start has no bits. ``wait`` is the time from the beginning to the goal.
    """
    for p in range(low, high):
        if group.size > 0 and group[p] < 0:
            continue
        at = p - low
        bits = 0
        own = NEVER
        then = np.int64(0)
        for i in range(np.int64(offset[p]), np.int64(offset[p + 1])):
            t = time[i]
            if t < start:
                continue
            if t >= end:
                break
            word = means[code[i]]
            if word & OWN:
                own = t
            if bits == 0:
                if between and not word & START:
                    continue
                bits = ANY
                begin[at] = i
                then = t
                stop[at] = i + 1
                if between:
                    continue
            stop[at] = i + 1
            if word & GOAL and not bits & REACHED:
                bits |= REACHED
                wait[at] = t - then
                if between:
                    break
        if bits and own <= quiet:
            bits |= SILENT
        state[at] = bits
