"""Parquet of any type becomes text, faithfully."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.collect.files import cells
from tests.conftest import EXAMPLES

from touchline.collect.importers import ImportError_, open_file
from touchline.collect.importers.parquet import Parquet
from touchline.collect.importers.text import as_text
from touchline.collect.reasons import Reason

AT = datetime.fromisoformat("2026-03-01T09:30:00.123456")
FIRST, LAST = datetime.fromisoformat("0001-01-01"), datetime.fromisoformat("9999-12-31")


def text(values: list[Any], kind: pa.DataType) -> list[str]:
    found, odd = as_text(pa.array(values, kind))
    assert not odd
    assert found.type == pa.string()
    return found.to_pylist()


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (pa.int64(), -(2**63), "-9223372036854775808"),
        (pa.uint64(), 2**64 - 1, "18446744073709551615"),
        (pa.float64(), 17850.0, "17850"),
        (pa.float64(), 123456789012.0, "123456789012"),
        (pa.float64(), 123456789012.25, "123456789012.25"),
        (pa.float64(), 0.1, "0.1"),
        (pa.float64(), 1e-7, "1e-07"),
        (pa.float64(), -0.0, "0"),
        (pa.float64(), math.inf, "inf"),
        (pa.float32(), 1.1, "1.1"),
        (pa.bool_(), True, "true"),
        (pa.large_string(), "ä😀", "ä😀"),
        (pa.string_view(), "long enough to be kept apart", "long enough to be kept apart"),
        (pa.binary(), "ä".encode(), "ä"),
        (pa.binary(2), b"xy", "xy"),
        (pa.dictionary(pa.int8(), pa.string()), "a", "a"),
        (pa.timestamp("us"), AT, "2026-03-01T09:30:00.123456"),
        (pa.timestamp("ns"), AT, "2026-03-01T09:30:00.123456"),
        (pa.timestamp("s"), AT.replace(microsecond=0), "2026-03-01T09:30:00.000000"),
        (pa.timestamp("ms", "Europe/Berlin"), AT.replace(tzinfo=UTC, microsecond=0),
         "2026-03-01T09:30:00.000000Z"),
        (pa.date32(), date(2026, 3, 1), "2026-03-01"),
        (pa.date64(), date(2026, 3, 1), "2026-03-01"),
        (pa.time64("us"), time(9, 30), "09:30:00.000000"),
        (pa.decimal128(10, 3), Decimal("12.340"), "12.340"),
        (pa.list_(pa.int8()), [1, 2], "[1, 2]"),
        (pa.struct([("a", pa.string())]), {"a": "ü"}, '{"a": "ü"}'),
    ],
)  # fmt: skip
def test_every_type(kind: pa.DataType, value: Any, written: str) -> None:
    assert text([value, None], kind) == [written, ""]


def test_a_column_of_nothing() -> None:
    assert text([None, None], pa.null()) == ["", ""]


@settings(deadline=None, max_examples=200 * EXAMPLES)
@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=20))
def test_fractions_read_back_the_same(values: list[float]) -> None:
    assert [float(one) for one in text(values, pa.float64())] == values


@settings(deadline=None, max_examples=100 * EXAMPLES)
@given(st.lists(st.datetimes(FIRST, LAST), min_size=1, max_size=20))
def test_times_read_back_the_same(values: list[datetime]) -> None:
    assert [datetime.fromisoformat(one) for one in text(values, pa.timestamp("us"))] == values


def test_times_no_calendar_holds_stop_nothing() -> None:
    assert text([2**62, 0], pa.timestamp("s")) == ["4611686018427387904 s", "1970-01-01T00:00:00.000000"]


def test_rows_are_numbered_over_row_groups_and_batches(tmp_path: Path) -> None:
    path = tmp_path / "file.parquet"
    fat = "x" * 1000
    pq.write_table(pa.table({"a": range(30_000), "b": [fat] * 30_000}), path, row_group_size=7_000)
    found = list(Parquet(path).chunks())
    assert len(found) > 3
    assert [row for chunk in found for row in chunk.rows.tolist()] == list(range(1, 30_001))
    assert [cell for chunk in found for cell in chunk.columns[0].to_pylist()] == [
        str(n) for n in range(30_000)
    ]
    assert found[-1].share == 1.0


def test_nul_and_bytes_that_are_not_utf8_are_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "file.parquet"
    pq.write_table(pa.table({"a": pa.array([b"ok", b"caf\xe9", b"x\0y"]), "b": ["1", "2", None]}), path)
    reader = open_file(path)
    assert reader.header == ("a", "b")
    assert [row[1] for row in cells(reader)] == [0, Reason.NOT_UTF8, Reason.NUL]
    assert [row[2] for row in cells(reader)] == [("ok", "1"), ("caf\udce9", "2"), ("x\0y", "")]


def test_text_that_lies_about_being_utf8_is_refused(tmp_path: Path) -> None:
    column = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\4\0\0\0"), pa.py_buffer(b"caf\xe9")]
    )
    path = tmp_path / "file.parquet"
    pq.write_table(pa.table({"a": column}), path)
    assert [row[1:] for row in cells(open_file(path))] == [(Reason.NOT_UTF8, ("caf\udce9",))]


def test_a_damaged_file_gets_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "file.parquet"
    pq.write_table(pa.table({"a": [str(n) * 50 for n in range(5_000)]}), path, compression="none")
    data = bytearray(path.read_bytes())
    data[100:3000] = bytes(2900)
    path.write_bytes(bytes(data))
    with pytest.raises(ImportError_, match="cannot be read as Parquet"):
        cells(open_file(path))


def test_a_day_before_1970_is_written_as_it_was() -> None:
    before = datetime.fromisoformat("1969-12-31T23:59:59.000001")
    assert text([before], pa.timestamp("ns")) == ["1969-12-31T23:59:59.000001"]
    assert text([timedelta(seconds=3)], pa.duration("s"))
