"""The loop that cuts journeys to their endings. ``journeys/stopped.py`` says how it counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.types import boolean, int32, int64, uint16, void

from touchline.journeys.kernels.jit import kernel, read, write


@kernel(void, read(uint16), read(int32), int64, boolean, write(int64), read(int64))
def walk(code: Any, touchpoint_of: Any, most: int, collapse: bool, begin: Any, stop: Any) -> None:
    """Move ``begin`` of each span so that its last ``most`` touches are left.

    With ``collapse`` touches of the same touchpoint directly after one another count once.
    """
    for p in range(len(begin)):
        left = most
        after = np.int64(-1)
        i = stop[p]
        while i > begin[p]:
            here = np.int64(touchpoint_of[code[i - 1]])
            if not (collapse and here == after):
                if left == 0:
                    break
                left -= 1
            after = here
            i -= 1
        begin[p] = i
