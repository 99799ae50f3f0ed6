"""Decimal text to minor units, exactly.

An amount is rounded once, half away from zero, to the digits of its currency: 0.005 EUR is 0.01,
-0.005 EUR is -0.01. A line is quantity x price, multiplied in decimals and rounded once. Columns of
plain decimals of up to 18 digits are read at once; the rest, exponents included, one by one with
whole numbers of any size. Both give the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.collect.cells.letters import SPACE, letters
from touchline.collect.reasons import Reason
from touchline.journeys.index import Array

WIDTH = 24
LARGEST = 10**15
"""Minor units that one amount may have: sums over a record of them stay within 64 bits."""
LONGEST = 100
GRAMMAR = re.compile(r"([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:[eE]([+-]?\d{1,4}))?", re.ASCII)
POWERS = np.array([10**power for power in range(19)], np.int64)


@dataclass(frozen=True)
class Exact:
    """The number ``whole / 10**scale``."""

    whole: int
    scale: int


def read_exact(text: str) -> Exact | None:
    """One number, or None when the text is none: NaN, infinity, a thousands sign, over 100 letters."""
    match = GRAMMAR.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if not match:
        return None
    sign, before, behind, only, power = match.groups()
    behind = only or behind or ""
    whole = int((before or "") + behind)
    return Exact(-whole if sign == "-" else whole, len(behind) - int(power or 0))


def round_to(number: Exact, digits: int) -> int | None:
    """Minor units with ``digits`` digits, rounded half away from zero; None beyond ``LARGEST``."""
    shift = number.scale - digits
    size = abs(number.whole)
    power: int = 10 ** min(abs(shift), 3 * LONGEST)
    minor = size * power if shift <= 0 else (2 * size + power) // (2 * power)
    if minor > LARGEST:
        return None
    return -minor if number.whole < 0 else minor


def amounts(texts: pa.StringArray, digits: Array) -> tuple[Array, Array]:
    """Minor units (int64, 0 where there are none) and a ``Reason`` each; blank is ``NO_MONEY``.

    ``digits`` int64: digits of each row's currency.
    """
    whole, scale, plain, blank = _plain(texts)
    minor = _rounded(whole, scale - digits)
    odd = (~plain & ~blank) | (plain & ~_fits(whole, scale - digits))
    return _finish(minor, odd, blank, digits, [texts])


def products(quantities: pa.StringArray, prices: pa.StringArray, digits: Array) -> tuple[Array, Array]:
    """Minor units of quantity x price, as ``amounts``; blank when either is."""
    whole, scale, plain, blank = _plain(quantities)
    other, other_scale, other_plain, other_blank = _plain(prices)
    blank |= other_blank
    plain &= other_plain & (np.abs(whole.astype(np.float64)) * np.abs(other.astype(np.float64)) < 9e17)
    scale = scale + other_scale
    plain &= scale <= 18
    product = np.where(plain, whole, 0) * np.where(plain, other, 0)
    minor = _rounded(product, np.minimum(scale - digits, 18))
    odd = (~plain & ~blank) | (plain & ~_fits(product, scale - digits))
    return _finish(minor, odd, blank, digits, [quantities, prices])


def _finish(
    minor: Array, odd: Array, blank: Array, digits: Array, factors: list[pa.StringArray]
) -> tuple[Array, Array]:
    """Put right, one by one, what could not be read at once."""
    minor = np.where(odd | blank, 0, minor)
    reasons = np.where(blank, Reason.NO_MONEY, 0).astype(np.uint8)
    places = np.flatnonzero(odd)
    if len(places):
        taken = [pc.take(column, pa.array(places)).to_pylist() for column in factors]
        known: dict[tuple[object, ...], tuple[int, int]] = {}
        for place, *row in zip(places, *taken, strict=True):
            key = (*row, int(digits[place]))
            if key not in known:
                known[key] = _one(row, int(digits[place]))
            minor[place], reasons[place] = known[key]
    huge = np.abs(minor) > LARGEST
    reasons[huge] = Reason.MONEY_OUT_OF_RANGE
    return np.where(huge, 0, minor), reasons


def _one(factors: list[str], digits: int) -> tuple[int, int]:
    numbers = [read_exact(text) for text in factors]
    product = Exact(1, 0)
    for number in numbers:
        if number is None:
            return 0, Reason.NOT_A_NUMBER
        product = Exact(product.whole * number.whole, product.scale + number.scale)
    minor = round_to(product, digits)
    return (0, Reason.MONEY_OUT_OF_RANGE) if minor is None else (minor, 0)


def _plain(texts: pa.StringArray) -> tuple[Array, Array, Array, Array]:
    """Number without its point, digits behind the point, whether it could be read so, whether it is blank."""
    found = letters(texts, WIDTH)
    at, digit, length = found.at, found.digit, found.length
    count = len(length)
    whole, scale, seen = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.int64)
    pointed = np.zeros(count, bool)
    good = found.fits & (length > 0)
    signed = (at[0] == ord("-")) | (at[0] == ord("+"))
    longest = int(length.max(initial=0))
    for place in range(longest):
        is_digit = digit[place] <= 9
        is_point = (at[place] == ord(".")) & ~pointed
        good &= (
            is_digit | is_point | (at[place] == SPACE) & (place >= length) | (signed if place == 0 else False)
        )
        take = is_digit & (seen < 18)
        whole = np.where(take, whole * 10 + digit[place], whole)
        good &= ~is_digit | take
        seen += is_digit
        scale += is_digit & pointed
        pointed |= is_point
    good &= seen > 0
    return np.where(at[0] == ord("-"), -whole, whole), scale, good, found.fits & (length == 0)


def _fits(whole: Array, shift: Array) -> Array:
    """Whether moving the point by ``shift`` stays far within 64 bits."""
    up = POWERS[np.clip(-shift, 0, 18)].astype(np.float64)
    return np.asarray((np.abs(whole.astype(np.float64)) * up < 9e18) & (-shift <= 18))


def _rounded(whole: Array, shift: Array) -> Array:
    """``whole / 10**shift``, rounded half away from zero; meaningless where it does not fit."""
    down, up = POWERS[np.clip(shift, 0, 18)], POWERS[np.clip(-shift, 0, 18)]
    size = np.abs(whole)
    quotient, rest = size // down, size % down
    with np.errstate(over="ignore"):
        rounded = np.where(shift > 0, quotient + (2 * rest >= down), size * up)
    return np.asarray(np.where(whole < 0, -rounded, rounded))
