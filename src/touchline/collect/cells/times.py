"""Times as files write them, read as whole columns.

Read are: ISO 8601 with T or a space (``2026-01-31``, ``2026-01-31 09:30``, ``2026-01-31T09:30:00.25``),
then nothing, ``Z``, ``UTC`` or an offset (``+02:00``, ``+0200``, ``+02``), with or without a space before it;
and whole numbers since 1970 by their magnitude: 9 to 11 digits are seconds, 12 to 14 milliseconds, 15
to 17 microseconds. Digits beyond the microsecond are cut. Without an offset the wall clock of the
zone counts: a time it showed twice is the first, one it skipped does not exist. A date is its first
instant. What is none of these is read as ``dates`` reads it.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.collect.cells.dates import Evidence, Order, evidence, read_dates
from touchline.collect.cells.letters import SPACE, Letters, letters
from touchline.collect.reasons import Reason
from touchline.journeys.clock import DAY, HOUR, MINUTE, SECOND, Zone
from touchline.journeys.index import Array

EARLIEST = DAY
LATEST = 84_371 * DAY
"""2 January 1970 and 1 January 2201; what lies outside is refused."""
WIDTH = 40
SHORTEST = 6
UNREADABLE, WALL, DATE, INSTANT = range(4)


def read_times(texts: pa.StringArray, zone: Zone, order: Order = Order.ISO) -> tuple[Array, Array]:
    """Instants (int64 microseconds, 0 where there is none) and a ``Reason`` each (uint8, 0: fine).

    ``order`` says what 03/04/2025 means; with ``Order.ISO`` it cannot be read.
    """
    found, micros, kind = _plain(texts)
    micros, kind = _written(texts, found, micros, kind, order)
    there, exists = zone.instants(micros)
    micros = np.where((kind == WALL) | (kind == DATE), there, micros)
    reasons = np.zeros(len(micros), np.uint8)
    reasons[(micros < EARLIEST) | (micros >= LATEST)] = Reason.TIME_OUT_OF_RANGE
    reasons[(kind == WALL) & ~exists] = Reason.SKIPPED_TIME
    reasons[kind == UNREADABLE] = Reason.UNREADABLE_TIME
    reasons[found.fits & (found.length == 0)] = Reason.NO_TIME
    return np.where(reasons == 0, micros, 0), reasons


def order_of(texts: pa.StringArray) -> Evidence:
    """What the dates of a column that are not ISO 8601 say about the order of day and month."""
    found, _micros, kind = _plain(texts)
    places = _others(texts, found, kind)
    return evidence(pc.utf8_trim_whitespace(texts.take(pa.array(places)))) if len(places) else Evidence()


def offsets_in(texts: pa.StringArray) -> tuple[int, int]:
    """How many times of a column name an offset or count from 1970, and how many are read at all."""
    _found, _micros, kind = _plain(texts)
    return int(np.count_nonzero(kind == INSTANT)), int(np.count_nonzero(kind != UNREADABLE))


def _plain(texts: pa.StringArray) -> tuple[Letters, Array, Array]:
    """ISO 8601 and numbers since 1970: microseconds and what they are."""
    found = letters(texts, WIDTH)
    micros, kind = _calendar(found)
    numbers, is_number = _counted(found)
    return found, np.where(is_number, numbers, micros), np.where(is_number, INSTANT, kind)


def _others(texts: pa.StringArray, found: Letters, kind: Array) -> Array:
    """Places of texts that may be dates in other forms."""
    open_ = (kind == UNREADABLE) & ~(found.fits & (found.length < SHORTEST))
    if not open_.any():
        return np.zeros(0, np.int64)
    short = pc.less_equal(pc.binary_length(texts), 2 * WIDTH).to_numpy(zero_copy_only=False)
    places = np.flatnonzero(open_ & short)
    counted = pc.match_substring_regex(texts.take(pa.array(places)), r"\d")
    return np.asarray(places[counted.to_numpy(zero_copy_only=False)])


def _written(
    texts: pa.StringArray, found: Letters, micros: Array, kind: Array, order: Order
) -> tuple[Array, Array]:
    """Put in what is written in other forms."""
    places = _others(texts, found, kind)
    if not len(places):
        return micros, kind
    read = read_dates(pc.utf8_trim_whitespace(texts.take(pa.array(places))), order)
    micros[places] = np.where(read.good, read.days * DAY + read.clock - read.offset, 0)
    which = np.where(read.named, INSTANT, np.where(read.timed, WALL, DATE))
    kind[places] = np.where(read.good, which, UNREADABLE)
    return micros, kind


def _counted(found: Letters) -> tuple[Array, Array]:
    """Whole numbers since 1970 as microseconds, and which texts are such numbers."""
    digit, length = found.digit, found.length
    number = np.zeros(len(length), np.int64)
    whole = (length >= 9) & (length <= 17) & (digit[0] > 0)
    for place in range(17):
        inside = place < length
        whole &= ~inside | (digit[place] <= 9)
        number = np.where(inside & whole, number * 10 + digit[place], number)
    unit = np.where(length <= 11, SECOND, np.where(length <= 14, 1000, 1))
    return np.where(whole, number * unit, 0), whole


def _calendar(found: Letters) -> tuple[Array, Array]:
    """Microseconds on the wall clock, or since 1970 UTC where an offset is named; and which it is."""
    at, digit, length = found.at, found.digit, found.length
    days, good = _days(at, digit)
    is_date = good & (length == 10)
    clock, end, timed = _clock(at, digit)
    offset, named, closed = _offset(at, digit, end, length)
    timed &= good & closed & ((at[10] == ord("T")) | (at[10] == SPACE) | (at[10] == ord("t")))
    micros = days * DAY + np.where(timed, clock - offset, 0)
    kind = np.where(timed, np.where(named, INSTANT, WALL), np.where(is_date, DATE, UNREADABLE))
    return np.where(kind == UNREADABLE, 0, micros), kind


def _days(at: Array, digit: Array) -> tuple[Array, Array]:
    """Days since 1970 of the first ten letters, and whether they are a day of the calendar."""
    good = (at[4] == ord("-")) & (at[7] == ord("-"))
    for place in (0, 1, 2, 3, 5, 6, 8, 9):
        good &= digit[place] <= 9
    year = _number(digit, 0, 4)
    month = _number(digit, 5, 2)
    day = _number(digit, 8, 2)
    good &= (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0)
    days = _first_of(months) + np.where(good, day, 1) - 1
    return days, good & (days < _first_of(months + 1))


def _first_of(months: Array) -> Array:
    return np.asarray(months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64))


def _clock(at: Array, digit: Array) -> tuple[Array, Array, Array]:
    """Microseconds since midnight from the letter 11 on, where they end, and whether they are a time."""
    good = at[13] == ord(":")
    for place in (11, 12, 14, 15):
        good &= digit[place] <= 9
    hour, minute = _number(digit, 11, 2), _number(digit, 14, 2)
    with_seconds = at[16] == ord(":")
    second = np.where(with_seconds, _number(digit, 17, 2), 0)
    good &= (hour <= 23) & (minute <= 59) & (second <= 59)
    good &= ~with_seconds | ((digit[17] <= 9) & (digit[18] <= 9))
    end = np.where(with_seconds, 19, 16)
    pointed = with_seconds & ((at[19] == ord(".")) | (at[19] == ord(",")))
    fraction = np.zeros(len(end), np.int64)
    going, scale = pointed.copy(), SECOND // 10
    end = np.where(pointed, 20, end)
    for place in range(20, 29):
        going &= digit[place] <= 9
        fraction += np.where(going, digit[place], 0).astype(np.int64) * scale
        end += going
        scale //= 10
    good &= ~pointed | (end > 20)
    return hour * HOUR + minute * MINUTE + second * SECOND + fraction, end, good


def _offset(at: Array, digit: Array, end: Array, length: Array) -> tuple[Array, Array, Array]:
    """Microseconds ahead of UTC, whether they are named, and whether nothing else follows."""
    people = np.arange(len(end))
    start = end + (at[end, people] == SPACE) * (length > end)
    left = np.maximum(length - start, 0)
    sign, first, second = at[start, people], at[start + 1, people], at[start + 2, people]
    zulu = (left == 1) & ((sign == ord("Z")) | (sign == ord("z")))
    zulu |= (left == 3) & (sign == ord("U")) & (first == ord("T")) & (second == ord("C"))
    colon = ((left == 6) & (at[start + 3, people] == ord(":"))).astype(np.int64)
    signed = (sign == ord("+")) | (sign == ord("-"))
    signed &= (left == 3) | (left == 5) | (colon == 1)
    hours = digit[start + 1, people].astype(np.int64) * 10 + digit[start + 2, people]
    minutes = digit[start + 3 + colon, people].astype(np.int64) * 10 + digit[start + 4 + colon, people]
    minutes = np.where(left == 3, 0, minutes)
    for place in (1, 2):
        signed &= digit[start + place, people] <= 9
    for place in (3, 4):
        signed &= (left == 3) | (digit[start + place + colon, people] <= 9)
    signed &= (hours <= 23) & (minutes <= 59)
    size = np.where(signed, hours * HOUR + minutes * MINUTE, 0)
    return np.where(sign == ord("-"), -size, size), zulu | signed, zulu | signed | (length == end)


def _number(digit: Array, start: int, places: int) -> Array:
    value = digit[start].astype(np.int64)
    for place in range(start + 1, start + places):
        value = value * 10 + digit[place]
    return np.asarray(value)
