"""The loops that carry a column of an attribute along with its events and touches."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import int32, int64, uint16, void

from touchline.journeys.kernels.jit import kernel, read, write


@kernel(void, read(int64), read(int32), read(int32), write(int32))
def carry(place: Any, said: Any, number_of: Any, to: Any) -> None:
    """Write the number of what each row says to where the row went; a row without a place goes nowhere.

    ``number_of`` gives the lasting number of each text, and ends with the -1 of none.
    """
    for r in range(len(place)):
        if place[r] >= 0:
            to[place[r]] = number_of[said[r]]


@kernel(void, read(int32), read(int32), read(uint16), write(uint16))
def pick(at: Any, number: Any, place_of: Any, column: Any) -> None:
    """The value of the row at which each touch stands; ``place_of`` ends with the 0 of none."""
    for i in range(len(at)):
        column[i] = place_of[number[at[i]]]


@kernel(void, read(int64), read(uint16), read(int64), write(uint16))
def look_up(known: Any, place: Any, key: Any, column: Any) -> None:
    """The place of each key, 0 for one that is not known. ``known`` and ``key`` ascend.

    Steps get longer until they are too long, and shorter again: few where the two lie close together.
    """
    at: Any = np.int64(0)
    count = len(known)
    for row in range(len(key)):
        wanted = key[row]
        step: Any = np.int64(1)
        while at + step <= count and known[at + step - 1] < wanted:
            at += step
            step *= 2
        while step > 1:
            step //= 2
            if at + step <= count and known[at + step - 1] < wanted:
                at += step
        column[row] = place[at] if at < count and known[at] == wanted else 0
