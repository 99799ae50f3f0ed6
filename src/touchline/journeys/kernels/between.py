"""The loop over what is between two touchpoints. ``journeys/between.py`` says how it counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import boolean, int16, int32, int64, uint8, uint16

from touchline.journeys.kernels.jit import kernel, read, write
from touchline.journeys.kernels.linked import add

ASKED = 1
"""A person's state: took the link, or met the touchpoint, that is asked for."""


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
    write(int64),
    write(int64, 2),
    int64,
    write(int64, 2),
    write(int64),
    int64,
    int64,
    write(uint8),
)
def walk(
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
    links: Any,
    counts: Any,
    used: int,
    met: Any,
    last: Any,
    asked: int,
    touchpoint: int,
    state: Any,
) -> Any:
    """Count the links inside the spans that are ``routed``; answer how many slots are in use.

    Adds to ``met`` (group x touchpoint: people); ``last`` is who was at a touchpoint last. ``state``,
    where not empty, takes ASKED of who took the link ``asked``, or met the ``touchpoint``, on the way.
    """
    for at in range(len(begin)):
        if not routed[at]:
            continue
        p = low + at
        g = 0 if group.size == 0 else np.int64(group[p])
        before = np.int64(-1)
        for i in range(begin[at], stop[at]):
            here = np.int64(touchpoint_of[code[i]])
            met[g, here] += last[here] != p
            last[here] = p
            if state.size > 0 and here == touchpoint:
                state[at] = ASKED
            if before < 0 or (collapse and here == before):
                before = here
                continue
            link = (g * size + before) * size + here
            used = add(table, links, counts, used, link, p)
            if state.size > 0 and link == asked:
                state[at] = ASKED
            before = here
    return used
