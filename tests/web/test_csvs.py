from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.web import csvs


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A1",
        "+1+cmd|' /C calc'!A1",
        "-2-3",
        "-cmd",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "+",
        "-",
        "+1/2=",
        "+12345\n=1",
        "--1",
        "-1,=1",
    ],
)
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert csvs.cell(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["+12345", "-12.5", "-1,234.50", "1e5", "+49 30 1234", "+49 (0)30-12.34", "ann=1", "", "a@b.de"]
)
def test_numbers_and_phone_numbers_stay(text: str) -> None:
    assert csvs.cell(text) == text


def test_a_list_that_begins_like_a_formula_gets_one_too() -> None:
    assert csvs.cell([{"touchpoint": "=1+1"}, "x"]) == "'=1+1; x"
    assert csvs.cell(-5) == -5


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6), min_size=1))
def test_no_cell_of_a_download_is_a_formula(cells: list[str]) -> None:
    body = b"".join(csvs.download("x", ["a"], [cells])).decode()
    got = list(csv.reader(io.StringIO(body, newline="")))[1]
    assert [
        one.removeprefix("'") if one != was else was for one, was in zip(got, cells, strict=True)
    ] == cells
    for one in got:
        assert not one.startswith(("=", "@", "\t", "\r"))
        assert not one.startswith(("+", "-")) or one.lstrip("+-")[:1].isdigit() or one[1] in " (.-"
