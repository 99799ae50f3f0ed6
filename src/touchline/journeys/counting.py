"""Count an index: every level once, by whoever does the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial, reduce
from operator import itemgetter
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from touchline.journeys.copying import gather, take
from touchline.journeys.groups import Groups
from touchline.journeys.index import Index, Shard
from touchline.journeys.legend_key import legend_key
from touchline.journeys.question import P, Question, QuestionError

S = TypeVar("S")
T = TypeVar("T")
AT_ONCE = 1 << 18
"""Touches of persons of many shards that are counted as one shard."""


class Workers(Protocol):
    """Who does the work: threads of this process, or others that have opened the same index."""

    def each(self, work: Callable[[Index, S], T], items: Sequence[S], /) -> list[T]:
        """What ``work`` makes of the index and each item, in the order of the items.

        Functions and items travel, so they are small: a place in the index, a question, a person's group.
        """
        ...

    def here(self, work: Callable[[S], T], items: Sequence[S], /) -> list[T]:
        """What ``work`` makes of each item, in this process."""
        ...

    def total(self, work: Callable[[Index, S], P], items: Sequence[S], /) -> P:
        """What ``work`` makes of the index and each item, added up; there is at least one."""
        ...


class Threads:
    """Threads of this process; one is the thread that asks."""

    def __init__(self, index: Index, pool: ThreadPoolExecutor | None) -> None:
        self._index, self._pool = index, pool

    def each(self, work: Callable[[Index, S], T], items: Sequence[S]) -> list[T]:
        """As ``Workers`` says."""
        return self.here(lambda item: work(self._index, item), items)

    def here(self, work: Callable[[S], T], items: Sequence[S]) -> list[T]:
        """As ``Workers`` says."""
        if self._pool is None or len(items) < 2:
            return [work(item) for item in items]
        return list(self._pool.map(work, items))

    def total(self, work: Callable[[Index, S], P], items: Sequence[S]) -> P:
        """As ``Workers`` says; what was made is added up as it comes, so that few are held at a time."""
        pile: Pile[P] = Pile()
        self.here(lambda item: pile.add(work(self._index, item)), items)
        return pile.whole()


class Pile(Generic[P]):
    """Partials added up as they come: at most one of each 1, 2, 4, 8 … items waits for another."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: dict[int, P] = {}

    @property
    def waiting(self) -> int:
        """How many sums wait for another one."""
        return len(self._waiting)

    def add(self, part: P) -> None:
        """Add what one item gave. Any thread may."""
        rank = 0
        while True:
            with self._lock:
                other = self._waiting.pop(rank, None)
                if other is None:
                    self._waiting[rank] = part
                    return
            part, rank = other + part, rank + 1

    def whole(self) -> P:
        """The sum of all; the small ones first."""
        return reduce(
            lambda one, more: more + one,
            (part for _, part in sorted(self._waiting.items(), key=itemgetter(0))),
        )


@contextmanager
def in_threads(index: Index, count: int) -> Iterator[Workers]:
    """So many threads to share work out to."""
    if count <= 1:
        yield Threads(index, None)
        return
    with ThreadPoolExecutor(count, thread_name_prefix="question") as pool:
        yield Threads(index, pool)


def add_up(partials: list[P], workers: Workers) -> P:
    """All partials added up, neighbours first, so that large ones are not carried through every step."""
    while len(partials) > 1:
        pairs = list(zip(partials[::2], partials[1::2], strict=False))
        partials = workers.here(lambda pair: pair[0] + pair[1], pairs) + partials[2 * len(pairs) :]
    return partials[0]


def of_everybody(index: Index, question: Question[P, Any], workers: Workers) -> P:
    """The sums over everybody, as one group.

    They are what the base holds, and what each run changes of it: what the run holds less what the levels
    below hold of the same persons. Each level is counted once while it is open. Where a level cannot be
    counted for what does not count any more, such as wrong amounts that were undone, only what does is.
    """
    try:
        return _by_levels(index, question, workers)
    except QuestionError:
        if not index.runs:
            raise
        groups = [Groups(np.where(part.counts(), 0, -1).astype(np.int16)) for part in index.parts]
        return of_groups(question, groups, workers)


def _by_levels(index: Index, question: Question[P, Any], workers: Workers) -> P:
    """The sums over everybody from those of the levels."""

    def kept(level: int, what: str, make: Callable[[], P]) -> P:
        """What was counted before, as long as nothing the answer depends on has changed."""
        of = index.runs[level - 1] if level else index
        key = (question, what, legend_key(index.legend, of.codes, question))
        known: P | None = of.kept.get(key)
        if known is None:
            known = make()
            of.kept.put(key, known)
        return known

    def held(level: int) -> P:
        places = [(level, at) for at in range(len(_shards(index, level)))]
        return workers.total(partial(_held, question), places)

    def gone(level: int) -> P:
        replaced = index.runs[level - 1].replaced
        if sum(shard.touches_of(rows) for shard, rows in replaced) <= AT_ONCE:
            return question.partial(_together(index, level), index.legend)
        places = [(level, at) for at in range(len(replaced))]
        return workers.total(partial(_replaced, question), places)

    whole = kept(0, "held", lambda: held(0))
    for level, run in enumerate(index.runs, 1):
        if run.shards:
            whole = whole + kept(level, "held", partial(held, level))
        if run.replaced:
            whole = whole - kept(level, "replaced", partial(gone, level))
    return whole


def of_groups(question: Question[P, Any], groups: Sequence[Groups], workers: Workers) -> P:
    """The sums by group. ``groups`` is one for each of ``index.parts``, and leaves out their hidden rows."""
    return workers.total(partial(_grouped, question), list(enumerate(groups)))


def _shards(index: Index, level: int) -> tuple[Shard, ...]:
    return index.runs[level - 1].shards if level else index.base


def _held(question: Question[P, Any], index: Index, place: tuple[int, int]) -> P:
    """The sums over a shard of a level."""
    level, at = place
    return question.partial(_shards(index, level)[at], index.legend)


def _replaced(question: Question[P, Any], index: Index, place: tuple[int, int]) -> P:
    """The sums over the persons of a shard whom a run covers."""
    level, at = place
    shard, rows = index.runs[level - 1].replaced[at]
    return question.partial(take(shard, rows), index.legend)


def _grouped(question: Question[P, Any], index: Index, item: tuple[int, Groups]) -> P:
    """The sums by group over a part."""
    at, groups = item
    return question.partial(index.parts[at].shard, index.legend, groups)


def _together(index: Index, level: int) -> Shard:
    """A few persons of many shards as one shard, for all questions."""
    run = index.runs[level - 1]
    known: Shard | None = run.kept.get("taken")
    if known is None:
        known = gather(run.replaced)
        run.kept.put("taken", known)
    return known
