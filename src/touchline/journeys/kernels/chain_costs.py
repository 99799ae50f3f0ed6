"""What the cheapest alignment of a journey with a chain does at each touch, as bits.

Let ``B[i][j]`` be the least cost of the touches from ``i`` on where the first ``j`` links are behind, of which
link ``j`` may still be met where it is repeated. It is the least of ``1 + B[i + 1][j]`` (the touch is extra),
``B[i + 1][j]`` (it meets the repeated link ``j`` again), ``B[i + 1][j + 1]`` (it meets the next link) and
``B[i][j + 1]``, and 1 more unless the next link is optional (it is skipped). From the last touch to the first
one row is enough, and of each touch three numbers are kept, whose bits say which of these are cheapest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int32, int64, void

from touchline.journeys.kernels.jit import inlined, kernel, read, write

MEETS, STAY, TAKE, SKIP = 0, 1, 2, 3
"""Of a touch, a bit a link: it can meet it; again; as the next link; the link is skipped before."""


@kernel(void, int64, int64, read(int32), int64, write(int32), write(int64, 2))
def decide(count: int, links: int, needed: Any, repeated: int, row: Any, bits: Any) -> None:
    """Fill ``STAY``, ``TAKE`` and ``SKIP`` of the first ``count`` touches, whose ``MEETS`` are there.

    ``needed[k]`` is 1 unless link ``k`` is optional; bits of ``repeated`` are links that are. ``row`` has room for
    ``links`` + 1 numbers.
    """
    one = np.int64(1)
    row[links] = 0
    for k in range(links - 1, -1, -1):
        row[k] = row[k + 1] + needed[k]
    for n in range(count - 1, -1, -1):
        meets = bits[n, MEETS]
        stay = np.int64(0)
        take = np.int64(0)
        skip = np.int64(0)
        further = np.int32(0)
        further_later = np.int32(0)
        for j in range(links, -1, -1):
            later = row[j]
            least = np.int32(later + 1)
            again = j > 0 and ((meets & repeated) >> (j - 1)) & 1
            if again:
                least = later
            if j < links:
                over = np.int32(further + needed[j])
                met = (meets >> j) & 1
                if met and further_later < least:
                    least = further_later
                if over < least:
                    least = over
                if met and further_later == least:
                    take |= one << j
                if over == least:
                    skip |= one << j
            if again and later == least:
                stay |= one << (j - 1)
            further_later = later
            further = least
            row[j] = least
        bits[n, STAY] = stay
        bits[n, TAKE] = take
        bits[n, SKIP] = skip


@inlined
def met_by(bits: Any, n: Any, behind: Any, links: Any) -> Any:
    """The link that touch ``n`` meets when ``behind`` links are behind, or -1: the earliest that stays cheapest."""
    if behind > 0 and (bits[n, STAY] >> (behind - 1)) & 1:
        return behind - 1
    take, skip = bits[n, TAKE], bits[n, SKIP]
    k = behind
    while k < links and not (take >> k) & 1 and (skip >> k) & 1:
        k += 1
    return k if k < links and (take >> k) & 1 else -1
