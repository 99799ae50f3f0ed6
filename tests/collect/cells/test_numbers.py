"""Amounts as people write them become plain decimals, exactly, or no number at all."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES

from touchline.collect.cells.money import amounts
from touchline.collect.cells.numbers import (
    COMMA,
    POINT,
    Evidence,
    Form,
    are_amounts,
    currency_of,
    evidence,
    plain,
)
from touchline.collect.reasons import Reason

EURO = ("€", "EUR")


def cents(text: str, form: Form) -> int | None:
    minor, reasons = amounts(plain(pa.array([text], pa.string()), form), np.array([2]))
    return None if reasons[0] else int(minor[0])


@pytest.mark.parametrize(
    ("text", "minor"),
    [("1234.56", 123456), ("1,234.56", 123456), ("1 234.56", 123456), ("1\u00a0234.56", 123456),
     ("1\u202f234,567.8", None), ("1'234.50", 123450), ("1’234.50", 123450), ("12,34,567.89", 123456789),
     ("€ 12.50", 1250), ("12.50€", 1250), ("EUR 12.50", 1250), ("12.50\u00a0EUR", 1250), ("$12.50", None),
     ("(12.50)", -1250), ("(€ 12.50)", -1250), ("-€12.50", -1250), ("€-12.50", -1250), ("12.50-", -1250),
     ("−12.50", -1250), ("+12.50", 1250), ("-(12.50)", None), ("--1", None), ("(1", None), ("1)", None),
     ("1.5e3", 150000), ("NaN", None), ("inf", None), ("€", None), ("12,5", None), ("1,23", None),
     ("0,125", None), ("1,2345", None), ("1.234,56", None), ("1.234.567", None), ("12 50", None), ("-", None),
     ("٣", None), ("1.005", 101), (".5", 50), ("5.", 500), ("9" * 30, None)],
)  # fmt: skip
def test_with_a_decimal_point(text: str, minor: int | None) -> None:
    assert cents(text, Form(POINT, EURO)) == minor


@pytest.mark.parametrize(
    ("text", "minor"),
    [("1234,56", 123456), ("1.234,56", 123456), ("1 234,56", 123456), ("1\u202f234,56\u00a0€", 123456),
     ("1'234,50", 123450), ("1.234", 123400), ("1,234", 123), ("12.5", None), ("0.125", None),
     ("12.34.567", None), ("1,5e3", 150000), ("-1.234.567,895", -123456790), ("12,50-", -1250),
     ("(12,50)", -1250), ("5", 500)],
)  # fmt: skip
def test_with_a_decimal_comma(text: str, minor: int | None) -> None:
    assert cents(text, Form(COMMA, EURO)) == minor


def test_blank_stays_blank() -> None:
    for form in (Form(), Form(COMMA)):
        texts = plain(pa.array(["", "  ", "\u00a0", "1"]), form)
        assert amounts(texts, np.full(4, 2))[1].tolist() == [Reason.NO_MONEY] * 3 + [0]


@settings(deadline=None, max_examples=100 * EXAMPLES)
@given(
    st.decimals(-(10**13), 10**13, places=2),
    st.sampled_from([(POINT, ","), (POINT, " "), (POINT, "'"), (COMMA, "."), (COMMA, "\u202f"), (COMMA, "")]),
    st.sampled_from(["{}", "€ {}", "{} €", "EUR{}"]),
)
def test_every_cent_survives(number: Decimal, written: tuple[str, str], frame: str) -> None:
    decimal, thousands = written
    text = (
        f"{abs(number):,.2f}".replace(".", "·")
        .replace(",", thousands)
        .replace("·", "." if decimal == POINT else ",")
    )
    text = frame.format(text)
    shown = f"-{text}" if number < 0 else text
    assert cents(shown, Form(decimal, EURO)) == int(number * 100)


@pytest.mark.parametrize(
    ("column", "seen"),
    [
        (["1.234,56"], Evidence(comma="1.234,56")),
        (["1,234.5", "x"], Evidence(point="1,234.5")),
        (["12,5", "1,234"], Evidence(comma="12,5", comma_or="1,234")),
        (["1.234"], Evidence(point_or="1.234")),
        (["0.125"], Evidence(point="0.125")),
        (["0,125"], Evidence(comma="0,125")),
        (["1234,567"], Evidence(comma="1234,567")),
        (["1.234.567"], Evidence(comma="1.234.567")),
        (["1,234,567"], Evidence(point="1,234,567")),
        (["12,34,567"], Evidence(point="12,34,567")),
        (["1 234,567"], Evidence(comma="1 234,567")),
        (["€ 5", "3 EUR", "$ 2", "5 kg", "."], Evidence(signs=frozenset({"€", "EUR", "$"}))),
        (["5", "", "1e5", "31.12.2025 14:05"], Evidence()),
        ([], Evidence()),
    ],
)  # fmt: skip
def test_what_a_column_says(column: list[str], seen: Evidence) -> None:
    assert evidence(pa.array(column, pa.string())) == seen
    assert seen.open == (bool(seen.point_or or seen.comma_or) and not seen.settled)


def test_amounts_are_told_from_words() -> None:
    texts = pa.array(["5", "€ 5", "B17", "17 kg", "", "kr 1.000", "-"])
    assert are_amounts(texts).to_pylist() == [True, True, False, False, False, True, False]
    assert [currency_of(sign) for sign in ("€", "usd", "$", "kr", "zł")] == ["EUR", "USD", "", "", "PLN"]
