"""The bin of a wait, for kernels. ``journeys/histogram.py`` says what the bins mean."""

from __future__ import annotations

from typing import Any

import numpy as np

from touchline.journeys.kernels.jit import inlined

BINS = 3140
SHORTEST = 1000
SHIFT = 46
FIRST = 66109


@inlined
def bin_of(wait: Any) -> Any:
    """The bin of a wait in microseconds (int64, not negative).

    The exponent and the first six binary places of the number, which its floating form holds side by side.
    """
    if wait < SHORTEST:
        return np.int64(0)
    return min((np.float64(wait).view(np.int64) >> SHIFT) - FIRST + 1, np.int64(BINS - 1))
