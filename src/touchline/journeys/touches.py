"""Touches before the first order: how many meetings it takes.

How it counts. For every person: the touches before their first order ever, or before their first
touch of given touchpoints. Touches count from the first one ever; a person counts when that first order
lies in the period. Every touch counts, whoever took the initiative. With ``apart``, contacts count
instead: a touch begins a new contact when the one before it on the same channel is at least that long
ago; touches without a channel are a channel of their own. Before means earlier in the record's order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from touchline.journeys import clock, intervals, names, selectors
from touchline.journeys.export import Exported, Row, period_dict
from touchline.journeys.groups import EVERYBODY, Groups, persons
from touchline.journeys.index import ORDER, Array, Legend, Shard
from touchline.journeys.question import Period, QuestionError, instant
from touchline.journeys.sums import Sums
from touchline.journeys.words import Said, Spoken, Word

KNOWN = "touches=4, people and never"


@dataclass(frozen=True)
class TouchesRow(Row):
    """``people`` who had this many ``touches`` before; their ``share`` with Wilson's 95 % interval.

    Numbers nobody had are left out. ``few``: fewer than 20 people.
    """

    KEY = ("touches",)

    touches: int
    people: int
    share: float
    low: float
    high: float
    few: bool

    def behind(self, _place: int) -> dict[str, str]:
        """The selector of its people."""
        return {"people": f"touches={self.touches}"}


@dataclass(frozen=True)
class TouchesMedian(Row):
    """The answer in one row."""

    touches: str
    people: int
    never: int
    median: int | None
    median_low: int | None
    median_high: int | None


@dataclass(frozen=True)
class TouchesResult(Exported):
    """The answer.

    ``people`` have their first order in the period; ``never``: people with touches who have no order at all,
    whatever the period. ``median`` is exact, the lower of two middle values, with its 95 % interval.
    """

    ROW = TouchesRow

    question: Touches
    before: str
    people: int
    never: int
    as_of: str
    generation: str
    median: int | None
    median_low: int | None
    median_high: int | None
    counts: tuple[TouchesRow, ...]

    @property
    def table(self) -> tuple[TouchesRow, ...]:
        """One row a number of touches, ascending."""
        return self.counts

    def compared(self) -> tuple[tuple[Row, dict[str, str]], ...]:
        """The median and who is behind it, then the row of each number."""
        median = (self.median, self.median_low, self.median_high)
        whole = TouchesMedian("all", self.people, self.never, *median)
        return ((whole, {"people": "people", "never": "never"}), *super().compared())

    def notes(self) -> Iterator[str]:
        """The median, and those who never got there."""
        if self.median is not None:
            low, high = self.median_low, self.median_high
            span = "" if low is None else f" (95 % interval {low:,} to {high:,})"
            yield f"Median {self.median:,}{span}, of {self.people:,} people."
        yield f"{self.never:,} people have touches and never got there."

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        apart = self.question.apart
        return {
            "question": "touches",
            "before": self.before,
            "apart_seconds": None if apart is None else apart / 1e6,
            "people": self.people,
            "never": self.never,
            "as_of": self.as_of,
            "generation": self.generation,
            "period": period_dict(self.question.period),
            "median": self.median,
            "median_low": self.median_low,
            "median_high": self.median_high,
            "rows": self.rows(),
        }


@dataclass(frozen=True)
class TouchesSums(Sums):
    """By group: ``people`` by number of touches, int64 up to the largest number; ``never``."""

    people: Array
    never: Array

    def __add__(self, other: TouchesSums) -> TouchesSums:
        width = max(self.people.shape[1], other.people.shape[1])
        return TouchesSums(
            _widened(self.people, width) + _widened(other.people, width), self.never + other.never
        )

    def __sub__(self, other: TouchesSums) -> TouchesSums:
        return self + TouchesSums(-other.people, -other.never)


@dataclass(frozen=True)
class Touches:
    """A question: before what, an order or positions of touchpoints, and how far ``apart`` contacts are.

    ``apart`` is in microseconds; None counts raw touches.
    """

    before: Literal["order"] | tuple[int, ...] = "order"
    apart: int | None = None
    period: Period = field(default_factory=Period)

    def __post_init__(self) -> None:
        if not self.before or (isinstance(self.before, str) and self.before != "order"):
            raise QuestionError("Touches are counted before an order or before a touchpoint.")
        if self.apart is not None and not 0 <= self.apart < 2**62:
            raise QuestionError("The time between two contacts cannot be negative.")

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> TouchesSums:
        """Sums over one shard, by group."""
        sums = self._walk(shard, legend, groups, np.zeros(0, np.int32))
        width = int(np.flatnonzero(sums.people.any(axis=0)).max(initial=-1)) + 1
        return TouchesSums(sums.people[:, :width].copy(), sums.never)

    def until(self, _legend: Legend) -> int:
        """The end of the record changes nothing."""
        return 0

    def finish(self, legend: Legend, total: TouchesSums) -> TouchesResult:
        """The frozen answer."""
        by_number = total.people[0]
        people = int(by_number.sum())
        counts = np.flatnonzero(by_number)
        low, high = intervals.wilsons(by_number[counts], np.full(len(counts), people))
        rows = tuple(
            TouchesRow(touches, count, count / people, first, last, count < intervals.FEW)
            for touches, count, first, last in zip(
                counts.tolist(), by_number[counts].tolist(), low.tolist(), high.tolist(), strict=True
            )
        )
        ranks = intervals.median_ranks(people)
        return TouchesResult(
            question=self,
            before="order" if isinstance(self.before, str) else names.label(legend, self.before),
            people=people,
            never=int(total.never[0]),
            as_of=instant(legend.end),
            generation=legend.generation,
            median=_at(by_number, (people + 1) // 2) if people else None,
            median_low=_at(by_number, ranks[0]) if ranks else None,
            median_high=_at(by_number, ranks[1]) if ranks else None,
            counts=rows,
        )

    def select(self, shard: Shard, legend: Legend, selector: str) -> Array:
        """Rows of the persons behind ``touches=4``, ``people`` or ``never``."""
        from touchline.journeys.kernels import touches as kernel

        key, value = selectors.split(selector)
        count = selectors.number(value)
        if key == "touches" and count is not None:
            return np.flatnonzero(self._before(shard, legend) == count)
        if key not in ("people", "never") or value:
            raise selectors.refuse("touches before", selector, KNOWN)
        before = self._before(shard, legend)
        return np.flatnonzero(before >= 0 if key == "people" else before == kernel.NEVER)

    def _before(self, shard: Shard, legend: Legend) -> Array:
        """How many touches each person had before, or the kernel's reason why they do not count."""
        before = np.zeros(shard.people, np.int32)
        self._walk(shard, legend, EVERYBODY, before)
        return before

    def _walk(self, shard: Shard, legend: Legend, groups: Groups, before: Array) -> TouchesSums:
        from touchline.journeys.kernels import touches as kernel

        longest = int(np.diff(shard.offset).max(initial=0))
        sums = TouchesSums(np.zeros((groups.count, longest + 1), np.int64), np.zeros(groups.count, np.int64))
        kernel.walk(
            *persons(shard, groups),
            self._wanted(legend),
            (legend.code_channel + 1).astype(np.int32),
            len(legend.channels) + 1,
            -1 if self.apart is None else self.apart,
            *self.period.bounds,
            sums.people,
            sums.never,
            before,
        )
        return sums

    def _wanted(self, legend: Legend) -> Array:
        if isinstance(self.before, str):
            return np.asarray(legend.code_money == ORDER)
        names.known_positions(legend, self.before)
        return np.isin(legend.code_touchpoint, np.array(self.before))


def _widened(people: Array, width: int) -> Array:
    """The same with room for ``width`` numbers of touches."""
    return np.pad(people, ((0, 0), (0, width - people.shape[1])))


def _at(people: Array, rank: int) -> int:
    """The number of touches of the person with this rank, from 1, in ascending order."""
    return int(np.searchsorted(np.cumsum(people), rank))


def _make(said: Said, legend: Legend, period: Period) -> Touches:
    before = said.text("before")
    apart = clock.duration(said.text("apart")) if said.text("apart") else None
    return Touches("order" if before == "order" else names.resolve_step(legend, before), apart, period)


SPOKEN = Spoken(
    name="touches",
    help="How many touches, or contacts, people had before their first order.",
    selectors="touches=4, people, never.",
    words=(
        Word("before", "order, or a touchpoint.", usual="order", always=True),
        Word(
            "apart",
            "Count contacts: touches on one channel at least this far apart, such as 30m.",
            hint="LENGTH",
        ),
    ),
    make=_make,
    warm=Touches,
)
