"""Retention: how many of those who started in one month come back in the first, second, third month after.

How it counts. A person starts with their first touch of the chosen kind ever, and counts when it lies in the
period; what follows may lie after it. The cohort is the day, week (from Monday) or month of the
business's calendar in which they started. Unit k is counted from each person's own start, in whole days
of that calendar: unit 0 begins on the day of the start, unit k begins k days, weeks or months
after it, on the same day of the month or the last one there is. A person came back in unit k with any
touch of the other chosen kind in it that stands later in the record's order than the start.

A unit that has not ended at ``as_of`` says nothing yet about a person: shares are of those for whom it
has, the others are named beside.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from touchline.journeys import clock, selectors, units, which
from touchline.journeys.groups import EVERYBODY, Groups, persons
from touchline.journeys.index import Array, Legend, Shard
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.retention_answer import RetentionResult, RetentionRow, RetentionSums, answer, bounded
from touchline.journeys.which import Which
from touchline.journeys.words import Said, Spoken, Word

__all__ = ["Retention", "RetentionResult", "RetentionRow", "RetentionSums"]

MOST_UNITS = 120
KNOWN = "people, cohort=2025-11, cohort=2025-11:k=3, cohort=2025-11:k=3:away (open, early), k=3 and k=3:away"
WHATS = ("", "away", "open", "early")


@dataclass(frozen=True)
class Retention:
    """A question: who comes ``back`` after their ``start``, by ``unit`` from 0 to ``upto``."""

    start: Which = "any"
    back: Which = "own"
    unit: str = "month"
    upto: int = 12
    period: Period = field(default_factory=Period)

    def __post_init__(self) -> None:
        if not which.all_known((self.start, self.back)):
            raise QuestionError("Retention needs a touch to start with and one to come back with.")
        if self.unit not in clock.UNITS:
            raise QuestionError(f"Cohorts cannot be cut by {self.unit!r}. Take day, week or month.")
        if not 0 <= self.upto <= MOST_UNITS:
            raise QuestionError(f"Retention looks 0 to {MOST_UNITS} days, weeks or months ahead.")

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> RetentionSums:
        """Sums over one shard."""
        return self._walk(shard, legend, groups, (None, -1), np.zeros(0, np.uint8))

    def finish(self, legend: Legend, total: RetentionSums) -> RetentionResult:
        """The frozen answer."""
        return answer(legend, self, total)

    def select(self, shard: Shard, legend: Legend, selector: str) -> Array:
        """Rows of the persons behind ``people``, ``cohort=2025-11``, ``cohort=2025-11:k=3`` or ``k=3``."""
        from touchline.journeys.kernels import retention as kernel

        cohort, k, what = self._read(selector)
        state = np.zeros(shard.people, np.uint8)
        self._walk(shard, legend, EVERYBODY, (cohort, k), state)
        came, ended = state & kernel.CAME > 0, state & kernel.ENDED > 0
        if k < 0:
            return np.flatnonzero(state)
        chosen = {"": came & ended, "away": ~came & ended, "open": ~ended, "early": came & ~ended}[what]
        return np.flatnonzero(chosen & (state > 0))

    def _read(self, selector: str) -> tuple[int | None, int, str]:
        """Cohort (None: all), unit (-1: any) and which of the people."""
        key, value = selectors.split(selector)
        if key == "people" and not value:
            return (None, -1, "")
        cohort = None
        if key == "cohort":
            text, _, rest = value.partition(":")
            cohort = units.number_of(self.unit, text.strip())
            if cohort is None:
                raise selectors.refuse("retention", selector, KNOWN)
            if not rest:
                return (cohort, -1, "")
            key, value = selectors.split(rest)
        text, _, what = value.partition(":")
        k = selectors.number(text)
        if key != "k" or k is None or what not in WHATS:
            raise selectors.refuse("retention", selector, KNOWN)
        if k > self.upto:
            raise QuestionError(f"This table ends with {self.unit} {self.upto}; there is no {self.unit} {k}.")
        return (cohort, k, what)

    def _walk(
        self, shard: Shard, legend: Legend, groups: Groups, asked: tuple[int | None, int], state: Array
    ) -> RetentionSums:
        from touchline.journeys.kernels import retention as kernel

        touches = persons(shard, groups)
        starts, backs = which.codes(self.start, legend), which.codes(self.back, legend)
        ends = np.array([2**62, -(2**62)], np.int64)
        kernel.span(*touches, starts, *self.period.bounds, ends)
        if ends[0] > ends[1]:
            return RetentionSums.nothing(groups.count, self.upto + 1)
        bounds, cohorts = self._calendar(legend, ends)
        first, last = int(cohorts[0]), int(cohorts[-1])
        bounded(last - first + 1)
        sums = RetentionSums.empty(groups.count, first, last - first + 1, self.upto + 1)
        cohort, k = asked
        place = -1 if cohort is None else (cohort - first if first <= cohort <= last else last - first + 1)
        kernel.walk(
            *touches,
            starts,
            backs,
            *self.period.bounds,
            legend.end,
            bounds,
            (cohorts - first).astype(np.int32),
            sums.size,
            sums.cells,
            place,
            k,
            state,
        )
        return sums

    def _calendar(self, legend: Legend, ends: Array) -> tuple[Array, Array]:
        """When each unit begins for those who start on each day, and the cohort of the day.

        The days go from that of the first instant of ``ends`` to that of the second.
        """
        zone = clock.zone(legend.zone)
        first, last = (int(day) for day in zone.day(ends))
        days = np.arange(first, last + 1)
        ahead = np.arange(self.upto + 2)
        later = units.after(self.unit, days[:, None], ahead[None, :])
        return zone.start_of_day(later), units.units(self.unit, days)


def _make(said: Said, legend: Legend, period: Period) -> Retention:
    upto = selectors.number(said.text("upto"))
    if upto is None:
        raise QuestionError(f"{said.text('upto')!r} is not a number of days, weeks or months.")
    start, back = (which.read(said.text(name), legend) for name in ("start", "back"))
    return Retention(start, back, said.text("unit"), upto, period)


SPOKEN = Spoken(
    name="retention",
    help="Who comes back in the days, weeks or months after a first touch: a table by cohort.",
    selectors="people, cohort=2025-11, cohort=2025-11:k=3, cohort=2025-11:k=3:away (open, early), k=3.",
    words=(
        Word("start", f"The first touch ever of this kind starts: {which.HELP}", usual="any", hint="TOUCH"),
        Word("back", f"What coming back is: {which.HELP}", usual="own", hint="TOUCH"),
        Word("unit", "Cohorts and columns are these.", usual="month", choices=clock.UNITS),
        Word("upto", f"The last column, at most {MOST_UNITS}.", usual="12", hint="NUMBER"),
    ),
    make=_make,
    warm=Retention,
)
