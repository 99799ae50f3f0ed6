from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.checks import check_people, check_same_everywhere
from tests.journeys.make import DAY, HOUR, MONDAY, Touch, make_index
from tests.journeys.strategies import NAMES, days, examples, long_journeys, shard_counts, which_touches
from tests.oracle.plain import wanted
from tests.oracle.retention import retention as twin

from touchline.journeys import clock, engine, intervals, names
from touchline.journeys.groups import Groups
from touchline.journeys.index import ORDER, Index
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.retention import Retention, RetentionResult
from touchline.journeys.retention_answer import RetentionRow
from touchline.journeys.which import Which

units = st.sampled_from(clock.UNITS)


def periods() -> st.SearchStrategy[Period]:
    edge = st.one_of(st.none(), days(), st.sampled_from([MONDAY - 9 * DAY, MONDAY + 4000 * DAY]))
    return st.builds(Period, edge, edge)


def chosen(index: Index, what: str | list[str]) -> Which:
    return what if isinstance(what, str) else names.resolve_steps(index.legend, [what])[0]  # type: ignore[return-value]


@examples()
@given(
    long_journeys(NAMES[:4]),
    which_touches(NAMES[:4]),
    which_touches(NAMES[:4]),
    units,
    st.integers(0, 4),
    periods(),
    shard_counts,
    st.sampled_from([0, HOUR, 40 * DAY, 900 * DAY]),
)
def test_every_cell_and_its_people_are_the_twins(
    made, start, back, unit, upto, period, shards, beyond
) -> None:  # type: ignore[no-untyped-def]
    record, zone = made
    as_of = max((touch.time for touch in record), default=0) + beyond
    index = make_index(record, shards=shards, touchpoints=NAMES, end=as_of, zone=zone)
    question = Retention(chosen(index, start), chosen(index, back), unit, upto, period)
    result = engine.ask(index, question)
    ends = (period.start, period.end)
    expected = twin(record, wanted(start), wanted(back), unit, upto, ends, as_of, zone)
    assert [cells[0].cohort for cells in result.cohorts] == sorted(expected)
    everybody: list[dict[str, set[int]]] = [
        {word: set() for word in ("came", "away", "open", "early")} for _ in range(upto + 1)
    ]
    for cells in result.cohorts:
        name, right = cells[0].cohort, expected[cells[0].cohort]
        check_people(index, question, f"cohort={name}", right["all"], cells[0].size)
        for cell, sets in zip(cells, right["cells"], strict=True):
            check_cell(index, question, f"cohort={name}:k={cell.k}", cell, sets)
            for word, people in sets.items():
                everybody[cell.k][word] |= people
    for cell, sets in zip(result.total, everybody, strict=True):
        check_cell(index, question, f"k={cell.k}", cell, sets)
    check_people(
        index, question, "people", set().union(*(one["all"] for one in expected.values())), result.people
    )


def check_cell(
    index: Index, question: Retention, selector: str, cell: RetentionRow, sets: dict[str, set[int]]
) -> None:
    check_people(index, question, selector, sets["came"], cell.people)
    check_people(index, question, f"{selector}:away", sets["away"], cell.over - cell.people)
    check_people(index, question, f"{selector}:open", sets["open"] | sets["early"], cell.not_over)
    check_people(index, question, f"{selector}:early", sets["early"], cell.early)
    assert cell.size == cell.over + cell.not_over
    assert cell.share == (cell.people / cell.over if cell.over else None)
    assert cell.few == (cell.over < 20)
    assert (cell.low, cell.high) == (intervals.wilson(cell.people, cell.over) if cell.over else (0.0, 1.0))


@examples(20)
@given(long_journeys(), which_touches(), which_touches(), units)
def test_shards_and_threads_change_no_digit(made, start, back, unit) -> None:  # type: ignore[no-untyped-def]
    record, zone = made
    index = make_index(record, touchpoints=NAMES, zone=zone)
    question = Retention(chosen(index, start), chosen(index, back), unit, 5)
    check_same_everywhere(
        lambda shards: make_index(record, shards=shards, touchpoints=NAMES, zone=zone), question
    )


@examples(20)
@given(long_journeys(), which_touches(), units, st.lists(st.sampled_from([-1, 0, 1]), min_size=5, max_size=5))
def test_groups_count_apart_and_take_away(made, back, unit, of) -> None:  # type: ignore[no-untyped-def]
    record, zone = made
    index = make_index(record, touchpoints=NAMES, zone=zone)
    shard, question = index.shards[0], Retention("any", chosen(index, back), unit, 3)
    group = np.array(of[: shard.people], np.int16)
    parts = question.partial(shard, index.legend, Groups(group, 2))
    for number in (0, 1):
        alone = question.partial(
            shard, index.legend, Groups(np.where(group == number, 0, -1).astype(np.int16))
        )
        assert question.finish(index.legend, parts.of_group(number)) == question.finish(index.legend, alone)
    some = question.partial(shard, index.legend, Groups(np.where(group == 0, 0, -1).astype(np.int16)))
    others = question.partial(shard, index.legend, Groups(np.where(group == 0, -1, 0).astype(np.int16)))
    whole = question.partial(shard, index.legend)
    assert question.finish(index.legend, whole - some) == question.finish(index.legend, others)
    assert question.finish(index.legend, some + others) == question.finish(index.legend, whole)


def on(day: str, touchpoint: str = "a", person: int = 1, **more: Any) -> Touch:
    instant = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Touch(person, int(instant.timestamp()) * 1_000_000, touchpoint, **more)


def table(record: list[Touch], unit: str, upto: int, end: str, zone: str = "UTC") -> RetentionResult:
    index = make_index(record, end=on(end).time, zone=zone)
    return engine.ask(index, Retention("any", "any", unit, upto))


def cells(result: RetentionResult) -> list[list[tuple[int, int, int]]]:
    return [[(cell.people, cell.over, cell.not_over) for cell in cohort] for cohort in result.cohorts]


def test_the_start_itself_is_no_coming_back() -> None:
    assert cells(table([on("2025-01-01")], "day", 0, "2025-02-01")) == [[(0, 1, 0)]]
    assert cells(table([on("2025-01-01"), on("2025-01-01")], "day", 0, "2025-02-01")) == [[(1, 1, 0)]]


def test_day_one_is_the_next_date_of_the_business() -> None:
    record = [on("2025-01-01 22:30"), on("2025-01-01 23:30")]
    assert cells(table(record, "day", 1, "2025-02-01")) == [[(1, 1, 0), (0, 1, 0)]]
    assert cells(table(record, "day", 1, "2025-02-01", "Europe/Berlin")) == [[(0, 1, 0), (1, 1, 0)]]


def test_weeks_are_counted_from_each_persons_own_start() -> None:
    record = [on("2025-01-02"), on("2025-01-08"), on("2025-01-09"), on("2025-01-16")]
    assert cells(table(record, "week", 2, "2025-03-01")) == [[(1, 1, 0), (1, 1, 0), (1, 1, 0)]]


def test_a_month_later_is_the_same_day_or_the_last_there_is() -> None:
    record = [on("2025-01-31"), on("2025-02-27"), on("2025-02-28"), on("2025-03-30"), on("2025-03-31")]
    assert cells(table(record, "month", 2, "2025-06-01")) == [[(1, 1, 0), (1, 1, 0), (1, 1, 0)]]
    assert cells(table(record[:2] + record[4:], "month", 2, "2025-06-01")) == [
        [(1, 1, 0), (0, 1, 0), (1, 1, 0)]
    ]


def test_a_unit_that_is_not_over_is_no_lower_share() -> None:
    record = [
        on("2025-01-01"),
        on("2025-01-10", person=2),
        on("2025-01-20", person=2),
        on("2025-02-05", person=1),
    ]
    result = table(record, "month", 1, "2025-02-05")
    assert cells(result) == [[(0, 1, 1), (0, 0, 2)]]
    assert [(cell.share, cell.early) for cell in result.cohorts[0]] == [(0.0, 1), (None, 1)]


def test_the_start_is_the_first_one_ever_and_the_period_bounds_it_alone() -> None:
    record = [on("2025-01-01"), on("2025-02-01"), on("2025-02-01", person=2), on("2025-04-02", person=2)]
    index = make_index(record, end=on("2026-01-01").time)
    period = Period(on("2025-02-01").time, on("2025-03-01").time)
    result = engine.ask(index, Retention("any", "any", "month", 2, period))
    assert [(cell.cohort, cell.size, cell.people) for cell in result.table] == [
        ("2025-02", 1, 0),
        ("2025-02", 1, 0),
        ("2025-02", 1, 1),
    ]


def test_what_starts_and_what_comes_back_can_be_chosen() -> None:
    record = [
        on("2025-01-01", "ad", by_business=True),
        on("2025-01-02", "b", money=ORDER),
        on("2025-02-02", "letter", by_business=True),
        on("2025-02-03", "b"),
        on("2025-03-03", "b", money=ORDER),
    ]
    index = make_index(record, end=on("2026-01-01").time)
    for start, back, people in (
        ("order", "order", [0, 0, 1]),
        ("order", "own", [0, 1, 1]),
        ("any", "own", [1, 1, 1]),
        ("any", "order", [1, 0, 1]),
        ("own", "any", [0, 1, 1]),
    ):
        result = engine.ask(index, Retention(start, back, "month", 2))  # type: ignore[arg-type]
        assert [cell.people for cell in result.table] == people, (start, back)


def test_the_json_has_the_agreed_shape() -> None:
    result = table([on("2025-01-01"), on("2025-02-01")], "month", 1, "2025-02-01").to_dict()
    low, high = intervals.wilson(0, 1)
    assert result["rows"][0] == {
        "cohort": "2025-01",
        "size": 1,
        "k": 0,
        "people": 0,
        "over": 1,
        "share": 0.0,
        "low": low,
        "high": high,
        "not_over": 0,
        "early": 0,
        "few": True,
    }
    assert result["total"][1]["early"] == 1
    assert {
        name: result[name] for name in ("question", "start", "back", "unit", "upto", "people", "period")
    } == {
        "question": "retention",
        "start": "any",
        "back": "any",
        "unit": "month",
        "upto": 1,
        "people": 1,
        "period": {"from": None, "to": None},
    }


def test_a_terminal_gets_a_line_a_cohort_and_marks_what_is_not_over() -> None:
    result = table([on("2025-01-01"), on("2025-01-10"), on("2025-01-20", person=2)], "month", 1, "2025-02-05")
    assert result.shown() == [
        {"cohort": "2025-01", "people": 2, "0": "100.0 %*", "1": "…"},
        {"cohort": "total", "people": 2, "0": "100.0 %*", "1": "…"},
    ]
    assert list(result.notes()) == [
        "2 people started with any; columns: months after.",
        "* is not over for everybody yet: the share is of those for whom it is. … for nobody.",
    ]


def test_too_many_cohorts_are_refused_in_a_sentence() -> None:
    record = [on("1990-01-01"), on("2025-01-01", person=2)]
    for shards in (1, 3):
        with pytest.raises(QuestionError, match="Take longer units"):
            engine.ask(make_index(record, shards=shards), Retention(unit="day"))


@pytest.mark.parametrize(
    "selector",
    ["cohort=2025", "cohort=2025-01:k=x", "k=1:lost", "lost", "k=", "cohort=2025-01:people", "people=1"],
)
def test_a_selector_it_does_not_know_is_refused(selector: str) -> None:
    index = make_index([on("2025-01-01")])
    with pytest.raises(QuestionError, match="cohort=2025-11:k=3"):
        engine.people(index, Retention(), selector)


def test_what_cannot_be_asked_is_refused() -> None:
    index = make_index([on("2025-01-01")])
    with pytest.raises(QuestionError, match="ends with month 12"):
        engine.people(index, Retention(), "k=13")
    with pytest.raises(QuestionError, match="Take day, week or month"):
        Retention(unit="year")
    with pytest.raises(QuestionError, match="0 to 120"):
        Retention(upto=121)
    with pytest.raises(QuestionError, match="needs a touch"):
        Retention(start=())
    with pytest.raises(QuestionError, match="position 9"):
        engine.ask(index, Retention(back=(9,)))
