from __future__ import annotations

import pytest

from touchline.journeys import selectors


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("step=3", ("step", "3")),
        (" Link = a=b>c ", ("link", "a=b>c")),
        ("people", ("people", "")),
        ("", ("", "")),
    ],
)
def test_a_selector_is_a_key_and_a_value_that_may_hold_anything(text: str, parts: tuple[str, str]) -> None:
    assert selectors.split(text) == parts


def test_of_several_names_the_longest_fits() -> None:
    names = ("two", "two:more", "Three")
    assert selectors.named("two:lost", names) == (0, "lost")
    assert selectors.named("two:more", names) == (1, "")
    assert selectors.named("two:more:lost", names) == (1, "lost")
    assert selectors.named("THREE:touchpoint=A:b", names) == (2, "touchpoint=A:b")
    assert selectors.named("twofold", names) is None


def test_a_count_is_written_in_figures() -> None:
    assert selectors.number("12") == 12
    assert [selectors.number(text) for text in ("", "-1", "1.5", "²", "x")] == [None] * 5
