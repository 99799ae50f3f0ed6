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

from touchline.journeys.index import Array, Place

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
LONG = tuple(name for name, kind in KINDS.items() if kind is np.int64)
SHORT = tuple(name for name in KINDS if name not in LONG)


def no_lines(columns: Iterable[str] = ()) -> Lines:
    """No line at all."""
    arrays: dict[str, Any] = {name: np.zeros(0, kind) for name, kind in KINDS.items()}
    return Lines(**arrays, columns={name: np.zeros(0, np.uint16) for name in columns})


def save_lines(lines: Lines, folder: Path) -> None:
    """Write lines as two arrays, a row a column, beside their shard."""
    np.save(folder / "lines-64.npy", np.array([getattr(lines, name) for name in LONG], np.int64))
    short = [getattr(lines, name) for name in SHORT]
    np.save(folder / "lines-32.npy", np.array([*short, *lines.columns.values()], np.int64).astype(np.int32))


def open_lines(folder: Place, columns: Sequence[str] = ()) -> Lines:
    """Map lines with these columns into memory, read-only.

    Raises ``OSError`` or ``ValueError`` when they are damaged.
    """
    long = _open(folder / "lines-64.npy", np.int64, len(LONG))
    short = _open(folder / "lines-32.npy", np.int32, len(SHORT) + len(columns))
    arrays: dict[str, Any] = dict(zip(LONG, long, strict=True))
    for name, row in zip(SHORT, short, strict=False):
        arrays[name] = row.view(KINDS[name]) if KINDS[name] is not np.uint16 else row.astype(np.uint16)
    said = {name: row.astype(np.uint16) for name, row in zip(columns, short[len(SHORT) :], strict=True)}
    return Lines(**arrays, columns=said)


def _open(path: Path, kind: Any, rows: int) -> Array:
    array = np.load(path, mmap_mode="r" if path.stat().st_size > 128 else None)
    if array.dtype != kind or array.ndim != 2 or len(array) != rows:
        raise ValueError(f"{path} is not an array of {rows} rows of {np.dtype(kind).name}.")
    opened = np.asarray(array)
    opened.setflags(write=False)
    return opened
