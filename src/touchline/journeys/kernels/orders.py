"""The loop of the orders. ``journeys/orders.py`` says how it counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int16, int32, int64, uint8, uint16, void

from touchline.journeys.kernels.jit import inlined, kernel, read, write

ORDER = 1
OUTSIDE, TOTAL = -1, 0
"""Rows that are none: a touch outside the period; the row of everything, which every other is part of."""

PEOPLE, KEPT, NEW, RETURNING, REFUNDED = range(5)
"""Counts of people in a row, and the bits of ``flags``: 1 << number."""
ORDERS, REFUNDS, LOOSE = range(5, 8)
"""Counts of touches in a row; a loose refund names no order."""
COUNTS = 8
PAID_IN, LEFT_OUT, PRICED = 5, 6, 7
"""Further bits: had an amount in the chosen currency; one of them had no rate; an order had all its rates."""

GROSS, BACK, ORDERED, COUNTED, BUYERS = range(5)
"""Sums by row and block: money of orders, of refunds; orders; those with all their rates; their people."""
SUMS = 5

C_ORDERS, C_REFUNDS, C_PEOPLE, C_GROSS, C_BACK = range(5)
"""Columns by currency; the first table is of all amounts, the second of those without a rate."""
COLUMNS = 5


@inlined
def settle(g: Any, r: Any, met: Any, p: Any, b: Any, chosen: Any, counts: Any, sums: Any, flags: Any) -> None:
    """Count person ``p`` of block ``b``, who ``met`` these things in row ``r`` of group ``g``, once."""
    if met != 0:
        for what in range(5):
            counts[g, r, what] += met >> what & 1
        sums[g, r, BUYERS, b] += met >> PRICED & 1
        if r == chosen:
            flags[p] |= met


@kernel(
    void,
    read(int32),
    read(int16),
    read(uint8),
    read(int32),
    read(int64),
    read(int64),
    read(int64),
    read(uint8),
    read(int64),
    read(uint16),
    read(int64),
    read(int64),
    read(uint8),
    read(int32),
    int64,
    int64,
    write(int64, 3),
    write(int64, 4),
    write(int64, 4),
    write(uint8),
)
def walk(
    person: Any,
    group: Any,
    kind: Any,
    row: Any,
    order: Any,
    first: Any,
    last: Any,
    refunded: Any,
    money: Any,
    currency: Any,
    left: Any,
    converted: Any,
    missing: Any,
    block: Any,
    chosen: int,
    chosen_currency: int,
    counts: Any,
    sums: Any,
    currencies: Any,
    flags: Any,
) -> None:
    """Count touches with money, which come by person and time, into ``row`` (and ``TOTAL``) each,
    all by the group of the person.

    ``flags`` takes, one a person, the bits of row ``chosen`` and of ``chosen_currency``.
    """
    seen = np.full((2, currencies.shape[2]), -1, np.int64)
    i = 0
    while i < len(person):
        p = person[i]
        g = 0 if group.size == 0 else group[p]
        if g < 0:
            i += 1
            continue
        here, bought, mine, whole = np.int64(OUTSIDE), 0, np.int64(0), np.int64(0)
        while i < len(person) and person[i] == p:
            is_order = kind[i] == ORDER
            bought += is_order
            if row[i] == OUTSIDE:
                i += 1
                continue
            if row[i] != here:
                settle(g, here, mine, p, block[p], chosen, counts, sums, flags)
                here, mine = np.int64(row[i]), np.int64(0)
            met = np.int64(1 << REFUNDED)
            if is_order:
                kept = refunded[i] == 0 or first[i] == last[i]
                priced = True
                for e in range(first[i], last[i]):
                    kept = kept or left[e] > 0
                    priced = priced and missing[e] == 0
                met = np.int64(1 << PEOPLE | (1 << NEW if bought == 1 else 1 << RETURNING))
                if kept:
                    met |= 1 << KEPT
                if priced:
                    met |= 1 << PRICED
            if here != TOTAL:
                mine |= met
            whole |= met
            for k in range(2):
                r = here if k else np.int64(TOTAL)
                if k and here == TOTAL:
                    continue
                counts[g, r, ORDERS if is_order else REFUNDS] += 1
                sums[g, r, ORDERED, block[p]] += is_order
                sums[g, r, COUNTED, block[p]] += met >> PRICED & 1
                counts[g, r, LOOSE] += not is_order and order[i] < 0
                for e in range(first[i], last[i]):
                    sums[g, r, GROSS if is_order else BACK, block[p]] += (
                        converted[e] if is_order else -converted[e]
                    )
            for e in range(first[i], last[i]):
                c = currency[e]
                for table in range(1 + missing[e]):
                    currencies[g, table, c, C_ORDERS if is_order else C_REFUNDS] += 1
                    currencies[g, table, c, C_GROSS if is_order else C_BACK] += (
                        money[e] if is_order else -money[e]
                    )
                    if seen[table, c] != p:
                        seen[table, c] = p
                        currencies[g, table, c, C_PEOPLE] += 1
                    if c == chosen_currency:
                        flags[p] |= 1 << LEFT_OUT if table else 1 << PAID_IN
            i += 1
        settle(g, here, mine, p, block[p], chosen, counts, sums, flags)
        settle(g, TOTAL, whole, p, block[p], chosen, counts, sums, flags)
