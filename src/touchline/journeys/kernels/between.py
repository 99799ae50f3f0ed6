"""The loop over what is between two touchpoints. ``journeys/between.py`` says how it counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import boolean, int16, int32, int64, uint8, uint16

from touchline.journeys.kernels.jit import kernel, read, write
from touchline.journeys.kernels.linked import add

ASKED = 1
"""A person's state: took the link asked for."""


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
