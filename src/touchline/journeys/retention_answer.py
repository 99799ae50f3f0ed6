"""The answer of retention: what adds up over shards, and the table it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from touchline.journeys import intervals, which
from touchline.journeys.export import Exported, Row, period_dict
from touchline.journeys.index import Array, Legend
from touchline.journeys.question import QuestionError, instant
from touchline.journeys.sums import Sums
from touchline.journeys.units import label

if TYPE_CHECKING:
    from touchline.journeys.retention import Retention

MOST_COHORTS = 3_000
"""Cohorts of an answer: every month there can be. Whoever asks for more is told so."""


def bounded(cohorts: int) -> None:
    """Raise ``QuestionError`` for more cohorts than an answer holds."""
    if cohorts > MOST_COHORTS:
        raise QuestionError(
            f"That makes {cohorts:,} cohorts, more than the {MOST_COHORTS:,} of a table. "
            "Take longer units, or a shorter period."
        )


@dataclass(frozen=True)
class RetentionRow(Row):
    """One cell: cohort ``2025-11`` (or its first day, for a day or week; ``total``) and unit ``k``.

    ``size`` people are in the cohort. For ``over`` of them the unit has ended at ``as_of``: ``people`` of
    those came back in it, with their ``share`` and Wilson's 95 % interval; share is None where it has ended
    for nobody. For ``not_over`` others it has not, and ``early`` of them came back already. So
    ``size`` = ``over`` + ``not_over``. ``few``: ``over`` are fewer than 20 people.
    """

    KEY = ("cohort", "k")

    cohort: str
    size: int
    k: int
    people: int
    over: int
    share: float | None
    low: float
    high: float
    not_over: int
    early: int
    few: bool

    def called(self) -> str:
        """The unit, after the cohort where it is one of several."""
        unit = f"unit {self.k}"
        return unit if self.cohort == "total" else f"{self.cohort} · {unit}"

    def behind(self, _place: int) -> dict[str, str]:
        """The selectors of its people."""
        total = self.cohort == "total"
        cell = f"k={self.k}" if total else f"cohort={self.cohort}:k={self.k}"
        return {
            "size": "people" if total else f"cohort={self.cohort}",
            "people": cell,
            "not_over": f"{cell}:open",
            "early": f"{cell}:early",
        }


@dataclass(frozen=True)
class RetentionResult(Exported):
    """The answer: ``cohorts`` by time, each with a cell a unit; cohorts nobody is in are left out.

    ``total`` has a cell a unit over all cohorts: each person weighs the same in it.
    """

    ROW = RetentionRow

    question: Retention
    start: str
    back: str
    people: int
    as_of: str
    generation: str
    cohorts: tuple[tuple[RetentionRow, ...], ...]
    total: tuple[RetentionRow, ...]

    @property
    def table(self) -> tuple[RetentionRow, ...]:
        """One row a cohort and unit."""
        return tuple(cell for cohort in self.cohorts for cell in cohort)

    def shown(self) -> list[dict[str, Any]]:
        """One line a cohort, one column a unit, the total below."""
        lines = [*self.cohorts, self.total] if self.people else []
        return [
            {"cohort": cells[0].cohort, "people": cells[0].size, **{str(one.k): _shown(one) for one in cells}}
            for cells in lines
        ]

    def compared(self) -> tuple[tuple[Row, dict[str, str]], ...]:
        """The units over all cohorts."""
        return tuple((cell, cell.behind(0)) for cell in self.total)

    def notes(self) -> Iterator[str]:
        """What the marks of the table mean."""
        yield f"{self.people:,} people started with {self.start}; columns: {self.question.unit}s after."
        if any(one.not_over for one in self.total):
            yield "* is not over for everybody yet: the share is of those for whom it is. … for nobody."

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": "retention",
            "start": self.start,
            "back": self.back,
            "unit": self.question.unit,
            "upto": self.question.upto,
            "people": self.people,
            "as_of": self.as_of,
            "generation": self.generation,
            "period": period_dict(self.question.period),
            "total": [cell.to_dict() for cell in self.total],
            "rows": self.rows(),
        }


def _shown(cell: RetentionRow) -> str:
    if cell.share is None:
        return "…"
    return f"{cell.share * 100:.1f} %{'*' if cell.not_over else ''}"


@dataclass(frozen=True)
class RetentionSums(Sums):
    """What adds up: ``size`` (group, c) and ``cells`` (group, c, unit, column) of cohort ``first + c``."""

    first: int
    size: Array
    cells: Array

    @classmethod
    def empty(cls, groups: int, first: int, cohorts: int, units: int) -> RetentionSums:
        """Some cohorts with nobody in them."""
        return cls(
            first, np.zeros((groups, cohorts), np.int64), np.zeros((groups, cohorts, units, 3), np.int64)
        )

    @classmethod
    def nothing(cls, groups: int, units: int) -> RetentionSums:
        """No cohort at all."""
        return cls.empty(groups, 0, 0, units)

    @property
    def cohorts(self) -> int:
        """How many there are from the first to the last."""
        return int(self.size.shape[1])

    def __add__(self, other: RetentionSums) -> RetentionSums:
        return self._with(other, np.add)

    def __sub__(self, other: RetentionSums) -> RetentionSums:
        return self._with(other, np.subtract)

    def of_group(self, group: int) -> RetentionSums:
        """The sums of one group."""
        chosen = slice(group, group + 1)
        return RetentionSums(self.first, self.size[chosen], self.cells[chosen])

    def _with(self, other: RetentionSums, join: Callable[[Array, Array], Array]) -> RetentionSums:
        parts = [one for one in (self, other) if one.cohorts]
        first = min((one.first for one in parts), default=0)
        count = max((one.first + one.cohorts for one in parts), default=0) - first
        bounded(count)
        mine, theirs = self._over(first, count), other._over(first, count)
        return RetentionSums(first, join(mine.size, theirs.size), join(mine.cells, theirs.cells))

    def _over(self, first: int, count: int) -> RetentionSums:
        """The same with ``count`` cohorts from ``first`` on."""
        groups, units = self.size.shape[0], self.cells.shape[2]
        wide = RetentionSums.empty(groups, first, count, units)
        if self.cohorts:
            place = slice(self.first - first, self.first - first + self.cohorts)
            wide.size[:, place] = self.size
            wide.cells[:, place] = self.cells
        return wide


def answer(legend: Legend, question: Retention, total: RetentionSums) -> RetentionResult:
    """The frozen answer of one group."""
    size, cells = total.size[0], total.cells[0]
    return RetentionResult(
        question=question,
        start=which.label(question.start, legend),
        back=which.label(question.back, legend),
        people=int(size.sum()),
        as_of=instant(legend.end),
        generation=legend.generation,
        cohorts=tuple(
            _cells(label(question.unit, total.first + c), int(size[c]), cells[c])
            for c in np.flatnonzero(size).tolist()
        ),
        total=_cells("total", int(size.sum()), cells.sum(axis=0)),
    )


def _cells(cohort: str, size: int, cells: Array) -> tuple[RetentionRow, ...]:
    low, high = intervals.wilsons(cells[:, 0], cells[:, 1])
    empty = cells[:, 1] == 0
    low, high = np.where(empty, 0.0, low), np.where(empty, 1.0, high)
    return tuple(
        RetentionRow(
            cohort=cohort,
            size=size,
            k=k,
            people=back,
            over=over,
            share=intervals.share(back, over),
            low=float(low[k]),
            high=float(high[k]),
            not_over=size - over,
            early=early,
            few=over < intervals.FEW,
        )
        for k, (back, over, early) in enumerate(cells.tolist())
    )
