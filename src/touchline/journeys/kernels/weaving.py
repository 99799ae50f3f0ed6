"""The loops that put further touches among those of a shard. ``journeys/weaving.py`` says what for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int64, uint16, uint32, void

from touchline.journeys.kernels.jit import kernel, read, write


@kernel(
    void,
    read(uint32),
    read(int64),
    read(int64),
    read(uint32),
    read(int64),
    write(uint32),
    write(uint32),
    write(uint32),
    write(int64),
)
def weave(
    offset: Any,
    time: Any,
    row: Any,
    more_offset: Any,
    more_time: Any,
    new_offset: Any,
    moved: Any,
    placed: Any,
    new_time: Any,
) -> None:
    """Merge the touches of persons ``row`` (ascending) with further ones.

    These stand after all touches of the same instant. ``moved`` and ``placed`` take the new position of each
    touch there was and of each further one.
    """
    at: Any = np.int64(0)
    m = 0
    for p in range(len(offset) - 1):
        new_offset[p] = at
        k: Any = np.int64(offset[p])
        high: Any = np.int64(offset[p + 1])
        if m < len(row) and row[m] == p:
            j: Any = np.int64(more_offset[m])
            stop: Any = np.int64(more_offset[m + 1])
            m += 1
            while j < stop:
                when = more_time[j]
                while k < high and time[k] <= when:
                    moved[k], new_time[at] = at, time[k]
                    k += 1
                    at += 1
                placed[j], new_time[at] = at, when
                j += 1
                at += 1
        while k < high:
            moved[k], new_time[at] = at, time[k]
            k += 1
            at += 1
    new_offset[len(offset) - 1] = at


@kernel(void, read(uint32), read(uint16), write(uint16))
def spread_out(to: Any, values: Any, out: Any) -> None:
    """Write each value to its new position."""
    for k in range(len(to)):
        out[to[k]] = values[k]


@kernel(
    void,
    read(uint32),
    read(uint32),
    read(int64),
    read(uint32),
    read(uint32),
    read(uint32),
    read(int64),
    write(uint32),
)
def stand(
    person: Any,
    at: Any,
    time: Any,
    offset: Any,
    new_offset: Any,
    moved: Any,
    new_time: Any,
    place: Any,
) -> None:
    """Where each line stands now: behind the same touch as before, before further ones of its instant."""
    for i in range(len(person)):
        p = person[i]
        lowest: Any = np.int64(new_offset[p])
        here: Any = np.int64(new_offset[p + 1])
        if at[i] > offset[p]:
            lowest = np.int64(moved[at[i] - 1]) + 1
        if at[i] < offset[p + 1]:
            here = np.int64(moved[at[i]])
        while here > lowest and new_time[here - 1] >= time[i]:
            here -= 1
        place[i] = here
