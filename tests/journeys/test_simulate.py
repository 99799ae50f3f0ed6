"""The record of the sample business holds together; its true effects are tested beside."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from touchline.journeys.index import BUSINESS, ORDER, REFUND
from touchline.journeys.simulate import Simulated, Truth, order_name, simulate
from touchline.journeys.simulate.days import DAY, HOUR, SECOND, Zone
from touchline.journeys.simulate.firm import (
    ANY_TIME,
    AT,
    BROUGHT_TO,
    MORNING,
    OPEN_HOURS,
    PICKS,
    RECOMMENDS_AT,
    STAGES,
    TOUCHPOINTS,
)

END = 1_795_357_500_000_000  # 22 Nov 2026, 14:25 UTC
SMALL_HASH = "0c96869c2c02a68abcc0f1a56cf1bc54af06f26d187f208559a859a1157516c3"


@pytest.fixture(scope="module")
def firm() -> Simulated:
    return simulate(20_000, seed=3, end=END)


def local(firm: Simulated, times: np.ndarray) -> list[datetime]:
    zone = ZoneInfo(firm.zone)
    return [
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=t)).astimezone(zone)
        for t in times.tolist()
    ]


def fingerprint(firm: Simulated) -> str:
    digest = hashlib.sha256()
    for table in (firm.touches, firm.lines, firm.brought):
        for item in fields(table):
            column = getattr(table, item.name)
            digest.update(f"{item.name} {column.dtype.str}".encode())
            digest.update(column.astype(column.dtype.newbyteorder("<")).tobytes())
    digest.update(json.dumps([firm.person_ids, firm.names]).encode())
    return digest.hexdigest()


def test_the_same_seed_gives_the_same_data_on_every_machine():
    assert fingerprint(simulate(400, seed=7, end=END)) == SMALL_HASH


def test_another_seed_gives_other_data():
    assert fingerprint(simulate(50, seed=8, end=END)) != fingerprint(simulate(50, seed=9, end=END))


def test_a_life_does_not_depend_on_how_many_others_there_are(firm):
    few = simulate(300, seed=3, end=END)
    for name in ("person", "time", "touchpoint", "money", "variant"):
        among_many = getattr(firm.touches, name)[firm.touches.person < 300]
        alone = getattr(few.touches, name)[few.touches.person < 300]
        assert np.array_equal(among_many, alone)


@pytest.mark.parametrize("people", [0, 1, 2])
def test_hardly_anybody(people):
    firm = simulate(people, end=END)
    assert firm.people == people <= firm.everyone == len(firm.names)
    assert len(np.unique(firm.touches.person)) == firm.everyone
    assert [getattr(firm.touches, f.name).dtype for f in fields(firm.touches)] == [
        np.int32, np.int64, np.uint8, np.uint8, np.uint8, bool, np.int64, np.int32, np.uint8,
    ]  # fmt: skip


def test_columns_are_read_only(firm):
    with pytest.raises(ValueError):
        firm.touches.time[0] = 0


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="0 or more people"):
        simulate(-1, end=END)
    with pytest.raises(ValueError, match="one month"):
        simulate(1, end=END, months=0)
    with pytest.raises(ValueError, match="no touchpoint 'Moon'"):
        Truth(lift={"Moon": 0.1})
    with pytest.raises(ValueError, match="go on from try"):
        Truth(fast_gain=0.9)
    with pytest.raises(ValueError, match="would leave 0 to 1"):
        Truth(basket_gain=-0.2)
    with pytest.raises(ValueError, match="six days"):
        Truth(reminder_until=32)


def test_touches_are_in_time_order_inside_the_span(firm):
    time = firm.touches.time
    assert (np.diff(time) >= 0).all()
    assert time[0] >= firm.start
    assert time[-1] <= firm.end == END
    assert END - time[-1] < DAY  # the record reaches the end


@pytest.mark.parametrize("end", [END, END + 7 * HOUR, END + 16 * HOUR, END + 2 * DAY, 1_774_747_000_000_000])
def test_nothing_after_the_end_and_nobody_without_a_touch(end):
    firm = simulate(3_000, seed=5, end=end, months=1)
    assert firm.touches.time.max() <= end
    assert firm.touches.time.min() >= firm.start
    assert len(np.unique(firm.touches.person)) == firm.everyone >= 3_000


def test_a_person_has_no_two_touches_alike_at_one_instant(firm):
    t = firm.touches
    assert len(np.unique(np.stack([t.person, t.time]), axis=1).T) == len(t)


def test_hours_are_kept_in_the_zone_through_daylight_saving(firm):
    t = firm.touches
    shifts = set()
    for moment, number in zip(local(firm, t.time), t.touchpoint.tolist(), strict=True):
        shifts.add(moment.utcoffset())
        hours = TOUCHPOINTS[number].hours
        if hours == MORNING:
            assert moment.hour == 9
        elif hours == ANY_TIME:
            assert 6 <= moment.hour <= 23
        else:
            opens, closes = OPEN_HOURS[moment.weekday()]
            assert opens <= moment.hour < closes
    assert len(shifts) == 2


def test_orders_have_money_and_lines_that_add_up(firm):
    t, lines = firm.touches, firm.lines
    kind = np.array([touchpoint.money for touchpoint in TOUCHPOINTS])[t.touchpoint]
    orders = kind == ORDER
    assert (t.has_money == (kind > 0)).all()
    assert (t.money[~t.has_money] == 0).all()
    assert (t.money[orders] > 0).all()
    assert np.array_equal(t.order[orders], np.arange(1, orders.sum() + 1))
    assert (t.order[kind == 0] == -1).all()
    totals = np.bincount(lines.order, weights=lines.quantity * lines.price)[1:]
    assert np.array_equal(totals, t.money[orders])
    assert order_name(int(t.order[orders][0])) == "TQ-000001"
    assert (np.array([p.price for p in firm.products])[lines.product] == lines.price).all()


def test_a_refund_returns_at_most_an_earlier_order_of_the_same_person(firm):
    t = firm.touches
    orders, refunds = np.flatnonzero(t.money > 0), np.flatnonzero(t.money < 0)
    assert len(refunds) > 20
    assert {TOUCHPOINTS[k].money for k in np.unique(t.touchpoint[refunds]).tolist()} == {REFUND}
    ordered = orders[t.order[refunds] - 1]
    assert (t.order[ordered] == t.order[refunds]).all()
    assert (t.person[ordered] == t.person[refunds]).all()
    assert (t.time[ordered] < t.time[refunds]).all()
    assert (-t.money[refunds] <= t.money[ordered]).all()
    assert len(np.unique(t.order[refunds])) == len(refunds)


def test_people_are_brought_by_an_earlier_recommendation(firm):
    t, brought = firm.touches, firm.brought
    assert len(brought) > 300
    assert (brought.person >= firm.people).all()
    assert np.array_equal(brought.person, np.arange(firm.people, firm.everyone))
    assert (brought.by < brought.person).all()  # so nobody brought themselves, over however many others
    recommended = {}
    for how in (1, 2, 3):
        rows = np.flatnonzero(t.touchpoint == AT[RECOMMENDS_AT[how]])[::-1]
        recommended[how] = dict(zip(t.person[rows].tolist(), t.time[rows].tolist(), strict=True))  # the first
    _, first = np.unique(t.person, return_index=True)
    for person, by, how in zip(
        brought.person.tolist(), brought.by.tolist(), brought.how.tolist(), strict=True
    ):
        assert t.time[first[person]] > recommended[how][by]
        assert TOUCHPOINTS[t.touchpoint[first[person]]].name == BROUGHT_TO[how]
    assert (brought.by >= firm.people).any()  # a second generation


def test_ids_and_names(firm):
    known = np.array(["@" in person for person in firm.person_ids])
    assert len(set(firm.person_ids)) == firm.everyone
    assert all(person.isascii() for person in firm.person_ids)
    assert 0.1 < known.mean() < 0.5
    assert all(bool(name) == flag for name, flag in zip(firm.names, known.tolist(), strict=True))
    assert all(part.split("@")[1].startswith("example.") for part in firm.person_ids if "@" in part)
    assert sum(not name.isascii() for name in firm.names) > 1_000
    t = firm.touches
    ordered = np.unique(t.person[(t.touchpoint == AT["Web order"])])
    assert known[ordered].all()


def test_the_list_of_touchpoints():
    assert 50 <= len(TOUCHPOINTS) <= 60
    assert len(AT) == len(TOUCHPOINTS)
    assert {touchpoint.stage for touchpoint in TOUCHPOINTS} == {*STAGES, None}
    assert all(TOUCHPOINTS[AT[name]].stage == stage for stage, picks in PICKS.items() for name in picks)
    assert all(sum(picks.values()) == 100 for picks in PICKS.values())
    letters = [touchpoint for touchpoint in TOUCHPOINTS if touchpoint.hours == MORNING]
    assert all(touchpoint.initiative == BUSINESS for touchpoint in letters)


def test_every_touchpoint_channel_and_variant_occurs(firm):
    t = firm.touches
    assert len(np.unique(t.touchpoint)) == len(firm.touchpoints)
    assert len(np.unique(t.channel)) == len(firm.channels) == 10
    assert len(np.unique(t.variant)) == len(firm.variants) == 3


def test_the_glass_is_believable(firm):
    """Wide, narrow, with people lost at each stage, and the weakest link from try to buy."""
    t = firm.touches
    stage = np.array([STAGES.index(p.stage) if p.stage else -1 for p in TOUCHPOINTS])[t.touchpoint]
    reached = [len(np.unique(t.person[stage == k])) for k in range(7)]
    assert reached[0] > reached[1] > reached[2] > reached[3] > reached[4]
    shares = [b / a for a, b in pairwise(reached[:5])]
    assert min(shares) == shares[3] < 0.32
    assert max(shares) < 0.75
    orders = np.bincount(t.person[t.money > 0], minlength=firm.everyone)
    assert 0.03 < (orders > 0).sum() / reached[0] < 0.08
    assert 0.35 < (orders > 1).sum() / (orders > 0).sum() < 0.55
    assert 0.2 < reached[6] / (orders > 0).sum() < 0.5
    assert 0.01 < (stage == -1).mean() < 0.08
    _, first = np.unique(t.person, return_index=True)
    starts = np.bincount(stage[first] + 1, minlength=8) / firm.everyone
    assert (starts[[3, 4, 0]] > [0.04, 0.025, 0.02]).all()  # trust, try, no place


@pytest.mark.parametrize("name", ["Europe/Lisbon", "Australia/Lord_Howe", "America/St_Johns", "UTC"])
def test_local_times_become_instants_as_in_the_standard_library(name):
    zone, tz = Zone(name, 20_400, 20_900), ZoneInfo(name)
    steps = np.arange(20_405 * DAY, 20_895 * DAY, 25 * 60 * SECOND)
    got = zone.instant(steps // DAY, steps % DAY)
    walls = [datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=step) for step in steps.tolist()]
    want = [int(wall.replace(tzinfo=tz).timestamp()) * SECOND for wall in walls]
    assert np.array_equal(got, want)
    day, micros = zone.local(steps)
    offsets = [datetime.fromtimestamp(step // SECOND, tz).utcoffset() for step in steps.tolist()]
    assert np.array_equal(
        day * DAY + micros - steps, [int(shift / timedelta(microseconds=1)) for shift in offsets]
    )


def test_it_needs_neither_django_nor_numba():
    code = "import sys, touchline.journeys.simulate as s; s.simulate(9, end=10**15); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"django", "numba", "pyarrow", "pandas"} & set(loaded)
