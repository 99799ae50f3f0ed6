"""The loops that keep the lines of orders beside a shard, and make rows of both again."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int32, int64, uint8, uint16, uint32, void

from touchline.journeys.kernels.fold import REFUND, in_time
from touchline.journeys.kernels.jit import kernel, read, write
from touchline.journeys.kernels.ordering import after


@kernel(void, read(int32), read(int64), read(int64), read(int64), write(int64), write(int64))
def arrange(person: Any, row: Any, time: Any, seq: Any, offset: Any, member: Any) -> None:
    """List lines by person, then by (time, seq): ``member[offset[p]:offset[p + 1]]``."""
    for i in range(len(person)):
        offset[person[i] + 1] += 1
    for p in range(len(offset) - 1):
        offset[p + 1] += offset[p]
    free = offset[:-1].copy()
    for i in range(len(person)):
        member[free[person[i]]] = i
        free[person[i]] += 1
    for p in range(len(offset) - 1):
        low, high = offset[p], offset[p + 1]
        for i in range(low + 1, high):
            a, b = row[member[i - 1]], row[member[i]]
            if time[a] > time[b] or (time[a] == time[b] and seq[a] > seq[b]):
                member[low:high] = in_time(time, seq, row, member[low:high].copy())
                break


@kernel(
    void,
    read(int64),
    read(int32),
    read(int64),
    read(int64),
    read(int64),
    read(uint32),
    read(int32),
    read(int64),
    write(uint32),
)
def stand(
    member: Any,
    person: Any,
    row: Any,
    time: Any,
    seq: Any,
    offset: Any,
    at: Any,
    sorted_time: Any,
    place: Any,
) -> None:
    """Where each arranged line stands among the touches, or which touch follows it.

    ``at`` and ``sorted_time`` are row and time of each touch in the shard's order.
    """
    for i in range(len(member)):
        r = row[member[i]]
        p = person[member[i]]
        low: Any = np.int64(offset[p])
        high: Any = np.int64(offset[p + 1])
        while low < high:
            middle = (low + high) // 2
            if after(sorted_time[middle], seq, at[middle], r, time[r]) or at[middle] == r:
                high = middle
            else:
                low = middle + 1
        place[i] = low


@kernel(int64, read(uint32), read(uint16), read(uint8), read(int64), read(int64), read(int64))
def count(offset: Any, code: Any, kinds: Any, rows: Any, first: Any, stop: Any) -> int:
    """How many rows ``unfold`` makes."""
    found: Any = np.int64(0)
    for i in range(len(rows)):
        found += stop[i] - first[i]
        for k in range(np.int64(offset[rows[i]]), np.int64(offset[rows[i] + 1])):
            found += kinds[code[k]] == 0
    return found  # type: ignore[no-any-return]


@kernel(
    void,
    read(int64),
    read(uint32),
    read(uint16),
    read(int64),
    read(uint8),
    read(int64),
    read(int64),
    read(int64),
    read(uint32),
    read(int64),
    read(uint16),
    write(int64),
    write(int64),
    write(uint16),
    write(int64),
    write(int64),
)
def unfold(
    key: Any,
    offset: Any,
    code: Any,
    time: Any,
    kinds: Any,
    rows: Any,
    first: Any,
    stop: Any,
    line_at: Any,
    line_time: Any,
    line_code: Any,
    to_key: Any,
    to_time: Any,
    to_code: Any,
    line_row: Any,
    source: Any,
) -> None:
    """Make the rows of persons anew, in their order: touches without money, and lines.

    ``kinds`` is the kind of money of each code; ``first[i]`` up to ``stop[i]`` are the lines of person
    ``rows[i]``. ``line_row`` takes the row of each line, ``source`` where each row's touch stands, -1 for a
    line.
    """
    r, m = np.int64(0), np.int64(0)
    for i in range(len(rows)):
        j = first[i]
        for k in range(np.int64(offset[rows[i]]), np.int64(offset[rows[i] + 1]) + 1):
            last = k == np.int64(offset[rows[i] + 1])
            while j < stop[i] and (last or line_at[j] <= k):
                to_key[r], to_time[r], to_code[r], source[r] = key[rows[i]], line_time[j], line_code[j], -1
                line_row[m] = r
                j += 1
                m += 1
                r += 1
            if not last and kinds[code[k]] == 0:
                to_key[r], to_time[r], to_code[r], source[r] = key[rows[i]], time[k], code[k], k
                r += 1


@kernel(void, read(int32), read(int32, 2), read(int64), read(int64), read(int64), write(uint16))
def encode(label: Any, code_of: Any, member: Any, row: Any, money: Any, code: Any) -> None:
    """The code of each arranged line, as if it stood alone."""
    for i in range(len(member)):
        m = member[i]
        code[i] = code_of[label[row[m]], REFUND if money[m] < 0 else 1]
