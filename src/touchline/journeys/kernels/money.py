"""Converting money exactly. ``journeys/money.py`` says how it counts.

Numbers are cut into limbs of six decimal digits, so that no product leaves 64 bits and dividing by a
power of ten is leaving limbs out.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int32, int64, uint8, uint16, void

from touchline.journeys.kernels.jit import inlined, kernel, read, write

LIMB = 1_000_000
LIMBS = 12
GONE = 3
"""Limbs left out at the end: a product carries eighteen digits too many."""
TOO_LARGE = 10**15


@inlined
def times(minor: Any, value: Any, power: Any, limbs: Any) -> Any:
    """``minor * value * power / 10**18``, rounded once, half away from zero; -1 where it is too large.

    ``minor`` is not negative. ``power`` is at most 10**9. ``limbs`` is room for the product.
    """
    for k in range(LIMBS):
        limbs[k] = 0
    i, left = 0, minor
    while left > 0:
        digit, rest, j = left % LIMB, value, i
        while rest > 0:
            limbs[j] += digit * (rest % LIMB)
            rest //= LIMB
            j += 1
        left //= LIMB
        i += 1
    carry = np.int64(0)
    for k in range(LIMBS):
        carry += limbs[k]
        limbs[k] = carry % LIMB
        carry //= LIMB
    for k in range(LIMBS):
        carry += limbs[k] * power
        limbs[k] = carry % LIMB
        carry //= LIMB
    answer = np.int64(0)
    for k in range(LIMBS - 1, GONE - 1, -1):
        if answer > TOO_LARGE // LIMB:
            return np.int64(-1)
        answer = answer * LIMB + limbs[k]
    if limbs[GONE - 1] * 2 >= LIMB:
        answer += 1
    return answer if answer <= TOO_LARGE else np.int64(-1)


@kernel(
    void,
    read(int64),
    read(uint16),
    read(int32),
    read(int64),
    read(int64),
    read(int64),
    read(int32),
    read(int64),
    int64,
    write(int64),
    write(uint8),
)
def convert(
    money: Any,
    currency: Any,
    day: Any,
    power: Any,
    first: Any,
    last: Any,
    rate_day: Any,
    rate_value: Any,
    reach: int,
    converted: Any,
    missing: Any,
) -> None:
    """Write each amount in the reporting currency, or that it is ``missing``.

    ``power[c]`` is what brings the digits of currency ``c`` to those of the reporting one, 0 for that
    currency itself, and nothing is nothing in each; ``first[c]`` up to ``last[c]`` are its rates, ascending
    by day. The rate of the day counts, else the latest one at most ``reach`` days before.
    """
    limbs = np.zeros(LIMBS, np.int64)
    for i in range(len(money)):
        c = currency[i]
        if power[c] == 0 or money[i] == 0:
            converted[i] = money[i]
            continue
        low, high = first[c], last[c]
        while low < high:
            middle = (low + high) // 2
            if rate_day[middle] <= day[i]:
                low = middle + 1
            else:
                high = middle
        answer = np.int64(-1)
        if low > first[c] and day[i] - rate_day[low - 1] <= reach:
            answer = times(abs(money[i]), rate_value[low - 1], power[c], limbs)
        if answer < 0:
            missing[i] = 1
        else:
            converted[i] = -answer if money[i] < 0 else answer


@kernel(void, read(int64), read(int64), read(int64), read(int64), read(uint16), write(int64))
def take_off(order: Any, refund: Any, first: Any, last: Any, currency: Any, left: Any) -> None:
    """Take refunds off their orders, currency by currency.

    ``order[k]`` and ``refund[k]`` are touches, whose sums are ``first[t]`` up to ``last[t]``; ``left`` holds
    the sums, and what is left of those of orders in the end.
    """
    for k in range(len(order)):
        for r in range(first[refund[k]], last[refund[k]]):
            for e in range(first[order[k]], last[order[k]]):
                if currency[e] == currency[r]:
                    left[e] += left[r]
