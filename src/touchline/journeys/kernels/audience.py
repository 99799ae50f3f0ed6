"""The loops that select persons. ``journeys/audience.py`` says how the conditions count."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int16, int64, uint8, uint16, uint32, void

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
        i: Any = first - 1
        while True:
            i += 1
            while i < stop and words[code[i]] == 0:
                i += 1
            if i >= stop:
                break
            word = words[code[i]]
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


@kernel(void, read(uint32), read(uint16), int64, int64, read(uint8), int64, int64, write(uint8))
def touched(
    offset: Any, code: Any, low: int, high: int, words: Any, least: int, most: int, found: Any
) -> None:
    """The same for touches that count whenever and wherever they stand; words are 1 or 0."""
    for p in range(low, high):
        count = np.int64(0)
        for i in range(np.int64(offset[p]), np.int64(offset[p + 1])):
            count += words[code[i]]
        found[p] = least <= count <= most


@kernel(void, read(uint32), read(uint16), int64, int64, read(uint16), write(uint16))
def first_code(offset: Any, code: Any, low: int, high: int, values: Any, found: Any) -> None:
    """Write what ``values`` holds for the code of each person's first touch, 0 for nobody's."""
    for p in range(low, high):
        found[p] = values[code[offset[p]]] if offset[p] < offset[p + 1] else np.uint16(0)


@kernel(
    void,
    read(uint32),
    read(int64),
    int64,
    int64,
    read(uint16),
    int64,
    int64,
    int64,
    write(uint16),
)
def first_value(
    offset: Any,
    time: Any,
    low: int,
    high: int,
    attribute: Any,
    bounded: int,
    start: int,
    end: int,
    found: Any,
) -> None:
    """Write the value of each first touch that has one, where ``bounded`` from ``start`` up to ``end``."""
    for p in range(low, high):
        value = np.uint16(0)
        for i in range(np.int64(offset[p]), np.int64(offset[p + 1])):
            if attribute[i] != 0 and (bounded == 0 or time[i] >= start):
                if bounded == 0 or time[i] < end:
                    value = attribute[i]
                break
        found[p] = value


@kernel(void, read(uint16), read(uint8), write(int64))
def count(places: Any, chosen: Any, counts: Any) -> None:
    """Add up the persons of each place, where ``chosen`` is not empty only those it marks."""
    for p in range(len(places)):
        if chosen.size == 0 or chosen[p] != 0:
            counts[places[p]] += 1


@kernel(void, read(uint16), read(uint8), read(int16), write(int16))
def part(places: Any, chosen: Any, slot_of: Any, of: Any) -> None:
    """Write the part of each person, -1 for those ``chosen`` leaves out; empty, it leaves out nobody."""
    for p in range(len(places)):
        of[p] = slot_of[places[p]] if chosen.size == 0 or chosen[p] != 0 else np.int16(-1)
