from __future__ import annotations

import pytest

from touchline.journeys import names
from touchline.journeys.index import Legend
from touchline.journeys.question import QuestionError

LEGEND = Legend(
    touchpoints=("Shop visit", "Phone call", "phone call", "a|b", "a", "b", "c", "x>y", "x", "y", "y>z", "z")
)


def test_an_exact_name_comes_before_one_that_differs_in_case() -> None:
    assert names.resolve_touchpoint(LEGEND, "phone call") == 2
    assert names.resolve_touchpoint(LEGEND, "Phone call") == 1
    assert names.resolve_touchpoint(LEGEND, " shop VISIT ") == 0


def test_a_name_that_may_mean_several_is_refused() -> None:
    with pytest.raises(QuestionError, match=r"'Phone call', 'phone call'\. Write it exactly"):
        names.resolve_touchpoint(LEGEND, "PHONE CALL")


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(QuestionError, match="Did you mean 'Shop visit'"):
        names.resolve_touchpoint(LEGEND, "Shop visits")
    with pytest.raises(QuestionError, match="Import touches first"):
        names.resolve_touchpoint(Legend(), "Shop")
    assert names.find_touchpoint(LEGEND, "nothing") is None


def test_a_step_is_one_touchpoint_or_several() -> None:
    assert names.resolve_step(LEGEND, "a|c") == (4, 6)
    assert names.resolve_step(LEGEND, "C | a|C") == (6, 4)
    assert names.resolve_step(LEGEND, "a|b") == (3,)
    assert names.resolve_steps(LEGEND, ["a", ["b", "Shop visit", "b"]]) == ((4,), (5, 0))


def test_a_step_that_reads_in_two_ways_is_refused() -> None:
    with pytest.raises(QuestionError, match="two ways"):
        names.resolve_step(LEGEND, "a|b|c")
    assert names.resolve_steps(LEGEND, [["a|b", "c"]]) == ((3, 6),)


def test_the_unknown_part_of_a_step_is_named() -> None:
    with pytest.raises(QuestionError, match="no touchpoint 'Shop visot'"):
        names.resolve_step(LEGEND, "a|Shop visot")


def test_steps_given_as_one_text_are_refused() -> None:
    with pytest.raises(QuestionError, match="as a list"):
        names.resolve_steps(LEGEND, "abc")


def test_a_link_tries_every_split() -> None:
    assert names.resolve_link(LEGEND, "a>b") == (4, 5)
    assert names.resolve_link(LEGEND, "a > B") == (4, 5)
    assert names.resolve_link(LEGEND, "a>x>y") == (4, 7)
    assert names.resolve_link(LEGEND, "x>y>a") == (7, 4)


def test_a_link_that_reads_in_two_ways_is_refused() -> None:
    with pytest.raises(QuestionError, match="2 ways"):
        names.resolve_link(LEGEND, "x>y>z")


def test_a_link_with_an_unknown_end_is_refused() -> None:
    with pytest.raises(QuestionError, match="no touchpoint 'q'"):
        names.resolve_link(LEGEND, "a>q")
    with pytest.raises(QuestionError, match="Write it as A>B"):
        names.resolve_link(LEGEND, "a")
