"""Between: what people do from a first touch of one touchpoint to the next touch of another.

How it counts. The period bounds all touches. A person begins with the first touch of the start (any of
several touchpoints) and has reached the end with the first touch of the end after it; the same touchpoint
may be both. Who has not is *stopped* when silent, and *open* else (``journeys/spans.py``). A route holds both
ends. The length is the number of touches between them; links are those of the routes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from touchline.journeys import names, selectors, spans, which
from touchline.journeys.between_answer import BetweenResult, BetweenSums, answer
from touchline.journeys.groups import EVERYBODY, Groups
from touchline.journeys.histogram import BINS, bins_of
from touchline.journeys.index import Array, Legend, Shard
from touchline.journeys.linked import Links
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.route_sums import Counter
from touchline.journeys.routed import COLLAPSE, MOST_WORD, Routed, asked_for, numbered, weights
from touchline.journeys.spans import REACHED, Spans
from touchline.journeys.tally import Tallies, group_of
from touchline.journeys.which import Which
from touchline.journeys.words import Said, Spoken, Word

__all__ = ["Between", "BetweenResult"]

KNOWN = (
    "route=KEY, link='A>B', touchpoint=A, length=3, next=A, last=A, next=A:open (stopped), last=A:open "
    "(stopped), nothing, nothing=open (stopped), reached, stopped, open and people"
)


@dataclass(frozen=True, kw_only=True)
class Between(Routed):
    """A question about what comes between ``start`` and ``end``, each any touch of a kind."""

    start: Which = "any"
    end: Which = "order"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not which.all_known((self.start, self.end)):
            raise QuestionError("Name a touch to start at and one to end at.")

    def spans(self, shard: Shard, legend: Legend, groups: Groups) -> Iterator[Spans]:
        """From the start to the end, or to the end of the period."""
        return spans.between(shard, legend, groups, self.period, self.start, self.end)

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> BetweenSums:
        """Sums over one shard."""
        counter, walk = Counter(self, shard, legend, groups), _Walk(self, shard, legend, groups)
        people = np.zeros((groups.count, len(spans.OUTCOMES)), np.int64)
        waits = np.zeros((groups.count, BINS), np.int64)
        lengths = next_ = last = Tallies.nothing(groups.count)
        for found in self.spans(shard, legend, groups):
            people += spans.outcomes(found, groups)
            at = np.flatnonzero(found.routed)
            touches = counter.add(found)[at]
            group = group_of(groups, found.low + at)
            lengths += Tallies.of(np.maximum(touches - 2, 0), group, groups.count)
            bins = bins_of(found.wait[at]) + (group * BINS if len(group) else 0)
            waits += np.bincount(bins, minlength=waits.size).reshape(waits.shape)
            walk.add(found)
            at = np.flatnonzero(found.counted & ~found.routed)
            group, outcome = group_of(groups, found.low + at), found.outcome[at] - 1
            next_ += Tallies.of(_next(shard, legend, found)[at] * 2 + outcome, group, groups.count)
            last += Tallies.of(_last(shard, legend, found)[at] * 2 + outcome, group, groups.count)
        return BetweenSums(
            people,
            counter.sums(),
            waits,
            walk.met,
            lengths,
            *walk.links.tallies(),
            next_,
            last,
        )

    def finish(self, legend: Legend, total: BetweenSums) -> BetweenResult:
        """The frozen answer."""
        return answer(legend, self, total)

    def select(self, shard: Shard, legend: Legend, selector: str) -> Array:
        """Rows of the persons behind a number; ``KNOWN`` lists the selectors."""
        key, value = selectors.split(selector)
        if key == "route" and value:
            return self.on_route(shard, legend, value)
        if key == "link" and value:
            before, after = names.resolve_link(legend, value)
            return self._on_the_way(shard, legend, (before * len(legend.touchpoints) + after, -1))
        if key == "touchpoint" and value:
            return self._on_the_way(shard, legend, (-1, names.resolve_touchpoint(legend, value)))
        if key == "length" and (length := selectors.number(value)) is not None:
            return self._of_length(shard, legend, length)
        if (key in ("next", "last") and value) or key == "nothing":
            return self._ended(shard, legend, key, value)
        if key == "people" and not value:
            return self.rows_where(shard, legend, lambda one: one.counted)
        if key in spans.OUTCOMES and not value:
            return self.rows_where(shard, legend, lambda one: spans.with_outcome(one, key))
        raise selectors.refuse("what is between", selector, KNOWN)

    def _on_the_way(self, shard: Shard, legend: Legend, asked: tuple[int, int]) -> Array:
        """Rows of who took a link, or met a touchpoint, on the route."""
        walk, rows = _Walk(self, shard, legend, EVERYBODY, asked), [np.zeros(0, np.int64)]
        for found in self.spans(shard, legend, EVERYBODY):
            state = np.zeros(len(found.begin), np.uint8)
            walk.add(found, state)
            rows.append(found.low + np.flatnonzero(state))
        return np.concatenate(rows)

    def _of_length(self, shard: Shard, legend: Legend, length: int) -> Array:
        weight, rows = weights(legend, 0), [np.zeros(0, np.int64)]
        for found in self.spans(shard, legend, EVERYBODY):
            _numbers, touches = numbered(shard, legend, found, weight, collapse=self.collapse)
            rows.append(found.low + np.flatnonzero(found.routed & (np.maximum(touches - 2, 0) == length)))
        return np.concatenate(rows)

    def _ended(self, shard: Shard, legend: Legend, key: str, value: str) -> Array:
        at, what = (len(legend.touchpoints), value) if key == "nothing" else _touchpoint(legend, value)
        if what not in ("", "open", "stopped"):
            raise selectors.refuse("what is between", f"{key}={value}", KNOWN)
        ends = _last if key == "last" else _next

        def chosen(one: Spans) -> Array:
            there = np.asarray((ends(shard, legend, one) == at) & (one.outcome != REACHED))
            return there & spans.with_outcome(one, what) if what else there

        return self.rows_where(shard, legend, chosen)


class _Walk:
    """Counts the links and touchpoints of the routes of one shard, piece by piece."""

    def __init__(
        self,
        question: Between,
        shard: Shard,
        legend: Legend,
        groups: Groups,
        asked: tuple[int, int] = (-1, -1),
    ) -> None:
        size = len(legend.touchpoints)
        self._question, self._shard, self._legend, self._groups = question, shard, legend, groups
        self._asked = asked
        self.links = Links(size, groups)
        self.met, self._last = np.zeros((groups.count, size), np.int64), np.full(size, -1, np.int64)

    def add(self, found: Spans, state: Array | None = None) -> None:
        """Count a piece; ``state`` takes who did what was asked."""
        from touchline.journeys.kernels import between as kernel

        table = self.links
        table.room(int((found.stop - found.begin)[found.routed].sum()))
        table.used = kernel.walk(
            self._shard.code,
            found.low,
            self._groups.of,
            self._legend.code_touchpoint,
            table.size,
            self._question.collapse,
            found.routed,
            found.begin,
            found.stop,
            table.places,
            table.links,
            table.counts,
            table.used,
            self.met,
            self._last,
            *self._asked,
            np.zeros(0, np.uint8) if state is None else state,
        )


def _touchpoint(legend: Legend, text: str) -> tuple[int, str]:
    """A touchpoint, and what follows its name after a colon."""
    found = selectors.named(text, legend.touchpoints)
    return found or (names.resolve_touchpoint(legend, text), "")


def _next(shard: Shard, legend: Legend, found: Spans) -> Array:
    """The touchpoint directly after the start, or the number of touchpoints where nothing follows."""
    after = np.full(len(found.begin), len(legend.touchpoints), np.int64)
    there = found.stop > found.begin + 1
    after[there] = legend.code_touchpoint[shard.code[found.begin[there] + 1]]
    return after


def _last(shard: Shard, legend: Legend, found: Spans) -> Array:
    """The touchpoint of the last touch, which may be the start itself."""
    last = np.full(len(found.begin), len(legend.touchpoints), np.int64)
    there = found.stop > found.begin
    last[there] = legend.code_touchpoint[shard.code[found.stop[there] - 1]]
    return last


def _make(said: Said, legend: Legend, period: Period) -> Between:
    start, end = (which.read(said.text(name), legend) for name in ("start", "end"))
    return Between(start=start, end=end, period=period, **asked_for(said))


SPOKEN = Spoken(
    name="between",
    help="What people do from the first touch of one kind to the next of another.",
    selectors="route=KEY, link='A>B', touchpoint=A, length=3, next=A, last=A:open, nothing, reached, people.",
    words=(
        Word("start", f"Where they start: {which.HELP}", usual="any"),
        Word("end", "Where they end, written the same way.", usual="order"),
        COLLAPSE,
        MOST_WORD,
    ),
    make=_make,
    warm=Between,
)
