"""Times, held against ``datetime`` and ``zoneinfo``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES

from touchline.collect.cells.times import read_times
from touchline.collect.reasons import Reason
from touchline.journeys import clock

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
BERLIN = clock.zone("Europe/Berlin")


def read(*texts: str, zone: clock.Zone = BERLIN) -> list[tuple[int, int]]:
    micros, reasons = read_times(pa.array(texts, pa.string()), zone)
    return list(zip(micros.tolist(), reasons.tolist(), strict=True))


def utc(*parts: int) -> int:
    return (datetime(*parts, tzinfo=UTC) - EPOCH) // MICRO  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-01-31", utc(2026, 1, 30, 23)),
        ("2026-07-31", utc(2026, 7, 30, 22)),
        ("2026-01-31T09:30", utc(2026, 1, 31, 8, 30)),
        (" 2026-01-31 09:30:15 ", utc(2026, 1, 31, 8, 30, 15)),
        ("2026-01-31 09:30:15.1", utc(2026, 1, 31, 8, 30, 15, 100_000)),
        ("2026-01-31t09:30:15,123456789", utc(2026, 1, 31, 8, 30, 15, 123_456)),
        ("2026-01-31T09:30:15.123456Z", utc(2026, 1, 31, 9, 30, 15, 123_456)),
        ("2026-01-31T09:30Z", utc(2026, 1, 31, 9, 30)),
        ("2026-01-31 09:30:15 UTC", utc(2026, 1, 31, 9, 30, 15)),
        ("2026-01-31 09:30:15+02:00", utc(2026, 1, 31, 7, 30, 15)),
        ("2025-10-07 09:50:26 +0200", utc(2025, 10, 7, 7, 50, 26)),
        ("2026-01-31T09:30:15.5-0530", utc(2026, 1, 31, 15, 0, 15, 500_000)),
        ("2026-01-31T09:30+02", utc(2026, 1, 31, 7, 30)),
        ("1700000000", 1_700_000_000_000_000),
        ("170000000", 170_000_000_000_000),
        ("1700000000123", 1_700_000_000_123_000),
        ("1700000000123456", 1_700_000_000_123_456),
        ("1970-01-02T00:00:00Z", 86_400_000_000),
        ("2200-12-31T23:59:59Z", utc(2200, 12, 31, 23, 59, 59)),
        ("2026-10-25T02:30:00", utc(2026, 10, 25, 0, 30)),
    ],
)
def test_times_that_are_read(written: str, instant: int) -> None:
    assert read(written) == [(instant, 0)]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", Reason.NO_TIME),
        ("  ", Reason.NO_TIME),
        ("yesterday", Reason.UNREADABLE_TIME),
        ("31.01.2026", Reason.UNREADABLE_TIME),
        ("01/31/2026", Reason.UNREADABLE_TIME),
        ("2026-13-01", Reason.UNREADABLE_TIME),
        ("2026-02-29", Reason.UNREADABLE_TIME),
        ("2026-00-10", Reason.UNREADABLE_TIME),
        ("0000-00-00 00:00:00", Reason.UNREADABLE_TIME),
        ("2026-01-31T24:00", Reason.UNREADABLE_TIME),
        ("2026-01-31T09:60", Reason.UNREADABLE_TIME),
        ("2026-01-31T09:30:60", Reason.UNREADABLE_TIME),
        ("2026-01-31T09", Reason.UNREADABLE_TIME),
        ("2026-01-31T09:30:", Reason.UNREADABLE_TIME),
        ("2026-01-31T09:30:15.", Reason.UNREADABLE_TIME),
        ("2026-01-31T09:30:15+", Reason.UNREADABLE_TIME),
        ("2026-01-31T09:30:15+2", Reason.UNREADABLE_TIME),
        ("2026-01-31T09:30:15+24:00", Reason.UNREADABLE_TIME),
        ("2026-01-31T09:30:15+0260", Reason.UNREADABLE_TIME),
        ("2026-01-31T09:30:15 Z Z", Reason.UNREADABLE_TIME),
        ("2026-01-31T09:30:15 CET", Reason.UNREADABLE_TIME),
        ("2026-01-31X09:30:15", Reason.UNREADABLE_TIME),
        ("2026-01-31 ", 0),
        ("２０２６-01-31", Reason.UNREADABLE_TIME),
        ("20260131", Reason.UNREADABLE_TIME),
        ("-1700000000", Reason.UNREADABLE_TIME),
        ("01700000000", Reason.UNREADABLE_TIME),
        ("1.7e9", Reason.UNREADABLE_TIME),
        ("170000000012345678", Reason.UNREADABLE_TIME),
        ("9" * 400, Reason.UNREADABLE_TIME),
        ("2026-03-29T02:30:00", Reason.SKIPPED_TIME),
        ("1970-01-01T23:59:59Z", Reason.TIME_OUT_OF_RANGE),
        ("1969-05-05", Reason.TIME_OUT_OF_RANGE),
        ("0001-01-01 00:00", Reason.TIME_OUT_OF_RANGE),
        ("2201-01-01T00:00:00Z", Reason.TIME_OUT_OF_RANGE),
        ("2500-01-01", Reason.TIME_OUT_OF_RANGE),
        ("9999-12-31T23:59:59", Reason.TIME_OUT_OF_RANGE),
        ("99999999999", Reason.TIME_OUT_OF_RANGE),
    ],
)
def test_times_that_are_refused(written: str, reason: int) -> None:
    assert read(written)[0][1] == reason


@settings(deadline=None, max_examples=300 * EXAMPLES)
@given(
    st.datetimes(datetime.fromisoformat("1970-01-03"), datetime.fromisoformat("2200-12-30")),
    st.sampled_from(["", "Z", "+HH:MM", "-HHMM", " +HHMM", " UTC"]),
    st.integers(0, 23 * 60 + 59),
    st.sampled_from("T "),
    st.sampled_from(["auto", "minutes", "seconds", "milliseconds", "microseconds"]),
    st.sampled_from(["Europe/Berlin", "America/New_York", "UTC", "Australia/Lord_Howe"]),
)
def test_iso_times_mean_what_datetime_says(
    naive: datetime, suffix: str, minutes: int, sign: str, spec: str, name: str
) -> None:
    shown = naive.isoformat(sign, spec)
    meant = datetime.fromisoformat(shown)
    hours = f"{minutes // 60:02d}", f"{minutes % 60:02d}"
    ending = suffix.replace("HH", hours[0]).replace("MM", hours[1])
    if suffix in ("Z", " UTC"):
        aware = meant.replace(tzinfo=UTC)
    elif suffix:
        ahead = timedelta(minutes=-minutes if "-" in suffix else minutes)
        aware = meant.replace(tzinfo=timezone(ahead))
    else:
        aware = meant.replace(tzinfo=ZoneInfo(name))
    there = aware.astimezone(UTC)
    [(micros, reason)] = read(shown + ending, zone=clock.zone(name))
    if not suffix and there.astimezone(ZoneInfo(name)).replace(tzinfo=None) != meant:
        assert reason == Reason.SKIPPED_TIME
        return
    assert (micros, reason) == ((there - EPOCH) // MICRO, 0)


def test_a_date_whose_midnight_was_skipped_begins_at_the_change() -> None:
    [(micros, reason)] = read("2018-11-04", zone=clock.zone("America/Sao_Paulo"))
    assert (micros, reason) == (utc(2018, 11, 4, 3), 0)


def test_many_times_at_once_are_read_each_for_itself() -> None:
    texts = ["2026-01-31", "", "1700000000", "nonsense", "2026-01-31T09:30:15.123456Z"] * 3
    assert read(*texts) == [read(one)[0] for one in texts]
    assert read() == []
