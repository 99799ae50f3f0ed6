"""The loops of routes: a number for each, and whether two of them are the same, touch by touch."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import boolean, int32, int64, uint16, uint64, void

from touchline.journeys.kernels.jit import inlined, kernel, read, write

ODD = np.uint64(0x9FB21C651E98DF25)
FIRST = np.uint64(0x243F6A8885A308D3)
"""The first digits of pi."""
HALF, LAST = np.uint64(32), np.uint64(29)


@kernel(
    void,
    read(uint16),
    read(int32),
    read(uint64),
    boolean,
    read(int64),
    read(int64),
    write(uint64),
    write(int64),
)
def hashes(
    code: Any,
    touchpoint_of: Any,
    weight: Any,
    collapse: bool,
    begin: Any,
    stop: Any,
    found: Any,
    lengths: Any,
) -> None:
    """A number for the touchpoints of each span in their order, and how many count; ``weight`` is one a code.

    A step can be undone when its touchpoint is known, so two routes of one length meet only by chance. With
    ``collapse`` a touch of the same touchpoint as the one before does not count.
    """
    for p in range(len(begin)):
        h = FIRST
        before = np.int64(-1)
        lengths[p] = stop[p] - begin[p]
        for i in range(begin[p], stop[p]):
            if collapse:
                here = np.int64(touchpoint_of[code[i]])
                if here == before:
                    lengths[p] -= 1
                    continue
                before = here
            h = (h ^ weight[code[i]]) * ODD
            h ^= h >> HALF
        h = (h ^ (h >> LAST)) * ODD
        found[p] = h ^ (h >> HALF)


@inlined
def following(code: Any, touchpoint_of: Any, collapse: Any, at: Any, stop: Any) -> Any:
    """The next touch of a span that counts after the one at ``at``."""
    here = touchpoint_of[code[at]]
    at += 1
    while collapse and at < stop and touchpoint_of[code[at]] == here:
        at += 1
    return at


@kernel(
    int64,
    read(uint16),
    read(int32),
    boolean,
    read(int64),
    read(int64),
    read(int64),
    write(int64),
    write(int64),
)
def compare(
    code: Any,
    touchpoint_of: Any,
    collapse: bool,
    begin: Any,
    stop: Any,
    route: Any,
    first_begin: Any,
    first_stop: Any,
) -> Any:
    """Keep the first span met of each route; answer how many later ones are not the same as it."""
    different = 0
    for p in range(len(begin)):
        r = route[p]
        if r < 0:
            continue
        if first_begin[r] < 0:
            first_begin[r] = begin[p]
            first_stop[r] = stop[p]
            continue
        i, j = begin[p], first_begin[r]
        end, other = stop[p], first_stop[r]
        same = True
        while same and i < end and j < other:
            same = touchpoint_of[code[i]] == touchpoint_of[code[j]]
            i = following(code, touchpoint_of, collapse, i, end)
            j = following(code, touchpoint_of, collapse, j, other)
        different += not (same and i == end and j == other)
    return different
