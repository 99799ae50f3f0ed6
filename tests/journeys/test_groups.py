"""Groups: one pass over everybody answers what a pass over each group alone answers."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.make import HOUR, MONDAY, Referral, Touch, make_index
from tests.journeys.strategies import NAMES, PLACED, examples, periods, shard_counts, touches

from touchline.journeys import engine
from touchline.journeys.chain import Chain, ChainLink
from touchline.journeys.funnel import Funnel
from touchline.journeys.gaps import Gaps
from touchline.journeys.groups import LEFT_OUT, Groups
from touchline.journeys.hourglass import Hourglass
from touchline.journeys.index import Index
from touchline.journeys.orders import Orders
from touchline.journeys.paths import Paths
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.retention import Retention
from touchline.journeys.time_to import TimeTo
from touchline.journeys.touches import Touches

PEOPLE = 6
GROUPS = 3
BROUGHT = (Referral(0, by=4), Referral(1, by=4, how="partner", depth=2), Referral(3, by=77))

CHAIN = (ChainLink((0,)), ChainLink((1, 2), optional=True), ChainLink((0, 3), repeated=True, expected=HOUR))
QUESTIONS = (
    lambda period: Hourglass(period=period),
    lambda period: Funnel(((0,), (1, 2), (0,)), 5 * HOUR, period),
    lambda period: Paths(period),
    lambda period: Touches(period=period),
    lambda period: Touches("order", HOUR, period),
    lambda period: Orders("day", period),
    lambda period: Orders("total", period),
    lambda period: Retention("own", (1, 2), "day", 2, period),
    lambda period: TimeTo(("any", (0, 1)), ("order", (2,)), 3 * HOUR, period),
    lambda period: Chain(CHAIN, period),
    lambda _period: Gaps(),
)


def index_of(record: list[Touch], shards: int, people: int = PEOPLE) -> Index:
    return make_index(
        record,
        shards=shards,
        placed=PLACED,
        touchpoints=NAMES,
        people=range(people),
        brought=BROUGHT,
        end=MONDAY + 10 * HOUR,
        silence=2 * HOUR,
        rates=[("JPY", 20_000, 7 * 10**9)],
    )


def partial_of(index: Index, question: Any, group_of: dict[int, int], count: int = GROUPS) -> Any:
    """The partials of all shards by group, added up."""

    def groups(keys: Any) -> Groups:
        return Groups(np.array([group_of[key] for key in keys.tolist()], np.int16), count)

    shards = (question.partial(shard, index.legend, groups(shard.key)) for shard in index.shards)
    return reduce(add, shards)


def of_people(index: Index, keys: set[int], record: list[Touch]) -> Index:
    """The same index with these persons only."""
    only = make_index(
        [touch for touch in record if touch.person in keys],
        people=keys,
        brought=[one for one in BROUGHT if one.person in keys],
    )
    codes = {_code(only, at): at for at in range(len(only.legend.code_touchpoint))}
    mine = {_code(index, at): at for at in range(len(index.legend.code_touchpoint))}
    again = np.zeros(len(codes), np.uint16)
    for code, at in codes.items():
        again[at] = mine[code]
    currencies = [index.legend.currencies.index(code) for code in only.legend.currencies]
    shard = only.shards[0]
    shard = replace(
        shard,
        code=again[shard.code],
        money_currency=np.array(currencies, np.uint16)[shard.money_currency],
    )
    return Index(index.legend, (shard,))


def _code(index: Index, at: int) -> tuple[str, int | str, int, int]:
    legend = index.legend
    channel = int(legend.code_channel[at])
    return (
        legend.touchpoints[legend.code_touchpoint[at]],
        legend.channels[channel] if channel >= 0 else "",
        int(legend.code_initiative[at]),
        int(legend.code_money[at]),
    )


@examples()
@given(
    touches(),
    st.sampled_from(QUESTIONS),
    periods(),
    shard_counts,
    st.lists(st.integers(LEFT_OUT, GROUPS - 1), min_size=PEOPLE, max_size=PEOPLE),
)
def test_each_group_is_answered_as_if_it_were_alone(
    record: list[Touch], ask: Any, period: Period, shards: int, of: list[int]
) -> None:
    index, question = index_of(record, shards), ask(period)
    total = partial_of(index, question, dict(enumerate(of)))
    for group in range(GROUPS):
        alone = of_people(index, {key for key in range(PEOPLE) if of[key] == group}, record)
        answer = question.finish(index.legend, total.of_group(group))
        assert answer.to_dict() == engine.ask(alone, question).to_dict()


@examples()
@given(
    touches(),
    st.sampled_from(QUESTIONS[1:]),
    periods(),
    st.lists(st.integers(0, 1), min_size=PEOPLE, max_size=PEOPLE),
)
def test_a_whole_less_some_people_is_the_others(
    record: list[Touch], ask: Any, period: Period, of: list[int]
) -> None:
    index, question = index_of(record, 1), ask(period)
    whole = partial_of(index, question, dict.fromkeys(range(PEOPLE), 0), 1)
    apart = partial_of(index, question, dict(enumerate(of)), 2)
    left = question.finish(index.legend, (whole - apart.of_group(1)).of_group(0))
    assert left.to_dict() == question.finish(index.legend, apart.of_group(0)).to_dict()


def test_too_many_rows_of_all_groups_together_are_refused() -> None:
    record = [Touch(0, MONDAY, "a", money=1), Touch(1, MONDAY + 1100 * 24 * HOUR, "a", money=1)]
    index = make_index(record)
    with pytest.raises(QuestionError, match="makes 3,303 rows"):
        partial_of(index, Orders("day"), {0: 0, 1: 1})
