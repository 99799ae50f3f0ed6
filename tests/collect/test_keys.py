"""The identity of a row never changes: files are compared with what was recorded years before."""

from __future__ import annotations

import hashlib
import json

import duckdb
import pyarrow as pa
import pytest

from touchline.collect.keys import Scribe
from touchline.collect.options import Options

NAMES = ("who", "when", "what", 'a "note"', "who (2)")
COLUMNS = {"person": 0, "time": 1, "touchpoint": 2}


def scribe(rows: list[list[str]], **columns: int) -> dict[str, list[object]]:
    options = Options(columns={**COLUMNS, **columns}, names=NAMES, source="touches")
    table = pa.table(
        {f"c{at}": pa.array(column, pa.string()) for at, column in enumerate(zip(*rows, strict=True))}
    )
    with duckdb.connect() as base:
        return {name: column.to_pylist() for name, column in Scribe(base, options)(table).items()}


def halves(text: str) -> tuple[int, int]:
    digest = hashlib.md5(text.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big", signed=True), int.from_bytes(digest[8:], "big", signed=True)


def test_the_identity_of_a_row_is_the_md5_of_its_source_and_cells() -> None:
    rows = [["p1", "2026-01-01", "page", "ü", ""], ["", "", "", "", ""]]
    found = scribe(rows)
    keys = list(zip(found["key_high"], found["key_low"], strict=True))
    assert keys == [halves("\x1f".join(["touches", *row])) for row in rows]
    assert keys[0] == (4883049757728271149, 7169605111342814797)
    assert found["by_id"] == [False, False]


def test_an_event_id_is_the_identity_where_there_is_one() -> None:
    found = scribe([["p1", "t", "x", " e7 ", ""], ["p1", "t", "x", " ", ""]], event_id=3)
    assert found["by_id"] == [True, False]
    assert (found["key_high"][0], found["key_low"][0]) == halves("touches\x1ee7")
    assert (found["key_high"][1], found["key_low"][1]) == halves("touches\x1fp1\x1ft\x1fx\x1f \x1f")


def test_an_order_reference_is_63_bits_of_its_trimmed_id() -> None:
    found = scribe([["p1", "t", "", " 1001", ""], ["p2", "t", "", "1001 ", ""]], order=3)
    assert found["order_ref"][0] == found["order_ref"][1] == halves("1001")[1] & (2**63 - 1)
    assert json.loads(str(found["properties"][0])) == {"order_id": "1001"}


def test_other_cells_are_kept_as_json() -> None:
    odd = 'quote " backslash \\ line\nend ü \t'
    found = scribe([["p1", "t", "x", odd, "it's"], ["p1", "t", "x", "  ", ""]])
    assert json.loads(str(found["properties"][0])) == {'a "note"': odd, "who (2)": "it's"}
    assert found["properties"][1] is None


@pytest.mark.parametrize("rows", [0, 1])
def test_few_rows(rows: int) -> None:
    options = Options(columns=COLUMNS, names=("a", "b", "c"), source="touches")
    table = pa.table({f"c{at}": pa.array(["x"] * rows, pa.string()) for at in range(3)})
    with duckdb.connect() as base:
        found = Scribe(base, options)(table)
    assert {len(column) for column in found.values()} == {rows}
