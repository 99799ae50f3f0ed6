"""Texts of events change, nothing else does, and the old ones go with a purge."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from tests.lake.make import table
from tests.oracle.build import Event

from touchline.lake.events import Lake

OLD, NEW = "ann@example.com", "erased person"


def change(_column: str, text: str) -> str:
    return text.replace(OLD, NEW).replace(OLD.upper(), NEW)


def everything(lake: Lake) -> pa.Table:
    columns = list(lake.of_identity(1).schema.names)
    return pa.Table.from_batches(list(lake.batches(columns))).sort_by("seq")


def test_only_texts_that_match_change(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    rows = table([Event(n, 1_000_000 * n, n % 3 + 1, "Page") for n in range(1, 31)])
    texts = [f"/of/{OLD}" if n % 10 == 0 else "Page" for n in range(30)]
    said = ['{"note":"' + OLD.upper() + '"}' if n == 7 else None for n in range(30)]
    for name, values in (("name", texts), ("properties", said)):
        rows = rows.set_column(rows.schema.get_field_index(name), name, pa.array(values, pa.string()))
    lake.append(rows.slice(0, 15), app="a", version=1)
    lake.append(rows.slice(15), app="a", version=2)
    before, changed = everything(lake), lake.snapshot().changed
    assert lake.reword(OLD, change) == 4
    after = everything(lake)
    assert after["name"].to_pylist() == [change("", text) for text in texts]
    assert after["properties"][7].as_py() == '{"note":"erased person"}'
    assert after.drop_columns(["name", "properties"]) == before.drop_columns(["name", "properties"])
    assert lake.snapshot().changed > changed, "the index is made anew"
    assert lake.reword(OLD, change) == 0
    lake.purge()
    assert lake.check() == []
    assert not [
        path for path in lake.folder.rglob("*") if path.is_file() and OLD.encode() in path.read_bytes()
    ]
    assert lake.reword("nowhere", change) == 0


def test_an_empty_lake(tmp_path: Path) -> None:
    assert Lake(tmp_path / "lake").reword("x", change) == 0
