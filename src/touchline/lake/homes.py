"""Which shard persons belong to, many at a time."""

from __future__ import annotations

import numpy as np

from touchline.journeys.index import Array


def homes(keys: Array, shards: int) -> Array:
    """As ``shard_of``, as int32, in one pass."""
    from touchline.journeys.kernels import partition as kernels

    home = np.empty(len(keys), np.int32)
    kernels.home(np.ascontiguousarray(keys, np.int64), shards, home)
    return home
