"""The loops that fold the lines of orders into touches. ``journeys/build.py`` says what they do."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int32, int64, uint8, void

from touchline.journeys.kernels.jit import inlined, kernel, read, write

ORDER, REFUND, DROPPED = 1, 2, 3


@inlined
def spread(value: Any) -> Any:
    """Mix 64 bits."""
    z = np.uint64(value) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@inlined
def earlier(time: Any, seq: Any, a: Any, b: Any) -> Any:
    """Whether row ``a`` stands before row ``b``."""
    return time[a] < time[b] or (time[a] == time[b] and seq[a] < seq[b])


@kernel(int64, read(int64), read(int64), read(int64), write(int32))
def group(key: Any, row: Any, order: Any, number: Any) -> int:
    """Number the orders among the lines: equal (key, order), equal number. Returns how many there are.

    A line without an order (-1) is one of its own.
    """
    size = 16
    while size < 2 * len(row):
        size *= 2
    table = np.full(size, -1, np.int32)
    mask = np.uint64(size - 1)
    found = 0
    first = np.empty(len(row), np.int32)
    for i in range(len(row)):
        if order[i] < 0:
            number[i] = found
            first[found] = i
            found += 1
            continue
        at = spread(np.uint64(key[row[i]]) ^ spread(order[i])) & mask
        while table[at] >= 0:
            j = first[table[at]]
            if order[j] == order[i] and key[row[j]] == key[row[i]]:
                break
            at = (at + np.uint64(1)) & mask
        if table[at] < 0:
            table[at] = found
            first[found] = i
            found += 1
        number[i] = table[at]
    return found


@kernel(void, read(int32), int64, write(int64), write(int64))
def gather(number: Any, groups: int, offset: Any, member: Any) -> None:
    """List the lines of each group: ``member[offset[g]:offset[g + 1]]``, in the order they came."""
    for i in range(len(number)):
        offset[number[i] + 1] += 1
    for g in range(groups):
        offset[g + 1] += offset[g]
    at = offset[:-1].copy()
    for i in range(len(number)):
        member[at[number[i]]] = i
        at[number[i]] += 1


@inlined
def in_time(time: Any, seq: Any, row: Any, part: Any) -> Any:
    """Lines sorted by where they stand, the earliest first."""
    part = part[np.argsort(seq[row[part]], kind="mergesort")]
    return part[np.argsort(time[row[part]], kind="mergesort")]


TOP = 4 * 10**18
"""Minor units at which a sum stops, as ``journeys/overflow.py`` says: it never wraps."""


@inlined
def add(entries: Any, begin: Any, at: Any, unit: Any, amount: Any, row: Any, units: Any, money: Any) -> Any:
    """Add an amount to the sums of the touch at row ``at``, from ``begin`` on; how many there are then.

    ``unit`` is the currency of the amount, -1 for a line without one.
    """
    if unit < 0:
        return entries
    e = begin
    while e < entries and units[e] < unit:
        e += 1
    if e < entries and units[e] == unit:
        money[e] = min(max(money[e] + amount, -TOP), TOP)
        return entries
    for k in range(entries, e, -1):
        units[k] = units[k - 1]
        money[k] = money[k - 1]
        row[k] = row[k - 1]
    units[e] = unit
    money[e] = amount
    row[e] = at
    return entries + 1


@kernel(
    void,
    read(int64),
    read(int64),
    read(int64),
    read(int64),
    read(int64),
    read(int32),
    read(int64),
    read(int64),
    write(uint8),
    write(int32),
    write(int64),
    write(int32),
    write(int64),
    write(int64),
    write(int64),
    write(int64),
)
def fold(
    time: Any,
    seq: Any,
    row: Any,
    order: Any,
    money: Any,
    currency: Any,
    offset: Any,
    member: Any,
    kind: Any,
    entry: Any,
    sum_row: Any,
    sum_currency: Any,
    sum_money: Any,
    refund_row: Any,
    refund_of: Any,
    found: Any,
) -> None:
    """Fold the lines of each order into one ORDER touch, and one REFUND touch a moment money went back.

    ``kind[r]`` becomes the money kind of row ``r``, DROPPED for a line that went into another;
    ``entry[r]`` the first of its sums, one a currency, ascending. ``refund_row`` takes the rows of refunds
    that belong to an order and ``refund_of`` the rows of these orders. ``found`` takes how many sums and
    how many such refunds there are.
    """
    entries, refunds = np.int64(0), np.int64(0)
    back = np.empty(16, np.int64)
    for g in range(len(offset) - 1):
        start, stop = offset[g], offset[g + 1]
        bought, free, negative = np.int64(-1), np.int64(-1), np.int64(-1)
        for m in range(start, stop):
            i = member[m]
            kind[row[i]] = DROPPED
            if money[i] > 0:
                if bought < 0 or earlier(time, seq, row[i], row[bought]):
                    bought = i
            elif money[i] < 0:
                if negative < 0 or earlier(time, seq, row[i], row[negative]):
                    negative = i
            elif free < 0 or earlier(time, seq, row[i], row[free]):
                free = i
        if free >= 0 and order[free] < 0:
            kind[row[free]] = 0
            continue
        if bought < 0 and free >= 0 and (negative < 0 or time[row[free]] < time[row[negative]]):
            bought = free
        if len(back) < stop - start:
            back = np.empty(2 * (stop - start), np.int64)
        backs = 0
        begin = entries
        for m in range(start, stop):
            i = member[m]
            if money[i] < 0 and (bought < 0 or time[row[i]] != time[row[bought]]):
                back[backs] = i
                backs += 1
            elif bought >= 0:
                entries = add(
                    entries, begin, row[bought], currency[i], money[i], sum_row, sum_currency, sum_money
                )
        if bought >= 0:
            kind[row[bought]] = ORDER
            if entries > begin:
                entry[row[bought]] = begin
        if backs > 1:
            back[:backs] = in_time(time, seq, row, back[:backs].copy())
        k = 0
        while k < backs:
            anchor = row[back[k]]
            kind[anchor] = REFUND
            begin = entries
            if k == 0 and bought < 0:
                for m in range(start, stop):
                    i = member[m]
                    if money[i] == 0:
                        entries = add(
                            entries,
                            begin,
                            anchor,
                            currency[i],
                            money[i],
                            sum_row,
                            sum_currency,
                            sum_money,
                        )
            while k < backs and time[row[back[k]]] == time[anchor]:
                i = back[k]
                entries = add(entries, begin, anchor, currency[i], money[i], sum_row, sum_currency, sum_money)
                k += 1
            if entries > begin:
                entry[anchor] = begin
            if bought >= 0:
                refund_row[refunds] = anchor
                refund_of[refunds] = row[bought]
                refunds += 1
    found[0] = entries
    found[1] = refunds
