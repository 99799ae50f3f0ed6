"""Rows of events as the build takes them: put together, cut by shard, chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from touchline.journeys.build import Rows
from touchline.journeys.index import Array
from touchline.lake.homes import homes
from touchline.lake.spill import NAMES, Spill


def concatenated(parts: Sequence[Rows], attributes: Sequence[str]) -> Rows:
    """Rows after rows."""
    if not parts:
        return Spill(columns=attributes).load()
    made: dict[str, Any] = {name: np.concatenate([getattr(one, name) for one in parts]) for name in NAMES}
    made["columns"] = {name: np.concatenate([one.columns[name] for one in parts]) for name in attributes}
    begins = np.cumsum([0, *(len(one.key) for one in parts)])
    lines = [one.line_row + begin for one, begin in zip(parts, begins[:-1], strict=True)]
    return Rows(**made | {"line_row": np.concatenate(lines).astype(np.int64)})


def split_up(rows: Rows, shards: int) -> list[Rows]:
    """The rows of each shard."""
    if shards == 1:
        return [rows]
    home = homes(rows.key, shards)
    return [some_of(rows, home == number) for number in range(shards)]


def some_of(rows: Rows, chosen: Array) -> Rows:
    """Some of the rows, and the lines among them."""
    lines = chosen[rows.line_row]
    part: dict[str, Any] = {
        name: getattr(rows, name)[lines if name.startswith("line_") else chosen] for name in NAMES
    }
    part["columns"] = {name: column[chosen] for name, column in rows.columns.items()}
    return Rows(**part | {"line_row": (np.cumsum(chosen) - 1)[part["line_row"]]})
