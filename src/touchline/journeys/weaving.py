"""Further touches among those of a shard, where no order changes: nothing is sorted or folded again.

The result is what a build of all their events gives. Lines of orders are folded among themselves, so touches
that are no lines only move them. What is new has a higher ``seq`` than all there was: it stands after touches
of the same instant. The loops are in ``kernels/weaving.py``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from touchline.journeys.index import Array, Shard
from touchline.journeys.lines import Lines


def woven(shard: Shard, lines: Lines, more: Shard) -> tuple[Shard, Lines]:
    """A shard and its lines with the touches of ``more``, which have no money, of persons it knows."""
    from touchline.journeys.kernels import weaving as kernels

    if not more.touches:
        return shard, lines
    row = np.searchsorted(shard.key, more.key)
    touches = shard.touches + more.touches
    offset, time = np.empty(len(shard.offset), np.uint32), np.empty(touches, np.int64)
    moved, placed = np.empty(shard.touches, np.uint32), np.empty(more.touches, np.uint32)
    given = (shard.offset, shard.time, row, more.offset, more.time)
    kernels.weave(*given, offset, moved, placed, time)

    def column(before: Array, further: Array) -> Array:
        out = np.empty(touches, np.uint16)
        kernels.spread_out(moved, before, out)
        kernels.spread_out(placed, further, out)
        return out

    at = np.empty(len(lines), np.uint32)
    kernels.stand(lines.person, lines.at, lines.time, shard.offset, offset, moved, time, at)
    made = replace(
        shard,
        offset=offset,
        time=time,
        code=column(shard.code, more.code),
        money_at=moved[shard.money_at],
        refund_at=moved[shard.refund_at],
        refund_of=moved[shard.refund_of],
        attributes={name: column(one, more.attributes[name]) for name, one in shard.attributes.items()},
    )
    return made, replace(lines, at=at)
