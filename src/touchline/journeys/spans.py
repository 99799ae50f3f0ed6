"""Which touches of each person a question about routes is about, and what became of the person.

How it counts. The period bounds all touches. The *goal* is an order, or any of chosen touchpoints. A
person has *reached* it with one touch of it. Who has not is *stopped* when silent, and *open* else. A person
is silent without a touch of their own initiative later than the business's time of silence before the end
of the period, or of the record where that ends first: as in the hourglass.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from touchline.journeys import which
from touchline.journeys.groups import Groups, persons
from touchline.journeys.index import PERSON, Array, Legend, Shard
from touchline.journeys.pieces import pieces
from touchline.journeys.question import Period
from touchline.journeys.tally import group_of
from touchline.journeys.which import Which

REACHED, STOPPED, OPEN = range(3)
OUTCOMES = ("reached", "stopped", "open")


@dataclass(frozen=True)
class Spans:
    """The persons of a piece: row ``low + i`` has touches ``begin[i]`` up to ``stop[i]``, int64.

    ``wait`` is the time from there to the goal; ``state`` the bits of the kernel, 0 for who does not count
    at all. ``routed``: whose span is a route.
    """

    low: int
    begin: Array
    stop: Array
    wait: Array
    state: Array
    routed: Array

    @property
    def counted(self) -> Array:
        """Who counts."""
        return np.asarray(self.state != 0)

    @property
    def outcome(self) -> Array:
        """REACHED, STOPPED or OPEN of everybody; only where ``counted`` it means something."""
        from touchline.journeys.kernels import spans as kernel

        reached, silent = self.state & kernel.REACHED != 0, self.state & kernel.SILENT != 0
        return np.where(reached, REACHED, np.where(silent, STOPPED, OPEN))

    def only(self, routed: Array) -> Spans:
        """The same persons; only these spans are routes."""
        return replace(self, routed=routed)


def whole(shard: Shard, legend: Legend, groups: Groups, period: Period, goal: Which) -> Iterator[Spans]:
    """Whole journeys in a period."""
    return _find(shard, groups, period, _quiet(legend, period), meaning(legend, goal), between=False)


def between(
    shard: Shard, legend: Legend, groups: Groups, period: Period, start: Which, end: Which
) -> Iterator[Spans]:
    """From the first touch of ``start`` to the next one of ``end``, else to the end of the period."""
    from touchline.journeys.kernels import spans as kernel

    means = meaning(legend, end)
    means[which.codes(start, legend)] |= kernel.START
    for found in _find(shard, groups, period, _quiet(legend, period), means, between=True):
        yield found.only(found.state & kernel.REACHED != 0)


def meaning(legend: Legend, goal: Which) -> Array:
    """What each code means to the kernel, uint8."""
    from touchline.journeys.kernels import spans as kernel

    own = np.where(legend.code_initiative == PERSON, kernel.OWN, 0)
    return np.asarray(own | np.where(which.codes(goal, legend), kernel.GOAL, 0)).astype(np.uint8)


def outcomes(found: Spans, groups: Groups) -> Array:
    """People of a piece by outcome, int64 (group, outcome)."""
    at = np.flatnonzero(found.counted)
    group, outcome = group_of(groups, found.low + at), found.outcome[at]
    where = group * len(OUTCOMES) + outcome if len(group) else outcome
    size = groups.count * len(OUTCOMES)
    return np.bincount(where, minlength=size).reshape(groups.count, len(OUTCOMES))


def sentence(people: int, reached: int, stopped: int, still: int, goal: str) -> str:
    """What became of people, below the table of a terminal."""
    return (
        f"{people:,} people: {reached:,} reached the goal ({goal}), {stopped:,} stopped without it and are "
        f"silent, {still:,} are still open."
    )


def with_outcome(found: Spans, outcome: str) -> Array:
    """Whose outcome is one of ``OUTCOMES``, by its name."""
    return np.asarray(found.outcome == OUTCOMES.index(outcome))


def _quiet(legend: Legend, period: Period) -> int:
    return min(legend.end, period.bounds[1]) - legend.silence


def _find(
    shard: Shard, groups: Groups, period: Period, quiet: int, means: Array, *, between: bool
) -> Iterator[Spans]:
    from touchline.journeys.kernels import spans as kernel

    for low, high in pieces(shard):
        begin, stop, wait = np.zeros((3, high - low), np.int64)
        state = np.zeros(high - low, np.uint8)
        kernel.find(
            *persons(shard, groups, low, high),
            means,
            *period.bounds,
            quiet,
            between,
            begin,
            stop,
            wait,
            state,
        )
        yield Spans(low, begin, stop, wait, state, state != 0)
