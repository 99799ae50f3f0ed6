"""The funnel: how far people come along given steps, in order, within a time.

How it counts. Other touches may come between two steps. A step may be any of several touchpoints,
and the same touchpoint may be several steps; one touch serves one step of an attempt. An attempt
begins with every touch of the first step that lies in the period; its other steps may fall after the
period, but no later than ``within`` after its beginning (that instant included). Touches before the period do
not count. A person counts with the deepest step of the best attempt. Later means later in the
record's order, so touches at the same instant keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from touchline.journeys import clock, histogram, intervals, names, selectors
from touchline.journeys.export import Exported, Row, period_dict
from touchline.journeys.groups import EVERYBODY, Groups, persons
from touchline.journeys.index import Array, Legend, Shard
from touchline.journeys.question import Period, QuestionError, instant
from touchline.journeys.sums import Sums
from touchline.journeys.words import Said, Spoken, Word

LONGEST = 2**58
KNOWN = "step=3, step=3:stopped, step=3:open, open and people"


@dataclass(frozen=True)
class FunnelRow(Row):
    """One step.

    ``people`` came at least this far; ``share`` of those of step 1, with Wilson's 95 % interval. Those who
    came no further are ``still_open`` when the window of their latest attempt has not ended at ``as_of``,
    else ``stopped``: ``people`` = ``people`` of the next row + ``stopped`` + ``still_open``. At the last
    step both are 0. ``median_seconds`` is the wait from the step before to this one, in the attempt with
    which a person first came this far (None in the first row), with its 95 % interval. ``few``: fewer
    than 20 people.
    """

    step: str
    people: int
    share: float | None
    low: float
    high: float
    still_open: int
    stopped: int
    median_seconds: float | None
    median_low: float | None
    median_high: float | None
    few: bool

    def behind(self, place: int) -> dict[str, str]:
        """The selectors of its people."""
        step = f"step={place}"
        return {"people": step, "still_open": f"{step}:open", "stopped": f"{step}:stopped"}


@dataclass(frozen=True)
class FunnelResult(Exported):
    """The answer. ``people`` is how many began, ``still_open`` how many of them may still go on."""

    ROW = FunnelRow

    question: Funnel
    people: int
    still_open: int
    within_seconds: float
    as_of: str
    generation: str
    steps: tuple[FunnelRow, ...]

    @property
    def table(self) -> tuple[FunnelRow, ...]:
        """One row a step."""
        return self.steps

    def notes(self) -> Iterator[str]:
        """Who may still go on."""
        if self.still_open:
            yield f"{self.still_open:,} people are still inside their window."

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": "funnel",
            "people": self.people,
            "as_of": self.as_of,
            "generation": self.generation,
            "period": period_dict(self.question.period),
            "within_seconds": self.within_seconds,
            "still_open": self.still_open,
            "rows": self.rows(),
        }


@dataclass(frozen=True)
class FunnelSums(Sums):
    """By group: ``people`` and ``waiting`` by deepest step (steps + 1), ``waits`` (steps x bins); int64."""

    people: Array
    waiting: Array
    waits: Array


@dataclass(frozen=True)
class Funnel:
    """A question: ``steps`` as positions of touchpoints, each any of several; ``within`` in microseconds."""

    steps: tuple[tuple[int, ...], ...]
    within: int
    period: Period = field(default_factory=Period)

    def __post_init__(self) -> None:
        if not self.steps or not all(self.steps):
            raise QuestionError("A funnel needs at least one step, and each step a touchpoint.")
        if not 0 <= self.within <= LONGEST:
            raise QuestionError("The time a funnel leaves people is from 0 to 9,000 years.")

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> FunnelSums:
        """Sums over one shard, by group."""
        return self._walk(shard, legend, groups, np.zeros(0, np.int32))

    def until(self, legend: Legend) -> int:
        """Nobody's window is open once the record has gone on for its length after the period."""
        return min(legend.end, self.period.bounds[1] + self.within)

    def finish(self, legend: Legend, total: FunnelSums) -> FunnelResult:
        """The frozen answer."""
        reached = np.cumsum(total.people[0, ::-1])[::-1]
        rows = tuple(self._row(legend, total, reached, k) for k in range(1, len(self.steps) + 1))
        return FunnelResult(
            question=self,
            people=int(reached[1]),
            still_open=int(total.waiting.sum()),
            within_seconds=self.within / 1e6,
            as_of=instant(legend.end),
            generation=legend.generation,
            steps=rows,
        )

    def select(self, shard: Shard, legend: Legend, selector: str) -> Array:
        """Rows of the persons behind ``step=3``, ``step=3:stopped``, ``step=3:open`` or ``open``."""
        step, what = self._read(selector)
        state = np.zeros(shard.people, np.int32)
        self._walk(shard, legend, EVERYBODY, state)
        deepest, still = state >> 1, state & 1 == 1
        if what == "":
            chosen = deepest >= step
        else:
            ended = (deepest < len(self.steps)) & (still if what == "open" else ~still)
            chosen = ended & ((deepest == step) if step else (deepest > 0))
        return np.flatnonzero(chosen)

    def _read(self, selector: str) -> tuple[int, str]:
        key, value = selectors.split(selector)
        if key == "people" and not value:
            return (1, "")
        if key == "open" and not value:
            return (0, "open")
        step, _, what = value.partition(":")
        place = selectors.number(step)
        if key != "step" or place is None or what not in ("", "stopped", "open"):
            raise selectors.refuse("a funnel", selector, KNOWN)
        if not 1 <= place <= len(self.steps):
            raise QuestionError(f"This funnel has {len(self.steps)} steps; there is no step {place}.")
        return (place, what)

    def _walk(self, shard: Shard, legend: Legend, groups: Groups, state: Array) -> FunnelSums:
        from touchline.journeys.kernels import funnel as kernel

        count = len(self.steps)
        sums = FunnelSums(
            np.zeros((groups.count, count + 1), np.int64),
            np.zeros((groups.count, count + 1), np.int64),
            np.zeros((groups.count, count, histogram.BINS), np.int64),
        )
        slot, serves = _served(legend, self.steps)
        kernel.walk(
            *persons(shard, groups),
            slot,
            serves,
            count,
            self.within,
            *self.period.bounds,
            legend.end,
            sums.people.reshape(-1),
            sums.waiting.reshape(-1),
            sums.waits.reshape(-1, histogram.BINS),
            state,
        )
        return sums

    def _row(self, legend: Legend, total: FunnelSums, reached: Array, k: int) -> FunnelRow:
        people, began = int(reached[k]), int(reached[1])
        still = int(total.waiting[0, k])
        last = k == len(self.steps)
        low, high = intervals.wilson(people, began)
        waits = total.waits[0, k - 1]
        median_low, median_high = histogram.median_interval(waits)
        return FunnelRow(
            step=names.label(legend, self.steps[k - 1]),
            people=people,
            share=intervals.share(people, began),
            low=low,
            high=high,
            still_open=still,
            stopped=0 if last else int(total.people[0, k]) - still,
            median_seconds=histogram.median(waits),
            median_low=median_low,
            median_high=median_high,
            few=people < intervals.FEW,
        )


def _served(legend: Legend, steps: Sequence[Sequence[int]]) -> tuple[Array, Array]:
    """For each code where its steps begin in the second array: deepest first, ended by -1."""
    by_touchpoint: dict[int, list[int]] = {}
    for k, positions in enumerate(steps):
        names.known_positions(legend, positions)
        for position in dict.fromkeys(positions):
            by_touchpoint.setdefault(position, []).insert(0, k)
    begins = np.full(len(legend.touchpoints), -1, np.int32)
    serves: list[int] = []
    for position, served in by_touchpoint.items():
        begins[position] = len(serves)
        serves += [*served, -1]
    return (begins[legend.code_touchpoint], np.array(serves, np.int32))


def _make(said: Said, legend: Legend, period: Period) -> Funnel:
    if not said.texts("steps"):
        raise QuestionError("A funnel needs at least one step. Name a touchpoint for each.")
    steps = names.resolve_steps(legend, said.texts("steps"))
    return Funnel(steps, clock.duration(said.text("within")), period)


SPOKEN = Spoken(
    name="funnel",
    help="How many people take the steps in this order; other touches may come between.",
    selectors="step=3, step=3:stopped, step=3:open, open, people.",
    words=(
        Word(
            "steps",
            "A touchpoint, or several as A|B. Repeat for each step.",
            param="step",
            many=True,
            required=True,
            hint="NAME",
        ),
        Word("within", "Time from the first step to the last: 30d, 12h, 45m, 2w.", usual="30d", always=True),
    ),
    make=_make,
    warm=lambda: Funnel(((0,),), 0),
)
