"""The lines of orders as they came, kept beside a shard so that further ones can be folded in.

Folding loses what a line was: an earlier line that comes late, or a refund before its order, changes what
the others became. So a level of the index keeps its lines. Questions never read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
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


def save_lines(lines: Lines, folder: Path) -> None:
    """Write lines as one ``.npy`` file an array, beside their shard."""
    for name in NAMES:
        np.save(folder / f"line_{name}.npy", getattr(lines, name))
    for place, column in enumerate(lines.columns.values()):
        np.save(folder / f"line_column-{place:03d}.npy", np.asarray(column, np.uint16))


def open_lines(folder: Path, columns: Sequence[str] = ()) -> Lines:
    """Map lines with these columns into memory, read-only. Raises ``OSError`` or ``ValueError`` when they are damaged."""
    arrays: dict[str, Any] = {name: _open(folder / f"line_{name}.npy", kind) for name, kind in KINDS.items()}
    said = {
        name: _open(folder / f"line_column-{place:03d}.npy", np.uint16) for place, name in enumerate(columns)
    }
    return Lines(**arrays, columns=said)


def _open(path: Path, kind: Any) -> Array:
    array = np.load(path, mmap_mode="r" if path.stat().st_size > 128 else None)
    if array.dtype != kind or array.ndim != 1:
        raise ValueError(f"{path} is not an array of {np.dtype(kind).name}.")
    opened = np.asarray(array)
    opened.setflags(write=False)
    return opened
