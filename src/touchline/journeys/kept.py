"""What was counted from a level of the index, kept as long as the level is open."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from threading import Lock
from typing import Any

import numpy as np

MOST = 200
MOST_BYTES = 128 << 20
"""Arrays that one level keeps; what is larger than all of it is counted anew each time."""


class Kept:
    """The most recent values by key. Two threads that miss one make it twice, and keep either."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._lock = Lock()
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> Any:
        """What is kept under a key, or None."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: Hashable, value: Any) -> None:
        """Keep a value, and let go of those not asked for the longest when they are too many or too large."""
        size = bytes_of(value)
        with self._lock:
            self._bytes += size - self._values.pop(key, (None, 0))[1]
            self._values[key] = (value, size)
            while len(self._values) > self._most or (self._values and self._bytes > self._most_bytes):
                _key, (_value, less) = self._values.popitem(last=False)
                self._bytes -= less


def bytes_of(value: Any) -> int:
    """How large the arrays of a value are, those inside of it included."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if is_dataclass(value):
        return sum(bytes_of(getattr(value, one.name)) for one in fields(value))
    if isinstance(value, tuple):
        return sum(bytes_of(one) for one in value)
    return 0
