"""Whom and what the newest events are about."""

from __future__ import annotations

import pyarrow.compute as pc

from touchline.lake.snapshot import Snapshot


def came_after(snapshot: Snapshot, seq: int) -> tuple[set[int], set[str]]:
    """The identities and names of events with a higher ``seq``. Reads the files that may hold such."""
    identities: set[int] = set()
    names: set[str] = set()
    for part in snapshot.parts:
        if part.last is None or part.last > seq:
            with snapshot.store.parquet(part.name) as source:
                table = source.read(columns=["seq", "identity", "name"])
            table = table.filter(pc.greater(table["seq"], seq))
            identities.update(pc.unique(table["identity"]).to_pylist())
            names.update(pc.unique(table["name"]).to_pylist())
    return identities, names
