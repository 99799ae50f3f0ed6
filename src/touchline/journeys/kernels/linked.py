"""The loops that count links of spans, and links that come back.

Links get slots as in ``kernels/paths.py``; a link of group ``g`` is ``(g * touchpoints + from) * touchpoints + to``.
``table`` must have room for as many links as the persons walked have touches.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import boolean, int16, int32, int64, uint8, uint16, uint32, void

from touchline.journeys.kernels.jit import inlined, kernel, read, write
from touchline.journeys.kernels.paths import COUNT, LAST, PEOPLE, place_of

ANY, ASKED, LOOPED, MET = 1, 2, 4, 8
"""Bits of a person's state: any touch; took the link asked for; any loop; met the touchpoint asked for."""


@inlined
def add(table: Any, bits: Any, links: Any, counts: Any, used: Any, link: Any, person: Any) -> Any:
    """Count a link of a person; answer how many slots are in use."""
    place = place_of(table, links, link, bits)
    slot = table[place]
    if slot < 0:
        slot = np.int32(used)
        table[place] = slot
        links[slot] = link
        used += 1
    counts[slot, COUNT] += 1
    counts[slot, PEOPLE] += counts[slot, LAST] != person
    counts[slot, LAST] = person
    return used


@kernel(
    int64,
    read(uint16),
    int64,
    read(int16),
    read(int32),
    int64,
    boolean,
    read(boolean),
    read(int64),
    read(int64),
    write(int32),
    int64,
    write(int64),
    write(int64, 2),
    int64,
    int64,
    write(uint8),
)
def spans(
    code: Any,
    low: int,
    group: Any,
    touchpoint_of: Any,
    size: int,
    collapse: bool,
    routed: Any,
    begin: Any,
    stop: Any,
    table: Any,
    bits: int,
    links: Any,
    counts: Any,
    used: int,
    asked: int,
    state: Any,
) -> Any:
    """Count the links inside the spans that are ``routed``; answer how many slots are in use.

    ``state``, where not empty, takes ASKED of who took the link ``asked``.
    """
    for at in range(len(begin)):
        if not routed[at]:
            continue
        p = low + at
        g = 0 if group.size == 0 else np.int64(group[p])
        before = np.int64(touchpoint_of[code[begin[at]]])
        for i in range(begin[at] + 1, stop[at]):
            here = np.int64(touchpoint_of[code[i]])
            if collapse and here == before:
                continue
            link = (g * size + before) * size + here
            used = add(table, bits, links, counts, used, link, p)
            if state.size > 0 and link == asked:
                state[at] = ASKED
            before = here
    return used


@kernel(
    int64,
    read(uint32),
    read(uint16),
    read(int64),
    int64,
    int64,
    read(int16),
    read(int32),
    int64,
    int64,
    int64,
    write(int32),
    int64,
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
def loops(
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
    bits: int,
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

    A loop from A over B back to A is the link from A to B; A to A is the loop without another between. Adds to
    ``people`` (group x people, people with a loop, touches) and ``met`` (group x touchpoint). ``last`` is who
    was at a touchpoint last. ``state``, where not empty, takes the bits of each person.
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
            if here == before or here == earlier:
                word |= LOOPED
                link = (g * size + here) * size + before
                used = add(table, bits, links, counts, used, link, p)
                if link == asked:
                    word |= ASKED
            earlier = before
            before = here
        people[g, 0] += word != 0
        people[g, 1] += word & LOOPED != 0
        if state.size > 0:
            state[p - low] = word
    return used
