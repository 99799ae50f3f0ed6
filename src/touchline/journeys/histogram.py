"""Waits, counted in a fixed logarithmic histogram, so that medians add up over shards.

Bin 0 holds waits under a millisecond. Above that every doubling is cut into 64 equal bins, up to
2**59 microseconds, which is longer than any calendar. A median is the geometric middle of its bin
and therefore at most 0.8 % away from the true one.
"""

from __future__ import annotations

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.intervals import quantile_ranks

PARTS = 64
BINS = 3140
SHORTEST = 1000
_LARGEST = BINS - 1


def _edges() -> Array:
    doubling = 2.0 ** np.arange(9, 59)
    edges = (doubling[:, None] * (1 + np.arange(PARTS) / PARTS)).ravel()
    return np.concatenate([[0.0], edges[edges >= SHORTEST], [2.0**59]])


EDGES = _edges()
"""``EDGES[b] <= wait < EDGES[b + 1]`` in microseconds; one more entry than bins."""

MIDDLES = np.concatenate([[0.0], np.sqrt(EDGES[1:-1] * EDGES[2:])])
"""What a bin reads as, in microseconds: its geometric middle, and 0 for bin 0."""


def bins_of(waits: Array) -> Array:
    """The bin of each wait in microseconds, as int64; the twin of ``kernels.waits.bin_of``."""
    return np.minimum(np.searchsorted(EDGES, np.asarray(waits, np.float64), side="right") - 1, _LARGEST)


def median(counts: Array) -> float | None:
    """Median in seconds of a histogram (one count a bin), or None when it is empty.

    The lower of the two middle values counts when their number is even.
    """
    return quantile(counts, 50)


def median_interval(counts: Array) -> tuple[float | None, float | None]:
    """95 % interval of the median in seconds; both ends are None under six waits."""
    return quantile_interval(counts, 50)


def quantile(counts: Array, percent: int) -> float | None:
    """The shortest wait in seconds that ``percent`` of all waits do not exceed; None when there is none."""
    total = int(counts.sum())
    return _seconds(MIDDLES[_bin_at(counts, -(-total * percent // 100))]) if total else None


def quantile_interval(counts: Array, percent: int) -> tuple[float | None, float | None]:
    """95 % interval of a quantile in seconds: from the order statistics that enclose it.

    The outer edges of their bins count, so the interval holds what the bins round away. Both are
    None where there are too few waits for such an interval.
    """
    ranks = quantile_ranks(int(counts.sum()), percent)
    if ranks is None:
        return (None, None)
    low, high = (_bin_at(counts, rank) for rank in ranks)
    return (_seconds(EDGES[low]), _seconds(EDGES[high + 1]))


def _bin_at(counts: Array, rank: int) -> int:
    return int(np.searchsorted(np.cumsum(counts), rank))


def _seconds(micros: float) -> float:
    return round(float(micros) / 1e6, 6)
