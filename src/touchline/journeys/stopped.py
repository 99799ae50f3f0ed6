"""Where journeys stopped: the last touch of people who did not reach the goal and are silent.

How it counts. ``journeys/spans.py`` says who is stopped; people who are not silent are *open*, and are
counted and not listed. A person stops at the touchpoint of their last touch in the period, whosever
initiative it was. An ending is the touchpoints of the last ``links`` + 1 touches, or of all where there are
fewer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from touchline.journeys import intervals, names, selectors, spans, which
from touchline.journeys.export import Exported, Row, period_dict
from touchline.journeys.groups import EVERYBODY, Groups
from touchline.journeys.index import Array, Legend, Shard
from touchline.journeys.question import Period, QuestionError, instant
from touchline.journeys.route_sums import Counter, RouteRow, RouteSums, plainly, rows, said_of_routes, written
from touchline.journeys.routed import COLLAPSE, MOST_WORD, Routed, asked_for
from touchline.journeys.spans import Spans
from touchline.journeys.sums import Sums
from touchline.journeys.tally import group_of
from touchline.journeys.which import Which
from touchline.journeys.words import Said, Spoken, Word

__all__ = ["Stopped", "StoppedResult", "StoppedRow"]

KNOWN = "last=A, ending=KEY, reached, stopped, open and people"
MOST_LINKS = 1000
MOST_NOTED = 5
"""Endings named below the table of a terminal; the rest is counted."""


@dataclass(frozen=True)
class StoppedRow(Row):
    """One touchpoint: ``people`` stopped there, ``share`` of all who stopped, with Wilson's 95 % interval.

    ``few``: fewer than 20 people.
    """

    touchpoint: str
    people: int
    share: float
    low: float
    high: float
    few: bool

    def behind(self, _place: int) -> dict[str, str]:
        """The selector of its people."""
        return {"people": f"last={self.touchpoint}"}


@dataclass(frozen=True)
class StoppedResult(Exported):
    """The answer. ``people`` = ``reached`` + ``stopped`` + ``open``.

    ``rows`` by people, then name. ``endings`` are the most frequent ones, of ``endings_distinct``, of which
    ``endings_once`` are those of one person alone.
    """

    ROW = StoppedRow

    question: Stopped
    goal: str
    people: int
    reached: int
    stopped: int
    open: int
    as_of: str
    generation: str
    touchpoints: tuple[StoppedRow, ...]
    endings: tuple[RouteRow, ...]
    endings_distinct: int
    endings_once: int

    @property
    def table(self) -> tuple[StoppedRow, ...]:
        """One row a touchpoint."""
        return self.touchpoints

    def notes(self) -> Iterator[str]:
        """What became of people, and the most frequent endings."""
        yield spans.sentence(self.people, self.reached, self.stopped, self.open, self.goal)
        for row in self.endings[:MOST_NOTED]:
            yield f"{row.people:,} people ended with {written(row.route)} (ending={row.key})."
        yield from said_of_routes(
            self.endings_distinct,
            self.endings_once,
            len(self.endings[:MOST_NOTED]),
            sum(row.people for row in self.endings[:MOST_NOTED]),
            "endings",
        )

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": "stopped",
            "goal": self.goal,
            "people": self.people,
            "reached": self.reached,
            "stopped": self.stopped,
            "open": self.open,
            "as_of": self.as_of,
            "generation": self.generation,
            "period": period_dict(self.question.period),
            "links": self.question.links,
            "collapse": self.question.collapse,
            "rows": self.rows(),
            "endings": [row.to_dict() for row in self.endings],
            "endings_distinct": self.endings_distinct,
            "endings_once": self.endings_once,
        }


@dataclass(frozen=True)
class StoppedSums(Sums):
    """``people`` int64 (group, outcome), ``last`` int64 (group, touchpoint), and the chosen endings."""

    people: Array
    last: Array
    routes: RouteSums


@dataclass(frozen=True, kw_only=True)
class Stopped(Routed):
    """A question about the ends of journeys that did not reach ``goal``."""

    goal: Which = "order"
    links: int = 3

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.links <= MOST_LINKS:
            raise QuestionError(f"An ending has from 0 to {MOST_LINKS} links; {self.links} were asked for.")

    def spans(self, shard: Shard, legend: Legend, groups: Groups) -> Iterator[Spans]:
        """The endings of those who stopped, with everybody's outcome."""
        from touchline.journeys.kernels import stopped as kernel

        for found in spans.whole(shard, legend, groups, self.period, self.goal):
            begin = found.begin.copy()
            kernel.walk(shard.code, legend.code_touchpoint, self.links + 1, self.collapse, begin, found.stop)
            stopped = found.counted & spans.with_outcome(found, "stopped")
            yield replace(found, begin=begin, routed=stopped)

    def tallied_until(self, legend: Legend) -> int:
        """Only who is silent has an ending."""
        return self.until(legend)

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> StoppedSums:
        """Sums over one shard."""
        counter = Counter(self, shard, legend, groups)
        size = len(legend.touchpoints)
        people = np.zeros((groups.count, len(spans.OUTCOMES)), np.int64)
        last = np.zeros((groups.count, size), np.int64)
        for found in self.spans(shard, legend, groups):
            people += spans.outcomes(found, groups)
            at = np.flatnonzero(found.routed)
            where, group = _last(shard, legend, found)[at], group_of(groups, found.low + at)
            where = group * size + where if len(group) else where
            last += np.bincount(where, minlength=last.size).reshape(last.shape)
            counter.add(found)
        return StoppedSums(people, last, counter.sums())

    def finish(self, legend: Legend, total: StoppedSums) -> StoppedResult:
        """The frozen answer."""
        facts = self.chosen.of(total.routes.group)
        reached, stopped, still = total.people[0].tolist()
        return StoppedResult(
            question=self,
            goal=which.label(self.goal, legend),
            people=reached + stopped + still,
            reached=reached,
            stopped=stopped,
            open=still,
            as_of=instant(legend.end),
            generation=legend.generation,
            touchpoints=_rows(legend, total.last[0], stopped),
            endings=tuple(plainly(row) for row in rows(legend, self.chosen, total.routes)),
            endings_distinct=facts.routes,
            endings_once=facts.once,
        )

    def select(self, shard: Shard, legend: Legend, selector: str) -> Array:
        """Rows of the persons behind ``last=A``, ``ending=KEY``, an outcome or ``people``."""
        key, value = selectors.split(selector)
        if key == "ending" and value:
            return self.on_route(shard, legend, value)
        if key == "last" and value:
            at = names.resolve_touchpoint(legend, value)
            return self.rows_where(shard, legend, lambda one: one.routed & (_last(shard, legend, one) == at))
        if key == "people" and not value:
            return self.rows_where(shard, legend, lambda one: one.counted)
        if key in spans.OUTCOMES and not value:
            return self.rows_where(shard, legend, lambda one: spans.with_outcome(one, key))
        raise selectors.refuse("where journeys stopped", selector, KNOWN)


def _last(shard: Shard, legend: Legend, found: Spans) -> Array:
    """The touchpoint of each span's last touch, -1 where there is none."""
    last = np.full(len(found.stop), -1, np.int64)
    there = found.stop > found.begin
    last[there] = legend.code_touchpoint[shard.code[found.stop[there] - 1]]
    return last


def _rows(legend: Legend, people: Array, of: int) -> tuple[StoppedRow, ...]:
    there = np.flatnonzero(people)
    low, high = intervals.wilsons(people[there], np.full(len(there), of))
    made = [
        StoppedRow(legend.touchpoints[at], count, count / of, least, greatest, count < intervals.FEW)
        for at, count, least, greatest in zip(
            there.tolist(), people[there].tolist(), low.tolist(), high.tolist(), strict=True
        )
    ]
    return tuple(sorted(made, key=lambda row: (-row.people, row.touchpoint)))


def _make(said: Said, legend: Legend, period: Period) -> Stopped:
    links = selectors.number(said.text("links"))
    if links is None:
        raise QuestionError(f"{said.text('links')!r} is not a number of links. Write one such as 3.")
    goal = which.read(said.text("goal"), legend)
    return Stopped(goal=goal, links=links, period=period, **asked_for(said))


SPOKEN = Spoken(
    name="stopped",
    help="Where people stopped who did not reach a goal and are silent, and what they did last.",
    selectors="last=A, ending=KEY, reached, stopped, open, people.",
    words=(
        Word("goal", f"What they should have reached: {which.HELP}", usual="order"),
        Word("links", "How many links an ending has.", usual="3"),
        COLLAPSE,
        MOST_WORD,
    ),
    make=_make,
    warm=Stopped,
)
