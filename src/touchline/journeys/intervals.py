"""How sure a number is: 95 % intervals, all in closed form.

Where a person counts once, a share has Wilson's interval and a median the interval of its order
statistics; neither needs a second pass.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

import numpy as np

from touchline.journeys.index import Array

Z = 1.959963984540054
"""The normal deviate a 95 % interval reaches to either side."""

FEW = 20
"""Below this many people an answer says that they are few."""


def wilson(k: int, n: int) -> tuple[float, float]:
    """Low and high end of the share ``k`` of ``n`` (E. B. Wilson, JASA 22, 1927). ``n`` of 0 gives (0, 1)."""
    low, high = wilsons(np.array([k]), np.array([n]))
    return (float(low[0]), float(high[0]))


def wilsons(k: Array, n: Array) -> tuple[Array, Array]:
    """``wilson`` for arrays of counts of equal length, as two float64 arrays."""
    share = k / np.maximum(n, 1)
    square = Z * Z
    base = 2 * (n + square)
    middle = (2 * n * share + square) / base
    reach = Z * np.sqrt(square + 4 * n * share * (1 - share)) / base
    low = np.where(k <= 0, 0.0, np.clip(middle - reach, 0.0, 1.0))
    high = np.where(k >= n, 1.0, np.clip(middle + reach, 0.0, 1.0))
    return (low, high)


def share(k: int, n: int) -> float | None:
    """``k / n``, or None of nobody."""
    return k / n if n else None


def median_ranks(n: int) -> tuple[int, int] | None:
    """Ranks (from 1) of the two of ``n`` sorted values that enclose the median with 95 %, or None under 6."""
    return quantile_ranks(n, 50)


@lru_cache(maxsize=4096)
def quantile_ranks(n: int, percent: int) -> tuple[int, int] | None:
    """Ranks (from 1) of the two of ``n`` sorted values that enclose a quantile with 95 %; None for too few.

    The number of values below the true quantile is binomial with a chance of ``percent`` each, whatever
    their distribution. The lower rank is the largest ``r`` for which ``P(fewer than r below) <= 2.5 %``; the
    upper one the same from the other end. Exact up to a thousand values, with the normal
    approximation above.
    """
    low, high = _rank(n, percent), n + 1 - _rank(n, 100 - percent)
    return (low, high) if low >= 1 and high <= n else None


def _rank(n: int, percent: int) -> int:
    """The largest rank below which too few values lie to be chance; 0 where every number of them may."""
    if n > 1000:
        part = percent / 100
        return max(0, math.floor(n * part + 0.5 - Z * math.sqrt(n * part * (1 - part))))
    chance = Fraction(percent, 100)
    below, above = chance.numerator, chance.denominator - chance.numerator
    limit, way, ways, rank = chance.denominator**n // 40, above**n, 0, 0
    while rank <= n and (ways := ways + way) <= limit:
        way = way * (n - rank) * below // ((rank + 1) * above)
        rank += 1
    return rank
