from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.checks import check_median, check_people, check_same_everywhere, check_waits, sums_of
from tests.journeys.make import DAY, HOUR, MONDAY, Referral, Touch, make_index
from tests.journeys.strategies import NAMES, PLACED, examples, periods, shard_counts, touches
from tests.oracle.hourglass import hourglass as twin

from touchline.journeys import engine, intervals
from touchline.journeys.hourglass import Hourglass, HourglassResult
from touchline.journeys.index import BUSINESS, NO_MONEY, ORDER, Index
from touchline.journeys.question import Period, QuestionError
from touchline.touchpoints.schemes import BuiltIn, stage_in

OWN = BuiltIn("own", ("one", "two:more", "two", "three"), "", "", "two")
OWN_PLACES = {"ad": "two", "post": "two:more", "call": "three", "review": "one"}


def places(scheme: str) -> tuple[dict[str, str], str]:
    """Where the touchpoints stand, and the repeat stage."""
    if scheme == "own":
        return (OWN_PLACES, "")
    mapped = {name: stage_in(scheme, {"hourglass": stage}) for name, stage in PLACED.items()}
    return (
        {name: stage for name, stage in mapped.items() if stage},
        {"hourglass": "repeat", "value-journey": "return"}.get(scheme, ""),
    )


@examples(80)
@given(
    touches(),
    st.sampled_from(["hourglass", "hourglass", "value-journey", "decision", "phases", "own"]),
    periods(),
    shard_counts,
    st.sampled_from([0, HOUR, 4 * HOUR, 50 * HOUR]),
    st.sampled_from([0, 3 * HOUR]),
)
def test_every_number_and_its_people_are_the_twins(record, scheme, period, shards, silence, beyond) -> None:  # type: ignore[no-untyped-def]
    as_of = max((touch.time for touch in record), default=0) + beyond
    index = make_index(
        record,
        shards=shards,
        placed=PLACED,
        touchpoints=NAMES,
        schemes=[(OWN, OWN_PLACES)],
        end=as_of,
        silence=silence,
    )
    question = Hourglass(scheme, period)
    result = engine.ask(index, question)
    placed, repeat = places(scheme)
    expected = twin(
        record,
        list(index.legend.schemes[scheme].stages),
        placed,
        repeat,
        silence,
        period.start,
        period.end,
        as_of,
    )
    check_stages(index, question, result, expected["rows"])
    assert result.touches == expected["touches"]
    assert result.unplaced_touches == expected["unplaced"]
    assert result.before_second_order == expected["waiting"]
    check_people(index, question, "people", expected["people"], result.people)
    check_people(index, question, "stage=none", expected["unplaced_people"], result.unplaced_people)
    for name in NAMES:
        met = expected["met"].get(name, set())
        check_people(index, question, f"touchpoint={name}", met, len(met))


def check_stages(
    index: Index, question: Hourglass, result: HourglassResult, expected: dict[str, Any]
) -> None:
    assert [row.stage for row in result.stages] == list(expected)
    waits = sums_of(index, question).waits[0]
    for rank, row in enumerate(result.stages):
        right = expected[row.stage]
        assert row.reached == row.went_on + row.lost + row.open
        check_people(index, question, f"stage={row.stage}", right["reached"], row.reached)
        for what in ("from_before", "went_on", "lost", "open"):
            check_people(index, question, f"stage={row.stage}:{what}", right[what], getattr(row, what))
        check_median(row.median_seconds, right["waits"])
        check_waits(waits[rank], right["waits"])
        starts = right["reached"] - right["from_before"]
        check_people(index, question, f"stage={row.stage}:starts", starts, row.reached - row.from_before)
        assert {one.touchpoint: one.touches for one in row.touchpoints} == {
            name: one["touches"] for name, one in right["touchpoints"].items()
        }
        for one in row.touchpoints:
            selector = f"stage={row.stage}:touchpoint={one.touchpoint}"
            check_people(
                index, question, selector, right["touchpoints"][one.touchpoint]["people"], one.people
            )


@examples(20)
@given(touches(), periods())
def test_shards_and_threads_change_no_digit(record, period) -> None:  # type: ignore[no-untyped-def]
    brought = [Referral(person, person * 5 % 3 + 100, "fan", 1 + person % 2) for person in (0, 2, 3, 5)]
    check_same_everywhere(
        lambda shards: make_index(record, shards=shards, placed=PLACED, touchpoints=NAMES, brought=brought),
        Hourglass(period=period),
    )


@examples(40)
@given(touches(), periods(), shard_counts, st.data())
def test_new_people_and_who_brought_them(record, period, shards, data) -> None:  # type: ignore[no-untyped-def]
    ways = st.sampled_from(["", "fan", "promoter", "partner"])
    referral = st.tuples(st.integers(0, 9), st.integers(0, 4), ways, st.integers(1, 3))
    brought = [
        Referral(*one) for one in data.draw(st.lists(referral, max_size=8, unique_by=lambda one: one[0]))
    ]
    index = make_index(record, shards=shards, placed=PLACED, brought=brought)
    question = Hourglass(period=period)
    first: dict[int, int] = {}
    for touch in record:
        first[touch.person] = min(touch.time, first.get(touch.person, touch.time))
    low, high = period.bounds
    new = [one for one in brought if one.person in first and low <= first[one.person] < high]
    answer = engine.ask(index, question).to_dict()
    counts = answer["brought"]
    assert next(row["brought"] for row in answer["rows"] if row["stage"] == "refer") == len(new)
    assert sum(row["brought"] for row in answer["rows"]) == len(new)
    check_people(index, question, "brought", {one.person for one in new}, counts["people"])
    check_people(index, question, "bringers", {one.by for one in new}, counts["by"])
    for depth in (1, 2, 3):
        right = {one.person for one in new if one.depth == depth}
        check_people(index, question, f"brought={depth}", right, counts["generations"].get(str(depth), 0))
    for way in ("unsaid", "fan", "promoter", "partner"):
        right = {one.person for one in new if (one.how or "unsaid") == way}
        check_people(index, question, f"brought={way}", right, counts["as"][way])


def at(
    hour: int, touchpoint: str, person: int = 1, money: int = NO_MONEY, by_business: bool = False
) -> Touch:
    return Touch(person, MONDAY + hour * HOUR, touchpoint, "", by_business, money)


def stages(record: list[Touch], **words: Any) -> dict[str, dict[str, Any]]:
    answer = engine.ask(make_index(record, placed=PLACED, **words), Hourglass()).to_dict()
    return {row["stage"]: row for row in answer["rows"]}


def test_repeat_needs_a_second_order() -> None:
    one = [at(0, "shop", money=ORDER), at(1, "thanks")]
    answer = engine.ask(make_index(one, placed=PLACED), Hourglass())
    assert answer.stages[5].reached == 0
    assert answer.before_second_order == 1
    two = [*one, at(2, "shop", money=ORDER), at(3, "thanks")]
    rows = stages(two)
    assert [one["touchpoint"] for one in rows["repeat"]["touchpoints"]] == ["shop", "thanks"]
    assert rows["repeat"]["reached"] == rows["buy"]["reached"] == rows["buy"]["went_on"] == 1
    assert [one["touches"] for one in rows["buy"]["touchpoints"]] == [1]


def test_orders_and_other_touches_at_a_repeat_touchpoint_are_one_person() -> None:
    record = [at(0, "shop", money=ORDER), at(1, "thanks", money=ORDER), at(2, "thanks")]
    (one,) = stages(record)["repeat"]["touchpoints"]
    assert one == {"touchpoint": "thanks", "people": 1, "touches": 2}


def test_an_order_without_a_place_is_an_order_and_stays_without_a_place() -> None:
    rows = stages([at(0, "call", money=ORDER), at(1, "call", money=ORDER), at(2, "thanks")])
    assert rows["repeat"]["reached"] == 1
    assert [one["touchpoint"] for one in rows["repeat"]["touchpoints"]] == ["thanks"]


def test_only_the_persons_own_touches_break_silence() -> None:
    record = [at(0, "ad"), at(60, "ad", by_business=True), at(62, "post", person=2)]
    assert stages(record, silence=2 * DAY)["know"]["lost"] == 1
    assert stages(record, silence=3 * DAY)["know"]["open"] == 1


def test_who_never_did_anything_of_their_own_is_silent_however_short_the_period() -> None:
    index = make_index([at(0, "ad", by_business=True)], placed=PLACED, silence=90 * DAY)
    assert engine.ask(index, Hourglass(period=Period(MONDAY, None))).stages[0].lost == 1


def test_silence_is_judged_at_the_end_of_the_period() -> None:
    record = [at(0, "ad"), at(100, "post", person=2)]
    index = make_index(record, placed=PLACED, silence=DAY)
    assert engine.ask(index, Hourglass()).stages[0].lost == 1
    assert engine.ask(index, Hourglass(period=Period(None, MONDAY + 20 * HOUR))).stages[0].open == 1


def test_a_new_person_counts_in_the_period_of_their_first_touch() -> None:
    index = make_index([at(0, "ad"), at(5, "post")], placed=PLACED, brought=[Referral(1, 9)])
    for hours, people in (((0, 1), 1), ((1, 6), 0), ((-1, 0), 0)):
        period = Period(*(MONDAY + hour * HOUR for hour in hours))
        assert engine.ask(index, Hourglass(period=period)).brought.people == people


def test_the_json_has_the_agreed_shape() -> None:
    record = [at(0, "ad"), at(1, "post"), at(1, "call"), at(2, "thanks")]
    brought = [Referral(1, 77, "partner", 2)]
    index = make_index(record, placed=PLACED, brought=brought, generation="g2")
    answer = engine.ask(index, Hourglass()).to_dict()
    low, high = intervals.wilson(1, 1)
    assert answer["rows"][0] == {
        "stage": "know",
        "reached": 1,
        "from_before": 0,
        "went_on": 1,
        "lost": 0,
        "open": 0,
        "share": 1.0,
        "low": low,
        "high": high,
        "median_seconds": pytest.approx(3600, rel=0.008),
        "median_low": None,
        "median_high": None,
        "brought": 0,
        "few": True,
        "touchpoints": [{"touchpoint": "ad", "people": 1, "touches": 1}],
    }
    last = answer["rows"][-1]
    assert (last["stage"], last["share"], last["low"], last["high"], last["brought"]) == (
        "refer",
        None,
        0.0,
        1.0,
        1,
    )
    del answer["rows"]
    assert answer == {
        "question": "hourglass",
        "scheme": "hourglass",
        "people": 1,
        "touches": 4,
        "as_of": "2024-12-30T02:00:00.000000Z",
        "generation": "g2",
        "period": {"from": None, "to": None},
        "unplaced": {"touches": 1, "people": 1},
        "before_second_order": {"touches": 1},
        "brought": {
            "people": 1,
            "by": 1,
            "generations": {"2": 1},
            "as": {"unsaid": 0, "fan": 0, "promoter": 0, "partner": 1},
        },
    }


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("stage=lounge", "Its stages are know, like"),
        ("stage=buy:won", "stage=NAME:lost"),
        ("touchpoint=adv", "Did you mean 'ad'"),
        ("stage=buy:touchpoint=adv", "Did you mean 'ad'"),
        ("brought=enemy", "brought=2"),
        ("step=1", "stage=NAME"),
    ],
)
def test_a_selector_it_does_not_know_is_refused_in_a_sentence(selector: str, words: str) -> None:
    with pytest.raises(QuestionError, match=words):
        engine.people(make_index([at(0, "ad")], placed=PLACED), Hourglass(), selector)


def test_an_unknown_scheme_is_refused_with_those_there_are() -> None:
    with pytest.raises(QuestionError, match="decision, hourglass, phases, value-journey"):
        engine.ask(make_index([at(0, "ad")]), Hourglass("sandglass"))


def test_a_touch_by_the_business_counts_on_its_stage() -> None:
    assert BUSINESS == 1
    assert stages([at(0, "ad", by_business=True), at(1, "post")])["know"]["went_on"] == 1
