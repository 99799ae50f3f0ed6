"""The build against its slow twin, and the order of what it writes."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.strategies import examples
from tests.lake.make import MEANING
from tests.lake.strategies import events
from tests.oracle.build import Event, journeys, journeys_of

from touchline.journeys.build import Rows, build_shard
from touchline.journeys.index import SHARD_DTYPES, Index
from touchline.lake.codes import Label, allot
from touchline.lake.legend import make_legend


def index_of(record: list[Event]) -> Index:
    """An index of one shard, made without a lake."""
    numbers = {one.number for one in MEANING.touchpoints}
    kept = [
        event for event in record if event.kind == "person" and MEANING.recognised.get(event.name) in numbers
    ]
    labels = [
        Label(MEANING.recognised[event.name], event.channel or None, int(event.business)) for event in kept
    ]
    known = sorted(set(labels), key=str)
    allotted = allot(known, [1] * len(known), [7] * len(known))
    lines = [at for at, event in enumerate(kept) if event.money is not None or event.order_ref is not None]
    currencies = sorted({kept[at].currency or "" for at in lines if kept[at].money is not None})
    rows = Rows(
        key=np.array([event.identity for event in kept], np.int64),
        time=np.array([event.time for event in kept], np.int64),
        seq=np.array([event.seq for event in kept], np.int64),
        label=np.array([known.index(label) for label in labels], np.int32),
        line_row=np.array(lines, np.int64),
        line_order=np.array(
            [-1 if kept[at].order_ref is None else kept[at].order_ref for at in lines], np.int64
        ),
        line_money=np.array([kept[at].money or 0 for at in lines], np.int64),
        line_currency=np.array(
            [-1 if kept[at].money is None else currencies.index(kept[at].currency or "") for at in lines],
            np.int32,
        ),
    )
    shard = build_shard(rows, allotted.code_of)
    return Index(make_legend(MEANING, allotted.codes, currencies, 0, "g000001"), (shard,))


@examples(200)
@given(events(), st.randoms(use_true_random=False))
def test_every_journey_is_the_twins_in_whatever_order_rows_come(record, random) -> None:  # type: ignore[no-untyped-def]
    expected = journeys(record, MEANING)
    random.shuffle(record)
    assert journeys_of(index_of(record)) == expected


@examples(20)
@given(events())
def test_the_arrays_have_the_shape_questions_rely_on(record) -> None:  # type: ignore[no-untyped-def]
    shard = index_of(record).shards[0]
    for name, kind in SHARD_DTYPES.items():
        assert getattr(shard, name).dtype == kind
    assert (np.diff(shard.key) > 0).all()
    assert shard.offset[0] == 0
    assert shard.offset[-1] == shard.touches
    assert (np.diff(shard.offset.astype(np.int64)) > 0).all()
    assert (np.diff(shard.money_at.astype(np.int64)) >= 0).all()


def test_a_long_journey_in_random_order_is_sorted() -> None:
    rng = np.random.default_rng(5)
    for count in (15, 16, 17, 33, 1000, 5000):
        time, seq = rng.integers(0, count // 3 + 1, count), rng.permutation(count)
        none = np.zeros(0, np.int64)
        rows = Rows(
            np.full(count, 9),
            time,
            seq,
            np.arange(count, dtype=np.int32),
            none,
            none,
            none,
            none.astype(np.int32),
        )
        codes = np.repeat(np.arange(count, dtype=np.int32)[:, None], 3, axis=1).copy()
        shard = build_shard(rows, codes)
        expected = np.lexsort((seq, time))
        assert shard.code.tolist() == expected.tolist()
        assert shard.time.tolist() == time[expected].tolist()


def test_lines_of_an_order_are_one_touch_and_a_discount_is_not_a_refund() -> None:
    def line(seq: int, time: int, money: int, name: str = "Order Completed") -> Event:
        return Event(seq, time, 1, name, None, False, money, "EUR", 5)

    bought = [line(1, 10, 500), line(2, 10, 250), line(3, 10, 0), line(4, 10, -50, "Order Refunded")]
    given_back = [line(5, 20, -250, "Order Refunded"), line(6, 30, -10, "Order Refunded")]
    found = journeys_of(index_of(bought + given_back))[1]
    assert [(touch.time, touch.touchpoint, touch.kind, touch.money) for touch in found] == [
        (10, 11, 1, (("EUR", 700),)),
        (20, 12, 2, (("EUR", -250),)),
        (30, 12, 2, (("EUR", -10),)),
    ]
    assert [touch.of for touch in found] == [None, 10, 10]


def test_an_order_of_nothing_is_an_order() -> None:
    found = journeys_of(index_of([Event(1, 10, 1, "Order Completed", None, False, 0, "EUR", 5)]))[1]
    assert [(touch.kind, touch.money) for touch in found] == [(1, (("EUR", 0),))]


def test_a_line_of_nothing_makes_an_order_only_before_money_goes_back() -> None:
    def kinds(nothing_at: int, back_at: int) -> list[tuple[int, int]]:
        name = "Order Completed"
        lines = [
            Event(1, nothing_at, 1, name, None, False, 0, "EUR", 5),
            Event(2, back_at, 1, name, None, False, -7, "EUR", 5),
        ]
        return [(touch.time, touch.kind) for touch in journeys_of(index_of(lines))[1]]

    assert kinds(10, 11) == [(10, 1), (11, 2)]
    assert kinds(10, 10) == [(10, 2)]
    assert kinds(11, 10) == [(10, 2)]


def test_many_orders_of_few_people_stay_apart() -> None:
    rng = np.random.default_rng(6)
    record = [
        Event(at + 1, at, int(who), "Order Completed", None, False, 1 + at % 3, "EUR", int(order))
        for at, (who, order) in enumerate(rng.integers(0, (5, 700), (4000, 2)))
    ]
    assert journeys_of(index_of(record)) == journeys(record, MEANING)


def test_many_refunds_of_one_order_stand_where_they_happened() -> None:
    rng = np.random.default_rng(7)
    record = [Event(1, 5, 1, "Order Completed", None, False, 10_000, "EUR", 5)]
    record += [
        Event(at + 2, int(time), 1, "Order Refunded", None, False, -1, "EUR", 5)
        for at, time in enumerate(rng.integers(0, 900, 3000))
    ]
    found = journeys_of(index_of(record))
    assert found == journeys(record, MEANING)
    assert len(found[1]) > 800


@examples(100)
@given(events())
def test_the_sums_of_the_index_are_the_lines_to_the_minor_unit(record) -> None:  # type: ignore[no-untyped-def]
    expected: Counter[str] = Counter()
    for event in record:
        if event.kind == "person" and MEANING.recognised.get(event.name, 99) != 99 and event.money:
            expected[event.currency or ""] += event.money
    index = index_of(record)
    found: Counter[str] = Counter()
    for shard in index.shards:
        for minor, currency in zip(shard.money.tolist(), shard.money_currency.tolist(), strict=True):
            found[index.legend.currencies[currency]] += minor
    assert {c: n for c, n in found.items() if n} == {c: n for c, n in expected.items() if n}
