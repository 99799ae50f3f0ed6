"""What adds up of the chosen routes, and the rows it becomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from touchline.journeys import histogram, intervals
from touchline.journeys.export import Row
from touchline.journeys.groups import Groups
from touchline.journeys.histogram import BINS, bins_of
from touchline.journeys.index import Array, Legend, Shard
from touchline.journeys.routed import TOGETHER, Chosen, Routed, key_text, numbered, weights
from touchline.journeys.spans import OUTCOMES, REACHED, Spans
from touchline.journeys.tally import Tallies, group_of

SHOWN = 12
"""Touches of a route a terminal shows; the others are counted there."""


@dataclass(frozen=True)
class RouteRow(Row):
    """One route.

    ``key`` names it, ``route`` are its touchpoints in order, ``touches`` how many. ``share`` is ``people``
    among all people with a route, with Wilson's 95 % interval. ``median_seconds`` is the time from its
    first touch to the goal, of those who reached that (None where nobody did), with its 95 % interval.
    ``few``: fewer than 20 people.
    """

    KEY = ("key",)

    key: str
    route: tuple[str, ...]
    touches: int
    people: int
    share: float
    low: float
    high: float
    median_seconds: float | None
    median_low: float | None
    median_high: float | None
    few: bool

    def behind(self, _place: int) -> dict[str, str]:
        """The selector of its people."""
        return {"people": f"route={self.key}"}


@dataclass(frozen=True)
class OutcomeRow(RouteRow):
    """One route, and what became of its people: ``people`` = ``reached`` + ``stopped`` + ``open``."""

    reached: int
    stopped: int
    open: int

    def behind(self, _place: int) -> dict[str, str]:
        """The selectors of its people."""
        return {"people": f"route={self.key}"} | {one: f"route={self.key}:{one}" for one in OUTCOMES}


@dataclass(frozen=True)
class WholeRow(Row):
    """What became of all ``people``: ``share`` of them reached the goal, with Wilson's 95 % interval.

    Which routes are listed differs between two answers, so this is what they are compared by.
    """

    what: str
    people: int
    reached: int
    stopped: int
    open: int
    share: float | None
    low: float
    high: float

    def behind(self, _place: int) -> dict[str, str]:
        """The selectors of its people."""
        return {one: one for one in ("people", *OUTCOMES)}


def whole(reached: int, stopped: int, still: int) -> tuple[tuple[Row, dict[str, str]], ...]:
    """The one row, with its selectors, of an answer that is compared by its outcomes."""
    people = reached + stopped + still
    low, high = intervals.wilson(reached, people)
    row = WholeRow("everybody", people, reached, stopped, still, intervals.share(reached, people), low, high)
    return ((row, row.behind(0)),)


@dataclass(frozen=True)
class RouteSums:
    """People of the chosen routes.

    ``counts`` int64 (group, route, outcome); ``waits``: ``route * bins + bin`` of those who reached the goal;
    ``told``: the touchpoints of each route as the first person met went it, empty for a route not met;
    ``collided``: how many people have the number of a route and not its touchpoints. ``group`` says which one
    is left where there was more than one, or that these are all of them together.
    """

    counts: Array
    waits: Tallies
    told: tuple[Array, ...]
    collided: int = 0
    group: int = 0

    def __add__(self, other: RouteSums) -> RouteSums:
        pairs = list(zip(self.told, other.told, strict=True))
        strange = sum(len(one) > 0 < len(more) and not np.array_equal(one, more) for one, more in pairs)
        return RouteSums(
            self.counts + other.counts,
            self.waits + other.waits,
            tuple(one if len(one) else more for one, more in pairs),
            self.collided + other.collided + strange,
            self.group if self.group == other.group else TOGETHER,
        )

    def __sub__(self, other: RouteSums) -> RouteSums:
        return replace(self, counts=self.counts - other.counts, waits=self.waits - other.waits)

    def of_group(self, group: int) -> RouteSums:
        """The sums of one group."""
        return replace(
            self,
            counts=self.counts[group : group + 1],
            waits=self.waits.of_group(group),
            group=self.group + group,
        )


class Counter:
    """Counts the chosen routes of one shard, piece by piece."""

    def __init__(self, question: Routed, shard: Shard, legend: Legend, groups: Groups) -> None:
        self._question, self._shard, self._legend, self._groups = question, shard, legend, groups
        self._keys = np.array(question.chosen.keys, np.int64)
        self._weight = weights(legend, question.chosen.seed)
        self._first = np.full((2, len(self._keys)), -1, np.int64)
        self._counts = np.zeros((groups.count, len(self._keys), len(OUTCOMES)), np.int64)
        self._waits = Tallies.nothing(groups.count)
        self._collided = 0

    def add(self, spans: Spans) -> Array:
        """Count a piece; answer how many touches count in each of its routes."""
        from touchline.journeys.kernels import routes as kernel

        numbers, lengths = numbered(
            self._shard, self._legend, spans, self._weight, collapse=self._question.collapse
        )
        if len(self._keys):
            place = np.minimum(np.searchsorted(self._keys, numbers), len(self._keys) - 1)
            route = np.where(spans.routed & (self._keys[place] == numbers), place, -1)
            self._collided += kernel.compare(
                self._shard.code,
                self._legend.code_touchpoint,
                self._question.collapse,
                spans.begin,
                spans.stop,
                route,
                *self._first,
            )
            self._count(spans, np.flatnonzero(route >= 0), route)
        return lengths

    def _count(self, spans: Spans, at: Array, route: Array) -> None:
        group = group_of(self._groups, spans.low + at)
        route, outcome = route[at], spans.outcome[at]
        where = (route if not len(group) else group * len(self._keys) + route) * len(OUTCOMES) + outcome
        self._counts += np.bincount(where, minlength=self._counts.size).reshape(self._counts.shape)
        there = outcome == REACHED
        keys = route[there] * BINS + bins_of(spans.wait[at][there])
        self._waits += Tallies.of(keys, group[there] if len(group) else group, self._groups.count)

    def sums(self) -> RouteSums:
        """What was counted."""
        told = tuple(
            _told(self._shard, self._legend, begin, stop, collapse=self._question.collapse)
            for begin, stop in self._first.T.tolist()
        )
        return RouteSums(self._counts, self._waits, told, self._collided)


def rows(legend: Legend, chosen: Chosen, sums: RouteSums) -> tuple[OutcomeRow, ...]:
    """The routes of one group, most people first; of equal ones the shorter, then by name."""
    facts = chosen.of(sums.group)
    made = [_row(legend, chosen, sums, chosen.keys.index(key), facts.people) for key in facts.keys]
    return tuple(sorted(made, key=lambda row: (-row.people, row.touches, row.route)))


def plainly(row: OutcomeRow) -> RouteRow:
    """A row whose people all have one outcome."""
    return RouteRow(
        row.key,
        row.route,
        row.touches,
        row.people,
        row.share,
        row.low,
        row.high,
        row.median_seconds,
        row.median_low,
        row.median_high,
        row.few,
    )


def written(route: tuple[str, ...]) -> str:
    """A route as a line of a terminal; what is left out of a long one is said in it."""
    if len(route) <= SHOWN:
        return " > ".join(route)
    half = SHOWN // 2
    left = len(route) - 2 * half
    return " > ".join([*route[:half], f"... {left:,} more ...", *route[-half:]])


def said_of_routes(distinct: int, once: int, listed: int, people: int, what: str = "routes") -> Iterator[str]:
    """How many there are, how many are listed, and how many people went alone."""
    if distinct:
        yield (
            f"{distinct:,} {what} in all, {listed:,} listed, of {people:,} people. "
            f"{once:,} of all were gone by one person alone."
        )


def _row(legend: Legend, chosen: Chosen, sums: RouteSums, at: int, of: int) -> OutcomeRow:
    outcomes = sums.counts[0, at].tolist()
    people = sum(outcomes)
    waits = sums.waits.only.between(at * BINS, (at + 1) * BINS)
    bins = np.zeros(BINS, np.int64)
    bins[waits.keys] = waits.counts
    low, high = intervals.wilson(people, of)
    median_low, median_high = histogram.median_interval(bins)
    return OutcomeRow(
        key=key_text(chosen.keys[at], chosen.seed),
        route=tuple(legend.touchpoints[position] for position in sums.told[at].tolist()),
        touches=len(sums.told[at]),
        people=people,
        share=people / of,
        low=low,
        high=high,
        median_seconds=histogram.median(bins),
        median_low=median_low,
        median_high=median_high,
        few=people < intervals.FEW,
        reached=outcomes[0],
        stopped=outcomes[1],
        open=outcomes[2],
    )


def _told(shard: Shard, legend: Legend, begin: int, stop: int, *, collapse: bool) -> Array:
    if begin < 0:
        return np.zeros(0, np.int32)
    route = legend.code_touchpoint[shard.code[begin:stop]]
    if collapse:
        route = route[np.diff(route, prepend=-1) != 0]
    return route
