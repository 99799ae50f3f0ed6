from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.checks import check_median, check_people, check_same_everywhere, check_waits, sums_of
from tests.journeys.make import DAY, HOUR, MONDAY, Touch, make_index
from tests.journeys.strategies import NAMES, examples, periods, shard_counts, touches
from tests.oracle import chain as twin
from tests.oracle.chain import Aligned, Step

from touchline.journeys import engine
from touchline.journeys.chain import Chain, ChainLink, links_of
from touchline.journeys.chain_lived import examples as chosen
from touchline.journeys.chain_lived import lived
from touchline.journeys.chain_plan import PlannedLink
from touchline.journeys.index import Index
from touchline.journeys.question import Period, QuestionError

FIVE = NAMES[:5]
CLASSES = twin.CLASSES


def steps(names: tuple[str, ...] = NAMES[:4]) -> st.SearchStrategy[list[Step]]:
    """A chain of up to five links: some alternatives, optional and repeated ones, touchpoints at several."""
    one = st.builds(
        Step,
        st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True).map(tuple),
        st.sampled_from([False, False, True]),
        st.sampled_from([False, False, True]),
        st.sampled_from([None, None, 0, 1, HOUR, 2 * HOUR, 50 * HOUR]),
    )
    return st.lists(one, min_size=1, max_size=5).filter(lambda made: not all(step.optional for step in made))


def question(index: Index, chain: list[Step], period: Period = Period(), **more: Any) -> Chain:  # noqa: B008
    at = index.legend.touchpoints.index
    links = [ChainLink(tuple(at(n) for n in s.names), (), s.optional, s.repeated, s.expected) for s in chain]
    return Chain(tuple(links), period, **more)


@examples(150)
@given(touches(FIVE), steps(), periods(), shard_counts, st.sampled_from([0, 3 * HOUR, 99 * HOUR]))
def test_every_number_and_its_people_are_the_twins(record, chain, period, shards, beyond) -> None:  # type: ignore[no-untyped-def]
    as_of = max((touch.time for touch in record), default=0) + beyond
    index = make_index(record, shards=shards, touchpoints=NAMES, end=as_of, silence=2 * HOUR)
    asked = question(index, chain, period, most=200)
    result = engine.ask(index, asked)
    expected = twin.chain(record, chain, period.start, period.end, as_of, 2 * HOUR)
    assert (result.skipped_links, result.extra_touches) == (expected.skipped, expected.extra)
    for what in ("people", "followed", "as_planned", "ahead"):
        check_people(index, asked, what, expected.whole[what], getattr(result, what))
    waits = sums_of(index, asked).waits[0]
    for k, row in enumerate(result.links):
        check_link(index, asked, row, expected.at[k], k + 1)
        check_waits(waits[k], expected.waits[k])
        check_median(row.median_seconds, expected.waits[k])
    assert {(hop.from_, hop.to): hop.count for hop in result.hops} == expected.hop_times
    assert result.hops_distinct == len(result.hops)
    for hop in result.hops:
        check_people(index, asked, hop.behind(0)["people"], expected.hops[hop.from_, hop.to], hop.people)
    chain_names = {name for step in chain for name in step.names}
    assert {row.touchpoint for row in result.touchpoints} == chain_names
    for row in result.touchpoints:
        check_people(
            index, asked, f"touchpoint={row.touchpoint}", expected.touched[row.touchpoint], row.people
        )
    assert set(result.nobody_meets) == {name for name in chain_names if not expected.touched[name]}


def check_link(index: Index, asked: Chain, row: Any, right: dict[str, set[int]], place: int) -> None:
    """Every number of a link opens its people, and the classes make up the people at it."""
    for name, selector in row.behind(place).items():
        check_people(index, asked, selector, right[name], getattr(row, name))
    assert row.people == sum(getattr(row, name) for name in CLASSES)
    assert row.reached == row.people + row.passed_over
    for became in row.became:
        check_people(index, asked, became.behind(0)["people"], right[became.what], became.people)
    inside = [(row.off(one, stopped=False), one.people) for one in row.detours]
    inside += [(row.off(one, stopped=True), one.people) for one in row.stops]
    inside += [(row.to(one), one.people) for one in row.went_to]
    inside += [(row.at(one), one.people) for one in row.met_at]
    for selector, people in inside:
        check_people(index, asked, selector, right[selector.partition(":")[2]], people)
    assert sum(one.people for one in row.detours) == row.detour
    assert sum(one.people for one in row.stops) == row.stopped
    assert sum(one.people for one in row.met_at) == row.people
    assert sum(one.people for one in row.went_to) == row.in_time + row.late + row.detour + row.skipped


@examples(100)
@given(touches(FIVE), steps(), periods())
def test_each_journey_is_aligned_as_its_twin(record, chain, period) -> None:  # type: ignore[no-untyped-def]
    index = make_index(record, touchpoints=NAMES)
    asked = question(index, chain, period)
    on_chain = {name for step in chain for name in step.names}
    for person, theirs in twin.journeys(record).items():
        cut = twin.within_period(theirs, period.start, period.end)
        while cut and cut[0].touchpoint not in on_chain:
            cut = cut[1:]
        found = lived(index, asked, person)
        if not cut:
            assert found is None
            continue
        right = twin.align([touch.touchpoint for touch in cut], chain)
        assert found is not None
        places = [len(chain) if touch.place is None else touch.place - 1 for touch in found.touches]
        assert (found.cost, tuple(places)) == right
        assert [touch.touchpoint for touch in found.touches] == [touch.touchpoint for touch in cut]


@examples(200)
@given(st.lists(st.sampled_from("abcx"), max_size=6).map("".join), steps(("a", "b", "c")))
def test_the_twin_is_the_first_of_the_cheapest_of_all_alignments(journey: str, chain: list[Step]) -> None:
    assert twin.align(journey, chain) == first_of_all(journey, chain)


def first_of_all(journey: str, chain: list[Step]) -> Aligned:
    """Every way to give each touch a link or none is looked at."""
    none, found = len(chain), []
    for links in product(*([k for k in range(none) if one in chain[k].names] + [none] for one in journey)):
        met = [k for k in links if k < none]
        forward = all(one < two or (one == two and chain[one].repeated) for one, two in pairwise(met))
        if forward:
            missing = sum(not step.optional and k not in met for k, step in enumerate(chain))
            found.append(Aligned(links.count(none) + missing, links))
    return min(found)


@examples(20)
@given(touches(), steps(), periods())
def test_shards_and_threads_change_no_digit(record, chain, period) -> None:  # type: ignore[no-untyped-def]
    asked = question(make_index(record, touchpoints=NAMES), chain, period)
    check_same_everywhere(lambda shards: make_index(record, shards=shards, touchpoints=NAMES), asked)


def at(hour: float, touchpoint: str, person: int = 1, **more: Any) -> Touch:
    return Touch(person, MONDAY + int(hour * HOUR), touchpoint, **more)


def journey(names: str, person: int = 1) -> list[Touch]:
    return [at(hour, name, person) for hour, name in enumerate(names)]


def ask(names: str | list[Touch], chain: list[Step], **more: Any) -> Any:
    record = journey(names) if isinstance(names, str) else names
    more = {"end": MONDAY + 999 * DAY, "touchpoints": "abcdx"} | more
    index = make_index(record, **more)
    return engine.ask(index, question(index, chain))


A, B, C = Step(("a",)), Step(("b",)), Step(("c",))


def became(result: Any) -> list[dict[str, int]]:
    return [{one: getattr(row, one) for one in CLASSES if getattr(row, one)} for row in result.links]


def places(names: str, chain: list[Step]) -> list[int | None]:
    index = make_index(journey(names), touchpoints="abcdx")
    found = lived(index, question(index, chain), 1)
    assert found is not None
    return [touch.place for touch in found.touches]


def test_of_alignments_as_cheap_the_one_that_meets_links_earliest_counts() -> None:
    assert places("aab", [A, B]) == [1, None, 2]
    assert places("abab", [A, B]) == [1, 2, None, None]
    assert places("ba", [A, B]) == [2, None]
    assert places("a", [A, A]) == [1]
    assert places("acab", [A, B, C]) == [1, 3, None, None]
    assert places("aaa", [A._replace(repeated=True), A]) == [1, 1, 2]
    assert places("aaa", [A._replace(repeated=True), A._replace(optional=True)]) == [1, 1, 1]
    assert places("ab", [A._replace(optional=True), A, B]) == [2, 3]


def test_a_touch_at_one_instant_keeps_the_order_of_the_record() -> None:
    same = [at(0, "a"), at(0, "b"), at(0, "c")]
    assert became(ask(same, [A, B, C])) == [{"in_time": 1}, {"in_time": 1}, {"done": 1}]
    assert became(ask(same, [C, B, A])) == [{}, {}, {"done": 1}]


def test_a_link_is_in_time_at_its_last_instant_and_late_after() -> None:
    for wait, what in ((24, "in_time"), (24.001, "late")):
        result = ask([at(0, "a"), at(wait, "b")], [A, B._replace(expected=DAY)])
        assert became(result) == [{what: 1}, {"done": 1}]


def test_what_is_expected_of_links_passed_over_adds_up() -> None:
    chain = [A, B._replace(optional=True, expected=DAY), C._replace(expected=DAY)]
    assert became(ask([at(0, "a"), at(48, "c")], chain))[0] == {"in_time": 1}
    assert became(ask([at(0, "a"), at(49, "c")], chain))[0] == {"late": 1}
    assert became(ask([at(0, "a"), at(49, "c")], [A, B._replace(expected=DAY, optional=True), C]))[0] == {
        "late": 1
    }


def test_touches_elsewhere_are_a_detour_and_those_at_the_link_are_not() -> None:
    assert became(ask("aab", [A, B]))[0] == {"in_time": 1}
    assert became(ask("axb", [A, B]))[0] == {"detour": 1}
    result = ask("axdab", [A, B._replace(expected=HOUR)])
    assert (result.links[0].detour, result.links[0].detour_late) == (1, 1)
    assert [(row.touchpoint, row.people) for row in result.links[0].detours] == [("x", 1)]
    assert (result.followed, result.as_planned, result.extra_touches) == (1, 0, 3)


def test_beyond_a_link_that_is_not_optional_is_skipped_ahead() -> None:
    assert became(ask("ac", [A, B, C])) == [{"skipped": 1}, {}, {"done": 1}]
    assert became(ask("ac", [A, B._replace(optional=True), C])) == [{"in_time": 1}, {}, {"done": 1}]
    result = ask("bc", [A, B, C])
    assert (result.ahead, result.links[1].started, result.links[0].passed_over) == (1, 1, 1)


def test_who_has_only_optional_links_left_is_done() -> None:
    result = ask("a", [A, B._replace(optional=True)])
    assert (became(result), result.followed, result.as_planned) == ([{"done": 1}, {}], 1, 1)


def test_where_people_went_who_stopped_is_the_touch_after_they_left_the_link() -> None:
    for names, where in (("ax", "x"), ("axa", None), ("axad", "d"), ("a", None)):
        (row,) = ask(names, [A, B]).links[0].stops
        assert row.touchpoint == where


def test_open_is_who_is_not_silent_or_has_time_left() -> None:
    for end, what in ((MONDAY + 89 * DAY, "open"), (MONDAY + 90 * DAY, "stopped")):
        assert became(ask("a", [A, B], end=end))[0] == {what: 1}
    for end, what in ((MONDAY + 99 * DAY, "open"), (MONDAY + 100 * DAY, "stopped")):
        assert became(ask("a", [A, B._replace(expected=100 * DAY)], end=end))[0] == {what: 1}
    for by_business, what in ((True, "stopped"), (False, "open")):
        record = [at(0, "a"), at(24 * 50, "x", by_business=by_business)]
        assert became(ask(record, [A, B], end=MONDAY + 100 * DAY))[0] == {what: 1}


def test_a_link_nobody_can_meet_is_skipped_and_named() -> None:
    index = make_index(journey("ac"), end=MONDAY + 999 * DAY)
    asked = Chain(
        links_of(index.legend, [PlannedLink(("a",)), PlannedLink(("Call", "Visit")), PlannedLink(("c", "a"))])
    )
    result = engine.ask(index, asked)
    assert became(result) == [{"skipped": 1}, {}, {"done": 1}]
    assert result.nobody_meets == ("Call", "Visit")
    assert [(one.touchpoint, one.seen) for one in result.links[1].met_at] == [
        ("Call", False),
        ("Visit", False),
    ]


def test_three_examples_stay_the_same_as_long_as_they_are_there() -> None:
    keys = np.arange(1, 200)
    first = chosen(keys)
    assert len(set(first)) == 3
    others = np.setdiff1d(keys, first)
    assert chosen(keys[::-1]) == first == chosen(np.union1d(others[::2], first))
    assert chosen(np.array([4, 7], np.int64), 3) == chosen(np.array([7, 4]))
    assert chosen(np.zeros(0, np.int64)) == ()


def test_a_long_example_says_how_much_more_there_is() -> None:
    index = make_index(journey("xabxc"), end=MONDAY + 999 * DAY)
    found = lived(index, question(index, [A, B, C]), 1, most=2)
    assert found is not None
    assert ([touch.place for touch in found.touches], found.more, found.skipped, found.cost) == (
        [1, 2],
        2,
        (),
        1,
    )
    assert lived(index, question(index, [A]), 77) is None


def test_sixty_four_links_and_a_hundred_thousand_touches() -> None:
    names = tuple(f"t{number:02}" for number in range(64))
    chain = [Step((name,)) for name in names]
    record = [Touch(1, MONDAY + at, names[at * 7 % 64]) for at in range(100_000)]
    record += [Touch(2, MONDAY + at, name) for at, name in enumerate(names)]
    record += [Touch(3, MONDAY, names[-1])]
    index = make_index(record, end=MONDAY + 999 * DAY)
    asked = question(index, chain)
    result = engine.ask(index, asked)
    assert (result.people, result.followed, result.as_planned, result.ahead) == (3, 2, 1, 1)
    assert result.links[63].done == 3
    assert result.extra_touches == 100_000 - 64
    assert result.skipped_links == 63
    for row in result.links[::21]:
        for name, selector in row.behind(0).items():
            assert engine.people(index, asked, selector).count == getattr(row, name)
    with pytest.raises(QuestionError, match="from 1 to 64 links"):
        question(index, [*chain, A._replace(names=("t00",))])


def test_the_same_touchpoint_at_every_link_of_a_long_chain() -> None:
    result = ask("a" * 63, [A] * 64)
    assert (result.links[62].stopped, result.followed, result.skipped_links) == (1, 0, 1)
    assert ask("a" * 64, [A] * 64).as_planned == 1


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("link=3", "no link 3"),
        ("link=0", "no link 0"),
        ("link=x", "link=3:reached"),
        ("link=1:lost", "link=3:reached"),
        ("link=1:detour=zz", "no touchpoint 'zz'"),
        ("hop=a", "not a link"),
        ("stopped", "link=3:reached"),
    ],
)
def test_a_selector_it_does_not_know_is_refused_in_a_sentence(selector: str, words: str) -> None:
    index = make_index(journey("ab"))
    with pytest.raises(QuestionError, match=words):
        engine.people(index, question(index, [A, B]), selector)


def test_a_chain_that_cannot_be_asked_is_refused() -> None:
    index = make_index(journey("ab"))
    for links, words in (
        ((), "from 1 to 64"),
        ((ChainLink(()),), "needs a touchpoint"),
        ((ChainLink((0,), optional=True),), "not optional"),
        ((ChainLink((0,), expected=-1),), "from 0 to 200 years"),
    ):
        with pytest.raises(QuestionError, match=words):
            Chain(links)
    with pytest.raises(QuestionError, match="lists from 1"):
        Chain((ChainLink((0,)),), most=0)
    with pytest.raises(QuestionError, match="position 7"):
        engine.ask(index, Chain((ChainLink((7,)),)))


def test_nobody_gives_an_answer_without_shares() -> None:
    result = ask([], [A, B])
    assert (result.people, result.links[0].share, result.links[0].detours) == (0, None, ())
    assert result.nobody_meets == ("a", "b")
