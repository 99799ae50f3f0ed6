"""The loops of the paths. ``journeys/paths.py`` says how they count.

A link is a number: (group x touchpoints + touchpoint of the first touch) x touchpoints + touchpoint of the
second. Few touchpoints: links get slots in the order they are first met, and ``table`` has the slot of each.
Many: the table is empty, and every link is written down as it is met, to be sorted afterwards.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int16, int32, int64, uint8, uint16, uint32, void

from touchline.journeys.kernels.jit import kernel, read, write
from touchline.journeys.kernels.waits import bin_of

COUNT, PEOPLE, LAST = 0, 1, 2
BIN = COUNT
"""Columns of a link or a touchpoint: touches, people, and the person who was there last."""
STARTS, ENDS = 3, 4
"""Further columns of a touchpoint: people who start and who end there."""
ANY, ASKED = 1, 2
"""Bits of a person's state: any touch; what was asked."""
LINK, START, END, TOUCHPOINT = 0, 1, 2, 3
"""What can be asked."""


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
    write(int64),
    write(int64, 2),
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
    slots: Any,
    totals: Any,
    touchpoints: Any,
    what: int,
    asked: int,
    state: Any,
) -> int:
    """Walk persons ``low`` up to ``high``; answer the first one for whose links there may be no room.

    ``slots[0]`` is how many slots are in use. Adds to ``counts`` (slot x count, people, last person; where
    links are written down: bin, nothing, person), and by group to ``totals`` (people, touches) and
    ``touchpoints`` (touches, people, last person, starts, ends), whose rows are those of all groups, ``size``
    each.
    ``state``, where not empty, takes bits about what was asked.
    """
    listing = table.size == 0
    links_there_may_be = len(touchpoints) * size
    used = slots[0]
    wanted = asked if what == LINK else -1
    for p in range(low, high):
        g = np.int64(0) if group.size == 0 else np.int64(group[p])
        if g < 0:
            continue
        first = np.int64(offset[p])
        stop = np.int64(offset[p + 1])
        more = stop - first
        if not listing:
            more = min(more, links_there_may_be - used)
        if used + more > len(links):
            slots[0] = used
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
            touchpoints[row, COUNT] += 1
            touchpoints[row, PEOPLE] += touchpoints[row, LAST] != p
            touchpoints[row, LAST] = p
            if before < 0:
                touchpoints[row, STARTS] += 1
                hit = what == START and here == asked
            else:
                link = before * size + here
                hit |= link == wanted
                if listing:
                    links[used] = link
                    counts[used, BIN] = bin_of(t - then)
                    counts[used, LAST] = p
                    used += 1
                else:
                    slot = table[link]
                    if slot < 0:
                        slot = np.int32(used)
                        table[link] = slot
                        links[slot] = link
                        used += 1
                    counts[slot, COUNT] += 1
                    counts[slot, PEOPLE] += counts[slot, LAST] != p
                    counts[slot, LAST] = p
            before = row
            then = t
        if before < 0:
            continue
        totals[g, 0] += 1
        totals[g, 1] += touches
        touchpoints[before, ENDS] += 1
        if state.size > 0:
            hit |= what == END and before == asked
            hit |= what == TOUCHPOINT and touchpoints[asked, LAST] == p
            state[p] = ANY + ASKED * hit
    slots[0] = used
    return high


@kernel(
    void,
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
    read(int32),
    write(int64),
    write(uint16),
)
def waits(
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
    at: Any,
    listed: Any,
) -> None:
    """List the wait of every link met by persons ``low`` up to ``high``, as its bin.

    The bins of a link stand side by side in ``listed``, from ``at[slot]`` on, which moves. To count
    them at once would need a table larger than the processor's cache.
    """
    for p in range(low, high):
        g = np.int64(0) if group.size == 0 else np.int64(group[p])
        if g < 0:
            continue
        base = g * size
        before = np.int64(-1)
        then = np.int64(0)
        for i in range(np.int64(offset[p]), np.int64(offset[p + 1])):
            t = time[i]
            if t < start:
                continue
            if t >= end:
                break
            here = np.int64(touchpoint_of[code[i]])
            if before >= 0:
                slot = table[before * size + here]
                listed[at[slot]] = bin_of(t - then)
                at[slot] += 1
            before = base + here
            then = t
