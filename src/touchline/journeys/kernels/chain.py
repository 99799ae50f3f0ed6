"""The loop of a chain that is held against journeys. ``journeys/chain.py`` says how it counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int8, int16, int32, int64, uint16, uint32

from touchline.journeys.kernels.chain_costs import CAN_MEET, PLACE, PLANNED_NEXT, SLOT, decide, met_by
from touchline.journeys.kernels.jit import inlined, kernel, read, write
from touchline.journeys.kernels.linked import add
from touchline.journeys.kernels.waits import bin_of

OWN = 1
PLACE_AT, PLACE_ROOM = 1, 0xFFFF
TOUCHPOINT_AT = 17
"""A word about a code: own initiative, place among the touchpoints of the chain + 1 (16 bits), touchpoint."""
NEEDED_BEFORE, EXPECTED_BEFORE, TIMED_BEFORE, NEXT_NEEDED = 0, 1, 2, 3
"""Of a link: how many before it are not optional, what is expected up to it, how many before it have a time
expected, and the next link that is not optional (or the number of links)."""
PEOPLE, FOLLOWED, AS_PLANNED, AHEAD, SKIPS, EXTRAS = 0, 1, 2, 3, 4, 5
"""Totals."""
IN_TIME, LATE, DETOUR, SKIPPED, DONE, STOPPED, OPEN = 0, 1, 2, 3, 4, 5, 6
DETOUR_LATE, STARTED, FURTHEST = 7, 8, 9
"""Columns of a link: what became of its people, and what is counted of them beside."""
VIA, WHERE_TO = 0, 1
"""Ways off the chain: the first touch of a detour; the touch after who stopped left the link."""
CLASS_ROOM = 7
LATE_BIT, STARTED_BIT, REACHED_BIT, PERSON_BIT, FOLLOWED_BIT, PLANNED_BIT, AHEAD_BIT, HOP_BIT, TOUCHED_BIT = (
    1 << at for at in range(3, 12)
)
WENT_AT, WENT_ROOM = 12, 0x7F
MET_AT, MET_ROOM = 20, 0x1FFFF
OFF_AT = 40
"""A person's state: what became of them at the link asked for + 1 (3 bits), bits, the link they went to + 1,
the place of the touchpoint at which they met it + 1, and the way off + 1."""


@inlined
def expected(link: Any, k: Any, upto: Any) -> Any:
    """Microseconds expected from link ``k`` to link ``upto``, or -1 where nothing is."""
    if link[upto + 1, TIMED_BEFORE] == link[k + 1, TIMED_BEFORE]:
        return np.int64(-1)
    return link[upto + 1, EXPECTED_BEFORE] - link[k + 1, EXPECTED_BEFORE]


@inlined
def slot_of(chain: Any, c: Any, k: Any) -> Any:
    """The slot of link ``k`` met at the touchpoint at place ``c``: from the first of ``c`` on, one a link."""
    slot = chain[c, SLOT]
    for earlier in range(k):
        slot += (chain[c, CAN_MEET] >> earlier) & 1
    return slot


@kernel(
    int64,
    read(uint32),
    read(uint16),
    read(int64),
    int64,
    int64,
    read(int16),
    read(int64),
    read(int64, 2),
    read(int64, 2),
    read(int32),
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
    write(int64, 2),
    write(int64, 2),
    write(int64, 2),
    write(int32, 2),
    write(int64),
    write(int32),
    write(int64),
    write(int64, 2),
    int64,
    int64,
    int64,
    int64,
    write(int64),
    write(int8),
)
def walk(
    offset: Any,
    code: Any,
    time: Any,
    low: int,
    high: int,
    group: Any,
    words: Any,
    chain: Any,
    link: Any,
    needed: Any,
    repeated: int,
    size: int,
    start: int,
    end: int,
    quiet: int,
    as_of: int,
    bits: Any,
    totals: Any,
    people: Any,
    went: Any,
    slots: Any,
    touched: Any,
    waits: Any,
    ways: Any,
    last: Any,
    table: Any,
    hops: Any,
    counts: Any,
    used: int,
    asked: int,
    asked_hop: int,
    asked_place: int,
    state: Any,
    matched: Any,
) -> Any:
    """Hold persons ``low`` up to ``high`` against a chain; answer how many slots of hops are in use.

    ``words`` holds a word a code, ``chain`` a row a touchpoint of the chain, ``link`` a row a link and one
    more. ``quiet``: a person without a touch of their own later than this is silent. ``bits`` has room for
    the touches of any of them. Adds to ``totals`` (group), ``people``, ``went`` (to link) and ``waits``
    (bin; rows are the links of all groups), ``slots`` and ``touched`` (group), ``ways`` (two rows a link:
    touchpoints, and none) and the hops. ``state``, where not empty, takes what became of each person, about
    the link, the hop and the place asked for; ``matched``, where not empty, the link each touch meets, or
    -1, of the persons walked.
    """
    links = len(needed)
    all_needed = link[links, NEEDED_BEFORE]
    row = np.zeros(links + 1, np.int32)
    base = np.int64(offset[low]) if low < len(offset) else np.int64(0)
    for p in range(low, high):
        g = np.int64(0) if group.size == 0 else np.int64(group[p])
        if g < 0:
            continue
        stop: Any = np.int64(offset[p + 1])
        entry: Any = np.int64(-1)
        own: Any = np.int64(-(2**63))
        count = 0
        for i in range(np.int64(offset[p]), stop):
            t = time[i]
            if t < start:
                continue
            if t >= end:
                stop = i
                break
            word = words[code[i]]
            if word & OWN:
                own = t
            c = ((word >> PLACE_AT) & PLACE_ROOM) - 1
            if c >= 0:
                if entry < 0:
                    entry = i
                bits[count, PLACE] = c
                count += 1
        if entry < 0:
            continue
        decide(count, chain, needed, repeated, row, bits)
        first_row = g * links
        n = 0
        behind = 0
        at = -1
        since = np.int64(0)
        missing = all_needed
        began = -1
        clean = True
        elsewhere: Any = np.int64(-1)
        after: Any = np.int64(-1)
        before: Any = np.int64(-1)
        before_place: Any = np.int64(-1)
        extras = 0
        flags: Any = np.int64(0)
        for i in range(entry, stop):
            word = words[code[i]]
            c = ((word >> PLACE_AT) & PLACE_ROOM) - 1
            here = word >> TOUCHPOINT_AT
            k = -1
            if c >= 0:
                k = met_by(bits, n, behind, links)
                n += 1
                touched[g, c] += last[c] != p
                last[c] = p
                if c == asked_place:
                    flags |= TOUCHED_BIT
            if before >= 0 and missing > 0 and (c >= 0 or before_place >= 0):
                planned = False
                if c >= 0 and before_place >= 0:
                    planned = (chain[before_place, PLANNED_NEXT] & chain[c, CAN_MEET]) != 0
                if not planned:
                    hop = before * size + here
                    if hop == asked_hop:
                        flags |= HOP_BIT
                    used = add(table, hops, counts, used, g * size * size + hop, p)
            before = here
            before_place = c
            if matched.size > 0:
                matched[i - base] = k
            if k < 0:
                extras += 1
                if at < 0:
                    clean = False
                elif c >= 0 and (chain[c, CAN_MEET] >> at) & 1:
                    after = -1
                else:
                    if elsewhere < 0:
                        elsewhere = here
                    if after < 0:
                        after = here
                continue
            if k == at:
                after = -1
                continue
            t = time[i]
            if at >= 0:
                wait = t - since
                limit = expected(link, at, k)
                late = limit >= 0 and wait > limit
                became = LATE if late else IN_TIME
                if link[k, NEEDED_BEFORE] > link[at + 1, NEEDED_BEFORE]:
                    became = SKIPPED
                elif elsewhere >= 0:
                    became = DETOUR
                    people[first_row + at, DETOUR_LATE] += late
                    ways[2 * (first_row + at) + VIA, elsewhere] += 1
                if became != SKIPPED:
                    waits[first_row + k, bin_of(wait)] += 1
                clean = clean and became == IN_TIME
                people[first_row + at, became] += 1
                went[first_row + at, k] += 1
                if at == asked:
                    flags |= became + 1
                    flags |= np.int64(k + 1) << WENT_AT
                    if became == DETOUR:
                        flags |= LATE_BIT * late
                        flags |= (elsewhere + 1) << OFF_AT
            else:
                began = k
                people[first_row + k, STARTED] += 1
            if k == asked:
                flags |= (c + 1) << MET_AT
            slots[g, slot_of(chain, c, k)] += 1
            at = k
            behind = k + 1
            since = t
            missing -= needed[k]
            elsewhere = -1
            after = -1
        became = DONE
        if all_needed > link[at + 1, NEEDED_BEFORE]:
            limit = expected(link, at, link[at, NEXT_NEEDED])
            became = OPEN if own > quiet or (limit >= 0 and since + limit > as_of) else STOPPED
            if after < 0:
                after = size
            if became == STOPPED:
                ways[2 * (first_row + at) + WHERE_TO, after] += 1
        people[first_row + at, became] += 1
        people[first_row + at, FURTHEST] += 1
        totals[g, PEOPLE] += 1
        totals[g, FOLLOWED] += missing == 0
        totals[g, AS_PLANNED] += missing == 0 and clean
        ahead = link[began, NEEDED_BEFORE] > 0
        totals[g, AHEAD] += ahead
        totals[g, SKIPS] += missing
        totals[g, EXTRAS] += extras
        if state.size > 0:
            if at == asked:
                flags |= became + 1
                if became == STOPPED:
                    flags |= (after + 1) << OFF_AT
            flags |= PERSON_BIT
            flags |= STARTED_BIT * (began == asked)
            flags |= REACHED_BIT * (at >= asked)
            flags |= FOLLOWED_BIT * (missing == 0)
            flags |= PLANNED_BIT * (missing == 0 and clean)
            flags |= AHEAD_BIT * ahead
            state[p] = flags
    return used
