"""Dates as people write them: day, month and year in any order, months by number or name.

Read are ``31.12.2025 14:05``, ``12/31/2025 2:05 PM``, ``31/12/25``, ``2025/12/31``, ``31 Dec 2025``,
``Dec 31, 2025``, each with a time of day or without, with seconds and fractions, AM or PM, and with an
offset (``+0200``, ``Z``, ``UTC``). Months have English, German, French, Spanish, Italian, Portuguese and
Russian names. Years of two digits are 1970 to 2069. Whether 03/04 is in March or in April no date says
by itself: ``Order`` does, for a whole column, and ``Evidence`` is what a column says about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.collect.cells.months import months
from touchline.journeys.clock import HOUR, MINUTE, SECOND
from touchline.journeys.index import Array

PIVOT = 70
"""Years of two digits from here on are of the last century, those below of this one."""
NARROW = ("\u00a0", "\u202f")
_WEEKDAY = r"^(?:\pL{2,10}\.?,? +)?"
_DATES = (
    r"(?P<a>\d{1,4})(?P<s>[./-])(?P<b>\d{1,2})(?P<t>[./-])(?P<c>\d{1,4})\.?",
    r"(?P<b>\d{1,2})(?:st|nd|rd|th|er|\.)?(?: +de)?[ -]*(?P<a>\pL{3,12})\.?,?(?: +de)?[ -]+"
    r"(?P<c>\d{4}|\d{2})",
    r"(?P<a>\pL{3,12})\.? +(?P<b>\d{1,2})(?:st|nd|rd|th)?,? +(?P<c>\d{4})",
)
_CLOCK = (
    r"(?: г\.?)?(?:(?:T|,? *(?:at|um|à|в)? )(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?(?: Uhr)?(?: ?(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?$"
)
PARTS = ("a", "b", "c", "hour", "minute", "second", "fraction", "half", "zone")
NUMBERS, *NAMES = (_WEEKDAY + date + _CLOCK for date in _DATES)


class Order(StrEnum):
    """What a date of three numbers means whose year stands last. With ``ISO`` it means nothing."""

    ISO = "iso"
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True)
class Evidence:
    """Examples of dates read only with the day first, only with the month first, either way; "" without.

    ``same``: a date like 05/05/2025 that is the same either way, and so asks nothing.
    """

    day_first: str = ""
    month_first: str = ""
    either: str = ""
    same: str = ""

    def __or__(self, other: Evidence) -> Evidence:
        return Evidence(
            self.day_first or other.day_first,
            self.month_first or other.month_first,
            self.either or other.either,
            self.same or other.same,
        )

    def __bool__(self) -> bool:
        return bool(self.day_first or self.month_first or self.either or self.same)


@dataclass(frozen=True)
class Dates:
    """Whole columns. ``days`` since 1970 int64; ``clock`` and ``offset`` in microseconds.

    ``good``: the text is such a date. ``timed`` and ``named``: it has a time of day, an offset.
    """

    days: Array
    clock: Array
    offset: Array
    good: Array
    timed: Array
    named: Array


@dataclass(frozen=True)
class _Written:
    """The parts of dates as written; ``open``: which of ``one`` and ``two`` is the month is open."""

    one: Array
    two: Array
    year: Array
    open: Array
    good: Array
    rest: pa.StructArray

    def days(self, order: Order) -> tuple[Array, Array]:
        day_first = self.open & (order == Order.DAY_FIRST)
        month, day = np.where(day_first, self.two, self.one), np.where(day_first, self.one, self.two)
        good = self.good & (month >= 1) & (month <= 12) & (day >= 1) & (self.year >= 1)
        number = np.where(good, (self.year - 1970) * 12 + month - 1, 0)
        days = _first_of(number) + np.where(good, day, 1) - 1
        return days, good & (days < _first_of(number + 1))


def read_dates(texts: pa.StringArray, order: Order) -> Dates:
    """Trimmed texts as dates; with ``Order.ISO`` only those whose order is plain."""
    written = _written(texts)
    days, good = written.days(order)
    clock, timed, sound = _clock(written.rest)
    offset, named, known = _offset(written.rest.field("zone"))
    good &= sound & known & (~written.open | (order != Order.ISO))
    return Dates(days, clock, offset, good, timed, named)


def evidence(texts: pa.StringArray) -> Evidence:
    """What a column of trimmed texts says about the order of its dates."""
    written = _written(texts)
    first, second = written.days(Order.DAY_FIRST)[1], written.days(Order.MONTH_FIRST)[1]
    return Evidence(
        _example(texts, written.open & first & ~second),
        _example(texts, written.open & second & ~first),
        _example(texts, written.open & first & second & (written.one != written.two)),
        _example(texts, written.open & first & second & (written.one == written.two)),
    )


def _example(texts: pa.StringArray, where: Array) -> str:
    places = np.flatnonzero(where)
    return texts[int(places[0])].as_py() if len(places) else ""


def _written(texts: pa.StringArray) -> _Written:
    for odd in NARROW:
        texts = pc.replace_substring(texts, odd, " ")
    found = pc.extract_regex(texts, NUMBERS)
    if found.null_count == 0:
        return _of_numbers(found)
    one, other = (pc.extract_regex(texts, form) for form in NAMES)
    return _joined(_of_numbers(found), _of_names(_either(_there(one), one, other, PARTS)))


def _of_numbers(found: pa.StructArray) -> _Written:
    a, b, c = (_number(found.field(name)) for name in "abc")
    long, last = _length(found.field("a")), _length(found.field("c"))
    same = _mask(pc.equal(found.field("s"), found.field("t")))
    year_first = (long == 4) & (last <= 2)
    open_ = (long <= 2) & ((last == 2) | (last == 4))
    year = np.where(year_first, a, _century(c, last))
    one, two = np.where(year_first, b, a), np.where(year_first, c, b)
    return _Written(one, two, year, open_, _there(found) & same & (year_first | open_), found)


def _of_names(found: pa.StructArray) -> _Written:
    month, day, year = months(found.field("a")), _number(found.field("b")), _number(found.field("c"))
    closed = np.zeros(len(found), bool)
    year = _century(year, _length(found.field("c")))
    return _Written(month, day, year, closed, _there(found) & (month > 0), found)


def _joined(one: _Written, other: _Written) -> _Written:
    first = one.good
    rest = _either(first, one.rest, other.rest, PARTS[3:])
    return _Written(
        np.where(first, one.one, other.one),
        np.where(first, one.two, other.two),
        np.where(first, one.year, other.year),
        first & one.open,
        first | other.good,
        rest,
    )


def _either(first: Array, one: pa.StructArray, other: pa.StructArray, names: Sequence[str]) -> pa.StructArray:
    fields = [pc.if_else(pa.array(first), one.field(name), other.field(name)) for name in names]
    missing = pa.array(~first & ~_there(other))
    return pa.StructArray.from_arrays(fields, names=list(names), mask=missing)


def _clock(parts: pa.StructArray) -> tuple[Array, Array, Array]:
    """Microseconds since midnight, whether there is a time of day, and whether it can be."""
    hour, minute, second = (_number(parts.field(name)) for name in ("hour", "minute", "second"))
    timed = hour >= 0
    half = pc.fill_null(pc.utf8_lower(parts.field("half")), "")
    twelve, after = _mask(pc.not_equal(half, "")), _mask(pc.equal(half, "p"))
    sound = ~timed | ((hour <= 23) & (minute <= 59) & (second <= 59))
    sound &= ~twelve | ((hour >= 1) & (hour <= 12))
    hour = np.where(twelve, hour % 12 + 12 * after, hour)
    padded = pc.utf8_slice_codeunits(pc.utf8_rpad(parts.field("fraction"), 6, "0"), 0, 6)
    fraction = np.maximum(_number(padded), 0)
    clock = hour * HOUR + minute * MINUTE + np.maximum(second, 0) * SECOND + fraction
    return np.where(timed, clock, 0), timed, sound


def _offset(zone: pa.StringArray) -> tuple[Array, Array, Array]:
    """Microseconds ahead of UTC, whether they are named, and whether they can be."""
    text = pc.fill_null(zone, "")
    signed = _mask(pc.match_substring_regex(text, r"^[+-]"))
    digits = pc.utf8_rpad(pc.replace_substring(pc.utf8_slice_codeunits(text, 1, 6), ":", ""), 4, "0")
    number = np.where(signed, _number(pc.if_else(pa.array(signed), digits, None)), 0)
    size = number // 100 * HOUR + number % 100 * MINUTE
    back = _mask(pc.starts_with(text, "-"))
    known = ~signed | ((number // 100 <= 23) & (number % 100 <= 59))
    return np.where(back, -size, size), _mask(pc.not_equal(text, "")), known


def _century(year: Array, digits: Array) -> Array:
    return np.where(digits == 2, year + np.where(year >= PIVOT, 1900, 2000), year)


def _number(texts: pa.StringArray) -> Array:
    """Whole numbers, -1 where there is none."""
    there = pc.if_else(pc.equal(texts, ""), None, texts)
    return np.asarray(pc.fill_null(there.cast(pa.int64()), -1).to_numpy(zero_copy_only=False))


def _length(texts: pa.StringArray) -> Array:
    return np.asarray(pc.fill_null(pc.binary_length(texts), 0).to_numpy(zero_copy_only=False))


def _there(found: pa.StructArray) -> Array:
    return _mask(found.is_valid())


def _mask(column: pa.BooleanArray) -> Array:
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False))


def _first_of(months_: Array) -> Array:
    return np.asarray(months_.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64))
