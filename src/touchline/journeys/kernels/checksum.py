"""The loop that sums up a file, as fast as memory is read."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import uint64

from touchline.journeys.kernels.jit import inlined, kernel, read

LANES = 8
FACTOR = np.uint64(0x9E3779B185EBCA87)
UP, DOWN = np.uint64(29), np.uint64(35)


@inlined
def _mixed(lane: Any, word: Any) -> Any:
    """A number that changes with every bit of both: no step loses anything."""
    product = (lane ^ word) * FACTOR
    return (product << UP) | (product >> DOWN)


@kernel(uint64, read(uint64))
def total(words: Any) -> Any:
    """A number of 64 bits that says whether words, a multiple of eight, are still the same."""
    a, b, c, d = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
    e, f, g, h = np.uint64(5), np.uint64(6), np.uint64(7), np.uint64(8)
    for at in range(0, len(words), LANES):
        a, b = _mixed(a, words[at]), _mixed(b, words[at + 1])
        c, d = _mixed(c, words[at + 2]), _mixed(d, words[at + 3])
        e, f = _mixed(e, words[at + 4]), _mixed(f, words[at + 5])
        g, h = _mixed(g, words[at + 6]), _mixed(h, words[at + 7])
    found = np.uint64(len(words))
    for lane in (a, b, c, d, e, f, g, h):
        found = _mixed(found, lane)
    return found
