from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from tests.journeys.checks import check_median, check_people, check_same_everywhere, sums_of
from tests.journeys.make import HOUR, MONDAY, SECOND, Touch, make_index
from tests.journeys.strategies import NAMES, examples, periods, shard_counts, touches
from tests.oracle.paths import paths as twin

from touchline.journeys import engine, intervals, linked, paths
from touchline.journeys.histogram import BINS, bins_of
from touchline.journeys.index import SHARD_DTYPES, Index, Legend, Shard
from touchline.journeys.paths import Paths
from touchline.journeys.question import Period, QuestionError

NAMES_SORTED = sorted(NAMES)


def check(record: list[Touch], index: Index, period: Period) -> None:
    question = Paths(period)
    result = engine.ask(index, question)
    expected = twin(record, period.start, period.end)
    assert result.touches == expected["touches"]
    check_people(index, question, "people", expected["people"], result.people)
    assert [(row.from_, row.to, row.count) for row in result.links] == sorted(
        ((*link, len(right["waits"])) for link, right in expected["links"].items()),
        key=lambda link: (-link[2], link[0], link[1]),
    )
    size = len(index.legend.touchpoints)
    sums = sums_of(index, question)
    bins = np.concatenate(
        [
            (NAMES_SORTED.index(one) * size + NAMES_SORTED.index(other)) * BINS
            + bins_of(np.array(right["waits"]))
            for (one, other), right in expected["links"].items()
        ]
        or [np.zeros(0, np.int64)]
    )
    keys, counts = np.unique(bins, return_counts=True)
    assert (sums.wait_keys.tolist(), sums.wait_counts.tolist()) == (keys.tolist(), counts.tolist())
    for row in result.links:
        right = expected["links"][row.from_, row.to]
        check_people(index, question, f"link='{row.from_}>{row.to}'", right["people"], row.people)
        check_median(row.median_seconds, right["waits"])
        there = len(expected["met"][row.from_]["people"])
        assert (row.low, row.high) == intervals.wilson(row.people, there)
        assert row.share == row.people / there
    for name in NAMES:
        for key, found in (("start", result.starts), ("end", result.ends)):
            right = expected[f"{key}s"].get(name, set())
            number = sum(one.people for one in found if one.touchpoint == name)
            check_people(index, question, f"{key}={name}", right, number)
        met = expected["met"].get(name, {"people": set(), "touches": 0})
        (at,) = [one for one in result.touchpoints if one.touchpoint == name] or [None]
        assert (at.touches if at else 0) == met["touches"]
        check_people(index, question, f"touchpoint={name}", met["people"], at.people if at else 0)


@examples()
@given(touches(), periods(), shard_counts)
def test_every_number_and_its_people_are_the_twins(record, period, shards) -> None:  # type: ignore[no-untyped-def]
    check(record, make_index(record, shards=shards, touchpoints=NAMES), period)


@examples(40)
@given(touches(), periods(), shard_counts)
def test_sorted_links_give_the_same(record, period, shards) -> None:  # type: ignore[no-untyped-def]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linked, "DENSE", 0)
        patch.setattr(paths, "LISTED", 1)
        check(record, make_index(record, shards=shards, touchpoints=NAMES), period)


@examples(20)
@given(touches(), periods())
def test_shards_and_threads_change_no_digit(record, period) -> None:  # type: ignore[no-untyped-def]
    check_same_everywhere(lambda shards: make_index(record, shards=shards, touchpoints=NAMES), Paths(period))


def big_index(code: np.ndarray, offset: np.ndarray, touchpoints: int) -> Index:
    arrays = {name: np.zeros(0, kind) for name, kind in SHARD_DTYPES.items()}
    arrays |= {
        "key": np.arange(len(offset) - 1),
        "offset": offset.astype(np.uint32),
        "code": code.astype(np.uint16),
        "time": MONDAY + np.arange(len(code)) * SECOND,
    }
    legend = Legend(
        touchpoints=tuple(f"t{number:05d}" for number in range(touchpoints)),
        code_touchpoint=np.arange(touchpoints, dtype=np.int32),
        code_channel=np.full(touchpoints, -1, np.int32),
        code_initiative=np.zeros(touchpoints, np.uint8),
        code_money=np.zeros(touchpoints, np.uint8),
        end=MONDAY + len(code) * SECOND,
    )
    return Index(legend, (Shard(**arrays),))


def numpy_links(code: np.ndarray, offset: np.ndarray, size: int) -> dict[int, int]:
    """Link counts in one stroke: neighbours but those that belong to two persons."""
    inside = np.ones(len(code) - 1, bool)
    inside[offset[1:-1] - 1] = False
    keys, counts = np.unique((code[:-1].astype(np.int64) * size + code[1:])[inside], return_counts=True)
    return dict(zip(keys.tolist(), counts.tolist(), strict=True))


def test_twenty_thousand_touchpoints() -> None:
    size, people = 20_000, 2_000
    random = np.random.default_rng(7)
    code = np.concatenate([np.arange(size), random.integers(0, size, 80_000)])
    offset = np.sort(np.concatenate([[0], random.integers(0, len(code), people - 1), [len(code)]]))
    index = big_index(code, offset, size)
    result = engine.ask(index, Paths())
    expected = numpy_links(code, np.unique(offset), size)
    found = {int(row.from_[1:]) * size + int(row.to[1:]): row.count for row in result.links}
    assert found == expected
    assert result.touches == len(code)
    assert all(row.median_seconds == pytest.approx(1, rel=0.008) for row in result.links)
    top = result.links[0]
    assert engine.people(index, Paths(), f"link={top.from_}>{top.to}").count == top.people


def test_a_person_with_a_hundred_thousand_touches() -> None:
    random = np.random.default_rng(8)
    code = random.integers(0, 300, 100_010)
    offset = np.array([0, 3, 100_003, 100_010])
    index = big_index(code, offset, 300)
    result = engine.ask(index, Paths())
    found = {int(row.from_[1:]) * 300 + int(row.to[1:]): row.count for row in result.links}
    assert found == numpy_links(code, offset, 300)
    assert max(row.people for row in result.links) <= 3


def test_the_json_has_the_agreed_shape() -> None:
    record = [
        Touch(1, MONDAY, "a"),
        Touch(1, MONDAY + HOUR, "b"),
        Touch(1, MONDAY + HOUR, "b"),
        Touch(2, MONDAY, "a"),
    ]
    answer = engine.ask(make_index(record, generation="g3"), Paths(Period(None, MONDAY + 2 * HOUR))).to_dict()
    low, high = intervals.wilson(1, 2)
    links = answer.pop("links")
    assert links[0] == {
        "from": "a",
        "to": "b",
        "count": 1,
        "people": 1,
        "share": 0.5,
        "low": low,
        "high": high,
        "median_seconds": pytest.approx(3600, rel=0.008),
        "few": True,
    }
    assert (links[1]["from"], links[1]["to"], links[1]["median_seconds"]) == ("b", "b", 0.0)
    assert answer == {
        "question": "paths",
        "people": 2,
        "touches": 4,
        "as_of": "2024-12-30T01:00:00.000000Z",
        "generation": "g3",
        "period": {"from": None, "to": "2024-12-30T02:00:00.000000Z"},
        "starts": [{"touchpoint": "a", "people": 2}],
        "ends": [{"touchpoint": "a", "people": 1}, {"touchpoint": "b", "people": 1}],
        "touchpoints": [
            {"touchpoint": "a", "people": 2, "touches": 2},
            {"touchpoint": "b", "people": 1, "touches": 2},
        ],
    }


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("link=a", "Write it as A>B"),
        ("link=a>x", "no touchpoint 'x'"),
        ("start=", "start=A"),
        ("touches=3", "start=A"),
        ("people=3", "start=A"),
    ],
)
def test_a_selector_it_does_not_know_is_refused_in_a_sentence(selector: str, words: str) -> None:
    with pytest.raises(QuestionError, match=words):
        engine.people(make_index([Touch(1, MONDAY, "a")]), Paths(), selector)
