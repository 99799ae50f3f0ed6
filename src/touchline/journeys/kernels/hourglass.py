"""The loop of the hourglass. ``journeys/hourglass.py`` says how it counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int64, uint8, void

from touchline.journeys.kernels.jit import PERSONS, kernel, read, write
from touchline.journeys.kernels.waits import bin_of

OWN, ORDER = 1, 2
PLACE_AT, PLACE_ROOM = 2, 0xFFFF
TOUCHPOINT_AT = 18
"""A word about a code: own initiative, order, place + 1 (16 bits), touchpoint."""

PLACED, MOVED, WAITING = 0, 1, 2
WAYS = 3
"""A touch stands on its own place (or has none), moves to the repeat stage, or waits for the second order."""

NEVER = -(2**63)
MOST_STAGES = 60
"""The stages a person has been to are bits of one number."""
REACHED, FROM_BEFORE, WENT_ON, LOST = 0, 1, 2, 3
ANY, UNPLACED, ON_STAGE, BEFORE_IT, BEYOND_IT, SILENT, ASKED = 1, 2, 4, 8, 16, 32, 64
"""Bits of a person's state."""


@kernel(
    void,
    *PERSONS,
    read(int64),
    int64,
    int64,
    int64,
    int64,
    int64,
    int64,
    write(int64, 2),
    write(int64, 2),
    write(int64, 2),
    write(int64, 2),
    int64,
    read(int64),
    write(uint8),
)
def walk(
    offset: Any,
    code: Any,
    time: Any,
    low: int,
    high: int,
    group: Any,
    words: Any,
    size: int,
    stages: int,
    repeat: int,
    start: int,
    end: int,
    quiet: int,
    totals: Any,
    cells: Any,
    people: Any,
    waits: Any,
    stage_asked: int,
    cells_asked: Any,
    state: Any,
) -> None:
    """Walk persons ``low`` up to ``high`` over ``stages`` stages.

    ``words`` holds a word a code. ``quiet``: a person without a touch of their own later than this is
    silent. Adds to ``totals`` (people, people with an unplaced touch), ``cells`` (touchpoint x way:
    touches, people), ``people`` (stage: reached, from before, went on, lost) and ``waits`` (stage x bins),
    whose rows are those of all groups, of ``cells`` ``size`` each. ``state``, where not empty,
    takes the bits of each person, about the stage and the cells asked for.
    """
    first = np.zeros(stages, np.int64)
    wait = np.zeros(stages, np.int64)
    met = np.full(len(cells), -1, np.int64)
    for p in range(low, high):
        g = 0 if group.size == 0 else group[p]
        if g < 0:
            continue
        base = g * size
        bits = 0
        orders = 0
        own = NEVER
        seen = 0
        before = 0
        gone = 0
        for i in range(np.int64(offset[p]), np.int64(offset[p + 1])):
            t = time[i]
            if t < start:
                continue
            if t >= end:
                break
            bits |= ANY
            word = words[code[i]]
            if word & OWN:
                own = t
            place = ((word >> PLACE_AT) & PLACE_ROOM) - 1
            stage = place
            way = PLACED
            if repeat >= 0:
                if word & ORDER:
                    orders += 1
                    if orders > 1 and place >= 0 and place != repeat:
                        stage = repeat
                        way = MOVED
                if place == repeat and orders < 2:
                    way = WAITING
            cell = base + (word >> TOUCHPOINT_AT) * WAYS + way
            cells[cell, 0] += 1
            cells[cell, 1] += met[cell] != p
            met[cell] = p
            if way == WAITING:
                continue
            if stage < 0:
                bits |= UNPLACED
                continue
            here = 1 << stage
            earlier = seen & (here - 1)
            before |= here * (earlier != 0)
            left = earlier & ~gone
            if left:
                gone |= left
                for s in range(stage):
                    if left & (1 << s):
                        wait[s] = t - first[s]
            if not seen & here:
                seen |= here
                first[stage] = t
        if bits == 0:
            continue
        if own <= quiet:
            bits |= SILENT
        silent = 1 if bits & SILENT else 0
        totals[g, 0] += 1
        if bits & UNPLACED:
            totals[g, 1] += 1
        for s in range(stages):
            row = g * stages + s
            there = (seen >> s) & 1
            went = (gone >> s) & 1
            people[row, REACHED] += there
            people[row, FROM_BEFORE] += (before >> s) & 1
            people[row, WENT_ON] += went
            people[row, LOST] += there & ~went & silent
            if went:
                waits[row, bin_of(wait[s])] += 1
        if state.size > 0:
            if stage_asked >= 0:
                bits |= ON_STAGE * ((seen >> stage_asked) & 1)
                bits |= BEFORE_IT * ((before >> stage_asked) & 1)
                bits |= BEYOND_IT * ((gone >> stage_asked) & 1)
            for asked in cells_asked:
                if met[asked] == p:
                    bits |= ASKED
            state[p] = bits
