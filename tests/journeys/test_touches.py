from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.checks import check_people, check_same_everywhere
from tests.journeys.make import DAY, HOUR, MONDAY, Touch, make_index
from tests.journeys.strategies import NAMES, examples, periods, shard_counts, touches
from tests.oracle.plain import lower_median
from tests.oracle.touches import touches_before as twin

from touchline.journeys import engine, intervals, names
from touchline.journeys.index import NO_MONEY, ORDER, REFUND
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.touches import Touches

aparts = st.sampled_from([None, None, 0, 1, HOUR, 3 * HOUR, 99 * HOUR])


@examples()
@given(touches(), st.sampled_from([None, ["call"], ["shop", "trial"]]), aparts, periods(), shard_counts)
def test_every_number_and_its_people_are_the_twins(record, before, apart, period, shards) -> None:  # type: ignore[no-untyped-def]
    index = make_index(record, shards=shards, touchpoints=NAMES, people=[11, 12])
    places = "order" if before is None else names.resolve_steps(index.legend, [before])[0]
    question = Touches(places, apart, period)
    result = engine.ask(index, question)
    expected = twin(record, before, apart, period.start, period.end)
    assert {row.touches: row.people for row in result.counts} == {
        n: len(who) for n, who in expected["people"].items()
    }
    assert [row.touches for row in result.counts] == sorted(expected["people"])
    for row in result.counts:
        check_people(index, question, f"touches={row.touches}", expected["people"][row.touches], row.people)
        assert (row.low, row.high) == intervals.wilson(row.people, result.people)
    everybody = set().union(*expected["people"].values())
    check_people(index, question, "people", everybody, result.people)
    check_people(index, question, "never", expected["never"], result.never)
    check_people(index, question, "touches=77", set(), 0)
    assert result.median == lower_median([n for n, who in expected["people"].items() for _ in who])


@examples(20)
@given(touches(), aparts, periods())
def test_shards_and_threads_change_no_digit(record, apart, period) -> None:  # type: ignore[no-untyped-def]
    check_same_everywhere(lambda shards: make_index(record, shards=shards), Touches("order", apart, period))


def at(hour: float, channel: str = "", person: int = 1, money: int = NO_MONEY) -> Touch:
    return Touch(person, MONDAY + round(hour * HOUR), "shop", channel, False, money)


def median(record: list[Touch], apart: int | None = None) -> int | None:
    return engine.ask(make_index(record), Touches("order", apart)).median


def test_contacts_are_touches_on_one_channel_close_together() -> None:
    record = [at(0, "site"), at(0.1, "mail"), at(0.4, "site"), at(0.9, "site"), at(2, money=ORDER)]
    assert median(record) == 4
    assert median(record, HOUR // 2) == 3
    assert median(record, HOUR // 2 + 1) == 2
    assert median(record, 0) == 4


def test_touches_without_a_channel_are_a_channel_of_their_own() -> None:
    assert median([at(0), at(0.1, "site"), at(0.2), at(1, money=ORDER)], HOUR) == 2


def test_a_refund_is_a_touch_and_no_order() -> None:
    assert median([at(0, money=REFUND), at(1, money=ORDER)]) == 1


def test_the_first_order_ever_decides_and_lies_in_the_period() -> None:
    record = [at(0), at(1, money=ORDER), at(50), at(60, money=ORDER)]
    late = engine.ask(make_index(record), Touches(period=Period(MONDAY + DAY, None)))
    assert (late.people, late.never, late.median) == (0, 0, None)
    after = engine.ask(make_index(record), Touches(period=Period(MONDAY, MONDAY + HOUR)))
    assert after.people == 0
    early = engine.ask(make_index(record), Touches(period=Period(MONDAY + HOUR, MONDAY + 2 * HOUR)))
    assert (early.people, early.median) == (1, 1)


def test_the_json_has_the_agreed_shape() -> None:
    record = [at(0), at(1, money=ORDER), at(1, person=2, money=ORDER), at(1, person=3)]
    answer = engine.ask(make_index(record, generation="g4"), Touches(apart=HOUR)).to_dict()
    low, high = intervals.wilson(1, 2)
    row = {"people": 1, "share": 0.5, "low": low, "high": high, "few": True}
    assert answer == {
        "question": "touches",
        "before": "order",
        "apart_seconds": 3600.0,
        "people": 2,
        "never": 1,
        "as_of": "2024-12-30T01:00:00.000000Z",
        "generation": "g4",
        "period": {"from": None, "to": None},
        "median": 0,
        "median_low": None,
        "median_high": None,
        "rows": [{"touches": 0, **row}, {"touches": 1, **row}],
    }


def test_a_person_with_a_hundred_thousand_touches() -> None:
    record = [at(0)] * 100_000 + [at(1, money=ORDER)]
    result = engine.ask(make_index(record), Touches())
    assert [(row.touches, row.people) for row in result.counts] == [(100_000, 1)]


def test_what_cannot_be_asked_is_refused_in_a_sentence() -> None:
    with pytest.raises(QuestionError, match="before an order"):
        Touches(())
    with pytest.raises(QuestionError, match="negative"):
        Touches(apart=-1)
    for selector in ("touches=x", "touches=-1", "never=1", "step=1"):
        with pytest.raises(QuestionError, match="touches=4"):
            engine.people(make_index([at(0)]), Touches(), selector)
