"""The difference of two answers, number by number, with an interval.

The interval comes from those of the two numbers, whatever they are (shares by Wilson, medians by order
statistics, sums by the jackknife). ``a`` with (al, ah) less ``b`` with (bl, bh), for different persons: the
difference less the root of (a - al)² + (bh - b)², and plus the root of (ah - a)² + (b - bl)². For shares
that is Newcombe's method (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10).

Where persons are in both audiences, what they do is in both numbers, which then vary together: the
interval is wider than it would have to be, and never too narrow. Two periods may share all their
people, and what they did in the one may go against what they do in the other: there the distances are
added, not their squares, which holds however the two depend on each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from touchline.journeys.export import Row
from touchline.journeys.question import Result

Number = float | int | Decimal


@dataclass(frozen=True)
class Difference(Row):
    """One number of a row (``key``): ``second`` less ``first``, and its 95 % interval where there is one.

    ``called``: the row in words. ``sure``: the interval does not hold 0.
    """

    key: tuple[str, ...]
    called_: str
    number: str
    first: Number | None
    second: Number | None
    difference: Number | None
    low: Number | None
    high: Number | None
    sure: bool


@dataclass(frozen=True)
class Spread:
    """The fields of a row that are a number and both ends of its interval; counts have no ends."""

    value: str
    low: str | None = None
    high: str | None = None


def spreads(row: type[Row]) -> tuple[Spread, ...]:
    """The numbers of a row: ``low`` and ``high`` are those of ``share``, ``x_low`` those of ``x``."""
    names = [one.name for one in fields(row)]
    found: dict[str, Spread] = {}
    for low in names:
        if not (low == "low" or "_low" in low):
            continue
        stem = low.removesuffix("_seconds").removesuffix("low").removesuffix("_")
        value = next((one for one in (f"{stem}_share", stem, f"{stem}_seconds", "share") if one in names), "")
        high = low.replace("low", "high")
        if value and high in names:
            found[value] = Spread(value, low, high)
    ends = {end for one in found.values() for end in (one.low, one.high)}
    counted = [one for one in fields(row) if one.type in ("int", "Decimal") and one.name not in ends]
    skipped = {*keys(row)}
    return tuple(
        found.get(name, Spread(name))
        for name in names
        if (name in found or name in {one.name for one in counted}) and name not in skipped
    )


def keys(row: type[Row]) -> tuple[str, ...]:
    """The fields that tell a row from the others."""
    return row.KEY or tuple(one.name for one in fields(row) if one.type == "str")


def differences(first: Result, second: Result, *, dependent: bool) -> Iterator[Difference]:
    """Every number of the second answer less the one of the same row in the first."""
    mine, theirs = (({key_of(row): row for row, _ in one.compared()}) for one in (first, second))
    known: dict[str, tuple[Spread, ...]] = {}
    for key in dict.fromkeys([*mine, *theirs]):
        pair = (mine.get(key), theirs.get(key))
        row = mine.get(key) or theirs[key]
        name = type(row).__name__
        known[name] = known.get(name) or spreads(type(row))
        for spread in known[name]:
            yield _difference((key, row.called()), spread, pair, dependent=dependent)


def key_of(row: Row) -> tuple[str, ...]:
    """What tells a row from the others, as texts; "" where there is nothing."""
    said = (getattr(row, name) for name in keys(type(row)))
    return tuple("" if one is None else str(one) for one in said)


def _difference(
    name: tuple[tuple[str, ...], str], spread: Spread, pair: Sequence[Row | None], *, dependent: bool
) -> Difference:
    (a, a_low, a_high), (b, b_low, b_high) = (_read(row, spread) for row in pair)
    if a is None or b is None:
        return Difference(*name, spread.value, a, b, None, None, None, sure=False)
    between: Number = b - a
    if None in (a_low, a_high, b_low, b_high):
        return Difference(*name, spread.value, a, b, between, None, None, sure=False)
    join = (lambda one, two: one + two) if dependent else math.hypot
    down = join(float(b - b_low), float(a_high - a))
    up = join(float(b_high - b), float(a - a_low))
    low, high = _like(between, float(between) - down), _like(between, float(between) + up)
    return Difference(*name, spread.value, a, b, between, low, high, sure=not low <= 0 <= high)


def _like(number: Number, end: float) -> Number:
    """An end of an interval as precise as its number."""
    if isinstance(number, Decimal):
        return Decimal(str(end)).quantize(number)
    return round(end) if isinstance(number, int) else end


def _read(row: Row | None, spread: Spread) -> tuple[Any, Any, Any]:
    """A number and both ends of its interval. A count of a row that is not there is 0."""
    if row is None:
        return (0 if spread.low is None else None, None, None)
    value = getattr(row, spread.value)
    if spread.low is None or spread.high is None:
        return (value, None, None)
    return (value, getattr(row, spread.low), getattr(row, spread.high))
