"""Audience, breakdown and comparison of every question; every number of a part opens its people."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.audiences import ANCHORS, BROUGHT, END, FACTS, PEOPLE, audiences, world
from tests.journeys.make import HOUR, MONDAY, Touch, make_index
from tests.journeys.strategies import examples, periods, shard_counts, touches
from tests.oracle.audience import World

from touchline.journeys import breakdown, engine
from touchline.journeys.audience_reading import read
from touchline.journeys.between import Between
from touchline.journeys.breakdown import MOST, By
from touchline.journeys.chain import Chain, ChainLink
from touchline.journeys.difference import differences, spreads
from touchline.journeys.funnel import Funnel, FunnelRow
from touchline.journeys.hourglass import Hourglass
from touchline.journeys.hourglass_answer import StageRow
from touchline.journeys.index import Index
from touchline.journeys.intervals import wilson
from touchline.journeys.loops import Loops
from touchline.journeys.options import Options
from touchline.journeys.orders import Orders
from touchline.journeys.orders_answer import OrdersRow
from touchline.journeys.paths import Paths
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.retention import Retention
from touchline.journeys.routes import Routes
from touchline.journeys.stopped import Stopped
from touchline.journeys.time_to import TimeTo
from touchline.journeys.time_to_answer import TimeToRow
from touchline.journeys.touches import Touches

CHAIN = (ChainLink((0,)), ChainLink((1,), optional=True), ChainLink((0, 2), repeated=True, expected=HOUR))
QUESTIONS = (
    lambda period: Hourglass(period=period),
    lambda period: Funnel(((0,), (1, 2), (0,)), 5 * HOUR, period),
    lambda period: Paths(period),
    lambda period: Touches(period=period),
    lambda period: Orders("day", period),
    lambda period: Retention(unit="day", upto=2, period=period),
    lambda period: TimeTo(("any", (0,)), ("order", (1,)), 3 * HOUR, period),
    lambda period: Routes(period=period, most=2),
    lambda period: Stopped(period=period, links=1),
    lambda period: Between(start=(0,), end="own", period=period, most=3),
    lambda period: Loops(period),
    lambda period: Chain(CHAIN, period, most=2),
)
BYS = (By("fact", "country"), By("first", "channel"), By("first", "campaign"), By("touch", "product"))


def check_cells(index: Index, question: Any, options: Options, part: str, result: Any) -> int:
    """Every number of people opens a list of that length; how many numbers there were."""
    cells = 0
    listed = list(zip(result.table, result.behind(), strict=True))
    for row, selectors in [*listed, *(one for one in result.compared() if one not in listed)]:
        for name, selector in selectors.items():
            number = getattr(row, name)
            if number is not None:
                found = engine.people(index, question, selector, options=options, part=part)
                assert found.count == number == len(found.keys), (part, selector)
                cells += 1
    return cells


@examples(15)
@given(touches(), st.sampled_from(QUESTIONS), periods(), audiences(), st.sampled_from(BYS), shard_counts)
def test_the_parts_of_a_breakdown_make_the_whole_and_open_their_people(
    record: list[Touch], ask: Any, period: Period, audience: Any, by: By, shards: int
) -> None:
    index, question = world(record, shards), ask(period)
    options = Options(audience, by)
    parts = engine.ask_parts(index, question, options)
    assert parts.whole.to_dict() == engine.ask(index, question, audience=audience).to_dict()
    assert [part.key for part in parts.parts] == sorted(
        (part.key for part in parts.parts), key=lambda key: (key == "none", -_people(parts, key), key)
    )
    for part in parts.parts:
        check_cells(index, question, options, part.key, part.result)


def _people(parts: Any, key: str) -> int:
    part = parts.part(key)
    assert part is not None
    return int(part.people)


@examples(15)
@given(touches(), st.sampled_from(QUESTIONS), periods(), st.sampled_from(BYS[:3]))
def test_a_part_is_the_audience_that_says_so(record: list[Touch], ask: Any, period: Period, by: By) -> None:
    index, question = world(record, 2), ask(period)
    for part in engine.ask_parts(index, question, Options(by=by)).parts:
        if part.value is not None:
            said = read(f"{'first ' if by.kind == 'first' else ''}{by.name} is '{part.value}'")
            assert part.result.to_dict() == engine.ask(index, question, audience=said).to_dict()


@examples(15)
@given(touches(), st.sampled_from(QUESTIONS), periods(), audiences(), audiences(), shard_counts)
def test_two_audiences_are_both_answers(
    record: list[Touch], ask: Any, period: Period, one: Any, two: Any, shards: int
) -> None:
    index, question = world(record, shards), ask(period)
    twin = World([*record, *ANCHORS], range(PEOPLE), FACTS, BROUGHT, END)
    options = Options(one, against=two)
    parts = engine.ask_parts(index, question, options)
    assert parts.both == len(twin.select(one) & twin.select(two))
    for part, audience in zip(parts.parts, (one, two), strict=True):
        assert part.people == len(twin.select(audience))
        assert part.result.to_dict() == engine.ask(index, question, audience=audience).to_dict()
        check_cells(index, question, options, part.key, part.result)


@examples(15)
@given(touches(), st.sampled_from(QUESTIONS), periods(), periods(), audiences())
def test_two_periods_and_everybody_else_are_both_answers(
    record: list[Touch], ask: Any, one: Period, two: Period, audience: Any
) -> None:
    index = world(record)
    options = Options(audience, against=two)
    parts = engine.ask_parts(index, ask(one), options)
    for part, period in zip(parts.parts, (one, two), strict=True):
        assert part.result.to_dict() == engine.ask(index, ask(period), audience=audience).to_dict()
        check_cells(index, ask(one), options, part.key, part.result)
    options = Options(audience, against="rest")
    rest = engine.ask_parts(index, ask(one), options)
    assert rest.both == 0
    assert sum(part.people for part in rest.parts) == index.people
    for part in rest.parts:
        check_cells(index, ask(one), options, part.key, part.result)


def test_neither_shards_nor_threads_change_a_digit() -> None:
    dice = np.random.default_rng(3)
    record = [
        Touch(int(dice.integers(200)), MONDAY + int(dice.integers(20)) * HOUR, str(dice.choice(["a", "b"])))
        for _ in range(900)
    ]
    facts = {person: {"town": f"town {person % 17}"} for person in range(190)}
    answers = []
    for shards, threads in ((1, 1), (3, 2), (7, 4)):
        index = make_index(record, shards=shards, facts=facts)
        parts = engine.ask_parts(index, Paths(), Options(by=By("fact", "town")), threads)
        answers.append(parts.to_dict())
    assert answers[0] == answers[1] == answers[2]


def test_the_largest_values_have_a_part_and_the_rest_is_other() -> None:
    record = [Touch(person, MONDAY, "a") for person in range(100)]
    facts = {person: {"town": f"town {int(person**0.5)}" if person < 81 else "none"} for person in range(90)}
    index = make_index(record, facts=facts)
    parts = engine.ask_parts(index, Funnel(((0,),), 0), Options(by=By("fact", "town")))
    keys = [part.key for part in parts.parts]
    assert keys[:2] == ["town 8", "town 7"]
    assert "value:none" in keys
    assert keys[-1] == "none"
    assert sum(part.people for part in parts.parts) == 100
    many = make_index(record, facts={person: {"town": f"{person % 30:02}"} for person in range(95)})
    parts = engine.ask_parts(many, Funnel(((0,),), 0), Options(by=By("fact", "town")))
    assert [part.key for part in parts.parts][:3] == ["00", "01", "02"]
    assert [part.key for part in parts.parts][MOST:] == ["other", "none"]
    assert parts.parts[MOST].values == 18
    assert parts.parts[MOST].people == 18 * 3
    assert parts.parts[-1].people == 5


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("country", By("fact", "country")),
        ("Country", By("fact", "country")),
        ("first-channel", By("first", "channel")),
        ("First-Campaign", By("first", "campaign")),
        ("product", By("touch", "product")),
        ("touch:campaign", By("touch", "campaign")),
    ],
)
def test_what_people_write_to_break_down(text: str, by: By) -> None:
    legend = world([]).legend
    assert breakdown.read(text, legend) == by
    assert breakdown.read(breakdown.short(by, legend), legend) == by


def test_what_nothing_can_be_broken_down_by_is_refused_with_what_can() -> None:
    with pytest.raises(QuestionError, match="Take one of: city, country, first-channel"):
        breakdown.read("age", world([]).legend)
    with pytest.raises(QuestionError, match="There is no fact about people 'age'"):
        breakdown.read("fact:age", world([]).legend)


def test_a_fact_and_an_attribute_of_one_name_are_told_apart() -> None:
    record = [Touch(0, MONDAY, "a", says=(("country", "AT"),))]
    legend = make_index(record, facts={0: {"country": "DE"}}).legend
    assert breakdown.read("country", legend) == By("fact", "country")
    assert breakdown.short(By("touch", "country"), legend) == "touch:country"
    assert breakdown.read("touch:country", legend) == By("touch", "country")


def test_the_value_of_a_touch_is_that_of_the_first_one_in_the_period() -> None:
    said = [("", 0), ("x", 1), ("y", 2)]
    record = [Touch(0, MONDAY + hour * HOUR, "a", says=(("tag", tag),) if tag else ()) for tag, hour in said]
    index = make_index(record, end=MONDAY + 9 * HOUR)

    def key(period: Period) -> list[str]:
        parts = engine.ask_parts(index, Paths(period), Options(by=By("touch", "tag"))).parts
        return [part.key for part in parts]

    assert key(Period()) == ["x"]
    assert key(Period(MONDAY + 2 * HOUR, None)) == ["y"]
    assert key(Period(MONDAY, MONDAY + HOUR)) == ["none"]


def test_two_options_at_once_and_unknown_parts_are_refused() -> None:
    index = world([Touch(0, MONDAY, "ad")])
    with pytest.raises(QuestionError, match="not both at once"):
        Options(by=By("first", "channel"), against=Period())
    with pytest.raises(QuestionError, match="Say which"):
        Options(against="rest")
    by = Options(by=By("first", "channel"))
    with pytest.raises(QuestionError, match=r"There is no part 'radio'\. These are there: site"):
        engine.people(index, Paths(), "people", options=by, part="radio")
    with pytest.raises(QuestionError, match="has no parts"):
        engine.people(index, Paths(), "people", part="site")
    with pytest.raises(QuestionError, match="part 1 or 2"):
        engine.people(index, Paths(), "people", options=Options(against=Period()))


def test_every_number_with_an_interval_is_found_by_its_fields() -> None:
    spread = {one.value: (one.low, one.high) for one in spreads(StageRow)}
    assert spread["share"] == ("low", "high")
    assert spread["median_seconds"] == ("median_low", "median_high")
    assert spread["reached"] == (None, None)
    assert {one.value: one.low for one in spreads(FunnelRow)}["median_seconds"] == "median_low"
    orders = {one.value: one.low for one in spreads(OrdersRow)}
    assert (orders["kept_share"], orders["net"], orders["orders"]) == ("kept_low", "net_low", "orders_low")
    assert (orders["per_order"], orders["kept"]) == ("per_order_low", None)
    assert {one.value: one.low for one in spreads(TimeToRow)}["p90_seconds"] == "p90_low_seconds"


class Shares:
    """A result with one share."""

    def __init__(self, k: int, n: int) -> None:
        low, high = wilson(k, n)
        self.row = FunnelRow("x", k, k / n, low, high, 0, 0, None, None, None, few=False)

    def compared(self) -> tuple[tuple[FunnelRow, dict[str, str]], ...]:
        return ((self.row, {}),)


def test_the_difference_of_two_shares_is_newcombes() -> None:
    """The examples of R. G. Newcombe, Statistics in Medicine 17 (1998), table II, method 10."""
    for a, b, low, high in (
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((0, 20), (0, 10), -0.2775, 0.1611),
        ((10, 10), (0, 20), 0.6791, 1.0000),
    ):
        found: Any = {one.number: one for one in differences(Shares(*b), Shares(*a), dependent=False)}  # type: ignore[arg-type]
        share = found["share"]
        assert share.difference == pytest.approx(a[0] / a[1] - b[0] / b[1])
        assert (share.low, share.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))
        assert share.sure == (not low <= 0 <= high)


def test_the_difference_of_two_periods_adds_the_distances() -> None:
    one, two = Shares(56, 70), Shares(48, 80)
    share: Any = next(d for d in differences(one, two, dependent=True) if d.number == "share")  # type: ignore[arg-type]
    assert share.low == pytest.approx(
        share.difference - (two.row.share - two.row.low) - (one.row.high - one.row.share)
    )  # type: ignore[operator]
    apart: Any = next(d for d in differences(one, two, dependent=False) if d.number == "share")  # type: ignore[arg-type]
    assert share.low < apart.low < apart.high < share.high


def test_money_differs_to_the_minor_unit() -> None:
    record = [Touch(person, MONDAY, "a", money=1, amount=1000 + person) for person in range(40)]
    index = make_index(record, facts={person: {"side": "lr"[person % 2]} for person in range(40)})
    parts = engine.ask_parts(index, Orders("total"), Options(read("side is l"), against="rest"))
    net = next(one for one in parts.differences if one.number == "net")
    assert (net.first, net.second, net.difference) == (Decimal("203.80"), Decimal("204.00"), Decimal("0.20"))
    assert net.low < 0 < net.high  # type: ignore[operator]
    assert not net.sure
    assert all(isinstance(end, Decimal) and end.as_tuple().exponent == -2 for end in (net.low, net.high))


def test_the_interval_of_a_difference_covers_the_truth() -> None:
    """Of 2,000 pairs of audiences with true shares of 30 and 45 %, 95 % of the intervals hold 0.15."""
    dice = np.random.default_rng(5)
    hits = 0
    for one, two in zip(dice.binomial(60, 0.3, 2000), dice.binomial(90, 0.45, 2000), strict=True):
        share: Any = next(
            d
            for d in differences(Shares(int(one), 60), Shares(int(two), 90), dependent=False)  # type: ignore[arg-type]
            if d.number == "share"
        )
        hits += share.low <= 0.15 <= share.high
    assert math.isclose(hits / 2000, 0.95, abs_tol=0.015)
