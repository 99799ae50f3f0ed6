from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.checks import check_median, check_people, check_same_everywhere
from tests.journeys.make import DAY, HOUR, MONDAY, Touch, make_index
from tests.journeys.strategies import NAMES, examples, periods, shard_counts, touches
from tests.journeys.test_paths import big_index
from tests.oracle.between import between as between_twin
from tests.oracle.routes import routes as routes_twin
from tests.oracle.stopped import stopped as stopped_twin

from touchline.journeys import engine, intervals, routed
from touchline.journeys.between import Between
from touchline.journeys.groups import Groups
from touchline.journeys.index import ORDER, Index, empty_shard
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.routes import Routes
from touchline.journeys.stopped import Stopped

NAMES_SORTED = sorted(NAMES)
some = st.sets(st.sampled_from(NAMES), min_size=1, max_size=3)
goals = st.one_of(st.none(), some)
silences = st.sampled_from([0, HOUR, 3 * HOUR, 90 * DAY])


def positions(names: set[str] | None) -> Any:
    return "order" if names is None else tuple(NAMES_SORTED.index(name) for name in sorted(names))


def about(index: Index, period: Period, **more: Any) -> dict[str, Any]:
    here = {"start": period.start, "end": period.end, "as_of": index.legend.end}
    return here | {"silence": index.legend.silence} | more


def people_of(one: dict[str, Any]) -> set[int]:
    return one["reached"] | one["stopped"] | one["open"]


def check_outcomes(index: Index, question: Any, result: Any, expected: Any) -> None:
    check_people(index, question, "people", people_of(expected), result.people)
    for outcome in ("reached", "stopped", "open"):
        check_people(index, question, outcome, expected[outcome], getattr(result, outcome))


def check_rows(index: Index, question: Any, rows: Any, expected: Any, word: str, most: int) -> None:
    """Each row is right, and no route with more people than those listed is missing."""
    total = sum(len(people_of(one)) for one in expected.values())
    for row in rows:
        right = expected[row.route]
        assert row.touches == len(row.route)
        check_people(index, question, f"{word}={row.key}", people_of(right), row.people)
        assert row.share == row.people / total
        assert (row.low, row.high) == intervals.wilson(row.people, total)
        check_median(row.median_seconds, right["waits"])
    sizes = sorted((len(people_of(one)) for one in expected.values()), reverse=True)
    if len(sizes) > most:
        sizes = [size for size in sizes[:most] if size > 1]
    assert [row.people for row in rows] == sizes
    assert [(-row.people, row.touches, row.route) for row in rows] == sorted(
        (-row.people, row.touches, row.route) for row in rows
    )
    assert len({row.route for row in rows}) == len(rows)


@examples()
@given(touches(), periods(), goals, st.booleans(), st.sampled_from([1, 2, 20]), silences, shard_counts)
def test_routes_and_their_people_are_the_twins(record, period, goal, collapse, most, silence, shards) -> None:  # type: ignore[no-untyped-def]
    index = make_index(record, shards=shards, touchpoints=NAMES, silence=silence)
    question = Routes(period=period, goal=positions(goal), collapse=collapse, most=most)
    result = engine.ask(index, question)
    expected = routes_twin(record, about(index, period, goal=goal, collapse=collapse))
    check_outcomes(index, question, result, expected)
    check_rows(index, question, result.routes, expected["routes"], "route", most)
    for row in result.routes:
        for outcome in ("reached", "stopped", "open"):
            right = expected["routes"][row.route][outcome]
            check_people(index, question, f"route={row.key}:{outcome}", right, getattr(row, outcome))
    sizes = [len(people_of(one)) for one in expected["routes"].values()]
    assert (result.distinct, result.once) == (len(sizes), sizes.count(1))


@examples()
@given(touches(), periods(), goals, st.booleans(), st.integers(0, 3), silences, shard_counts)
def test_where_journeys_stopped_is_the_twins(record, period, goal, collapse, links, silence, shards) -> None:  # type: ignore[no-untyped-def]
    index = make_index(record, shards=shards, touchpoints=NAMES, silence=silence)
    question = Stopped(period=period, goal=positions(goal), collapse=collapse, links=links)
    result = engine.ask(index, question)
    expected = stopped_twin(record, about(index, period, goal=goal, collapse=collapse, links=links))
    check_outcomes(index, question, result, expected)
    check_rows(index, question, result.endings, expected["endings"], "ending", 20)
    assert result.endings_distinct == len(expected["endings"])
    assert [(row.touchpoint, row.people) for row in result.touchpoints] == sorted(
        ((name, len(people)) for name, people in expected["last"].items()), key=lambda one: (-one[1], one[0])
    )
    for row in result.touchpoints:
        check_people(index, question, f"last={row.touchpoint}", expected["last"][row.touchpoint], row.people)
        assert (row.low, row.high) == intervals.wilson(row.people, result.stopped)


@examples()
@given(touches(), periods(), some, some, st.booleans(), silences, shard_counts)
def test_what_is_between_is_the_twins(record, period, first, then, collapse, silence, shards) -> None:  # type: ignore[no-untyped-def]
    index = make_index(record, shards=shards, touchpoints=NAMES, silence=silence)
    question = Between(period=period, start=positions(first), end=positions(then), collapse=collapse)
    result = engine.ask(index, question)
    expected = between_twin(record, about(index, period, first=first, then=then, collapse=collapse))
    check_outcomes(index, question, result, expected)
    check_rows(index, question, result.routes, expected["routes"], "route", 20)
    check_median(result.median_seconds, expected["waits"])
    assert {(row.from_, row.to): row.count for row in result.links} == {
        link: one["count"] for link, one in expected["links"].items()
    }
    for row in result.links:
        right = expected["links"][row.from_, row.to]["people"]
        check_people(index, question, f"link={row.from_}>{row.to}", right, row.people)
        assert row.share == len(right) / result.reached
    assert {row.touchpoint for row in result.touchpoints} == set(expected["met"])
    for row in result.touchpoints:
        right = expected["met"][row.touchpoint]
        check_people(index, question, f"touchpoint={row.touchpoint}", right, row.people)
    assert [row.touches for row in result.lengths] == sorted(expected["lengths"])
    for row in result.lengths:
        right = expected["lengths"][row.touches]
        check_people(index, question, f"length={row.touches}", right, row.people)
    for what in ("next", "last"):
        rows = getattr(result, what)
        assert {row.touchpoint for row in rows} == set(expected[what])
        for row in rows:
            right = expected[what][row.touchpoint]
            words = f"{what}={row.touchpoint}" if row.touchpoint else "nothing"
            check_people(index, question, words, right["stopped"] | right["open"], row.people)
            for outcome in ("stopped", "open"):
                asked = f"{words}:{outcome}" if row.touchpoint else f"nothing={outcome}"
                check_people(index, question, asked, right[outcome], getattr(row, outcome))


@examples(20)
@given(touches(), periods(), goals, st.booleans(), st.sampled_from([1, 3]))
def test_shards_and_threads_change_no_digit(record, period, goal, collapse, most) -> None:  # type: ignore[no-untyped-def]
    asked = {"period": period, "collapse": collapse, "most": most}
    for question in (
        Routes(goal=positions(goal), **asked),
        Stopped(goal=positions(goal), **asked),
        Between(start=(0, 3), end=(1,), **asked),
    ):
        check_same_everywhere(lambda shards: make_index(record, shards=shards, touchpoints=NAMES), question)


@examples(20)
@given(touches(), st.booleans())
def test_parts_of_the_first_question_change_no_digit(record, collapse) -> None:  # type: ignore[no-untyped-def]
    index = make_index(record, shards=2, touchpoints=NAMES)
    question = Routes(collapse=collapse, most=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routed, "PERSONS", 1)
        in_parts = engine.ask(index, question)
    assert in_parts.to_dict() == engine.ask(index, question).to_dict()


@examples(30)
@given(touches(), shard_counts)
def test_two_routes_of_one_number_are_told_apart(record, shards) -> None:  # type: ignore[no-untyped-def]
    """The first numbers drawn know nothing but the length of a route; the next ones are good."""
    right = routed.weights
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routed, "weights", lambda legend, seed: right(legend, seed) * np.uint64(seed > 0))
        patch.setattr("touchline.journeys.route_sums.weights", routed.weights)
        index = make_index(record, shards=shards, touchpoints=NAMES)
        result = engine.ask(index, Routes())
        expected = routes_twin(record, about(index, Period(), goal=None, collapse=False))
        assert {row.route: row.people for row in result.routes} == {
            way: len(people_of(one)) for way, one in expected["routes"].items()
        } or result.distinct > 20
        for row in result.routes:
            right_people = people_of(expected["routes"][row.route])
            check_people(index, Routes(), f"route={row.key}", right_people, row.people)


@examples(40)
@given(touches(), st.sets(st.integers(0, 4)))
def test_the_whole_less_some_persons_is_the_rest(record, gone) -> None:  # type: ignore[no-untyped-def]
    """Sums of everybody less those of some persons are those of the others."""
    index = make_index(record, touchpoints=NAMES)
    (shard,) = index.shards
    out = np.isin(shard.key, list(gone))
    less, rest = (Groups(np.where(which, 0, -1).astype(np.int16)) for which in (out, ~out))
    for question in (Routes(), Stopped(), Between(start=(0, 2), end=(1, 3))):

        def left(one: Any) -> Any:
            return one.partial(shard, index.legend) - one.partial(shard, index.legend, less)

        def others(one: Any) -> Any:
            return one.partial(shard, index.legend, rest)

        answers = []
        for total in (left, others):
            ready = question.prepare(index.legend, index.people, total)
            answers.append(ready.finish(index.legend, total(ready)).to_dict())
        assert answers[0] == answers[1]


@examples(40)
@given(touches(), st.lists(st.integers(-1, 2), min_size=5, max_size=5), shard_counts)
def test_each_group_is_answered_as_if_alone(record, of, shards) -> None:  # type: ignore[no-untyped-def]
    index = make_index(record, shards=shards, touchpoints=NAMES)
    for question in (Routes(most=2), Stopped(most=2, links=1), Between(start=(0, 2), end=(1, 3), most=2)):

        def total(one: Any) -> Any:
            return reduce(
                add,
                (
                    one.partial(shard, index.legend, Groups(np.array(of, np.int16)[shard.key], 3))
                    for shard in index.shards
                ),
            )

        ready = question.prepare(index.legend, index.people, total)
        for group in range(3):
            answer = ready.finish(index.legend, total(ready).of_group(group)).to_dict()
            theirs = [touch for touch in record if of[touch.person] == group]
            alone = make_index(theirs, touchpoints=NAMES, end=index.legend.end)
            assert answer == engine.ask(alone, question).to_dict()


def test_a_person_with_a_hundred_thousand_touches() -> None:
    random = np.random.default_rng(8)
    code = random.integers(0, 300, 100_000)
    code = np.concatenate([code, [1, 2], code, [1, 2], [1, 2]])
    offset = np.array([0, 100_000, 100_002, 200_002, 200_004, 200_006])
    index = big_index(code, offset, 300)
    result = engine.ask(index, Routes(most=1))
    assert (result.people, result.distinct, result.once) == (5, 2, 0)
    assert (result.routes[0].route, result.routes[0].people) == (("t00001", "t00002"), 3)
    both = engine.ask(index, Routes()).routes
    assert (both[1].touches, both[1].people) == (100_000, 2)
    assert engine.people(index, Routes(), f"route={both[1].key}").keys.tolist() == [0, 2]
    last = engine.ask(index, Stopped(goal=(299,), links=1000)).endings
    assert all(row.touches <= 1001 for row in last)


def test_twenty_thousand_touchpoints() -> None:
    size, people = 20_000, 3_000
    random = np.random.default_rng(7)
    code = random.integers(0, size, 3 * people)
    code[-3:] = code[:3]
    index = big_index(code, np.arange(people + 1) * 3, size)
    result = engine.ask(index, Routes())
    assert (result.distinct, result.once) == (people - 1, people - 2)
    assert [row.people for row in result.routes] == [2]
    first = int(code[0])
    found = engine.ask(index, Between(start=(first,), end=tuple(range(size))))
    assert found.reached == sum(first in (code[at], code[at + 1]) for at in range(0, len(code), 3))
    assert sum(row.count for row in found.links) == found.reached


@pytest.mark.parametrize("question", [Routes(), Stopped()])
def test_nobody(question: Any) -> None:
    answer = engine.ask(Index(make_index([]).legend, (empty_shard(), empty_shard())), question).to_dict()
    assert answer["people"] == 0


def test_the_json_has_the_agreed_shape() -> None:
    record = [
        Touch(1, MONDAY, "ad"),
        Touch(1, MONDAY + HOUR, "shop", money=ORDER),
        Touch(2, MONDAY, "ad"),
        Touch(2, MONDAY, "shop"),
        Touch(3, MONDAY, "ad"),
    ]
    index = make_index(record, end=MONDAY + 99 * DAY)
    answer = engine.ask(index, Routes()).to_dict()
    first = answer["routes"][0]
    assert first["route"] == ["ad", "shop"]
    assert (first["people"], first["reached"], first["stopped"], first["open"]) == (2, 1, 1, 0)
    assert first["median_seconds"] == pytest.approx(3600, rel=0.008)
    assert (answer["distinct"], answer["once"], answer["listed"], answer["listed_people"]) == (2, 1, 2, 3)
    assert (answer["reached"], answer["stopped"], answer["open"], answer["goal"]) == (1, 2, 0, "order")
    last = engine.ask(index, Stopped()).to_dict()
    assert [(row["touchpoint"], row["people"]) for row in last["rows"]] == [("ad", 1), ("shop", 1)]


@pytest.mark.parametrize(
    ("question", "selector", "words"),
    [
        (Routes(), "route=xyz", "is not the key of a route"),
        (Routes(), "link=a>b", "route=KEY"),
        (Routes(), "route=0000000000000000:lost", "route=KEY"),
        (Stopped(), "last=x", "no touchpoint 'x'"),
        (Stopped(), "length=3", "last=A"),
        (Between(start=(0,), end=(0,)), "next=a:lost", "no touchpoint 'a:lost'|nothing=open"),
        (Between(start=(0,), end=(0,)), "nothing=lost", "nothing=open"),
        (Between(start=(0,), end=(0,)), "length=x", "length=3"),
    ],
)
def test_a_selector_it_does_not_know_is_refused_in_a_sentence(
    question: Any, selector: str, words: str
) -> None:
    with pytest.raises(QuestionError, match=words):
        engine.people(make_index([Touch(1, MONDAY, "a")]), question, selector)


def test_questions_that_make_no_sense_are_refused() -> None:
    with pytest.raises(QuestionError, match="from 1 to 200"):
        Routes(most=0)
    with pytest.raises(QuestionError, match="Name a touch to start at"):
        Between(start=(), end=(1,))
    with pytest.raises(QuestionError, match="from 0 to 1000 links"):
        Stopped(links=-1)
