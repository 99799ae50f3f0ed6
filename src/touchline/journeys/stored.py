"""A shard on disk: one file with its arrays, the lines of its orders, and the columns of its attributes.

Referrals are not among them: they change without touches and are kept apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from touchline.journeys import sections
from touchline.journeys.index import SHARD_DTYPES, Array, Shard, empty_shard
from touchline.journeys.lines import KINDS, Lines

SAVED = {name: kind for name, kind in SHARD_DTYPES.items() if not name.startswith("brought")}
LINE = "line-"


def save_shard(shard: Shard, lines: Lines, path: Path) -> None:
    """Write a shard with its lines into a new file."""
    arrays = {name: getattr(shard, name) for name in SAVED}
    arrays |= {LINE + name: getattr(lines, name) for name in KINDS}
    for place, name in enumerate(shard.attributes):
        arrays[_column(place)] = shard.attributes[name]
        arrays[LINE + _column(place)] = lines.columns[name]
    sections.save(path, arrays)


def open_shard(path: Path, attributes: Sequence[str] = ()) -> tuple[Shard, Lines]:
    """Map a shard and its lines into memory, read-only.

    Raises ``OSError`` or ``ValueError`` when they are damaged.
    """
    found = sections.load(path)

    def of(name: str, kind: Any) -> Array:
        array = found.get(name)
        if array is None or array.dtype != kind:
            raise ValueError(f"{path} has no array {name} of {np.dtype(kind).name}.")
        return array

    columns = {name: of(_column(place), np.uint16) for place, name in enumerate(attributes)}
    said = {name: of(LINE + _column(place), np.uint16) for place, name in enumerate(attributes)}
    arrays: dict[str, Any] = {name: of(name, kind) for name, kind in SAVED.items()}
    shard = replace(empty_shard(), **arrays, attributes=columns)
    lines: dict[str, Any] = {name: of(LINE + name, kind) for name, kind in KINDS.items()}
    return shard, Lines(**lines, columns=said)


def _column(place: int) -> str:
    return f"attribute-{place:03d}"
