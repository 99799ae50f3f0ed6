"""Columns of any type as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.collect.reasons import Reason
from touchline.journeys.index import Array

PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
YEARS = (-62_135_596_800, 253_402_300_800)
"""Seconds from 1970 to the beginning of the year 1 and to the end of 9999."""
WHOLE = 2.0**53
"""Fractions without a rest below this are whole numbers kept as fractions."""


def as_text(column: pa.Array) -> tuple[pa.StringArray, Mapping[int, str]]:
    """A column as strings without nulls, and the cells that are not UTF-8, by position, with surrogates."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode())
    if _is_letters(kind):
        return _letters(column)
    try:
        text = _written(column)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        text = pa.array([_one(value) for value in column.to_pylist()], pa.string())
    return pc.fill_null(text, ""), {}


def faults_of(text: pa.StringArray, odd: Mapping[int, str]) -> Array:
    """A ``Reason`` a cell: not UTF-8, or with a NUL byte; else 0."""
    faults = np.zeros(len(text), np.uint8)
    data = text.buffers()[2]
    if data is not None and b"\0" in memoryview(data).tobytes():
        holds = pc.greater_equal(pc.find_substring(text, "\0"), 0)
        faults[holds.to_numpy(zero_copy_only=False)] = Reason.NUL
    for at in odd:
        faults[at] = Reason.NOT_UTF8
    return faults


def _is_letters(kind: pa.DataType) -> bool:
    views = (pa.types.is_string_view, pa.types.is_binary_view)
    types = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    return any(check(kind) for check in (*types, *views)) or pa.types.is_fixed_size_binary(kind)


def _letters(column: pa.Array) -> tuple[pa.StringArray, Mapping[int, str]]:
    try:
        raw = column.cast(pa.binary()) if pa.types.is_fixed_size_binary(column.type) else column
        text = pc.fill_null(raw.cast(pa.string()), "")
        text.validate(full=True)
        return text, {}
    except pa.ArrowInvalid:
        cells = [b"" if value is None else value for value in column.cast(pa.binary()).to_pylist()]
        odd: dict[int, str] = {}
        read: list[str] = []
        for at, cell in enumerate(cells):
            try:
                read.append(cell.decode("utf-8"))
            except UnicodeDecodeError:
                odd[at] = cell.decode("utf-8", "surrogateescape")
                read.append(cell.decode("utf-8", "replace"))
        return pa.array(read, pa.string()), odd


def _written(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_floating(kind):
        return _fractions(column)
    if pa.types.is_timestamp(kind):
        return _instants(column)
    if pa.types.is_nested(kind):
        raise pa.ArrowNotImplementedError("Nested columns are written value by value.")
    return column.cast(pa.string())


def _fractions(column: pa.Array) -> pa.Array:
    """Shortest text that reads back the same, never with an exponent for whole numbers."""
    text = column.cast(pa.string())
    values = pc.fill_null(column, 0).to_numpy(zero_copy_only=False).astype(np.float64)
    whole = np.isfinite(values) & (np.abs(values) < WHOLE) & (values == np.trunc(values))
    numbers = pa.array(np.where(whole, values, 0).astype(np.int64)).cast(pa.string())
    raised = pc.fill_null(pc.match_substring(text, "e"), False).to_numpy(zero_copy_only=False) & ~whole
    if raised.any() and pa.types.is_float64(column.type):
        shortest = pa.array([repr(float(value)) for value in values[raised]], pa.string())
        text = pc.replace_with_mask(text, pa.array(raised), shortest)
    return pc.if_else(pa.array(whole & ~_nulls(column)), numbers, text)


def _instants(column: pa.Array) -> pa.Array:
    """ISO 8601 to the microsecond; outside the years 1 to 9999 a bare number, which is no time."""
    unit, zone = column.type.unit, column.type.tz
    numbers = column.cast(pa.int64())
    low, high = (max(min(edge * PER_SECOND[unit], 2**63 - 1), -(2**63)) for edge in YEARS)
    inside = pc.and_(pc.greater_equal(numbers, low), pc.less(numbers, high))
    held = pc.if_else(inside, column, pa.scalar(None, column.type))
    text = _iso(held.cast(pa.timestamp("us", zone), safe=unit != "ns").cast(pa.timestamp("us")))
    if zone is not None:
        text = pc.binary_join_element_wise(text, "Z", "")
    return pc.if_else(inside, text, pc.binary_join_element_wise(numbers.cast(pa.string()), unit, " "))


def _iso(fine: pa.Array) -> pa.Array:
    return pc.replace_substring(fine.cast(pa.string()), " ", "T")


def _nulls(column: pa.Array) -> Array:
    return np.asarray(column.is_null().to_numpy(zero_copy_only=False))


def _one(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
