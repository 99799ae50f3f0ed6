from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.checks import check_people, check_same_everywhere
from tests.journeys.make import DAY, MONDAY, Touch, make_index
from tests.journeys.strategies import NAMES, examples, periods, shard_counts, touches
from tests.oracle import orders as twin

from touchline.journeys import engine, intervals, jackknife
from touchline.journeys.index import ORDER, REFUND, Index
from touchline.journeys.money import convert
from touchline.journeys.orders import MOST_ROWS, Orders
from touchline.journeys.orders_answer import divided
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.units import BY, first_day, label, number_of, units

FIRST = MONDAY // DAY
E12 = 10**12

rates = st.dictionaries(
    st.tuples(st.sampled_from(["JPY", "KWD", "CHF", "EUR"]), st.integers(FIRST - 9, FIRST + 2)),
    st.integers(1, 10**6 * E12 - 1) | st.sampled_from([E12 // 2, E12, 5 * E12 // 1000, 922_300_000_000]),
    max_size=8,
)
pieces = st.sampled_from(BY)
zones = st.sampled_from(["UTC", "Asia/Kathmandu", "America/New_York"])


def spread(record: list[Touch], apart: int) -> list[Touch]:
    """The same touches, hours drawn out to days or weeks, so that rows part."""
    return [one._replace(time=MONDAY + (one.time - MONDAY) * apart) for one in record]


@examples(120)
@given(
    touches(),
    pieces,
    rates,
    st.sampled_from(["EUR", "JPY", "KWD"]),
    zones,
    periods(),
    shard_counts,
    st.data(),
)
def test_every_number_and_its_people_are_the_twins(record, by, known, to, zone, period, shards, data) -> None:  # type: ignore[no-untyped-def]
    record = spread(record, data.draw(st.sampled_from([1, 24, 250])))
    index = make_index(
        record,
        shards=shards,
        touchpoints=NAMES,
        people=[11, 12],
        currency=to,
        zone=zone,
        rates=[(currency, day, value) for (currency, day), value in known.items()],
    )
    question = Orders(by, period)
    result = engine.ask(index, question)
    exact = {key: Decimal(value) / E12 for key, value in known.items()}
    rows, paid, left_out, loose = twin.orders(record, by, exact, to, zone, period.start, period.end)
    total = rows.pop("total", twin.Row())
    assert result.refunds_without_order == loose
    assert [one.period for one in result.periods if one.orders or one.refunds] == sorted(rows)
    for row in (*result.periods, result.total):
        expected = total if row.period == "total" else rows.get(row.period, twin.Row())
        digits = {"JPY": 0, "KWD": 3}.get(to, 2)
        found = [row.gross, row.refunded, row.net]
        minor = [expected.gross, expected.refunded, expected.gross - expected.refunded]
        assert [int(one.scaleb(digits)) for one in found] == minor
        assert all(one.as_tuple().exponent == -digits for one in found)
        counted = [one[1] for one in expected.by_person.values()]
        for found, count in ((row.per_order, sum(counted)), (row.per_person, sum(map(bool, counted)))):
            mean = divided(minor[2], count) if count else None
            assert (None if found is None else int(found.scaleb(digits))) == mean
        assert (row.orders, row.refunds) == (expected.orders, expected.refunds)
        assert (row.new + row.repeat, row.new) == (row.orders, len(expected.new))
        assert row.few == (len(expected.people) < intervals.FEW)
        start = "" if row.period == "total" else f"period={row.period}:"
        check_people(index, question, f"{start}people", expected.people, row.people)
        check_people(index, question, f"{start}kept", expected.kept, row.kept)
        check_people(index, question, f"{start}new", expected.new, row.new)
        check_people(index, question, f"{start}returning", expected.returning, row.returning)
        check_people(index, question, f"{start}refunded", expected.refunded_people, row.people_refunded)
    for listed, sums, selector in (
        (result.currencies, paid, "currency"),
        (result.left_out, left_out, "left_out"),
    ):
        assert [one.currency for one in listed] == sorted(sums)
        for line in listed:
            one = sums[line.currency]
            assert (line.orders, line.refunds, line.minor) == (
                one.orders,
                one.refunds,
                one.gross - one.refunded,
            )
            assert line.gross - line.refunded == line.net
            check_people(index, question, f"{selector}={line.currency}", one.people, line.people)


@examples(20)
@given(touches(), pieces, periods())
def test_shards_and_threads_change_no_digit(record, by, period) -> None:  # type: ignore[no-untyped-def]
    check_same_everywhere(
        lambda shards: make_index(spread(record, 24), shards=shards, people=range(50, 70)), Orders(by, period)
    )


@examples(30)
@given(touches(), st.sampled_from(["day", "total"]))
def test_intervals_are_the_plain_jackknife(record, by) -> None:  # type: ignore[no-untyped-def]
    record = [one._replace(person=one.person + 7 * k) for k in range(3) for one in spread(record, 24)]
    index = make_index(record, people=range(100, 120))
    everybody = index.shards[0].key
    blocks = dict(zip(everybody.tolist(), jackknife.block_of(everybody).tolist(), strict=True))
    result = engine.ask(index, Orders(by))
    rows = twin.orders(record, by, {})[0]
    for row in (*result.periods, result.total):
        money = rows[row.period].by_person
        ordered = {p for p, one in money.items() if one[1]}

        def net(people: set[int], money=money) -> float:  # type: ignore[no-untyped-def]
            return sum(one[0] for p, one in money.items() if p in people) * len(everybody) / len(people)

        whole, error = twin.jackknife(net, blocks)
        assert row.net_low is not None
        assert float(row.net_low) == pytest.approx((whole - intervals.Z * error) / 100, abs=0.0051)
        if row.per_person_low is not None:

            def mean(people: set[int], money=money, ordered=ordered) -> float:  # type: ignore[no-untyped-def]
                return sum(money[p][0] for p in money if p in people) / len(ordered & people)

            whole, error = twin.jackknife(mean, blocks)
            assert float(row.per_person_high) == pytest.approx(
                (whole + intervals.Z * error) / 100, abs=0.0051
            )


def test_the_interval_of_a_sum_is_as_wide_as_a_bootstrap_of_persons_says() -> None:
    rng = np.random.default_rng(3)
    worth = np.where(rng.random(4000) < 0.3, rng.lognormal(3, 1, 4000), 0)
    blocks = np.bincount(jackknife.block_of(np.arange(4000)), worth, jackknife.BLOCKS)
    people = np.bincount(jackknife.block_of(np.arange(4000)), minlength=jackknife.BLOCKS)
    ends = jackknife.sums(blocks, people)
    assert ends is not None
    drawn = [worth[rng.integers(0, 4000, 4000)].sum() for _ in range(2000)]
    assert (ends[1] - ends[0]) == pytest.approx(2 * intervals.Z * np.std(drawn), rel=0.15)
    assert sum(ends) / 2 == pytest.approx(worth.sum())


@examples(300)
@given(
    st.integers(-(10**15), 10**15) | st.integers(-10_000, 10_000),
    st.integers(1, 10**6 * E12 - 1),
    st.sampled_from(["EUR", "JPY", "KWD"]),
    st.sampled_from(["CHF", "KRW", "BHD"]),
)
def test_an_amount_is_converted_exactly_and_rounded_once(minor, value, to, currency) -> None:  # type: ignore[no-untyped-def]
    index = make_index(
        [Touch(1, MONDAY, "shop", money=ORDER, currency=currency)],
        currency=to,
        rates=[(currency, FIRST, value)],
    )
    found, missing = convert(np.array([minor]), np.zeros(1, np.uint16), np.array([FIRST]), index.legend)
    digits = {"KRW": 0, "BHD": 3, "JPY": 0, "KWD": 3}
    scale = E12 * 10 ** digits.get(currency, 2)
    size = (2 * abs(minor) * value * 10 ** digits.get(to, 2) + scale) // (2 * scale)
    if size > 10**15:
        assert (found[0], missing[0]) == (0, 1)
    else:
        assert (int(found[0]), missing[0]) == (-size if minor < 0 else size, 0)


def sold(
    day: float, amount: int = 1000, person: int = 1, money: int = ORDER, of: int | None = None, **more: str
) -> Touch:
    return Touch(person, MONDAY + round(day * DAY), "shop", money=money, amount=amount, of=of, **more)


def ask(record: list[Touch], by: str = "month", period: Period | None = None, **more: object):  # type: ignore[no-untyped-def]
    return engine.ask(make_index(record, **more), Orders(by, period or Period()))  # type: ignore[arg-type]


@pytest.mark.parametrize(("days_before", "counts"), [(0, True), (7, True), (8, False), (-1, False)])
def test_a_rate_holds_for_a_week_and_never_backwards(days_before: int, counts: bool) -> None:
    record = [sold(0.5, 1000, currency="CHF")]
    result = ask(record, rates=[("CHF", FIRST - days_before, E12)])
    assert (result.total.gross == Decimal("10.00")) == counts
    assert (not result.left_out) == counts
    assert (result.total.orders, result.total.people) == (1, 1)


def test_what_has_no_rate_is_named_and_not_in_the_sum() -> None:
    record = [sold(0, 1000), sold(1, 500, currency="CHF"), sold(2, 200, money=REFUND, currency="CHF")]
    result = ask(record)
    assert result.total.gross == Decimal("10.00")
    assert result.to_dict()["left_out"] == [
        {
            "currency": "CHF",
            "people": 1,
            "orders": 1,
            "refunds": 1,
            "gross": "5.00",
            "refunded": "2.00",
            "net": "3.00",
            "minor": 300,
        }
    ]


def test_nothing_is_nothing_in_every_currency_and_needs_no_rate() -> None:
    with_a_gift = sold(0, 1000)._replace(more=0, second="CHF")
    result = ask([with_a_gift, sold(1, 0, currency="CHF")])
    assert (result.total.orders, result.total.per_order, result.left_out) == (2, Decimal("5.00"), ())
    assert ask([with_a_gift, sold(1, 1, currency="CHF")]).total.per_order == Decimal("10.00")


def test_a_refund_counts_when_it_happened_and_its_order_is_no_longer_kept() -> None:
    record = [
        sold(0, 1000, of=1),
        sold(1, 300, of=2),
        sold(40, 600, money=REFUND, of=1),
        sold(41, 400, money=REFUND, of=1),
    ]
    january, february = ask(record).periods[-2:]
    assert ask(record).periods[0].period == "2024-12"
    assert (january.refunds, february.refunds, february.refunded) == (0, 2, Decimal("10.00"))
    whole = ask([*record[:1], *record[2:]]).periods[0]
    assert (whole.people, whole.kept, whole.gross) == (1, 0, Decimal("10.00"))
    assert ask(record).total.kept == 1, "another order was kept"


def test_a_refund_without_an_order_is_counted_and_reduces_nobodys_order() -> None:
    result = ask([sold(0, 1000, of=1), sold(1, 1000, money=REFUND)])
    assert (result.refunds_without_order, result.total.kept, result.total.net) == (1, 1, Decimal("0.00"))


def test_months_without_orders_are_rows_of_nothing() -> None:
    result = ask([sold(0), sold(70)])
    assert [row.period for row in result.periods] == ["2024-12", "2025-01", "2025-02", "2025-03"]
    assert [row.orders for row in result.periods] == [1, 0, 0, 1]
    assert result.periods[1].per_order is None


def test_the_first_order_ever_is_new_whatever_the_period() -> None:
    record = [sold(0), sold(40), sold(40, person=2)]
    total = ask(record, period=Period(MONDAY + DAY, None)).total
    assert (total.orders, total.new, total.repeat, total.returning) == (2, 1, 1, 1)


def test_an_order_without_an_amount_is_an_order() -> None:
    index = make_index([sold(0)])
    shard = index.shards[0]
    bare = type(shard)(
        **{
            **vars(shard),
            "money_at": shard.money_at[:0],
            "money": shard.money[:0],
            "money_currency": shard.money_currency[:0],
        }
    )
    total = engine.ask(Index(index.legend, (bare,)), Orders()).total
    assert (total.orders, total.kept, total.gross) == (1, 1, Decimal("0.00"))


def test_an_empty_record_has_an_answer() -> None:
    result = ask([])
    assert (result.periods, result.total.people, result.total.net, result.total.per_order) == (
        (),
        0,
        Decimal("0.00"),
        None,
    )
    assert ask([], "total").rows()[0]["net_low"] is None


def test_more_rows_than_an_answer_holds_are_refused() -> None:
    record = [sold(0), sold(MOST_ROWS, person=2)]
    with pytest.raises(QuestionError, match=r"3,001 rows.*by month"):
        ask(record, "day")
    with pytest.raises(QuestionError, match=r"3,001 rows.*by month"):
        ask(record, "day", shards=2)
    assert len(ask([sold(0), sold(MOST_ROWS - 1)], "day").periods) == MOST_ROWS


def test_what_cannot_be_asked_is_refused_in_a_sentence() -> None:
    with pytest.raises(QuestionError, match="month, week, day, total"):
        Orders("year")
    index = make_index([sold(0)])
    for selector in (
        "period=2025",
        "period=2024-12:sold",
        "left_out=XXX",
        "orders",
        "period=2024-13",
        "people=3",
    ):
        with pytest.raises(QuestionError, match="left_out=USD"):
            engine.people(index, Orders(), selector)
    with pytest.raises(QuestionError, match="left_out=USD"):
        engine.people(index, Orders("week"), "period=2024-12-31")
    assert engine.people(index, Orders("week"), "period=2024-12-30").count == 1
    assert engine.people(index, Orders(), "period=2031-01").count == 0


@given(st.sampled_from(["month", "week", "day"]), st.dates(date(1970, 1, 2), date(2200, 1, 1)))
def test_units_have_no_gaps_and_names_lead_back(by: str, day: date) -> None:
    at = (day - date(1970, 1, 1)).days
    unit = int(units(by, np.array([at]))[0])
    assert first_day(by, unit) <= day < first_day(by, unit + 1)
    assert number_of(by, label(by, unit)) == unit


def test_a_person_with_a_hundred_thousand_orders() -> None:
    total = ask([sold(at / 10_000) for at in range(100_000)], "day").total
    assert (total.orders, total.new, total.people, total.net) == (100_000, 1, 1, Decimal("1000000.00"))


def test_averages_are_rounded_half_away_from_zero() -> None:
    assert [divided(5, 2), divided(-5, 2), divided(1, 3), divided(-2, 3), divided(0, 7)] == [3, -3, 0, -1, 0]


def test_money_leaves_as_exact_text_decimals_or_floats() -> None:
    result = ask([sold(0, 123_456)])
    assert result.rows()[0]["gross"] == "1234.56"
    assert result.arrow()["gross"].to_pylist() == [Decimal("1234.560")]
    assert result.pandas()["gross"].tolist() == [1234.56]
