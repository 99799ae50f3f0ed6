"""Currencies and their minor units."""

from __future__ import annotations

from touchline.workspace.currencies import CODES, EXCEPTIONS, digits, known


def test_minor_units() -> None:
    assert [digits(code) for code in ("EUR", "USD", "JPY", "KRW", "KWD", "TND", "ISK", "CHF")] == [
        2,
        2,
        0,
        0,
        3,
        3,
        0,
        2,
    ]


def test_codes() -> None:
    assert known("EUR")
    assert not known("eur")
    assert not known("XXX")
    assert set(EXCEPTIONS) <= CODES
    assert all(len(code) == 3 and code.isupper() and code.isascii() for code in CODES)
