"""The lines of orders as they came, kept beside a shard so that further ones can be folded in.

Folding loses what a line was: an earlier line that comes late, or a refund before its order, changes what
the others became. So a level of the index keeps its lines. Questions never read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from touchline.journeys.index import Array

NONE = -1
"""The order of a line without one, and the currency of a line without an amount."""


@dataclass(frozen=True)
class Lines:
    """The rows with money or an order of one shard, by person, then by (time, seq).

    ``person`` uint32 row in the shard, ascending. ``at`` uint32 position among the touches: where the
    touch it became stands, or the touch that follows it when it went into another. ``time`` int64 µs,
    ``order`` int64 order reference or -1, ``money`` int64 minor units, ``currency`` int32 place or -1,
    ``code`` uint16 one that tells touchpoint, channel and initiative; its kind of money means nothing.
    ``columns`` of attributes by name, uint16, the place of what each line says.
    """

    person: Array
    at: Array
    time: Array
    order: Array
    money: Array
    currency: Array
    code: Array
    columns: Mapping[str, Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.person)


KINDS = {
    "person": np.uint32,
    "at": np.uint32,
    "time": np.int64,
    "order": np.int64,
    "money": np.int64,
    "currency": np.int32,
    "code": np.uint16,
}
NAMES = tuple(KINDS)


def no_lines(columns: Iterable[str] = ()) -> Lines:
    """No line at all."""
    arrays: dict[str, Any] = {name: np.zeros(0, kind) for name, kind in KINDS.items()}
    return Lines(**arrays, columns={name: np.zeros(0, np.uint16) for name in columns})
