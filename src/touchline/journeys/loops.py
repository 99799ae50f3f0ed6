"""Loops: links that come back, at once (A, A) or over one other touchpoint (A, B, A).

How it counts. The period bounds all touches. A touch comes back when the touch before it is of the same
touchpoint, or the touch before that one and not the one between. Each touch that comes back is one time:
four touches of one touchpoint in a row are three times (A, A). Touches at the same instant keep the record's
order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from touchline.journeys import intervals, names, selectors
from touchline.journeys.export import Exported, Row, period_dict, rows_of
from touchline.journeys.groups import EVERYBODY, Groups, persons
from touchline.journeys.index import Array, Legend, Shard
from touchline.journeys.linked import Links
from touchline.journeys.pieces import pieces
from touchline.journeys.question import Period, QuestionError, instant
from touchline.journeys.sums import Sums
from touchline.journeys.tally import Tallies
from touchline.journeys.words import Spoken

__all__ = ["LoopRow", "Loops", "LoopsResult"]

LOOKED_AT = 1 << 18
"""Touches looked at together: so much more room the table of links is given."""
KNOWN = "loop='A>B>A', loop='A>A', touchpoint=A, looped and people"


@dataclass(frozen=True)
class LoopRow(Row):
    """One loop: from ``touchpoint`` over ``over`` (None: at once) back to ``touchpoint``.

    ``people`` came back like this at least once, ``count`` times in all. ``share`` is ``people`` among the
    ``met`` people who met the touchpoint, with Wilson's 95 % interval. ``few``: fewer than 20 people.
    """

    KEY = ("touchpoint", "over")

    touchpoint: str
    over: str | None
    people: int
    count: int
    met: int
    share: float
    low: float
    high: float
    few: bool

    def called(self) -> str:
        """Where people come back to, and over what."""
        return f"{self.touchpoint} → {'at once' if self.over is None else self.over}"

    def behind(self, _place: int) -> dict[str, str]:
        """The selectors of its people."""
        return {"people": f"loop={loop_name(self)}", "met": f"touchpoint={self.touchpoint}"}


@dataclass(frozen=True)
class LoopsResult(Exported):
    """The answer: ``looped`` of ``people`` came back at least once, ``returns`` times in all.

    ``loops`` by people, then times, then name.
    """

    ROW = LoopRow

    question: Loops
    people: int
    looped: int
    share: float | None
    low: float
    high: float
    touches: int
    returns: int
    as_of: str
    generation: str
    loops: tuple[LoopRow, ...]

    @property
    def table(self) -> tuple[LoopRow, ...]:
        """One row a loop."""
        return self.loops

    def notes(self) -> Iterator[str]:
        """How many people come back."""
        yield (
            f"{self.looped:,} of {self.people:,} people came back to a touchpoint at once or over one other, "
            f"{self.returns:,} times in {self.touches:,} touches."
        )

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": "loops",
            "people": self.people,
            "looped": self.looped,
            "share": self.share,
            "low": self.low,
            "high": self.high,
            "touches": self.touches,
            "returns": self.returns,
            "as_of": self.as_of,
            "generation": self.generation,
            "period": period_dict(self.question.period),
            "loops": self.rows(),
        }


@dataclass(frozen=True)
class LoopsSums(Sums):
    """``people`` int64 (group x people, people with a loop, touches), ``met`` int64 (group x touchpoint).

    ``times`` and ``by``: times and people of each loop, by touchpoint * touchpoints + the one between.
    """

    people: Array
    met: Array
    times: Tallies
    by: Tallies


@dataclass(frozen=True)
class Loops:
    """A question about links that come back in a period."""

    period: Period = field(default_factory=Period)

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> LoopsSums:
        """Sums over one shard."""
        return self._walk(shard, legend, groups, (-1, -1), np.zeros(0, np.uint8))

    def until(self, _legend: Legend) -> int:
        """Nothing depends on the end of the record."""
        return 0

    def finish(self, legend: Legend, total: LoopsSums) -> LoopsResult:
        """The frozen answer."""
        people, looped, touches = total.people[0].tolist()
        low, high = intervals.wilson(looped, people)
        return LoopsResult(
            question=self,
            people=people,
            looped=looped,
            share=intervals.share(looped, people),
            low=low,
            high=high,
            touches=touches,
            returns=int(total.times.only.counts.sum()),
            as_of=instant(legend.end),
            generation=legend.generation,
            loops=_rows(legend, total),
        )

    def select(self, shard: Shard, legend: Legend, selector: str) -> Array:
        """Rows of the persons behind a number; ``KNOWN`` lists the selectors."""
        from touchline.journeys.kernels import loops as kernel

        key, value = selectors.split(selector)
        asked, bit = (-1, -1), kernel.ASKED
        if key == "loop" and value:
            asked = (_loop(legend, value), -1)
        elif key == "touchpoint" and value:
            asked, bit = (-1, names.resolve_touchpoint(legend, value)), kernel.MET
        elif key in ("looped", "people") and not value:
            bit = kernel.LOOPED if key == "looped" else kernel.ANY
        else:
            raise selectors.refuse("loops", selector, KNOWN)
        state = np.zeros(shard.people, np.uint8)
        self._walk(shard, legend, EVERYBODY, asked, state)
        return np.flatnonzero(state & bit)

    def _walk(
        self, shard: Shard, legend: Legend, groups: Groups, asked: tuple[int, int], state: Array
    ) -> LoopsSums:
        from touchline.journeys.kernels import loops as kernel

        size = len(legend.touchpoints)
        table = Links(size, groups)
        people = np.zeros((groups.count, 3), np.int64)
        met, last = np.zeros((groups.count, size), np.int64), np.full(size, -1, np.int64)
        for low, high in pieces(shard, LOOKED_AT):
            table.room(int(shard.offset[high]) - int(shard.offset[low]))
            table.used = kernel.walk(
                *persons(shard, groups, low, high),
                legend.code_touchpoint,
                size,
                *self.period.bounds,
                table.places,
                table.links,
                table.counts,
                table.used,
                people,
                met,
                last,
                *asked,
                state[low:high],
            )
        return LoopsSums(people, met, *table.tallies())


def loop_name(row: LoopRow) -> str:
    """A loop as it is asked for."""
    return f"{row.touchpoint}>{row.touchpoint if row.over is None else f'{row.over}>{row.touchpoint}'}"


def _loop(legend: Legend, text: str) -> int:
    """A loop as a number, from ``A>A`` or ``A>B>A``. A name may itself hold the sign."""
    parts = text.split(">")
    size, ways = len(legend.touchpoints), set()
    for one in range(1, len(parts)):
        first = names.find_touchpoint(legend, ">".join(parts[:one]))
        last = names.find_touchpoint(legend, ">".join(parts[-one:]))
        if first is None or first != last or 2 * one > len(parts):
            continue
        if 2 * one == len(parts):
            ways.add(first * size + first)
        over = names.find_touchpoint(legend, ">".join(parts[one:-one]))
        if over is not None and over != first:
            ways.add(first * size + over)
    if len(ways) == 1:
        return ways.pop()
    if ways:
        raise QuestionError(f"{text!r} can be read in {len(ways)} ways: names of touchpoints hold '>'.")
    for name in parts:
        names.resolve_touchpoint(legend, name)
    raise QuestionError(f"{text!r} is not a loop. Write it as A>A, or as A>B>A.")


def _rows(legend: Legend, total: LoopsSums) -> tuple[LoopRow, ...]:
    by = total.by.only
    at, over = np.divmod(by.keys, max(len(legend.touchpoints), 1))
    met = total.met[0][at]
    low, high = intervals.wilsons(by.counts, met)
    called = np.array([*legend.touchpoints, None], object)
    columns = (called[at], called[np.where(over == at, -1, over)], by.counts, total.times.only.counts, met)
    shares = (by.counts / met, low, high, by.counts < intervals.FEW)
    made = rows_of(LoopRow, (column.tolist() for column in (*columns, *shares)))
    return tuple(sorted(made, key=lambda row: (-row.people, -row.count, row.touchpoint, row.over or "")))


SPOKEN = Spoken(
    name="loops",
    help="Where people come back to the touchpoint they just left, at once or over one other.",
    selectors="loop='A>B>A', loop='A>A', touchpoint=A, looped, people.",
    words=(),
    make=lambda _said, _legend, period: Loops(period),
    warm=Loops,
)
