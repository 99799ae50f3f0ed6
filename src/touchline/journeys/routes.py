"""Routes: the most frequent whole journeys of a period, and what became of the people who went them.

How it counts. A route is the touchpoints of all touches of a person in the period, in order; touches at the
same instant keep the record's order. It may be of any length, and people whose touchpoints are
the same in the same order went the same route. ``journeys/spans.py`` says what became of people,
``journeys/routed.py`` how routes are told apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from touchline.journeys import selectors, spans, which
from touchline.journeys.export import Exported, Row, period_dict
from touchline.journeys.groups import EVERYBODY, Groups
from touchline.journeys.index import Array, Legend, Shard
from touchline.journeys.question import Period, instant
from touchline.journeys.route_sums import Counter, OutcomeRow, RouteSums, rows, said_of_routes, whole, written
from touchline.journeys.routed import COLLAPSE, MOST_WORD, Routed, asked_for
from touchline.journeys.spans import Spans
from touchline.journeys.sums import Sums
from touchline.journeys.which import Which
from touchline.journeys.words import Said, Spoken, Word

__all__ = ["OutcomeRow", "Routes", "RoutesResult"]

KNOWN = "route=KEY, route=KEY:reached (stopped, open), reached, stopped, open and people"


@dataclass(frozen=True)
class RoutesResult(Exported):
    """The answer. ``people`` = ``reached`` + ``stopped`` + ``open``.

    ``distinct``: how many routes there are; ``once``: how many of them one person went alone, which is as
    many people. ``routes`` are the most frequent ones, of ``listed_people`` people together.
    """

    ROW = OutcomeRow

    question: Routes
    goal: str
    people: int
    reached: int
    stopped: int
    open: int
    distinct: int
    once: int
    as_of: str
    generation: str
    routes: tuple[OutcomeRow, ...]

    @property
    def listed_people(self) -> int:
        """People of the routes listed."""
        return sum(row.people for row in self.routes)

    @property
    def table(self) -> tuple[OutcomeRow, ...]:
        """One row a route."""
        return self.routes

    def compared(self) -> tuple[tuple[Row, dict[str, str]], ...]:
        """What became of everybody."""
        return whole(self.reached, self.stopped, self.open)

    def shown(self) -> list[dict[str, Any]]:
        """The table for a terminal, without the intervals of the medians."""
        return [
            {
                "key": row.key,
                "route": written(row.route),
                "people": row.people,
                "share": row.share,
                "low": row.low,
                "high": row.high,
                "reached": row.reached,
                "stopped": row.stopped,
                "open": row.open,
                "median_seconds": row.median_seconds,
                "few": row.few,
            }
            for row in self.routes
        ]

    def notes(self) -> Iterator[str]:
        """What became of people, and how many routes are not listed."""
        yield spans.sentence(self.people, self.reached, self.stopped, self.open, self.goal)
        yield from said_of_routes(self.distinct, self.once, len(self.routes), self.listed_people)

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": "routes",
            "goal": self.goal,
            "people": self.people,
            "reached": self.reached,
            "stopped": self.stopped,
            "open": self.open,
            "distinct": self.distinct,
            "once": self.once,
            "listed": len(self.routes),
            "listed_people": self.listed_people,
            "as_of": self.as_of,
            "generation": self.generation,
            "period": period_dict(self.question.period),
            "collapse": self.question.collapse,
            "routes": self.rows(),
        }


@dataclass(frozen=True)
class RoutesSums(Sums):
    """``people`` int64 (group, outcome), and the chosen routes."""

    people: Array
    routes: RouteSums


@dataclass(frozen=True, kw_only=True)
class Routes(Routed):
    """A question about whole journeys. ``goal``: the touch that is one."""

    goal: Which = "order"

    def spans(self, shard: Shard, legend: Legend, groups: Groups) -> Iterator[Spans]:
        """Whole journeys."""
        return spans.whole(shard, legend, groups, self.period, self.goal)

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> RoutesSums:
        """Sums over one shard."""
        counter = Counter(self, shard, legend, groups)
        people = np.zeros((groups.count, len(spans.OUTCOMES)), np.int64)
        for found in self.spans(shard, legend, groups):
            people += spans.outcomes(found, groups)
            counter.add(found)
        return RoutesSums(people, counter.sums())

    def finish(self, legend: Legend, total: RoutesSums) -> RoutesResult:
        """The frozen answer."""
        facts = self.chosen.of(total.routes.group)
        reached, stopped, still = total.people[0].tolist()
        return RoutesResult(
            question=self,
            goal=which.label(self.goal, legend),
            people=reached + stopped + still,
            reached=reached,
            stopped=stopped,
            open=still,
            distinct=facts.routes,
            once=facts.once,
            as_of=instant(legend.end),
            generation=legend.generation,
            routes=rows(legend, self.chosen, total.routes),
        )

    def select(self, shard: Shard, legend: Legend, selector: str) -> Array:
        """Rows of the persons behind a number; ``KNOWN`` lists the selectors."""
        key, value = selectors.split(selector)
        route, _, what = value.partition(":")
        if key == "route" and (not what or what in spans.OUTCOMES):
            on_it = self.on_route(shard, legend, route)
            if not what:
                return on_it
            there = self.rows_where(shard, legend, lambda one: spans.with_outcome(one, what))
            return np.intersect1d(on_it, there)
        if key == "people" and not value:
            return self.rows_where(shard, legend, lambda one: one.counted)
        if key in spans.OUTCOMES and not value:
            return self.rows_where(shard, legend, lambda one: spans.with_outcome(one, key))
        raise selectors.refuse("routes", selector, KNOWN)


def _make(said: Said, legend: Legend, period: Period) -> Routes:
    return Routes(goal=which.read(said.text("goal"), legend), period=period, **asked_for(said))


SPOKEN = Spoken(
    name="routes",
    help="The most frequent whole journeys, touch by touch, and what became of the people.",
    selectors="route=KEY, route=KEY:reached (stopped, open), reached, stopped, open, people.",
    words=(Word("goal", f"What they should reach: {which.HELP}", usual="order"), COLLAPSE, MOST_WORD),
    make=_make,
    warm=Routes,
)
