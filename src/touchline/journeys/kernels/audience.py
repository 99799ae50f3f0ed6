"""The loops that select persons. ``journeys/audience.py`` says how the conditions count."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int64, uint8, uint16, uint32, void

from touchline.journeys.kernels.jit import kernel, read, write

WANTED, ANCHOR = 1, 2
"""Bits of a code: such a touch counts; such a touch is what others come before or after."""
ALONE, SINCE_FIRST, BEFORE, AFTER, WITHIN = range(5)
"""How a touch has to stand to others."""


@kernel(
    void,
    read(uint32),
    read(uint16),
    read(int64),
    int64,
    int64,
    read(uint8),
    read(uint16),
    read(uint8),
    int64,
    read(uint32),
    int64,
    int64,
    int64,
    int64,
    int64,
    int64,
    write(uint8),
)
def did(
    offset: Any,
    code: Any,
    time: Any,
    low: int,
    high: int,
    words: Any,
    attribute: Any,
    allowed: Any,
    only: int,
    among: Any,
    mode: int,
    length: int,
    start: int,
    end: int,
    least: int,
    most: int,
    found: Any,
) -> None:
    """Write whether persons ``low`` up to ``high`` have ``least`` to ``most`` touches that count.

    ``words`` holds the bits of a code. ``attribute``, where not empty, is one a touch and ``allowed`` one a
    value. With ``only`` a touch counts where its position is ``among`` these, ascending.
    """
    enough = most + 1 if most < 2**62 else least
    at = 0
    for p in range(low, high):
        first, stop = np.int64(offset[p]), np.int64(offset[p + 1])
        count, seen, last = np.int64(0), False, np.int64(0)
        limit = end
        if mode == SINCE_FIRST and first < stop:
            limit = min(end, time[first] + length + 1)
        for i in range(first, stop):
            word = words[code[i]]
            if word == 0:
                continue
            if mode == BEFORE and word & ANCHOR:
                seen = True
                break
            if word & WANTED and count < enough:
                t = time[i]
                counts = start <= t < limit
                if mode == AFTER:
                    counts = counts and seen
                elif mode == WITHIN:
                    counts = counts and seen and t - last <= length
                if counts and attribute.size > 0:
                    counts = allowed[attribute[i]] != 0
                if counts and only:
                    while at < len(among) and among[at] < i:
                        at += 1
                    counts = at < len(among) and among[at] == i
                count += counts
                if count >= enough and mode != BEFORE:
                    break
            if word & ANCHOR:
                seen = True
                last = time[i]
        if mode == BEFORE and not seen:
            count = np.int64(0)
        found[p] = least <= count <= most


@kernel(
    void,
    read(uint32),
    read(int64),
    int64,
    int64,
    read(uint16),
    int64,
    int64,
    write(uint16),
)
def first_value(
    offset: Any, time: Any, low: int, high: int, attribute: Any, start: int, end: int, found: Any
) -> None:
    """Write the value of each person's first touch from ``start`` up to ``end`` that has one, else 0."""
    for p in range(low, high):
        value = np.uint16(0)
        for i in range(np.int64(offset[p]), np.int64(offset[p + 1])):
            if attribute[i] != 0 and time[i] >= start:
                if time[i] < end:
                    value = attribute[i]
                break
        found[p] = value
