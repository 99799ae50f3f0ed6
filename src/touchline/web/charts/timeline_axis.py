"""The axis of time: how many pixels a journey takes, and which hours, days, months or years it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from touchline.web import wording

WIDEST, ROOM = 3200.0, 96.0
A_DAY, A_TOUCH = 3.1, 40.0
"""Pixels a day of a journey of some months, and the most pixels a touch of a long one."""


@dataclass(frozen=True)
class Tick:
    """A line of the axis: where, and its name. A name without a ``line`` says where the axis begins."""

    x: float
    name: str
    line: bool = True


@dataclass(frozen=True)
class Axis:
    """From ``first`` to ``last``, ``left`` to ``right`` in pixels; ``zone`` is the business's."""

    first: datetime
    last: datetime
    left: float
    right: float
    zone: tzinfo

    def x(self, at: datetime) -> float:
        """Where an instant stands."""
        part = (at - self.first) / (self.last - self.first)
        return self.left + (self.right - self.left) * min(max(part, 0.0), 1.0)

    @property
    def seconds_a_pixel(self) -> float:
        """How long a pixel is."""
        return (self.last - self.first).total_seconds() / (self.right - self.left)

    def ticks(self) -> list[Tick]:
        """Minutes, hours, days, weeks, months, quarters or years, cut on the wall clock of the business."""
        begin = ("", "")
        found: list[Tick] = []
        known = ""
        for when, name, around in self._marks():
            if when < self.first:
                begin = (name, around)
                continue
            if when > self.last:
                break
            if not found and begin[0] and self.x(when) - self.left > ROOM:
                found.append(Tick(self.left, self._named(*begin), line=False))
                known = begin[1]
            found.append(Tick(self.x(when), self._named(name, around) if around != known else name))
            known = around
        return found or [Tick(self.left, self._named(*begin), line=False)]

    @staticmethod
    def _named(name: str, around: str) -> str:
        """A name with the day or year it lies in."""
        return f"{around}, {name}" if ":" in name else f"{name} {around}".strip()

    def _marks(self) -> Iterator[tuple[datetime, str, str]]:
        """Instants of the axis, their names, and the day or year around each."""
        hours = (self.last - self.first) / timedelta(hours=1)
        start = self.first.astimezone(self.zone).date()
        if hours <= 60:
            steps = ((1, 5), (3, 15), (14, 60), (30, 180), (60, 360))
            yield from self._minutes(start, next(step for most, step in steps if hours <= most))
        elif hours <= 120 * 24:
            yield from self._days(start, 1 if hours <= 21 * 24 else 7)
        else:
            yield from self._months(start, 1 if hours <= 1100 * 24 else 3 if hours <= 3700 * 24 else 12)

    def _minutes(self, day: date, step: int) -> Iterator[tuple[datetime, str, str]]:
        while True:
            for minute in range(0, 24 * 60, step):
                when = datetime.combine(day, time(minute // 60, minute % 60), self.zone)
                if when.astimezone(UTC).astimezone(self.zone).time() != when.time():
                    continue  # the clock was put forward over it
                if when > self.last:
                    return
                yield when, f"{when:%H:%M}", wording.day(day, year=False)
            day += timedelta(days=1)

    def _days(self, day: date, step: int) -> Iterator[tuple[datetime, str, str]]:
        if step == 7:
            day -= timedelta(days=day.weekday())
        while True:
            when = datetime.combine(day, time(), self.zone)
            if when > self.last:
                return
            yield when, wording.day(day, year=False), str(day.year)
            day += timedelta(days=step)

    def _months(self, day: date, step: int) -> Iterator[tuple[datetime, str, str]]:
        year, month = day.year, (day.month - 1) // step * step
        while True:
            when = datetime.combine(date(year, month + 1, 1), time(), self.zone)
            if when > self.last:
                return
            yield (when, str(year), "") if step == 12 else (when, wording.month(when.date()), str(year))
            month += step
            year, month = year + month // 12, month % 12


def axis(first: datetime, last: datetime, zone: tzinfo, left: float, least: float, touches: int) -> Axis:
    """The axis of a journey, ``least`` pixels or longer, with a little room on both sides.

    It grows with the length of the journey, as far as there are ``touches`` to fill it.
    """
    length = max(last - first, timedelta(minutes=30))
    room = length * 0.025
    days = length / timedelta(days=1)
    width = max(min(days * A_DAY, touches * A_TOUCH, WIDEST), least)
    return Axis(first - room, max(last, first + length) + room / 2, left, left + width, zone)
