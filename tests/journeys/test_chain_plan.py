from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.make import HOUR, MONDAY, Touch, make_index
from tests.journeys.strategies import examples

from touchline.journeys import chain_reading
from touchline.journeys.chain import links_of
from touchline.journeys.chain_plan import MOST_LINKS, NestedChain, PlannedLink, flatten
from touchline.journeys.question import QuestionError

A, B, C = (PlannedLink((name,)) for name in "abc")


def test_a_chain_in_a_chain_is_put_in_its_place_and_remembered() -> None:
    chains = {
        "all": (A, NestedChain("pay", expected=60), C),
        "pay": (PlannedLink(("b",), expected=5), NestedChain("check", optional=True)),
        "check": (PlannedLink(("c",), repeated=True), A),
    }
    assert flatten(chains, "all") == (
        PlannedLink(("a",), chains=("all",)),
        PlannedLink(("b",), expected=60, chains=("all", "pay")),
        PlannedLink(("c",), optional=True, repeated=True, chains=("all", "pay", "check")),
        PlannedLink(("a",), optional=True, chains=("all", "pay", "check")),
        PlannedLink(("c",), chains=("all",)),
    )
    assert flatten(chains, "check")[0].chains == ("check",)


def test_a_chain_of_one_link_may_be_repeated() -> None:
    chains = {"all": (A, NestedChain("one", repeated=True)), "one": (B,)}
    assert flatten(chains, "all")[1] == PlannedLink(("b",), repeated=True, chains=("all", "one"))


def test_a_chain_may_stand_twice_in_another() -> None:
    chains = {"all": (NestedChain("one"), A, NestedChain("one")), "one": (B,)}
    assert [link.names for link in flatten(chains, "all")] == [("b",), ("a",), ("b",)]


def test_a_chain_that_holds_itself_is_refused_with_the_way_around() -> None:
    chains = {"x": (A, NestedChain("y")), "y": (NestedChain("z"), B), "z": (NestedChain("y"),)}
    with pytest.raises(QuestionError, match="The chain 'y' holds itself: y > z > y"):
        flatten(chains, "x")
    with pytest.raises(QuestionError, match="'x' holds itself: x > x"):
        flatten({"x": (NestedChain("x"),)}, "x")


def test_chains_that_cannot_be_followed_are_refused() -> None:
    for chains, words in (
        ({"x": ()}, "'x' has no links"),
        ({"x": (NestedChain("y"),)}, "no chain 'y', which 'x' holds"),
        ({}, "There is no chain 'x'"),
        ({"x": (NestedChain("y", repeated=True),), "y": (A, B)}, "'y' is repeated as a whole in 'x'"),
    ):
        with pytest.raises(QuestionError, match=words):
            flatten(chains, "x")


def test_chains_that_double_thirty_times_are_refused_at_once() -> None:
    chains: dict[str, tuple[PlannedLink | NestedChain, ...]] = {"0": (A, B)}
    for at in range(1, 31):
        chains[str(at)] = (NestedChain(str(at - 1)), NestedChain(str(at - 1)))
    assert len(flatten(chains, "5")) == MOST_LINKS
    with pytest.raises(QuestionError, match="more than 64 links"):
        flatten(chains, "30")


NAMES = ("Ad", "A|B", "Shop", "it's", "optional", "Call within 3d", "'x'", "Ad repeated")
legend = make_index([Touch(1, MONDAY + HOUR, name) for name in NAMES]).legend


@examples(100)
@given(
    st.builds(
        PlannedLink,
        st.lists(st.sampled_from((*NAMES, "unseen | this", "new")), min_size=1, max_size=3, unique=True).map(
            tuple
        ),
        st.booleans(),
        st.booleans(),
        st.one_of(st.none(), st.sampled_from([0, 1, 59, 60, 90, 1440, 10080, 43200, 100_000])),
    )
)
def test_what_is_written_is_read_back(link: PlannedLink) -> None:
    assert chain_reading.read(legend, chain_reading.written(link), keep_unseen=True) == link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("ad", PlannedLink(("Ad",))),
        ("Ad|Shop within 3d optional", PlannedLink(("Ad", "Shop"), optional=True, expected=4320)),
        ("Shop  Repeated  WITHIN 90 m ", PlannedLink(("Shop",), repeated=True, expected=90)),
        ("Ad repeated", PlannedLink(("Ad repeated",))),
        ("'Ad' repeated", PlannedLink(("Ad",), repeated=True)),
        ("Ad repeated repeated", PlannedLink(("Ad repeated",), repeated=True)),
        ("A|B", PlannedLink(("A|B",))),
        ("optional optional", PlannedLink(("optional",), optional=True)),
        ("'it''s' | 'Ad'", PlannedLink(("it's", "Ad"))),
    ],
)
def test_links_in_words(text: str, link: PlannedLink) -> None:
    assert chain_reading.read(legend, text) == link


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Shp optional", "no touchpoint 'Shp'. Did you mean 'Shop'"),
        ("'Shp' optional", "no touchpoint 'Shp'"),
        ("Shop within 3 fortnights", "There is no touchpoint 'Shop within 3 fortnights'"),
        ("Shop within 3s", "There is no touchpoint"),
        ("", "no touchpoint ''"),
    ],
)
def test_a_link_that_is_none_is_refused(text: str, words: str) -> None:
    with pytest.raises(QuestionError, match=words):
        chain_reading.read(legend, text)


def test_names_nobody_met_are_kept_where_that_is_asked_for() -> None:
    link = chain_reading.read(legend, "Ad|Visit within 1h", keep_unseen=True)
    assert link == PlannedLink(("Ad", "Visit"), expected=60)
    (made,) = links_of(legend, [link])
    assert (made.touchpoints, made.unseen) == ((legend.touchpoints.index("Ad"),), ("Visit",))
    with pytest.raises(QuestionError, match="without a name"):
        chain_reading.read(legend, "Visit|", keep_unseen=True)
