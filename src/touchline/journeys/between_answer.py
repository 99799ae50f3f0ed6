"""The answer of what is between two touchpoints: what adds up over shards, and the rows it becomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from touchline.journeys import histogram, intervals, spans, which
from touchline.journeys.export import Exported, Row, period_dict
from touchline.journeys.index import Array, Legend
from touchline.journeys.question import instant
from touchline.journeys.route_sums import RouteRow, RouteSums, plainly, rows, said_of_routes, whole, written
from touchline.journeys.sums import Sums
from touchline.journeys.tally import Tallies, Tally
from touchline.journeys.touchpoint_rows import TouchpointPeople

if TYPE_CHECKING:
    from touchline.journeys.between import Between

MOST_NOTED = 10
"""Touchpoints named below the table of a terminal; the rest is counted."""


@dataclass(frozen=True)
class BetweenLink(Row):
    """A link between the two ends, of people who reached the end.

    ``people`` took it at least once, ``count`` times in all; ``share`` of all who reached the end, with
    Wilson's 95 % interval. ``few``: fewer than 20 people.
    """

    from_: str
    to: str
    count: int
    people: int
    share: float
    low: float
    high: float
    few: bool


@dataclass(frozen=True)
class LengthRow(Row):
    """``people`` who reached the end with ``touches`` touches between, ``share`` of all who reached it."""

    touches: int
    people: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class EndRow(Row):
    """A touchpoint (None: no touch) of people who did not reach the end.

    ``people`` = ``stopped`` + ``open``.
    """

    touchpoint: str | None
    people: int
    stopped: int
    open: int


@dataclass(frozen=True)
class BetweenResult(Exported):
    """The answer. ``people`` = ``reached`` + ``stopped`` + ``open``; ``share`` is that of the reached.

    ``routes``: the most frequent ones of ``distinct``, of which ``once`` were gone by one person alone.
    ``touchpoints``: who met what on their route, both ends included. ``next``: the touch directly
    after the start, and ``last``: the last touch, of those who did not reach the end.
    """

    ROW = RouteRow

    question: Between
    start: str
    end: str
    people: int
    reached: int
    stopped: int
    open: int
    share: float | None
    low: float
    high: float
    median_seconds: float | None
    median_low: float | None
    median_high: float | None
    distinct: int
    once: int
    as_of: str
    generation: str
    routes: tuple[RouteRow, ...]
    links: tuple[BetweenLink, ...]
    touchpoints: tuple[TouchpointPeople, ...]
    lengths: tuple[LengthRow, ...]
    next: tuple[EndRow, ...]
    last: tuple[EndRow, ...]

    @property
    def listed_people(self) -> int:
        """People of the routes listed."""
        return sum(row.people for row in self.routes)

    @property
    def table(self) -> tuple[RouteRow, ...]:
        """One row a route."""
        return self.routes

    def compared(self) -> tuple[tuple[Row, dict[str, str]], ...]:
        """What became of everybody."""
        return whole(self.reached, self.stopped, self.open)

    def shown(self) -> list[dict[str, Any]]:
        """The table for a terminal, without the intervals of the medians."""
        left_out = ("touches", "median_low", "median_high")
        return [
            {name: value for name, value in row.to_dict().items() if name not in left_out}
            | {"route": written(row.route)}
            for row in self.routes
        ]

    def notes(self) -> Iterator[str]:
        """How many came, where the others stopped, and how many routes are not listed."""
        yield spans.sentence(self.people, self.reached, self.stopped, self.open, self.end)
        yield from said_of_routes(self.distinct, self.once, len(self.routes), self.listed_people)
        for word, ends in (("next touch", self.next), ("last touch", self.last)):
            named = ", ".join(f"{row.touchpoint or 'none'} {row.people:,}" for row in ends[:MOST_NOTED])
            rest = len(ends) - MOST_NOTED
            more = f", and {rest:,} more touchpoints" if rest > 0 else ""
            if named:
                yield f"Of those who did not come, the {word}: {named}{more}."

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        alike = (
            "start end people reached stopped open share low high median_seconds median_low median_high "
            "distinct once listed_people as_of generation"
        )
        return {
            "question": "between",
            **{name: getattr(self, name) for name in alike.split()},
            "listed": len(self.routes),
            "period": period_dict(self.question.period),
            "collapse": self.question.collapse,
            "routes": self.rows(),
            "links": [row.to_dict() for row in self.links],
            "touchpoints": [row.to_dict() for row in self.touchpoints],
            "lengths": [row.to_dict() for row in self.lengths],
            "next": [row.to_dict() for row in self.next],
            "last": [row.to_dict() for row in self.last],
        }


@dataclass(frozen=True)
class BetweenSums(Sums):
    """``people`` int64 (group, outcome), ``waits`` int64 (group, bin), the chosen routes, and tallies.

    ``met`` int64 (group, touchpoint): people who met it on their route. ``lengths``: people by touches
    between. ``times`` and ``by``: times and people of each link, by
    ``from * touchpoints + to``. ``next`` and ``last``: people who did not reach the end, by
    ``touchpoint * 2``, and one more for who is open; the touchpoint after the last one is none.
    """

    people: Array
    routes: RouteSums
    waits: Array
    met: Array
    lengths: Tallies
    times: Tallies
    by: Tallies
    next: Tallies
    last: Tallies


def answer(legend: Legend, question: Between, total: BetweenSums) -> BetweenResult:
    """The frozen answer of summed shards."""
    facts = question.chosen.of(total.routes.group)
    reached, stopped, still = total.people[0].tolist()
    people = reached + stopped + still
    low, high = intervals.wilson(reached, people)
    median_low, median_high = histogram.median_interval(total.waits[0])
    return BetweenResult(
        question=question,
        start=which.label(question.start, legend),
        end=which.label(question.end, legend),
        people=people,
        reached=reached,
        stopped=stopped,
        open=still,
        share=intervals.share(reached, people),
        low=low,
        high=high,
        median_seconds=histogram.median(total.waits[0]),
        median_low=median_low,
        median_high=median_high,
        distinct=facts.routes,
        once=facts.once,
        as_of=instant(legend.end),
        generation=legend.generation,
        routes=tuple(plainly(row) for row in rows(legend, question.chosen, total.routes)),
        links=_links(legend, total, reached),
        touchpoints=_met(legend, total.met[0]),
        lengths=_lengths(total.lengths.only, reached),
        next=_ends(legend, total.next.only),
        last=_ends(legend, total.last.only),
    )


def _links(legend: Legend, total: BetweenSums, reached: int) -> tuple[BetweenLink, ...]:
    by = total.by.only
    before, after = np.divmod(by.keys, max(len(legend.touchpoints), 1))
    low, high = intervals.wilsons(by.counts, np.full(len(by), reached))
    columns = (before, after, total.times.only.counts, by.counts, low, high)
    made = [
        BetweenLink(
            legend.touchpoints[one],
            legend.touchpoints[other],
            count,
            people,
            people / reached,
            least,
            greatest,
            people < intervals.FEW,
        )
        for one, other, count, people, least, greatest in zip(
            *(column.tolist() for column in columns), strict=True
        )
    ]
    return tuple(sorted(made, key=lambda row: (-row.people, -row.count, row.from_, row.to)))


def _met(legend: Legend, people: Array) -> tuple[TouchpointPeople, ...]:
    there = np.flatnonzero(people)
    made = [
        TouchpointPeople(legend.touchpoints[at], count)
        for at, count in zip(there.tolist(), people[there].tolist(), strict=True)
    ]
    return tuple(sorted(made, key=lambda row: (-row.people, row.touchpoint)))


def _lengths(lengths: Tally, reached: int) -> tuple[LengthRow, ...]:
    low, high = intervals.wilsons(lengths.counts, np.full(len(lengths), reached))
    return tuple(
        LengthRow(touches, people, people / reached, *ends)
        for (touches, people), *ends in zip(lengths.items(), low.tolist(), high.tolist(), strict=True)
    )


def _ends(legend: Legend, ends: Tally) -> tuple[EndRow, ...]:
    found: dict[int, list[int]] = {}
    for key, people in ends.items():
        found.setdefault(key // 2, [0, 0])[key % 2] += people
    made = [
        EndRow(legend.touchpoints[at] if at < len(legend.touchpoints) else None, sum(both), *both)
        for at, both in found.items()
    ]
    return tuple(sorted(made, key=lambda row: (-row.people, row.touchpoint or "")))
