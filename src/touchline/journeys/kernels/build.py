"""The loops that make a shard. ``journeys/build.py`` says what they do."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int32, int64, uint8, uint16, uint32, void

from touchline.journeys.kernels.fold import DROPPED, spread
from touchline.journeys.kernels.jit import inlined, kernel, read, write


@kernel(int64, read(int64), read(uint8), write(int32), write(int64))
def people(key: Any, kind: Any, who: Any, keys: Any) -> int:
    """Number the persons by first appearance: ``who`` one a row, -1 for a dropped one; returns how many.

    ``keys`` takes their keys and has to be as long as there may be persons.
    """
    size = 1024
    table = np.full(size, -1, np.int32)
    found = 0
    for r in range(len(key)):
        if kind[r] == DROPPED:
            who[r] = -1
            continue
        while 2 * found >= size:
            size *= 2
            table = np.full(size, -1, np.int32)
            for p in range(found):
                at = spread(keys[p]) & np.uint64(size - 1)
                while table[at] >= 0:
                    at = (at + np.uint64(1)) & np.uint64(size - 1)
                table[at] = p
        mask = np.uint64(size - 1)
        at = spread(key[r]) & mask
        while table[at] >= 0 and keys[table[at]] != key[r]:
            at = (at + np.uint64(1)) & mask
        if table[at] < 0:
            table[at] = found
            keys[found] = key[r]
            found += 1
        who[r] = table[at]
    return found


@kernel(void, read(int32), read(int32), read(int64), write(uint32), write(int32), write(int64))
def arrange(who: Any, rank: Any, time: Any, offset: Any, at: Any, sorted_time: Any) -> None:
    """Put the rows of each person next to each other: ``at[offset[p]:offset[p + 1]]``, as they came."""
    for r in range(len(who)):
        if who[r] >= 0:
            offset[rank[who[r]] + 1] += 1
    for p in range(len(offset) - 1):
        offset[p + 1] += offset[p]
    free = offset[:-1].copy()
    for r in range(len(who)):
        if who[r] >= 0:
            p = rank[who[r]]
            at[free[p]] = r
            sorted_time[free[p]] = time[r]
            free[p] += 1


@inlined
def after(time: Any, seq: Any, a: Any, b: Any, time_b: Any) -> Any:
    """Whether the touch at position ``a`` (time, row) stands after row ``b`` at ``time_b``."""
    return time > time_b or (time == time_b and seq[a] > seq[b])


@kernel(void, read(int64), read(uint32), write(int32), write(int64))
def order(seq: Any, offset: Any, at: Any, time: Any) -> None:
    """Sort each person's touches by (time, seq): insertion in runs of sixteen, then merging."""
    row_spare, time_spare = np.empty(0, np.int32), np.empty(0, np.int64)
    for p in range(len(offset) - 1):
        low: Any = np.int64(offset[p])
        high: Any = np.int64(offset[p + 1])
        i: Any = low + 1
        while i < high and not after(time[i - 1], seq, at[i - 1], at[i], time[i]):
            i += 1
        if i >= high:
            continue
        for start in range(low, high, 16):
            for i in range(start + 1, min(start + 16, high)):
                row, when = at[i], time[i]
                j = i - 1
                while j >= start and after(time[j], seq, at[j], row, when):
                    at[j + 1], time[j + 1] = at[j], time[j]
                    j -= 1
                at[j + 1], time[j + 1] = row, when
        if high - low > len(row_spare):
            row_spare, time_spare = np.empty(2 * (high - low), np.int32), np.empty(2 * (high - low), np.int64)
        width: Any = np.int64(16)
        while width < high - low:
            for start in range(low, high - width, 2 * width):
                middle, stop = start + width, min(start + 2 * width, high)
                for i in range(width):
                    row_spare[i], time_spare[i] = at[start + i], time[start + i]
                i, j, k = np.int64(0), middle, start
                while i < width:
                    if j < stop and after(time_spare[i], seq, row_spare[i], at[j], time[j]):
                        at[k], time[k] = at[j], time[j]
                        j += 1
                    else:
                        at[k], time[k] = row_spare[i], time_spare[i]
                        i += 1
                    k += 1
            width *= 2


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
