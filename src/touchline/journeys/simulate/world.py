"""What every part of a simulation shares: the dice, the calendar, the truth and the growing record."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.simulate import days
from touchline.journeys.simulate.dice import Dice, cumulate, days_around
from touchline.journeys.simulate.firm import AT, MORNING, OPEN_TIME, TOUCHPOINTS, WORK_TIME, ZONE
from touchline.journeys.simulate.ledger import Ledger
from touchline.journeys.simulate.truth import Truth


class HasKeys(Protocol):
    """People: their dense numbers and their keys, one row each."""

    @property
    def person(self) -> Array:
        """Dense numbers, int32."""
        ...

    @property
    def key(self) -> Array:
        """Keys for the dice, uint64."""
        ...


MONTH = round(30.4375 * days.DAY)
_HOURS = np.array([touchpoint.hours for touchpoint in TOUCHPOINTS])


class World:
    """One simulation on its way. ``start`` and ``end`` in µs, days are local days since 1970."""

    def __init__(self, truth: Truth, seed: int, end: int, months: int) -> None:
        self.truth = truth
        self.dice = Dice(seed)
        self.end = end
        self.start = end - months * MONTH
        self.first_day = days.day_of(ZONE, self.start)
        self.last_day = days.day_of(ZONE, end)
        self.zone = days.Zone(ZONE, self.first_day - 10, self.last_day + 400)
        self.ledger = Ledger(end)
        self.recommended: list[tuple[Array, ...]] = []
        self.waits = {stage: days_around(median) for stage, median in truth.wait_days.items()}
        self.gaps = days_around(4.0, most=14)
        self.visits = cumulate(truth.visits)

    def moment(self, key: Array, touchpoint: Array | str, day: Array, label: str, turn: int = 0) -> Array:
        """When a touch happens that is due on ``day``: µs, on that day or, where the touchpoint's
        hours ask for it, up to six days later, never earlier."""
        bits = self.dice.bits(key, label, turn)
        if isinstance(touchpoint, str):
            return self._moment(TOUCHPOINTS[AT[touchpoint]].hours, day, bits)
        return self._moments(_HOURS[touchpoint], days.any_day(day, bits), day, bits)

    def arrival(self, key: Array, touchpoint: Array, day: Array) -> Array:
        """When somebody who arrives on ``day`` is first met: µs, on that day or, where the shop is
        closed, up to six days later."""
        return self._moments(_HOURS[touchpoint], day, day, self.dice.bits(key, "first touch"))

    def _moments(self, hours: Array, any_day: Array, day: Array, bits: Array) -> Array:
        time = self.zone.instant(any_day, days.any_hour(any_day, bits))
        for kind in (OPEN_TIME, WORK_TIME, MORNING):
            at = np.flatnonzero(hours == kind)
            if len(at):
                time[at] = self._moment(kind, day[at], bits[at])
        return time

    def touch(
        self, people: HasKeys, at: Array, touchpoint: str, day: Array, label: str, turn: int = 0
    ) -> Array:
        """Add one touch for each of the people ``at``, due on ``day`` (one for each of them); returns
        the instants."""
        time = self.moment(people.key[at], touchpoint, day, label, turn)
        self.ledger.add(people.person[at], time, touchpoint)
        return time

    def _moment(self, hours: int, day: Array, bits: Array) -> Array:
        if hours == OPEN_TIME:
            day = days.shop_day(day, bits)
            return self.zone.instant(day, days.open_hour(day, bits))
        if hours == WORK_TIME:
            day = days.work_day(day)
            return self.zone.instant(day, days.open_hour(day, bits))
        if hours == MORNING:
            return self.zone.instant(day, days.morning_hour(bits))
        day = days.any_day(day, bits)
        return self.zone.instant(day, days.any_hour(day, bits))

    def day(self, time: Array) -> Array:
        """Local day of each instant."""
        return self.zone.local(time)[0]

    def wait(self, key: Array, stage: str) -> Array:
        """Days from the last visit at a stage to the next stage, at least 1."""
        return self.dice.pick(key, f"wait after {stage}", self.waits[stage]) + 1

    def gap(self, key: Array, label: str, turn: int) -> Array:
        """Days from one visit at a stage to the next, 1 to 14."""
        return self.dice.pick(key, f"gap {label}", self.gaps, turn) + 1

    def soon(self, key: Array, label: str, low: int, high: int, turn: int = 0) -> Array:
        """``low`` to ``high`` minutes in µs, to the microsecond."""
        room = (high - low) * days.MINUTE
        return low * days.MINUTE + (self.dice.uniform(key, label, turn) * room).astype(np.int64)
