"""Zones, days and lengths of time, held against ``zoneinfo`` itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchline.journeys import clock
from touchline.journeys.question import QuestionError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
NAMES = (
    "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca",
    "Pacific/Apia", "America/Sao_Paulo", "Africa/Monrovia", "Asia/Tehran", "Africa/Cairo",
)  # fmt: skip


def micros(*parts: int) -> int:
    return (datetime(*parts, tzinfo=UTC) - EPOCH) // MICRO  # type: ignore[misc,arg-type]


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(NAMES),
    st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 31)),
)
def test_there_and_back_as_zoneinfo_does(name: str, naive: datetime) -> None:
    info = ZoneInfo(name)
    instant = naive.replace(tzinfo=UTC)
    local = instant.astimezone(info).replace(tzinfo=UTC)
    zone = clock.zone(name)
    assert zone.local(np.array([(instant - EPOCH) // MICRO]))[0] == (local - EPOCH) // MICRO

    wall = naive.replace(tzinfo=info, fold=0)
    found, exists = zone.instants(np.array([(naive.replace(tzinfo=UTC) - EPOCH) // MICRO]))
    there = wall.astimezone(UTC)
    real = there.astimezone(info).replace(tzinfo=None) == naive
    assert bool(exists[0]) == real
    if real:
        assert found[0] == (there - EPOCH) // MICRO


def test_every_clock_change_of_a_zone_is_in_the_table() -> None:
    for name in NAMES:
        info, zone = ZoneInfo(name), clock.zone(name)
        for start, before, after in zip(zone.starts[1:], zone.offsets, zone.offsets[1:], strict=False):
            at = EPOCH + int(start) * MICRO
            assert at.astimezone(info).utcoffset() == int(after) * MICRO
            assert (at - MICRO).astimezone(info).utcoffset() == int(before) * MICRO
    assert len(clock.zone("Europe/Berlin").starts) > 200


def test_a_time_shown_twice_is_the_first_and_a_skipped_one_does_not_exist() -> None:
    zone = clock.zone("Europe/Berlin")
    found, exists = zone.instants(np.array([micros(2026, 10, 25, 2, 30), micros(2026, 3, 29, 2, 30)]))
    assert exists.tolist() == [True, False]
    assert found.tolist() == [micros(2026, 10, 25, 0, 30), micros(2026, 3, 29, 1)]


def test_days_have_23_and_25_hours_at_the_clock_changes() -> None:
    zone = clock.zone("Europe/Berlin")
    edges = zone.edges(micros(2026, 3, 28, 12), micros(2026, 3, 30, 12), "day")
    assert np.diff(edges).tolist() == [24 * clock.HOUR, 23 * clock.HOUR, 24 * clock.HOUR]
    edges = zone.edges(micros(2026, 10, 25, 12), micros(2026, 10, 25, 13), "day")
    assert np.diff(edges).tolist() == [25 * clock.HOUR]


def test_a_day_starts_at_the_change_where_midnight_is_skipped() -> None:
    zone = clock.zone("America/Sao_Paulo")
    day = np.array([micros(2018, 11, 4) // clock.DAY])
    assert zone.start_of_day(day)[0] == micros(2018, 11, 4, 3)
    assert zone.day(zone.start_of_day(day))[0] == day[0]


def test_a_day_the_calendar_left_out_is_no_day_of_its_own() -> None:
    zone = clock.zone("Pacific/Apia")
    edges = zone.edges(micros(2011, 12, 29, 12), micros(2012, 1, 1, 0), "day")
    assert (np.diff(edges) > 0).all()


def test_weeks_start_on_monday_and_months_on_the_first() -> None:
    zone = clock.zone("America/New_York")
    at = np.array([micros(2026, 11, 22, 15), micros(2026, 11, 23, 4, 59), micros(2026, 11, 23, 5)])
    weeks = [micros(2026, 11, 16, 5), micros(2026, 11, 16, 5), micros(2026, 11, 23, 5)]
    assert zone.cut(at, "week").tolist() == weeks
    assert zone.cut(at, "month").tolist() == [micros(2026, 11, 1, 4)] * 3
    assert zone.cut(at, "day").tolist() == [
        micros(2026, 11, 22, 5),
        micros(2026, 11, 22, 5),
        micros(2026, 11, 23, 5),
    ]
    assert zone.edges(micros(2026, 1, 31, 12), micros(2026, 3, 1, 12), "month").tolist() == [
        micros(2026, 1, 1, 5), micros(2026, 2, 1, 5), micros(2026, 3, 1, 5), micros(2026, 4, 1, 4),
    ]  # fmt: skip
    assert zone.edges(5, 5, "day").tolist() == []


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(NAMES),
    st.datetimes(datetime(1971, 1, 1), datetime(2150, 1, 1)),
    st.integers(1, 100 * clock.DAY),
    st.sampled_from(clock.UNITS),
)
def test_edges_cover_the_span_and_agree_with_cut(name: str, naive: datetime, span: int, unit: str) -> None:
    zone, start = clock.zone(name), (naive.replace(tzinfo=UTC) - EPOCH) // MICRO
    edges = zone.edges(start, start + span, unit)
    assert edges[0] <= start
    assert edges[-1] >= start + span
    assert (np.diff(edges) > 0).all()
    probes = np.linspace(start, start + span - 1, 17).astype(np.int64)
    assert zone.cut(probes, unit).tolist() == edges[np.searchsorted(edges, probes, side="right") - 1].tolist()


def test_unknown_zones_get_a_sentence() -> None:
    with pytest.raises(QuestionError, match=r"Did you mean Europe/Berlin\?"):
        clock.zone("Europe/Berln")
    for name in ("", "../etc/passwd", "/etc/passwd", "Europe", "nowhere\0"):
        with pytest.raises(QuestionError, match="There is no zone"):
            clock.zone(name)


def test_lengths_of_time() -> None:
    assert clock.duration("30d") == 30 * clock.DAY
    assert clock.duration("0s") == 0
    assert clock.duration(" 45m ") == 45 * clock.MINUTE
    assert clock.duration("2w") == 14 * clock.DAY
    assert clock.duration("12h") == 12 * clock.HOUR
    assert clock.duration("90s") == 90 * clock.SECOND
    for wrong in ("", "30", "d", "-3d", "1.5h", "999999999w", "30 days", "٣d"):
        with pytest.raises(QuestionError, match="is not a length of time"):
            clock.duration(wrong)


@given(st.integers(1, 10**6), st.sampled_from(sorted(clock.LENGTHS)))
def test_a_spelled_length_reads_back(number: int, unit: str) -> None:
    length = number * clock.LENGTHS[unit]
    if length <= clock.LONGEST:
        assert clock.duration(clock.spell(length)) == length


def test_lengths_are_spelled_the_usual_way() -> None:
    spelled = [clock.spell(clock.duration(text)) for text in ("30d", "36h", "2w", "90d", "90s", "120m", "7d")]
    assert spelled == ["30d", "36h", "2w", "90d", "90s", "2h", "1w"]


def test_moments_and_periods() -> None:
    berlin = clock.zone("Europe/Berlin")
    assert clock.moment("2026-01-31", berlin) == micros(2026, 1, 30, 23)
    assert clock.moment("2026-01-31 09:30", berlin) == micros(2026, 1, 31, 8, 30)
    assert clock.moment("2026-01-31T09:30:00.25+05:30", berlin) == micros(2026, 1, 31, 4, 0, 0, 250_000)
    assert clock.moment("2026-01-31T09:30:00Z", berlin) == micros(2026, 1, 31, 9, 30)
    for wrong in ("", "yesterday", "2026-13-01", "2026-01", "20260131", "2026-W05-1", "2026-01-31T25:00"):
        with pytest.raises(QuestionError, match="is not a date"):
            clock.moment(wrong, berlin)
    assert clock.period("2026-01-01", None, berlin).end is None
    with pytest.raises(QuestionError, match="before it begins"):
        clock.period("2026-02-01", "2026-01-31", berlin)
    assert clock.period("2026-02-01", "2026-02-01", berlin).end is not None
