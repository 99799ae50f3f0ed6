from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.checks import check_people, check_same_everywhere, check_waits, sums_of
from tests.journeys.make import DAY, HOUR, MONDAY, Touch, make_index
from tests.journeys.strategies import NAMES, examples, periods, shard_counts, touches, which_touches, windows
from tests.oracle.plain import wanted
from tests.oracle.time_to import time_to as twin

from touchline.journeys import engine, histogram, intervals, names
from touchline.journeys.index import ORDER, Index
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.time_to import TimeTo
from touchline.journeys.time_to_answer import PERCENTS, TimeToRow
from touchline.journeys.which import Which

several = st.lists(which_touches(NAMES[:4]), min_size=1, max_size=3)
ALWAYS = Period()
times = st.one_of(st.none(), windows())


def chosen(index: Index, what: str | list[str]) -> Which:
    return what if isinstance(what, str) else names.resolve_steps(index.legend, [what])[0]  # type: ignore[return-value]


def question_of(
    index: Index, starts: Any, nexts: Any, within: int | None = None, period: Period = ALWAYS
) -> TimeTo:
    return TimeTo(
        tuple(chosen(index, one) for one in starts),
        tuple(chosen(index, one) for one in nexts),
        within,
        period,
    )


@examples()
@given(
    touches(NAMES[:5]),
    several,
    several,
    times,
    periods(),
    shard_counts,
    st.sampled_from([0, 3 * HOUR, 99 * HOUR]),
)
def test_every_number_and_its_people_are_the_twins(
    record, starts, nexts, within, period, shards, beyond
) -> None:  # type: ignore[no-untyped-def]
    as_of = max((touch.time for touch in record), default=0) + beyond
    index = make_index(record, shards=shards, touchpoints=NAMES, end=as_of)
    question = question_of(index, starts, nexts, within, period)
    result, sums = engine.ask(index, question), sums_of(index, question)
    pairs = [(a, b) for a in range(len(starts)) for b in range(len(nexts))]
    assert [(pair.start - 1, pair.next - 1) for pair in result.pairs] == pairs
    for pair in result.pairs:
        start, following = wanted(starts[pair.start - 1]), wanted(nexts[pair.next - 1])
        expected = twin(record, start, following, within, (period.start, period.end), as_of)
        assert {row.channel for row in pair.channels} == set(expected)
        everything: dict[str, Any] = {"came": set(), "open": set(), "never": set(), "waits": []}
        for row in pair.channels:
            right = expected[row.channel]
            check_row(index, question, pair, row, right, f":channel={row.channel}")
            place = index.legend.channels.index(row.channel) + 1 if row.channel else 0
            check_waits(sums.histogram(pair.start - 1, place, pair.next - 1), right["waits"])
            for name in everything:
                everything[name] = (
                    everything[name] | right[name] if name != "waits" else everything[name] + right[name]
                )
        check_row(index, question, pair, pair.whole, everything, "")
        assert pair.whole.all_channels


def check_row(
    index: Index, question: TimeTo, pair: Any, row: TimeToRow, right: dict[str, Any], channel: str
) -> None:
    selector = f"start={pair.start}:next={pair.next}"
    started = right["came"] | right["open"] | right["never"]
    check_people(index, question, f"start={pair.start}{channel}", started, row.people)
    check_people(index, question, f"{selector}{channel}", right["came"], row.came)
    check_people(index, question, f"{selector}:open{channel}", right["open"], row.open)
    check_people(index, question, f"{selector}:never{channel}", right["never"], row.never or 0)
    assert (row.never is None) == (question.within is None)
    assert row.people == row.came + row.open + (row.never or 0)
    assert (row.low, row.high) == intervals.wilson(row.came, row.people)
    waits = sorted(right["waits"])
    for percent in PERCENTS:
        value, low, high = row.quantile(percent)
        check_quantile(value, waits, percent)
        if low is not None:
            assert high is not None
            assert value is not None
            assert low <= value <= high


def check_quantile(seconds: float | None, waits: list[int], percent: int) -> None:
    """The shortest wait which at least so many per cent of the waits do not exceed, off by 1 % at most."""
    if not waits:
        assert seconds is None
        return
    assert seconds is not None
    exact = next(one for one in waits if sum(other <= one for other in waits) * 100 >= percent * len(waits))
    assert abs(seconds * 1e6 - exact) <= 0.0078 * exact + (1000 if exact < 1000 else 1)


@examples(20)
@given(touches(), several, several, times, periods())
def test_shards_and_threads_change_no_digit(record, starts, nexts, within, period) -> None:  # type: ignore[no-untyped-def]
    question = question_of(make_index(record, touchpoints=NAMES), starts, nexts, within, period)
    check_same_everywhere(lambda shards: make_index(record, shards=shards, touchpoints=NAMES), question)


def at(hour: int, touchpoint: str, person: int = 1, channel: str = "", **more: Any) -> Touch:
    return Touch(person, MONDAY + hour * HOUR, touchpoint, channel, **more)


def row_of(
    record: list[Touch], within: int | None = None, period: Period = ALWAYS, end: int | None = None
) -> TimeToRow:
    index = make_index(record, touchpoints=["a", "b"], end=end)
    return engine.ask(index, question_of(index, [["a"]], [["b"]], within, period)).pairs[0].whole


def test_the_first_start_of_the_period_begins_the_one_wait_of_a_person() -> None:
    record = [at(0, "a"), at(2, "a"), at(5, "b"), at(6, "a"), at(7, "b")]
    assert row_of(record).p50_seconds == pytest.approx(5 * 3600, rel=0.008)
    later = row_of(record, period=Period(MONDAY + HOUR, MONDAY + 3 * HOUR))
    assert (later.people, later.came) == (1, 1)
    assert later.p50_seconds == pytest.approx(3 * 3600, rel=0.008)


def test_a_touch_is_not_its_own_next() -> None:
    index = make_index([at(0, "a")])
    row = engine.ask(index, question_of(index, [["a"]], [["a"]])).pairs[0].whole
    assert (row.people, row.came, row.open, row.never) == (1, 0, 1, None)


def test_the_last_instant_of_the_time_counts_and_then_it_is_over() -> None:
    record = [at(0, "a"), at(24, "b")]
    assert (row_of(record, DAY).came, row_of(record, DAY - 1).never) == (1, 1)
    waiting = [at(0, "a"), at(24, "z", person=2)]
    assert [(row_of(waiting, time).never, row_of(waiting, time).open) for time in (DAY, DAY + 1)] == [
        (1, 0),
        (0, 1),
    ]


def test_touches_at_one_instant_keep_the_order_of_the_record() -> None:
    assert row_of([at(0, "a"), at(0, "b")], 0).came == 1
    assert row_of([at(0, "b"), at(0, "a")], 0).came == 0


def test_the_channel_is_that_of_the_start() -> None:
    record = [
        at(0, "a", 1, "site"),
        at(1, "b", 1, "shop"),
        at(0, "a", 2, "shop"),
        at(0, "a", 3),
        at(9, "b", 3, "shop"),
    ]
    index = make_index(record)
    pair = engine.ask(index, question_of(index, [["a"]], [["b"]])).pairs[0]
    assert [(row.channel, row.people, row.came) for row in pair.channels] == [
        ("shop", 1, 0),
        ("site", 1, 1),
        ("", 1, 1),
    ]


def test_quantiles_have_intervals_where_enough_came() -> None:
    record = [touch for p in range(40) for touch in (at(0, "a", p), at(p + 1, "b", p))]
    row = row_of(record)
    assert row.quantile(10)[0] == pytest.approx(4 * 3600, rel=0.008)
    assert row.quantile(90)[0] == pytest.approx(36 * 3600, rel=0.008)
    low, high = intervals.quantile_ranks(40, 25) or (0, 0)
    assert row.quantile(25)[1] <= low * 3600 <= row.quantile(25)[2]  # type: ignore[operator]
    assert row.quantile(25)[2] == pytest.approx(high * 3600, rel=0.016)
    assert row_of(record[:60]).quantile(10)[1:] == (None, None)


def test_the_json_has_the_agreed_shape() -> None:
    index = make_index([at(0, "a", money=ORDER), at(1, "b")], generation="g7")
    answer = engine.ask(index, question_of(index, ["order"], [["b"]], DAY)).to_dict()
    assert {name: answer[name] for name in answer if name != "rows"} == {
        "question": "time-to",
        "within_seconds": 86400.0,
        "as_of": "2024-12-30T01:00:00.000000Z",
        "generation": "g7",
        "period": {"from": None, "to": None},
    }
    first = answer["rows"][0]
    assert (first["start"], first["next"], first["all_channels"], first["came"]) == ("order", "b", True, 1)
    assert set(first) >= {f"p{percent}{end}_seconds" for percent in PERCENTS for end in ("", "_low", "_high")}


def test_a_terminal_says_what_not_yet_means_without_a_time() -> None:
    index = make_index([at(0, "a"), at(1, "b")])
    result = engine.ask(index, question_of(index, [["a"]], [["b"]]))
    assert [line["channel"] for line in result.shown()] == ["all", "none"]
    assert "not yet, or never will" in list(result.notes())[-1]


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("start=3", "there is no number 3"),
        ("start=1:next=0", "there is no number 0"),
        ("next=1", "start=1:next=2"),
        ("start=1:never", "start=1:next=2"),
        ("start=x", "start=1:next=2"),
        ("people", "start=1:next=2"),
        ("", "start=1"),
        ("start=1:channel=Site", "There is no channel 'Site'"),
        ("start=1channel=site", "start=1:next=2"),
    ],
)
def test_a_selector_it_does_not_know_is_refused_in_a_sentence(selector: str, words: str) -> None:
    index = make_index([at(0, "a", channel="site"), at(1, "b")])
    with pytest.raises(QuestionError, match=words):
        engine.people(index, question_of(index, [["a"]], [["b"]]), selector)


def test_a_channel_may_have_any_name() -> None:
    index = make_index([at(0, "a", 1, "b:never"), at(0, "a", 2, "x:channel=y"), at(1, "b", 2)])
    question = question_of(index, [["a"]], [["b"]])
    check_people(index, question, "start=1:next=1:open:channel=b:never", [1], 1)
    check_people(index, question, "start=1:next=1:channel=x:channel=y", [2], 1)


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(QuestionError, match="at least one touch"):
        TimeTo((), ("any",))
    with pytest.raises(QuestionError, match="at most 20"):
        TimeTo(("any",), ("any",) * 21)
    with pytest.raises(QuestionError, match="from 0"):
        TimeTo(("any",), ("any",), -1)


def test_a_quantile_of_waits_is_the_shortest_that_so_many_do_not_exceed() -> None:
    counts = np.zeros(histogram.BINS, np.int64)
    assert histogram.quantile(counts, 10) is None
    counts[100], counts[200] = 1, 9
    assert histogram.quantile(counts, 10) == histogram.quantile(counts, 1) != histogram.quantile(counts, 11)
