"""The loops that sort events into shards. ``lake/partition.py`` says what they do."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int32, int64, uint8, void

from touchline.journeys.kernels.fold import spread
from touchline.journeys.kernels.jit import kernel, read, write

CHANNEL_BITS = 32


@kernel(void, read(int32), read(int32), read(uint8), read(int64), write(int64))
def combine(touchpoint: Any, channel: Any, business: Any, channel_of: Any, whole: Any) -> None:
    """(touchpoint, channel + 1, initiative) as one number, -1 for a row without a touchpoint.

    ``channel_of`` gives the lasting number of each channel, and ends with the -1 of none.
    """
    for r in range(len(touchpoint)):
        if touchpoint[r] < 0:
            whole[r] = -1
        else:
            side = ((channel_of[channel[r]] + 1) << 1) | np.int64(business[r])
            whole[r] = (np.int64(touchpoint[r]) << CHANNEL_BITS) | side


@kernel(int64, int64, read(int64), write(int32), write(int64), write(int64), write(int64), write(int32))
def number(start: int, combination: Any, table: Any, known: Any, counts: Any, found: Any, label: Any) -> int:
    """Number combinations by first appearance, from row ``start`` on; -1 stays -1.

    ``table`` is a hash table of places in ``known``, ``found[0]`` how many are known, ``counts`` rows of
    each. Returns the row where it stopped: there the table is half full, or ``label`` is complete.
    """
    mask = np.uint64(len(table) - 1)
    for r in range(start, len(combination)):
        value = combination[r]
        if value < 0:
            label[r] = -1
            continue
        at = spread(value) & mask
        while table[at] >= 0 and known[table[at]] != value:
            at = (at + np.uint64(1)) & mask
        if table[at] < 0:
            if 2 * found[0] >= len(table):
                return r
            table[at] = found[0]
            known[found[0]] = value
            found[0] += 1
        label[r] = table[at]
        counts[table[at]] += 1
    return len(combination)


@kernel(void, read(int64), int64, write(int32))
def home(key: Any, shards: int, shard: Any) -> None:
    """The shard of each person."""
    for r in range(len(key)):
        shard[r] = (spread(key[r]) >> np.uint64(32)) % np.uint64(shards)


@kernel(void, read(int64), read(int32), int64, write(int32), write(int64))
def route(key: Any, label: Any, shards: int, shard: Any, offset: Any) -> None:
    """The shard of each row (-1 without a label), and where each shard begins when rows are sorted by it."""
    for r in range(len(key)):
        if label[r] < 0:
            shard[r] = -1
            continue
        shard[r] = (spread(key[r]) >> np.uint64(32)) % np.uint64(shards)
        offset[shard[r] + 1] += 1
    for s in range(shards):
        offset[s + 1] += offset[s]


@kernel(
    void,
    read(int32),
    read(int64),
    read(int64),
    read(int64),
    read(int64),
    read(int32),
    write(int64),
    write(int64),
    write(int64),
    write(int32),
    write(int64),
)
def scatter(
    shard: Any,
    offset: Any,
    key: Any,
    time: Any,
    seq: Any,
    label: Any,
    to_key: Any,
    to_time: Any,
    to_seq: Any,
    to_label: Any,
    place: Any,
) -> None:
    """Write the rows of each shard next to each other; ``place[r]`` is where row ``r`` went."""
    free = offset.copy()
    for r in range(len(shard)):
        s = shard[r]
        if s < 0:
            place[r] = -1
            continue
        at = free[s]
        free[s] += 1
        to_key[at], to_time[at], to_seq[at], to_label[at] = key[r], time[r], seq[r], label[r]
        place[r] = at


@kernel(void, read(int32), write(int32))
def renumber(number: Any, label: Any) -> None:
    """Put the lasting number of each label in its place."""
    for r in range(len(label)):
        label[r] = number[label[r]]


@kernel(void, read(int32), read(int32), read(int64), read(int64), write(int64), write(uint8))
def mark(line: Any, label: Any, order: Any, money: Any, lines: Any, kinds: Any) -> None:
    """Count the lines of each label in ``lines`` and set the bits of the money kinds they can become."""
    for i in range(len(line)):
        a = label[line[i]]
        if a < 0:
            continue
        lines[a] += 1
        if money[i] > 0 or (money[i] == 0 and order[i] >= 0):
            kinds[a] |= 2
        elif money[i] < 0:
            kinds[a] |= 4
        else:
            kinds[a] |= 1
