"""Dates as people write them, held against ``datetime``; and what a column says about their order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES

from touchline.collect.cells.dates import Evidence, Order
from touchline.collect.cells.times import order_of, read_times
from touchline.collect.reasons import Reason
from touchline.journeys import clock

UTC_ZONE = clock.zone("UTC")
MICRO = timedelta(microseconds=1)


def utc(*parts: int) -> int:
    return (datetime(*parts, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // MICRO  # type: ignore[misc,arg-type]


def read(order: Order, *texts: str) -> list[tuple[int, int]]:
    micros, reasons = read_times(pa.array(texts, pa.string()), UTC_ZONE, order)
    return list(zip(micros.tolist(), reasons.tolist(), strict=True))


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("31.12.2025 14:05", utc(2025, 12, 31, 14, 5)),
        ("31/12/25", utc(2025, 12, 31)),
        ("1/2/2025, 13:00", utc(2025, 2, 1, 13)),
        ("01-02-2025 9:05:07", utc(2025, 2, 1, 9, 5, 7)),
        ("31.12.2025 14:05:07.25", utc(2025, 12, 31, 14, 5, 7, 250_000)),
        ("31.12.2025 um 14:05 Uhr", utc(2025, 12, 31, 14, 5)),
        ("31/12/2025 12:00 AM", utc(2025, 12, 31)),
        ("31/12/2025 12:30 p.m.", utc(2025, 12, 31, 12, 30)),
        ("31/12/2025 14:05 +0200", utc(2025, 12, 31, 12, 5)),
        ("31/12/2025T14:05Z", utc(2025, 12, 31, 14, 5)),
        ("05/05/2025", utc(2025, 5, 5)),
        ("01/02/69", utc(2069, 2, 1)),
        ("03/02/70", utc(1970, 2, 3)),
    ],
)
def test_day_first(written: str, instant: int) -> None:
    assert read(Order.DAY_FIRST, written, f" {written} ") == [(instant, 0)] * 2
    assert read(Order.ISO, written)[0][1] == Reason.UNREADABLE_TIME


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("12/31/2025 2:05 PM", utc(2025, 12, 31, 14, 5)),
        ("1/2/2025", utc(2025, 1, 2)),
        ("12/31/25 11:59:59 pm", utc(2025, 12, 31, 23, 59, 59)),
        ("12/31/2025, 2:05:09\u202fPM", utc(2025, 12, 31, 14, 5, 9)),
    ],
)
def test_month_first(written: str, instant: int) -> None:
    assert read(Order.MONTH_FIRST, written) == [(instant, 0)]


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2025/12/31 09:00", utc(2025, 12, 31, 9)),
        ("2025.1.5", utc(2025, 1, 5)),
        ("2025-1-5 9:05", utc(2025, 1, 5, 9, 5)),
        ("31 Dec 2025", utc(2025, 12, 31)),
        ("31-Dec-25", utc(2025, 12, 31)),
        ("Dec 31, 2025", utc(2025, 12, 31)),
        ("December 31st, 2025 2:05 PM", utc(2025, 12, 31, 14, 5)),
        ("Wed, 31 Dec 2025 14:05:00 +0200", utc(2025, 12, 31, 12, 5)),
        ("31 December 2025 at 14:05", utc(2025, 12, 31, 14, 5)),
        ("3. März 2025 14:05 Uhr", utc(2025, 3, 3, 14, 5)),
        ("1er août 2025 à 14:05", utc(2025, 8, 1, 14, 5)),
        ("31 de enero de 2025", utc(2025, 1, 31)),
        ("31 мая 2025 г., 14:05", utc(2025, 5, 31, 14, 5)),
    ],
)
def test_what_needs_no_order_is_read_with_any(written: str, instant: int) -> None:
    assert [read(order, written) for order in Order] == [[(instant, 0)]] * 3


@pytest.mark.parametrize(
    "written",
    ["30/02/2025", "32/01/2025", "31.12/2025", "31/12/2025 24:00", "31/12/2025 14:05 PM",
     "31/12/2025 0:05 AM", "31/12/025", "31/12/2025 9:5", "31 Foo 2025", "31 Feb 2025",
     "0/0/0000", "31/12/0000", "1/2/3/4",
     "31/12/2025 10:00 +2500", "31/12/2025 10:00 CET", "31/12/2025x", "x" * 70, "3" * 10_000_000],
)  # fmt: skip
def test_what_is_no_date(written: str) -> None:
    assert read(Order.DAY_FIRST, written)[0][1] == Reason.UNREADABLE_TIME


def test_years_that_cannot_be_are_out_of_range() -> None:
    written = ["31.12.9999", "01.01.1970", "31.12.2500", "1/1/0001", "31 Dec 1900"]
    assert [reason for _micros, reason in read(Order.DAY_FIRST, *written)] == [Reason.TIME_OUT_OF_RANGE] * 5
    assert read(Order.DAY_FIRST, "01.01.10000")[0][1] == Reason.UNREADABLE_TIME


@settings(deadline=None, max_examples=100 * EXAMPLES)
@given(
    st.datetimes(datetime.fromisoformat("1970-01-03"), datetime.fromisoformat("2068-12-30")),
    st.sampled_from(["%d.%m.%Y", "%d/%m/%y", "%d-%m-%Y", "%Y/%m/%d", "%d %b %Y", "%B %d, %Y"]),
    st.sampled_from(["", " %H:%M", " %H:%M:%S", ", %I:%M:%S %p", " %H:%M:%S.%f"]),
    st.integers(-14 * 60, 14 * 60),
    st.booleans(),
)
def test_as_datetime_writes_them(when: datetime, date: str, time: str, minutes: int, named: bool) -> None:
    zone = timezone(timedelta(minutes=minutes))
    ending = when.replace(tzinfo=zone).strftime(" %z") if named and time else ""
    meant = datetime.strptime(when.strftime(date + time), date + time).replace(tzinfo=zone if ending else UTC)
    micros = (meant - datetime(1970, 1, 1, tzinfo=UTC)) // MICRO
    assert read(Order.DAY_FIRST, when.strftime(date + time) + ending) == [(micros, 0)]


def test_texts_of_all_forms_beside_each_other() -> None:
    texts = ["2026-01-31", "31.12.2025", "", "1700000000", "Dec 31, 2025", "nonsense 1"] * 3
    assert read(Order.DAY_FIRST, *texts) == [read(Order.DAY_FIRST, one)[0] for one in texts]


def test_what_a_column_says() -> None:
    column = pa.array(
        ["2026-01-01", "05/05/2025", "03/04/2025", "13/04/2025", "04/13/2025", "", "x", "44/55/2025"]
    )
    assert order_of(column) == Evidence("13/04/2025", "04/13/2025", "03/04/2025", "05/05/2025")
    assert not order_of(pa.array(["2026-01-01", "Dec 31, 2025", "2025/12/31", "", "12 or 13"]))
    assert order_of(pa.array(["05/05/2025"])) == Evidence(same="05/05/2025")
    assert Evidence("a") | Evidence("b", "c") == Evidence("a", "c")
