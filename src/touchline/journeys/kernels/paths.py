"""The loops of the paths. ``journeys/paths.py`` says how they count.

A link is a number: (group x touchpoints + touchpoint of the first touch) x touchpoints + touchpoint of the
second. Few touchpoints: links get slots in the order they are first met, and ``table`` has the slot of each.
Many: the table is empty, and every link is written down as it is met, to be sorted afterwards.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int32, int64, uint8, uint16

from touchline.journeys.kernels.jit import PERSONS, kernel, read, write
from touchline.journeys.kernels.waits import bin_of

COUNT, PEOPLE, LAST, AT = 0, 1, 2, 3
BIN = COUNT
"""Columns of a link: touches, people, the person who took it last, and where its next wait goes."""
MET, MET_LAST, STARTS, ENDS = 0, 1, 2, 3
"""Columns of a touchpoint: people, the person who was there last, people who start and who end there."""
ROOM = 16
"""Waits of a block. The waits of a link are in blocks, each of which names the one before it."""
ANY, ASKED = 1, 2
"""Bits of a person's state: any touch; what was asked."""
LINK, START, END, TOUCHPOINT = 0, 1, 2, 3
"""What can be asked."""


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
    write(uint16),
    write(int32),
    write(int64),
    write(int64, 2),
    write(int64, 2),
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
    bins: Any,
    earlier: Any,
    used: Any,
    totals: Any,
    touchpoints: Any,
    what: int,
    asked: int,
    state: Any,
) -> int:
    """Walk persons ``low`` up to ``high``; answer the first one for whose links there may be no room.

    ``used`` is how many slots and how many blocks are in use; block 0 is none. Adds to ``counts`` (slot x
    count, people, last person, end of waits; where links are written down: bin, nothing, person), ``bins``
    and ``earlier`` (the block before), and by group to ``totals`` (people, touches) and
    ``touchpoints`` (people, last person, starts, ends), whose rows are those of all groups, ``size`` each.
    ``state``, where not empty, takes bits about what was asked.
    """
    listing = table.size == 0
    links_there_may_be = len(touchpoints) * size
    slots, blocks = used[0], used[1]
    wanted = asked if what == LINK else -1
    for p in range(low, high):
        g = np.int64(0) if group.size == 0 else np.int64(group[p])
        if g < 0:
            continue
        first = np.int64(offset[p])
        stop = np.int64(offset[p + 1])
        more = stop - first
        if not listing:
            more = min(more, links_there_may_be - slots)
        if slots + more > len(links):
            used[0], used[1] = slots, blocks
            return p
        touches = 0
        base = g * size
        before = np.int64(-1)
        then = np.int64(0)
        hit = False
        for i in range(first, stop):
            t = time[i]
            if t < start:
                continue
            if t >= end:
                break
            here = np.int64(touchpoint_of[code[i]])
            row = base + here
            touches += 1
            touchpoints[row, MET] += touchpoints[row, MET_LAST] != p
            touchpoints[row, MET_LAST] = p
            if before < 0:
                touchpoints[row, STARTS] += 1
                hit = what == START and here == asked
            else:
                link = before * size + here
                hit |= link == wanted
                if listing:
                    links[slots] = link
                    counts[slots, BIN] = bin_of(t - then)
                    counts[slots, LAST] = p
                    slots += 1
                else:
                    slot = np.int64(table[link])
                    if slot < 0:
                        slot = slots
                        table[link] = slot
                        links[slot] = link
                        slots += 1
                    counts[slot, COUNT] += 1
                    counts[slot, PEOPLE] += counts[slot, LAST] != p
                    counts[slot, LAST] = p
                    at = counts[slot, AT]
                    if at % ROOM == 0:
                        earlier[blocks] = at // ROOM - 1
                        at = blocks * ROOM
                        blocks += 1
                    bins[at] = bin_of(t - then)
                    counts[slot, AT] = at + 1
            before = row
            then = t
        if before < 0:
            continue
        totals[g, 0] += 1
        totals[g, 1] += touches
        touchpoints[before, ENDS] += 1
        if state.size > 0:
            hit |= what == END and before == asked
            hit |= what == TOUCHPOINT and touchpoints[asked, MET_LAST] == p
            state[p] = ANY + ASKED * hit
    used[0], used[1] = slots, blocks
    return high
