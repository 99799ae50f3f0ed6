"""What the cheapest alignment of a journey with a chain does at each touch, as bits.

Let ``B[i][j]`` be the least cost of the touches from ``i`` on where the first ``j`` links are behind, of
which link ``j`` may still be met where it is repeated. It is the least of ``1 + B[i + 1][j]`` (the touch is
extra), ``B[i + 1][j]`` (it meets the repeated link ``j`` again), ``B[i + 1][j + 1]`` (it meets the next
link) and ``B[i][j + 1]``, and 1 more unless the next link is optional (it is skipped). From the last touch
to the first one row is enough. It holds costs less the number of touches looked at: a touch then changes
nothing beyond the last link it can meet, and nothing before the first one as soon as a cost stays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int32, int64, void

from touchline.journeys.kernels.jit import inlined, kernel, read, write

CAN_MEET, LAST_MET, PLANNED_NEXT, SLOT = 0, 1, 2, 3
"""Of a touchpoint of the chain: bits of the links it meets, the last of them, bits of those planned directly
after it, its first slot."""
PLACE, STAY, TAKE, SKIP = 0, 1, 2, 3
"""Of a touch its touchpoint of the chain, and bits of the links that it meets again, meets as the next one,
or that are skipped before, at least cost."""


@kernel(void, int64, read(int64, 2), read(int32), int64, write(int32), write(int64, 2))
def decide(count: int, chain: Any, needed: Any, repeated: int, row: Any, bits: Any) -> None:
    """Fill ``STAY``, ``TAKE`` and ``SKIP`` of the first ``count`` touches, whose ``PLACE`` is there.

    ``needed[k]`` is 1 unless link ``k`` is optional; bits of ``repeated`` are links that are. ``row`` has
    room for a number a link and one more.
    """
    one = np.int64(1)
    links = len(needed)
    row[links] = 0
    for k in range(links - 1, -1, -1):
        row[k] = row[k + 1] + needed[k]
    skip = np.int64(-1)
    for n in range(count - 1, -1, -1):
        c = bits[n, PLACE]
        meets = chain[c, CAN_MEET]
        again = meets & repeated
        stay = np.int64(0)
        take = np.int64(0)
        further = np.int32(0)
        further_later = np.int32(0)
        last = chain[c, LAST_MET]
        j = last + 1
        if j < links:
            further = row[j + 1]
        while j >= 0:
            later = row[j]
            least = later
            if j > 0 and (again >> (j - 1)) & 1:
                least = np.int32(later - 1)
            if j < links:
                met = (meets >> j) & 1
                over = np.int32(further + needed[j])
                least = min(least, over)
                if met and further_later - 1 <= least:
                    least = np.int32(further_later - 1)
                    take |= one << j
                if over == least:
                    skip |= one << j
                else:
                    skip &= ~(one << j)
            if j > 0 and (again >> (j - 1)) & 1 and later - 1 == least:
                stay |= one << (j - 1)
            row[j] = least
            if least == later and j <= last and meets & ((one << j) - 1) == 0:
                break
            further = least
            further_later = later
            j -= 1
        bits[n, STAY] = stay
        bits[n, TAKE] = take
        bits[n, SKIP] = skip


@inlined
def met_by(bits: Any, n: Any, behind: Any, links: Any) -> Any:
    """The link that touch ``n`` meets when ``behind`` links are behind, or -1: the earliest at least cost."""
    if behind > 0 and (bits[n, STAY] >> (behind - 1)) & 1:
        return behind - 1
    take, skip = bits[n, TAKE], bits[n, SKIP]
    k = behind
    while k < links and not (take >> k) & 1 and (skip >> k) & 1:
        k += 1
    return k if k < links and (take >> k) & 1 else -1
