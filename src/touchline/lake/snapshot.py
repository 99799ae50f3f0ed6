"""The lake at one commit: which files count."""

from __future__ import annotations

from dataclasses import dataclass

from deltalake import DeltaTable

from touchline.lake.removed import NONE, Removed
from touchline.lake.store import Store


@dataclass(frozen=True)
class Counted:
    """One file that counts: lowest ``seq``, name in the folder, rows, size in bytes, the least and
    greatest number of an identity and of an import (None: not known), and the highest ``seq``."""

    seq: int
    name: str
    rows: int
    size: int
    identities: tuple[int, int] | None = None
    imports: tuple[int, int] | None = None
    last: int | None = None


@dataclass(frozen=True)
class Snapshot:
    """The lake at one commit. ``changed`` is the commit that last changed what events there are,
    ``reworded`` how often their texts were changed."""

    store: Store
    id: str
    version: int
    changed: int
    last_seq: int
    parts: tuple[Counted, ...]
    removed: Removed = NONE
    reworded: int = 0

    @property
    def count(self) -> int:
        """Number of events."""
        return sum(part.rows for part in self.parts)

    @property
    def files(self) -> tuple[str, ...]:
        """The addresses of the files, lowest ``seq`` first."""
        return tuple(self.store.address(part.name) for part in self.parts)


def counted_in(table: DeltaTable) -> list[Counted]:
    """The files that count, lowest ``seq`` first."""
    found = table.get_add_actions(flatten=True)
    if not found.num_rows:
        return []
    columns = {name: found[name].to_pylist() for name in found.schema.names}

    def ends(name: str) -> list[tuple[int, int] | None]:
        pairs = zip(columns[f"min.{name}"], columns[f"max.{name}"], strict=True)
        return [None if low is None or high is None else (low, high) for low, high in pairs]

    plain = (columns[name] for name in ("min.seq", "path", "num_records", "size_bytes"))
    rows = zip(*plain, ends("identity"), ends("import"), columns["max.seq"], strict=True)
    return sorted((Counted(*row) for row in rows), key=lambda part: (part.seq, part.name))
