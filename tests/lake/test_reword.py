"""Texts of events change, nothing else does, and the old ones go with a purge."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from tests.lake import s3
from tests.lake.make import table
from tests.oracle.build import Event

from touchline.lake.events import Lake

OLD, NEW = "ann@example.com", "erased person"


def change(_column: str, text: str) -> str:
    return text.replace(OLD, NEW).replace(OLD.upper(), NEW)


def everything(lake: Lake) -> pa.Table:
    columns = list(lake.of_identity(1).schema.names)
    return pa.Table.from_batches(list(lake.batches(columns))).sort_by("seq")


def bytes_of(request: pytest.FixtureRequest, place: str) -> bytes:
    """Everything that stands at a place."""
    if place.startswith("s3://"):
        port = request.getfixturevalue("object_store")
        return b"".join(s3.contents(port, place.removeprefix(f"s3://{s3.BUCKET}/")).values())
    return b"".join(path.read_bytes() for path in Path(place).rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", ["folder", "object store"])
def test_only_texts_that_match_change(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    place = str(tmp_path / "lake") if kind == "folder" else request.getfixturevalue("object_place")
    lake = Lake(place)
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
    assert OLD.encode() in bytes_of(request, place)
    lake.purge()
    assert lake.check() == []
    assert OLD.encode() not in bytes_of(request, place)
    assert lake.reword("nowhere", change) == 0


def test_an_empty_lake(tmp_path: Path) -> None:
    assert Lake(tmp_path / "lake").reword("x", change) == 0
