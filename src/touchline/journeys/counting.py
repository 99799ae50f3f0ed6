"""Count an index: every level once, the work shared out over threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from touchline.journeys.copying import take
from touchline.journeys.groups import Groups
from touchline.journeys.index import Index, Legend, Replaced, Shard
from touchline.journeys.kept import Kept
from touchline.journeys.legend_key import legend_key
from touchline.journeys.question import P, Question

S = TypeVar("S")
T = TypeVar("T")


class Each(Protocol):
    """Work shared out, answers in the order of the items."""

    def __call__(self, work: Callable[[S], T], items: Sequence[S], /) -> list[T]:
        """What ``work`` makes of each item."""
        ...


@contextmanager
def workers(threads: int) -> Iterator[Each]:
    """Threads to share work out to, begun when there is more than one piece; one is this thread."""
    if threads <= 1:
        yield lambda work, items: [work(item) for item in items]
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="question") as pool:
        yield lambda work, items: list(pool.map(work, items)) if len(items) > 1 else [work(items[0])]


def add_up(partials: list[P], each: Each) -> P:
    """All partials added up, neighbours first, so that large ones are not carried through every step."""
    while len(partials) > 1:
        pairs = list(zip(partials[::2], partials[1::2], strict=False))
        partials = each(lambda pair: pair[0] + pair[1], pairs) + partials[2 * len(pairs) :]
    return partials[0]


def of_everybody(index: Index, question: Question[P, Any], each: Each) -> P:
    """The sums over everybody, as one group.

    They are what the base holds, and what each run changes of it: what the run holds less what the levels
    below hold of the same persons. Each level is counted once while it is open.
    """
    count = _Count(index.legend, question, each)
    whole = count.kept(index.kept, "held", index.codes, partial(count.over, index.base))
    for run in index.runs:
        whole = whole + count.kept(run.kept, "held", run.codes, partial(count.over, run.shards))
        if run.replaced:
            gone = count.kept(run.kept, "replaced", run.codes, partial(count.taken, run.replaced))
            whole = whole - gone
    return whole


def of_groups(index: Index, question: Question[P, Any], groups: Sequence[Groups], each: Each) -> P:
    """The sums by group. ``groups`` is one for each of ``index.parts``, and leaves out their hidden rows."""
    pairs = [(part.shard, of) for part, of in zip(index.parts, groups, strict=True)]
    return add_up(each(lambda pair: question.partial(pair[0], index.legend, pair[1]), pairs), each)


class _Count(Generic[P]):
    """Counts shards for one question."""

    def __init__(self, legend: Legend, question: Question[P, Any], each: Each) -> None:
        self._legend, self._question, self._each = legend, question, each

    def kept(self, kept: Kept, what: str, codes: int, make: Callable[[], P]) -> P:
        """What was counted before, as long as nothing the answer depends on has changed."""
        key = (self._question, what, legend_key(self._legend, codes, self._question))
        known: P | None = kept.get(key)
        if known is None:
            known = make()
            kept.put(key, known)
        return known

    def over(self, shards: Sequence[Shard]) -> P:
        """The sums over some shards."""
        return add_up(
            self._each(lambda shard: self._question.partial(shard, self._legend), shards), self._each
        )

    def taken(self, parts: Sequence[Replaced]) -> P:
        """The sums over some persons of some shards."""

        def work(part: Replaced) -> P:
            return self._question.partial(take(part.shard, part.rows), self._legend)

        return add_up(self._each(work, parts), self._each)
