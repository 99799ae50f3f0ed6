"""Small files and imports of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from touchline.collect.importers import Chunk, Reader
from touchline.collect.models import Import
from touchline.collect.run import request_import, run_import
from touchline.lake.events import Lake

TOUCH = {"person": "person", "time": "time", "touchpoint": "touchpoint"}
ORDER = {"person": "person", "time": "time", "order": "order", "value": "value"}


def write(folder: Path, text: str | bytes, name: str = "file.csv") -> Path:
    """A file of this text."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def lines(header: str, rows: Iterable[Sequence[object]]) -> str:
    """CSV without quotes."""
    return "\n".join([header, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n"


def lake() -> Lake:
    """The lake of the test's workspace."""
    return Lake(settings.TOUCHLINE.lake)


def run(asked: Import) -> Import:
    """Run an import that was asked for."""
    return run_import(asked.number, folder=settings.TOUCHLINE.imports, lake=lake())


def take(kind: str, path: Path, options: dict[str, Any] | None = None, **more: Any) -> Import:
    """Ask for an import and run it."""
    usual = {"touches": TOUCH, "orders": ORDER, "people": {"person": "person"}}[kind]
    return run(request_import(kind, path, {**(usual if options is None else options), **more}))


def counts(done: Import) -> tuple[int, int, int]:
    """Accepted, refused, duplicates; they make all rows."""
    assert done.state == "done", done.error
    assert done.rows == done.accepted + done.refused + done.duplicates
    assert sum(done.verdicts.values()) == done.refused
    return done.accepted, done.refused, done.duplicates


def recorded(columns: str = "seq", order: str = "order by seq") -> list[tuple[Any, ...]]:
    """What is in the lake, in the order of the record."""
    files = lake().files()
    if not files:
        return []
    with duckdb.connect() as base:
        return base.execute(f"select {columns} from read_parquet(?) {order}", [files]).fetchall()


def cells(reader: Reader) -> list[tuple[int, int, tuple[str, ...]]]:
    """Every row of a file: its number, its fault, its cells as they came."""
    found = []
    for chunk in reader.chunks():
        found += _of(chunk)
    return found


def _of(chunk: Chunk) -> list[tuple[int, int, tuple[str, ...]]]:
    import numpy as np

    kept = chunk.cells(np.arange(len(chunk.rows)))
    return list(zip(chunk.rows.tolist(), chunk.faults.tolist(), kept, strict=True))
