from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.checks import check_people, check_same_everywhere
from tests.journeys.make import MONDAY, Touch, make_index
from tests.journeys.strategies import NAMES, examples, periods, shard_counts, touches
from tests.journeys.test_paths import big_index
from tests.oracle.loops import loops as twin

from touchline.journeys import engine, intervals, linked
from touchline.journeys.groups import Groups
from touchline.journeys.index import Index, empty_shard
from touchline.journeys.loops import Loops, loop_name
from touchline.journeys.question import Period, QuestionError


def check(record: list[Touch], index: Index, period: Period) -> None:
    question = Loops(period)
    result = engine.ask(index, question)
    expected = twin(record, period.start, period.end)
    assert result.touches == expected["touches"]
    check_people(index, question, "people", expected["people"], result.people)
    check_people(index, question, "looped", expected["looped"], result.looped)
    assert result.returns == sum(one["count"] for one in expected["loops"].values())
    assert [(row.touchpoint, row.over) for row in result.loops] == sorted(
        expected["loops"],
        key=lambda loop: (
            -len(expected["loops"][loop]["people"]),
            -expected["loops"][loop]["count"],
            loop[0],
            loop[1] or "",
        ),
    )
    for row in result.loops:
        right = expected["loops"][row.touchpoint, row.over]
        assert row.count == right["count"]
        check_people(index, question, f"loop={loop_name(row)}", right["people"], row.people)
        check_people(
            index, question, f"touchpoint={row.touchpoint}", expected["met"][row.touchpoint], row.met
        )
        assert (row.low, row.high) == intervals.wilson(row.people, row.met)


@examples()
@given(touches(), periods(), shard_counts)
def test_every_number_and_its_people_are_the_twins(record, period, shards) -> None:  # type: ignore[no-untyped-def]
    check(record, make_index(record, shards=shards, touchpoints=NAMES), period)


@examples(40)
@given(touches(), periods(), shard_counts)
def test_sorted_links_give_the_same(record, period, shards) -> None:  # type: ignore[no-untyped-def]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linked, "DENSE", 0)
        patch.setattr("touchline.journeys.loops.LOOKED_AT", 1)
        check(record, make_index(record, shards=shards, touchpoints=NAMES), period)


@examples(20)
@given(touches(), periods())
def test_shards_and_threads_change_no_digit(record, period) -> None:  # type: ignore[no-untyped-def]
    check_same_everywhere(lambda shards: make_index(record, shards=shards, touchpoints=NAMES), Loops(period))


@examples(40)
@given(touches(), st.lists(st.integers(-1, 2), min_size=5, max_size=5), shard_counts)
def test_groups_are_answered_as_if_alone_and_take_away(record, of, shards) -> None:  # type: ignore[no-untyped-def]
    index = make_index(record, shards=shards, touchpoints=NAMES)
    groups = np.array(of, np.int16)

    def total(one: Any) -> Any:
        return reduce(
            add,
            (Loops().partial(shard, index.legend, Groups(one[shard.key], 3)) for shard in index.shards),
        )

    for group in range(3):
        theirs = [touch for touch in record if of[touch.person] == group]
        alone = make_index(theirs, touchpoints=NAMES, end=index.legend.end)
        right = engine.ask(alone, Loops()).to_dict()
        assert Loops().finish(index.legend, total(groups).of_group(group)).to_dict() == right
        others = total(np.where(groups == group, -1, groups).astype(np.int16))
        left = (total(groups) - others).of_group(group)
        assert Loops().finish(index.legend, left).to_dict() == right


def test_a_hundred_thousand_touches_and_twenty_thousand_touchpoints() -> None:
    size = 20_000
    random = np.random.default_rng(7)
    code = np.concatenate([random.integers(0, 3, 100_000), random.integers(0, size, 60_000)])
    offset = np.concatenate([[0], np.arange(100_000, 160_001, 20)])
    index = big_index(code, offset, size)
    result = engine.ask(index, Loops())
    expected: dict[tuple[int, int], int] = {}
    for begin, stop in zip(offset[:-1].tolist(), offset[1:].tolist(), strict=True):
        theirs = code[begin:stop].tolist()
        for at in range(1, len(theirs)):
            if theirs[at] == theirs[at - 1] or (at > 1 and theirs[at] == theirs[at - 2]):
                loop = (theirs[at], theirs[at - 1])
                expected[loop] = expected.get(loop, 0) + 1
    assert {
        (int(row.touchpoint[1:]), int((row.over or row.touchpoint)[1:])): row.count for row in result.loops
    } == expected
    assert result.returns == sum(expected.values()) > 50_000


def test_nobody() -> None:
    index = Index(make_index([]).legend, (empty_shard(), empty_shard()))
    answer = engine.ask(index, Loops()).to_dict()
    assert (answer["people"], answer["looped"], answer["share"], answer["loops"]) == (0, 0, None, [])


def test_the_json_has_the_agreed_shape() -> None:
    record = [Touch(1, MONDAY, name) for name in ("a", "b", "a", "a", "c")] + [Touch(2, MONDAY, "a")]
    answer = engine.ask(make_index(record), Loops()).to_dict()
    low, high = intervals.wilson(1, 2)
    assert (answer["people"], answer["looped"], answer["touches"], answer["returns"]) == (2, 1, 6, 2)
    assert answer["loops"] == [
        {"touchpoint": "a", "over": over, "people": 1, "count": 1, "met": 2, "share": 0.5}
        | {"low": low, "high": high, "few": True}
        for over in (None, "b")
    ]


def test_names_that_hold_the_sign() -> None:
    record = [Touch(1, MONDAY, name) for name in ("a>b", "a", "a>b", "a>b")] + [Touch(2, MONDAY, "b")]
    index = make_index(record)
    assert engine.people(index, Loops(), "loop=a>b>a>b").keys.tolist() == [1]
    assert engine.people(index, Loops(), "loop=a>b>a>a>b").keys.tolist() == [1]
    assert engine.people(index, Loops(), "loop=b>b").keys.tolist() == []


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("loop=a", "Write it as A>A"),
        ("loop=a>x", "no touchpoint 'x'"),
        ("loop=a>b", "Write it as A>A"),
        ("start=a", "looped"),
        ("looped=3", "looped"),
    ],
)
def test_a_selector_it_does_not_know_is_refused_in_a_sentence(selector: str, words: str) -> None:
    with pytest.raises(QuestionError, match=words):
        engine.people(make_index([Touch(1, MONDAY, "a"), Touch(1, MONDAY, "b")]), Loops(), selector)
