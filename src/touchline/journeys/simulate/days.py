"""Local days and hours of the firm, with daylight saving, as instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.simulate.firm import OPEN_HOURS

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_NEXT_OPEN = np.array([1, 0, 0, 0, 0, 0, 2])
_VISIT_SHIFT = np.array(
    (
        (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 5, 5),
        (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 4, 4),
        (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3, 3),
        (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2),
        (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1),
        (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        (2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6),
    )
)
"""Days to the day people come to the shop, 16 chances for each weekday they think of it, Monday first:
many wait for Saturday."""
_OPENS = np.array([hours[0] for hours in OPEN_HOURS]) * HOUR
_CLOSES = np.array([hours[1] for hours in OPEN_HOURS]) * HOUR
_PUT_OFF = np.array([0, 0, 0, 0, 100, 200, 0])
"""Of 1,024 visits that fall on each weekday, Monday first: how many wait for the day after."""

_WORKDAY = (3, 6, 5, 4, 4, 5, 7, 6, 4, 4, 5, 6, 8, 10, 12, 8, 3)
_WEEKEND = (1, 2, 5, 8, 9, 8, 6, 5, 6, 7, 8, 8, 7, 7, 7, 4, 2)


def _slots(weights: tuple[int, ...]) -> Array:
    """1,024 slots holding the hours 6 to 22 in proportion to their weights."""
    bounds = np.cumsum(weights) * 1024 // sum(weights)
    return 6 + np.searchsorted(bounds, np.arange(1024), side="right")


_RHYTHM = np.array([_slots(_WORKDAY)] * 5 + [_slots(_WEEKEND)] * 2)


def weekday(day: Array) -> Array:
    """Monday is 0; ``day`` counts local days since 1970."""
    return (day + 3) % 7


def work_day(day: Array) -> Array:
    """The day itself, or the next one on which the business is open."""
    return np.asarray(day + _NEXT_OPEN[weekday(day)])


def shop_day(day: Array, bits: Array) -> Array:
    """An open day up to six days later on which people come to the shop or call."""
    return np.asarray(day + _VISIT_SHIFT[weekday(day), (bits >> np.uint64(60)).astype(np.int64)])


def any_day(day: Array, bits: Array) -> Array:
    """The day itself, or for some Fridays and Saturdays the day after."""
    lot = ((bits >> np.uint64(40)) & np.uint64(1023)).astype(np.int64)
    return np.asarray(day + (lot < _PUT_OFF[weekday(day)]))


def _part(bits: Array) -> Array:
    """The low 40 bits as a number in [0, 1)."""
    return (bits & np.uint64(2**40 - 1)).astype(np.float64) * 2.0**-40


def any_hour(day: Array, bits: Array) -> Array:
    """Local µs of the day in people's own rhythm, from 6:00 to 22:59."""
    hour = _RHYTHM[weekday(day), (bits >> np.uint64(54)).astype(np.int64)]
    return np.asarray(hour * HOUR + (_part(bits) * HOUR).astype(np.int64))


def open_hour(day: Array, bits: Array) -> Array:
    """Local µs of an open day, from opening to an hour before closing."""
    opens = _OPENS[weekday(day)]
    room = _CLOSES[weekday(day)] - opens - HOUR
    return np.asarray(opens + (_part(bits) * room).astype(np.int64))


def morning_hour(bits: Array) -> Array:
    """Local µs between 9:00 and 10:00."""
    return np.asarray(9 * HOUR + (_part(bits) * HOUR).astype(np.int64))


def hour_left(day: Array, micros: Array) -> Array:
    """Whether the business is open at this local time and for an hour more."""
    at = weekday(day)
    return np.asarray((micros >= _OPENS[at]) & (micros < _CLOSES[at] - HOUR))


class Zone:
    """Turns local days and times into instants, for a span of days."""

    def __init__(self, name: str, first_day: int, last_day: int) -> None:
        zone = ZoneInfo(name)

        def offset(second: int) -> int:
            shift = (EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset()
            return int((shift or timedelta()).total_seconds())

        second, last = first_day * 86_400, (last_day + 1) * 86_400
        self.offsets = [offset(second) * SECOND]
        self.changes: list[int] = []
        while second < last:
            if offset(second + 86_400) != offset(second):
                low, high = second, second + 86_400
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
                self.changes.append(high * SECOND)
                self.offsets.append(offset(high) * SECOND)
            second += 86_400
        pairs = zip(self.offsets, self.offsets[1:], strict=False)
        self._offset = np.array(self.offsets, np.int64)
        self._utc = np.array(self.changes, np.int64)
        self._local = self._utc + np.array([max(pair) for pair in pairs], np.int64)

    def instant(self, day: Array, micros: Array) -> Array:
        """µs since 1970 UTC. A local time that does not exist moves forward, one that is there twice
        means the first (as ``fold=0`` in PEP 495)."""
        local = day * DAY + micros
        return np.asarray(local - self._offset[np.searchsorted(self._local, local, side="right")])

    def local(self, time: Array) -> tuple[Array, Array]:
        """The local day and the µs into it of each instant."""
        local = time + self._offset[np.searchsorted(self._utc, time, side="right")]
        return local // DAY, local % DAY


def day_of(zone: str, micros: int) -> int:
    """The local day of an instant."""
    moment = (EPOCH + timedelta(microseconds=micros)).astimezone(ZoneInfo(zone))
    return (moment.date() - date(1970, 1, 1)).days
