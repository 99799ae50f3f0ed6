from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.checks import check_median, check_people, check_same_everywhere, check_waits, sums_of
from tests.journeys.make import DAY, HOUR, MONDAY, Touch, make_index
from tests.journeys.strategies import NAMES, examples, periods, shard_counts, touches, windows
from tests.oracle.funnel import funnel as twin

from touchline.journeys import engine, intervals, names
from touchline.journeys.funnel import Funnel
from touchline.journeys.index import Index
from touchline.journeys.question import Period, QuestionError

steps = st.lists(st.lists(st.sampled_from(NAMES[:4]), min_size=1, max_size=2), min_size=1, max_size=4)


def ask(index: Index, chosen: list[list[str]], within: int, period: Period = Period()) -> Funnel:  # noqa: B008
    return Funnel(names.resolve_steps(index.legend, chosen), within, period)


@examples()
@given(
    touches(NAMES[:5]), steps, windows(), periods(), shard_counts, st.sampled_from([0, 3 * HOUR, 99 * HOUR])
)
def test_every_number_and_its_people_are_the_twins(record, chosen, within, period, shards, beyond) -> None:  # type: ignore[no-untyped-def]
    as_of = max((touch.time for touch in record), default=0) + beyond
    index = make_index(record, shards=shards, touchpoints=NAMES, end=as_of)
    question = ask(index, chosen, within, period)
    result = engine.ask(index, question)
    expected = twin(record, chosen, within, period.start, period.end, as_of)
    assert len(result.steps) == len(expected)
    waits = sums_of(index, question).waits[0]
    for place, (row, right) in enumerate(zip(result.steps, expected, strict=True), start=1):
        check_people(index, question, f"step={place}", right["reached"], row.people)
        check_people(index, question, f"step={place}:stopped", right["stopped"], row.stopped)
        check_people(index, question, f"step={place}:open", right["open"], row.still_open)
        check_median(row.median_seconds, right["waits"])
        check_waits(waits[place - 1], right["waits"])
        assert row.few == (row.people < 20)
        if row.median_low is not None:
            assert row.median_low <= row.median_seconds <= row.median_high
    check_people(index, question, "people", expected[0]["reached"], result.people)
    check_people(index, question, "open", set().union(*(row["open"] for row in expected)), result.still_open)
    for row, following in zip(result.steps, result.steps[1:], strict=False):
        assert row.people == following.people + row.stopped + row.still_open


@examples(20)
@given(touches(), steps, windows(), periods())
def test_shards_and_threads_change_no_digit(record, chosen, within, period) -> None:  # type: ignore[no-untyped-def]
    question = ask(make_index(record, touchpoints=NAMES), chosen, within, period)
    check_same_everywhere(lambda shards: make_index(record, shards=shards, touchpoints=NAMES), question)


def people(record: list[Touch], chosen: list[list[str]], within: int = DAY) -> list[int]:
    index = make_index(record)
    return [row.people for row in engine.ask(index, ask(index, chosen, within)).steps]


def at(hour: int, touchpoint: str, person: int = 1) -> Touch:
    return Touch(person, MONDAY + hour * HOUR, touchpoint)


def test_one_touch_serves_one_step() -> None:
    assert people([at(0, "a")], [["a"], ["a"]]) == [1, 0]
    assert people([at(0, "a"), at(1, "a")], [["a"], ["a"]]) == [1, 1]
    assert people([at(0, "a"), at(1, "a")], [["a"], ["a"], ["a"]]) == [1, 1, 0]


def test_the_window_begins_at_the_first_step_and_its_last_instant_counts() -> None:
    record = [at(0, "a"), at(20, "b"), at(24, "c")]
    assert people(record, [["a"], ["b"], ["c"]], DAY) == [1, 1, 1]
    assert people(record, [["a"], ["b"], ["c"]], DAY - 1) == [1, 1, 0]


def test_a_later_start_rescues_a_window_that_ran_out() -> None:
    record = [at(0, "a"), at(20, "a"), at(30, "b")]
    assert people(record, [["a"], ["b"]]) == [1, 1]


def test_touches_at_one_instant_keep_the_order_of_the_record() -> None:
    assert people([at(0, "a"), at(0, "b")], [["a"], ["b"]], 0) == [1, 1]
    assert people([at(0, "b"), at(0, "a")], [["a"], ["b"]], 0) == [1, 0]


def test_the_period_bounds_the_first_step_only() -> None:
    index = make_index([at(0, "a"), at(30, "b"), at(31, "a"), at(40, "b")])
    question = ask(index, [["a"], ["b"]], 2 * DAY, Period(MONDAY, MONDAY + HOUR))
    assert [row.people for row in engine.ask(index, question).steps] == [1, 1]
    late = ask(index, [["a"], ["b"]], 2 * DAY, Period(MONDAY + HOUR, MONDAY + 2 * HOUR))
    assert [row.people for row in engine.ask(index, late).steps] == [0, 0]


def test_a_first_step_after_the_period_begins_nothing() -> None:
    index = make_index([at(0, "a"), at(3, "a"), at(5, "b")])
    question = ask(index, [["a"], ["b"]], 3 * HOUR, Period(MONDAY, MONDAY + 3 * HOUR))
    assert [row.people for row in engine.ask(index, question).steps] == [1, 0]


def test_a_window_that_ends_at_the_end_of_the_record_has_ended() -> None:
    index = make_index([at(0, "a"), at(24, "z", person=2)])
    for within, still_open in ((DAY, 0), (DAY + 1, 1)):
        assert engine.ask(index, ask(index, [["a"], ["z"]], within)).still_open == still_open


def test_the_wait_begins_when_the_step_before_was_first_taken() -> None:
    record = [at(0, "a"), at(1, "b"), at(4, "b"), at(6, "c")]
    index = make_index(record)
    row = engine.ask(index, ask(index, [["a"], ["b"], ["c"]], DAY)).steps[2]
    assert row.median_seconds == pytest.approx(5 * 3600, rel=0.008)


def test_the_json_has_the_agreed_shape() -> None:
    index = make_index([at(0, "a"), at(1, "b"), at(0, "a", person=2)], generation="g7")
    answer = engine.ask(index, ask(index, [["a"], ["b", "a"]], DAY, Period(MONDAY, None))).to_dict()
    low, high = intervals.wilson(1, 2)
    assert answer == {
        "question": "funnel",
        "people": 2,
        "as_of": "2024-12-30T01:00:00.000000Z",
        "generation": "g7",
        "period": {"from": "2024-12-30T00:00:00.000000Z", "to": None},
        "within_seconds": 86400.0,
        "still_open": 1,
        "rows": [
            {
                "step": "a",
                "people": 2,
                "share": 1.0,
                "low": intervals.wilson(2, 2)[0],
                "high": 1.0,
                "still_open": 1,
                "stopped": 0,
                "median_seconds": None,
                "median_low": None,
                "median_high": None,
                "few": True,
            },
            {
                "step": "b|a",
                "people": 1,
                "share": 0.5,
                "low": low,
                "high": high,
                "still_open": 0,
                "stopped": 0,
                "median_seconds": pytest.approx(3600, rel=0.008),
                "median_low": None,
                "median_high": None,
                "few": True,
            },
        ],
    }


def test_nobody_gives_an_answer_without_shares() -> None:
    index = make_index([], touchpoints=["a"])
    row = engine.ask(index, ask(index, [["a"]], DAY)).steps[0]
    assert (row.people, row.share, row.low, row.high) == (0, None, 0.0, 1.0)


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("step=3", "no step 3"),
        ("step=0", "no step 0"),
        ("step=x", "step=3:stopped"),
        ("lost", "step=3:stopped"),
    ],
)
def test_a_selector_it_does_not_know_is_refused_in_a_sentence(selector: str, words: str) -> None:
    index = make_index([at(0, "a"), at(1, "b")])
    with pytest.raises(QuestionError, match=words):
        engine.people(index, ask(index, [["a"], ["b"]], DAY), selector)


def test_a_question_that_cannot_be_asked_is_refused() -> None:
    index = make_index([at(0, "a")])
    with pytest.raises(QuestionError, match="at least one step"):
        Funnel((), DAY)
    with pytest.raises(QuestionError, match="at least one step"):
        Funnel(((0,), ()), DAY)
    with pytest.raises(QuestionError, match="from 0"):
        Funnel(((0,),), -1)
    with pytest.raises(QuestionError, match="position 7"):
        engine.ask(index, Funnel(((7,),), DAY))
