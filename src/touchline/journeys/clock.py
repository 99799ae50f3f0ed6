"""Instants, zones and lengths of time.

An instant is int64 microseconds since 1970 UTC. A *local time* is the same number read off a wall
clock: microseconds since 1970-01-01 00:00 on that clock. ``Zone`` turns one into the other for
whole arrays, from a table of clock changes. Days, weeks and months are cut on the wall clock as it
was then, so a day may have 23 or 25 hours.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.question import Period, QuestionError

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

FIRST_YEAR, LAST_YEAR = 1969, 2201
"""Clock changes are known from the first of these years to the last; outside, the nearest offset holds."""

UNITS = ("day", "week", "month")
LENGTHS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": WEEK}
LONGEST = 200 * 365 * DAY

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Zone:
    """A zone as a table: from instant ``starts[k]`` on, the wall clock is ``offsets[k]`` ahead of UTC.

    Both int64 microseconds, one entry a clock change; ``starts[0]`` is far in the past.
    """

    name: str
    starts: Array
    offsets: Array

    def local(self, instants: Array) -> Array:
        """Local times of instants."""
        at = np.searchsorted(self.starts, instants, side="right") - 1
        return np.asarray(np.asarray(instants, np.int64) + self.offsets[np.maximum(at, 0)])

    def instants(self, local: Array) -> tuple[Array, Array]:
        """Instants of local times, and whether the wall clock ever showed them.

        A time shown twice (the clock was put back) is its first instant. A time that was skipped
        (the clock was put forward) does not exist; its instant is then the moment of the change.
        """
        wall = np.asarray(local, np.int64)
        ends = self.starts[1:] + self.offsets[:-1]
        at = np.searchsorted(ends, wall, side="right")
        instants = wall - self.offsets[at]
        exists = instants >= self.starts[at]
        return np.where(exists, instants, self.starts[at]), exists

    def day(self, instants: Array) -> Array:
        """Local days as whole days since 1970-01-01."""
        return np.asarray(self.local(instants) // DAY)

    def week(self, instants: Array) -> Array:
        """Local weeks as the day number of their Monday."""
        day = self.day(instants)
        return np.asarray(day - (day + 3) % 7)

    def month(self, instants: Array) -> Array:
        """Local months as whole months since January 1970."""
        return np.asarray(self.day(instants).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64))

    def cut(self, instants: Array, unit: str) -> Array:
        """The first instant of the day, week or month each instant lies in."""
        _known_unit(unit)
        if unit == "month":
            days = self.month(instants).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        else:
            days = self.week(instants) if unit == "week" else self.day(instants)
        return self.start_of_day(days)

    def start_of_day(self, days: Array) -> Array:
        """The first instant of local days given as days since 1970-01-01.

        Where the clock is put forward at midnight the day starts at the change.
        """
        return self.instants(np.asarray(days, np.int64) * DAY)[0]

    def edges(self, start: int, end: int, unit: str) -> Array:
        """Ascending first instants of every unit that meets ``start <= time < end``, and the end of the last.

        The intervals ``edges[k] <= time < edges[k + 1]`` cover the span without gaps. Without a
        span (``end <= start``) there are none.
        """
        _known_unit(unit)
        if end <= start:
            return np.zeros(0, np.int64)
        span = np.array([start, end - 1], np.int64)
        if unit == "month":
            first, last = (int(month) for month in self.month(span))
            months = np.arange(first, last + 2).astype("datetime64[M]")
            return self.start_of_day(months.astype("datetime64[D]").astype(np.int64))
        first, last = (int(day) for day in (self.week(span) if unit == "week" else self.day(span)))
        step = 7 if unit == "week" else 1
        return np.unique(self.start_of_day(np.arange(first, last + step + 1, step)))


@lru_cache(maxsize=64)
def zone(name: str) -> Zone:
    """The zone of an IANA name such as Europe/Berlin. Raises ``QuestionError`` when there is none.

    The table comes from ``zoneinfo``: the offset of every day of the known years, and between two
    days that differ the change by halving, to the second.
    """
    try:
        info = ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise QuestionError(_unknown_zone(name)) from None
    day = timedelta(days=1)
    at, stop = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR, 1, 1, tzinfo=UTC)
    offset = _offset(info, at)
    starts, offsets = [-(2**61)], [offset // timedelta(microseconds=1)]
    while at < stop:
        after = at + day
        next_offset = _offset(info, after)
        if next_offset != offset:
            change = _change(info, at, after)
            starts.append((change - _EPOCH) // timedelta(microseconds=1))
            offsets.append(next_offset // timedelta(microseconds=1))
            offset = next_offset
        at = after
    table = Zone(name, np.array(starts, np.int64), np.array(offsets, np.int64))
    table.starts.setflags(write=False)
    table.offsets.setflags(write=False)
    return table


def _offset(info: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(info).utcoffset() or timedelta(0)


def _change(info: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = _offset(info, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if _offset(info, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _unknown_zone(name: str) -> str:
    zones = sorted(available_timezones())
    lowered = {one.lower(): one for one in zones}
    near = difflib.get_close_matches(name.lower(), lowered, n=1, cutoff=0.6)
    hint = f" Did you mean {lowered[near[0]]}?" if near else ""
    return f"There is no zone {name!r}.{hint} Give an IANA name such as Europe/Berlin."


def duration(text: str) -> int:
    """Microseconds of a length such as 30d, 45m, 12h, 2w or 90s. Raises ``QuestionError``."""
    match = re.fullmatch(r"\s*(\d{1,9})\s*([smhdw])\s*", text, re.ASCII)
    length = int(match[1]) * LENGTHS[match[2]] if match else -1
    if not 0 <= length <= LONGEST:
        raise QuestionError(
            f"{text!r} is not a length of time. Give a number and s, m, h, d or w, such as 30d, 45m or 12h."
        )
    return length


def spell(length: int) -> str:
    """A length in microseconds the way ``duration`` reads it, in the largest unit that fits: 30d, 36h."""
    for unit in ("w", "d", "h", "m"):
        if length and length % LENGTHS[unit] == 0 and not (unit == "w" and length % (30 * DAY) == 0):
            return f"{length // LENGTHS[unit]}{unit}"
    return f"{length // SECOND}s"


def moment(text: str, where: Zone) -> int:
    """The instant of a date (its first instant in the zone) or of a date with a time.

    ``2026-01-31``, ``2026-01-31 09:30``, ``2026-01-31T09:30:00.25+02:00``. Without an offset the
    zone's wall clock counts. Raises ``QuestionError``.
    """
    cleaned = text.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cleaned, re.ASCII):
            days = (date.fromisoformat(cleaned) - date(1970, 1, 1)).days
            return int(where.start_of_day(np.array([days]))[0])
        if not re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}", cleaned, re.ASCII):
            raise ValueError
        read = datetime.fromisoformat(cleaned)
        if read.tzinfo is not None:
            return (read - _EPOCH) // timedelta(microseconds=1)
        wall = (read.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
        return int(where.instants(np.array([wall]))[0][0])
    except (ValueError, OverflowError):
        raise QuestionError(
            f"{text!r} is not a date. Give one such as 2026-01-31, or 2026-01-31T09:30 for an instant."
        ) from None


def period(start: str | None, end: str | None, where: Zone) -> Period:
    """The period from ``start`` up to, not including, ``end``. Raises ``QuestionError``."""
    first = moment(start, where) if start else None
    last = moment(end, where) if end else None
    if first is not None and last is not None and last < first:
        raise QuestionError(
            f"The period ends ({end}) before it begins ({start}). Give an end after the start."
        )
    return Period(first, last)


def _known_unit(unit: str) -> None:
    if unit not in UNITS:
        raise QuestionError(f"{unit!r} is not a unit to cut by. Give day, week or month.")
