"""The loops that make a shard. ``journeys/build.py`` says what they do."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int32, int64, uint8, uint16, uint32, void

from touchline.journeys.kernels.fold import DROPPED, spread
from touchline.journeys.kernels.jit import kernel, read, write

KEY, ROWS, LAST, TIDY = 0, 1, 2, 3
"""Columns of a person: key, rows, ``seq`` of the newest row, 1 while rows came in the order of ``seq``."""


@kernel(int64, read(int64), read(int64), read(uint8), write(int32), write(int64, 2))
def people(key: Any, seq: Any, kind: Any, who: Any, found: Any) -> int:
    """Number the persons by first appearance: ``who`` one a row, -1 for a dropped one; returns how many.

    ``found`` takes what they are and has to be as long as there may be persons.
    """
    size = 1024
    table = np.full(size, -1, np.int32)
    count = 0
    for r in range(len(key)):
        if kind[r] == DROPPED:
            who[r] = -1
            continue
        while 2 * count >= size:
            size *= 2
            table = np.full(size, -1, np.int32)
            for p in range(count):
                at = spread(found[p, KEY]) & np.uint64(size - 1)
                while table[at] >= 0:
                    at = (at + np.uint64(1)) & np.uint64(size - 1)
                table[at] = p
        mask = np.uint64(size - 1)
        at = spread(key[r]) & mask
        while table[at] >= 0 and found[table[at], KEY] != key[r]:
            at = (at + np.uint64(1)) & mask
        if table[at] < 0:
            table[at] = count
            found[count, KEY], found[count, ROWS] = key[r], 0
            found[count, LAST], found[count, TIDY] = seq[r], 1
            count += 1
        p = table[at]
        who[r] = p
        found[p, ROWS] += 1
        if seq[r] < found[p, LAST]:
            found[p, TIDY] = 0
        found[p, LAST] = seq[r]
    return count


@kernel(void, read(int32), read(int64), write(int64), write(int32), write(int64))
def arrange(who: Any, time: Any, free: Any, at: Any, sorted_time: Any) -> None:
    """Put the rows of each person next to each other, as they came: from ``free[p]`` on, which moves."""
    for r in range(len(who)):
        p = who[r]
        if p >= 0:
            place = free[p]
            at[place] = r
            sorted_time[place] = time[r]
            free[p] = place + 1


@kernel(void, read(int32), read(int32, 2), read(uint8), write(uint16))
def encode(label: Any, code_of: Any, kind: Any, code: Any) -> None:
    """The code of each row that is kept."""
    for r in range(len(label)):
        if kind[r] != DROPPED:
            code[r] = code_of[label[r], kind[r]]


@kernel(
    void,
    read(int32),
    read(uint16),
    read(uint8),
    read(int32),
    read(int64),
    read(int32),
    read(int64),
    write(uint16),
    write(uint32),
    write(int64),
    write(uint16),
)
def fill(
    at: Any,
    code: Any,
    with_money: Any,
    entry: Any,
    entry_row: Any,
    entry_currency: Any,
    entry_money: Any,
    sorted_code: Any,
    money_at: Any,
    money: Any,
    money_currency: Any,
) -> None:
    """Write the codes in order, and the sums of touches with money; ``with_money`` is one a code."""
    count = 0
    for i in range(len(at)):
        c = code[at[i]]
        sorted_code[i] = c
        if not with_money[c]:
            continue
        e = entry[at[i]]
        while 0 <= e < len(entry_row) and entry_row[e] == at[i]:
            money_at[count] = i
            money[count] = entry_money[e]
            money_currency[count] = entry_currency[e]
            count += 1
            e += 1
