"""Money to the minor unit, held against ``decimal`` with all the digits it needs."""

from __future__ import annotations

import decimal
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES

from touchline.collect.money import amounts, products
from touchline.collect.reasons import Reason

LARGEST = 10**15
NUMBERS = st.from_regex(r"\A *[+-]?(\d{0,22}\.?\d{0,12}|\.)(e[+-]?\d{1,3})? *\Z")
ODD = st.sampled_from(
    [
        "",
        " ",
        "nan",
        "NaN",
        "inf",
        "-Infinity",
        "1,5",
        "1 000",
        "1_0",
        "１",
        "--1",
        "1e",
        "0x1",
        "$3",
        "1e9999",
        "-",
    ]
)
EDGES = st.sampled_from(
    ["10000000000000.00", "10000000000000.005", "1e15", "-1000000000000001",
     "9223372036854775807", "9223372036854775808", "-9223372036854775807", "92233720368547758.07",
     "92233720368547758.08", "0.005", "-0.005", "0.0049999999999999999999", "1e-400", "999999999999999999"]
)  # fmt: skip
TEXTS = st.one_of(NUMBERS, ODD, EDGES)


def twin(factors: list[str], digits: int) -> tuple[int, int]:
    """The plain form: minor units and reason."""
    if any(not text.strip() for text in factors):
        return 0, Reason.NO_MONEY
    with decimal.localcontext(decimal.Context(prec=30_000, Emax=99_999, Emin=-99_999)):
        product = Decimal(1)
        for text in factors:
            lean = text.strip()
            if not lean.isascii() or "_" in lean:
                return 0, Reason.NOT_A_NUMBER
            try:
                number = Decimal(lean)
            except decimal.InvalidOperation:
                return 0, Reason.NOT_A_NUMBER
            if not number.is_finite():
                return 0, Reason.NOT_A_NUMBER
            product *= number
        minor = int(product.scaleb(digits).quantize(Decimal(1), ROUND_HALF_UP))
    return (0, Reason.MONEY_OUT_OF_RANGE) if abs(minor) > LARGEST else (minor, 0)


@settings(deadline=None, max_examples=300 * EXAMPLES)
@given(st.lists(st.tuples(TEXTS, st.sampled_from([0, 2, 3])), min_size=1, max_size=20))
def test_amounts_are_exact(rows: list[tuple[str, int]]) -> None:
    texts, digits = zip(*rows, strict=True)
    minor, reasons = amounts(pa.array(texts, pa.string()), np.array(digits))
    expected = [twin([text], digit) for text, digit in rows]
    assert list(zip(minor.tolist(), reasons.tolist(), strict=True)) == expected


@settings(deadline=None, max_examples=300 * EXAMPLES)
@given(st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from([0, 2, 3])), min_size=1, max_size=20))
def test_products_are_exact_and_rounded_once(rows: list[tuple[str, str, int]]) -> None:
    quantities, prices, digits = zip(*rows, strict=True)
    minor, reasons = products(
        pa.array(quantities, pa.string()), pa.array(prices, pa.string()), np.array(digits)
    )
    expected = [twin([quantity, price], digit) for quantity, price, digit in rows]
    assert list(zip(minor.tolist(), reasons.tolist(), strict=True)) == expected


@pytest.mark.parametrize(
    ("quantity", "price", "minor"),
    [("3", "0.335", 101), ("-3", "0.335", -101), ("12", "0.001", 1), ("4", "0.001", 0),
     ("0.5", "0.01", 1), ("2", "1e1", 2000)],
)  # fmt: skip
def test_a_line_is_rounded_half_away_from_zero(quantity: str, price: str, minor: int) -> None:
    assert products(pa.array([quantity]), pa.array([price]), np.array([2]))[0].tolist() == [minor]


def test_nothing_at_all() -> None:
    minor, reasons = amounts(pa.array([], pa.string()), np.zeros(0, np.int64))
    assert (minor.tolist(), reasons.tolist()) == ([], [])
