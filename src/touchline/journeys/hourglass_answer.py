"""The answer of the hourglass: what adds up over shards, and the rows it becomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from touchline.journeys import histogram, intervals, names
from touchline.journeys.brought import Brought, BroughtSums
from touchline.journeys.export import Exported, Row, period_dict
from touchline.journeys.index import Array, Legend, Scheme
from touchline.journeys.question import instant
from touchline.journeys.sums import Sums
from touchline.journeys.touchpoint_rows import TouchpointCount

if TYPE_CHECKING:
    from touchline.journeys.hourglass import Hourglass

WAYS = 3
PLACED, MOVED, WAITING = range(WAYS)
"""A touch stands on its own place (or has none), moves to the repeat stage, or waits for the second order."""


@dataclass(frozen=True)
class StageRow(Row):
    """One stage.

    ``reached``: people with a touch on it. Of those, ``from_before`` had an earlier touch on an
    earlier stage; ``went_on`` had a later touch on any later stage; ``lost`` did not, and are silent;
    ``open`` are the rest: ``reached`` = ``went_on`` + ``lost`` + ``open``. ``share`` is who went on, with
    Wilson's 95 % interval (None at the last stage and where nobody came). ``median_seconds`` is the wait
    from the first touch on the stage to the first later touch on a later one, with its 95 % interval.
    ``brought``: at the refer stage, the new people brought. ``touchpoints``: those that stand here, most
    people first. ``few``: fewer than 20 people.
    """

    stage: str
    reached: int
    from_before: int
    went_on: int
    lost: int
    open: int
    share: float | None
    low: float
    high: float
    median_seconds: float | None
    median_low: float | None
    median_high: float | None
    brought: int
    few: bool
    touchpoints: tuple[TouchpointCount, ...]

    def behind(self, _place: int) -> dict[str, str]:
        """The selectors of its people."""
        whats = ("from_before", "went_on", "lost", "open")
        found = {"reached": f"stage={self.stage}"} | {what: f"stage={self.stage}:{what}" for what in whats}
        return found | ({"brought": "brought"} if self.brought else {})


@dataclass(frozen=True)
class HourglassResult(Exported):
    """The answer. ``people`` have any touch in the period; ``touches`` are all of them.

    Touches without a place are the ``unplaced`` band; ``before_second_order`` are touches placed on the
    repeat stage that count nowhere.
    """

    ROW = StageRow

    question: Hourglass
    scheme: str
    people: int
    touches: int
    as_of: str
    generation: str
    stages: tuple[StageRow, ...]
    unplaced_touches: int
    unplaced_people: int
    before_second_order: int
    brought: Brought

    @property
    def table(self) -> tuple[StageRow, ...]:
        """One row a stage."""
        return self.stages

    def notes(self) -> Iterator[str]:
        """What stands on no stage, and who was brought."""
        yield f"{self.people:,} people, {self.touches:,} touches."
        if self.unplaced_touches:
            yield f"Without a place: {self.unplaced_touches:,} touches of {self.unplaced_people:,} people."
        if self.before_second_order:
            waiting = self.before_second_order
            yield f"Placed on repeat before a second order, and counted nowhere: {waiting:,} touches."
        if self.brought.people:
            yield f"{self.brought.by:,} people brought {self.brought.people:,} new ones."

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": "hourglass",
            "scheme": self.scheme,
            "people": self.people,
            "touches": self.touches,
            "as_of": self.as_of,
            "generation": self.generation,
            "period": period_dict(self.question.period),
            "rows": self.rows(),
            "unplaced": {"touches": self.unplaced_touches, "people": self.unplaced_people},
            "before_second_order": {"touches": self.before_second_order},
            "brought": self.brought.to_dict(),
        }


@dataclass(frozen=True)
class HourglassSums(Sums):
    """What adds up, int64 arrays by group.

    ``totals``: people, people with an unplaced touch. ``cells``: touches and people, three cells a
    touchpoint (placed, moved, waiting). ``people``: reached, from_before, went_on and lost a stage.
    ``waits``: stage x bins.
    """

    totals: Array
    cells: Array
    people: Array
    waits: Array
    brought: BroughtSums


def answer(legend: Legend, question: Hourglass, total: HourglassSums) -> HourglassResult:
    """The frozen answer of summed shards."""
    scheme = names.resolve_scheme(legend, question.scheme)
    new = total.brought.finish()
    touches = total.cells[0, :, 0].reshape(-1, WAYS)
    return HourglassResult(
        question=question,
        scheme=scheme.name,
        people=int(total.totals[0, 0]),
        touches=int(touches.sum()),
        as_of=instant(legend.end),
        generation=legend.generation,
        stages=tuple(
            _row(legend, scheme, total, at, new.people if at == scheme.refer_stage else 0)
            for at in range(len(scheme.stages))
        ),
        unplaced_touches=int(touches[scheme.stage_of < 0, PLACED].sum()),
        unplaced_people=int(total.totals[0, 1]),
        before_second_order=int(touches[:, WAITING].sum()),
        brought=new,
    )


def _row(legend: Legend, scheme: Scheme, total: HourglassSums, at: int, new: int) -> StageRow:
    reached, before, gone, lost = (int(count) for count in total.people[0, at])
    last = at == len(scheme.stages) - 1
    low, high = intervals.wilson(gone, 0 if last else reached)
    median_low, median_high = histogram.median_interval(total.waits[0, at])
    return StageRow(
        stage=scheme.stages[at],
        reached=reached,
        from_before=before,
        went_on=gone,
        lost=lost,
        open=reached - gone - lost,
        share=intervals.share(gone, 0 if last else reached),
        low=low,
        high=high,
        median_seconds=histogram.median(total.waits[0, at]),
        median_low=median_low,
        median_high=median_high,
        brought=new,
        few=reached < intervals.FEW,
        touchpoints=_touchpoints(legend, scheme, total.cells.reshape(-1, WAYS, 2), at),
    )


def _touchpoints(legend: Legend, scheme: Scheme, cells: Array, at: int) -> tuple[TouchpointCount, ...]:
    """Touchpoints with a touch on a stage: most people first, then most touches, then by name."""
    on_stage = np.where((scheme.stage_of == at)[:, None], cells[:, PLACED], 0)
    if at == scheme.repeat_stage:
        on_stage = on_stage + cells[:, MOVED]
    found = [
        TouchpointCount(
            legend.touchpoints[position],
            people=int(on_stage[position, 1]),
            touches=int(on_stage[position, 0]),
        )
        for position in np.flatnonzero(on_stage[:, 0])
    ]
    return tuple(sorted(found, key=lambda one: (-one.people, -one.touches, one.touchpoint)))
