"""The loop over what comes back. ``journeys/loops.py`` says how it counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int32, int64, uint8

from touchline.journeys.kernels.jit import PERSONS, kernel, read, write
from touchline.journeys.kernels.linked import add

ANY, ASKED, LOOPED, MET = 1, 2, 4, 8
"""Bits of a person's state: any touch; the loop asked for; any loop; the touchpoint asked for."""


@kernel(
    int64,
    *PERSONS,
    read(int32),
    int64,
    int64,
    int64,
    write(int32),
    write(int64),
    write(int64, 2),
    int64,
    write(int64, 2),
    write(int64, 2),
    write(int64),
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
    touchpoint_of: Any,
    size: int,
    start: int,
    end: int,
    table: Any,
    links: Any,
    counts: Any,
    used: int,
    people: Any,
    met: Any,
    last: Any,
    asked: int,
    touchpoint: int,
    state: Any,
) -> Any:
    """Count the loops of persons ``low`` up to ``high``; answer how many slots are in use.

    A loop from A over B back to A is the link from A to B; A to A is the loop without another between. Adds
    to ``people`` (group x people, people with a loop, touches) and ``met`` (group x touchpoint). ``last`` is
    who was at a touchpoint last. ``state``, where not empty, takes the bits of each person.
    """
    for p in range(low, high):
        g = 0 if group.size == 0 else np.int64(group[p])
        if g < 0:
            continue
        before = np.int64(-1)
        earlier = np.int64(-1)
        word = 0
        for i in range(np.int64(offset[p]), np.int64(offset[p + 1])):
            t = time[i]
            if t < start:
                continue
            if t >= end:
                break
            word |= ANY
            here = np.int64(touchpoint_of[code[i]])
            people[g, 2] += 1
            met[g, here] += last[here] != p
            last[here] = p
            if here == touchpoint:
                word |= MET
            if here in (before, earlier):
                word |= LOOPED
                link = (g * size + here) * size + before
                used = add(table, links, counts, used, link, p)
                if link == asked:
                    word |= ASKED
            earlier = before
            before = here
        people[g, 0] += word != 0
        people[g, 1] += word & LOOPED != 0
        if state.size > 0:
            state[p - low] = word
    return used
