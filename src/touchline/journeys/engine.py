"""Run a question over the levels of an index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from touchline.journeys.copying import take
from touchline.journeys.index import Array, Index, Legend, Part, Replaced, Shard
from touchline.journeys.kept import Kept
from touchline.journeys.legend_key import legend_key
from touchline.journeys.question import P, Question, R_co, instant
from touchline.journeys.warm import warm_up

__all__ = ["People", "ask", "people", "total", "warm_up"]

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True)
class People:
    """The persons behind a number: ``keys`` are their stable keys, int64 ascending, ``count`` of them."""

    keys: Array
    count: int
    as_of: str
    generation: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON, with keys for people."""
        return {
            "people": self.keys.tolist(),
            "count": self.count,
            "as_of": self.as_of,
            "generation": self.generation,
        }


def ask(index: Index, question: Question[P, R_co], threads: int = 1) -> R_co:
    """Answer a question. The number of threads, of shards and of levels changes no digit.

    Raises ``QuestionError`` when the question does not fit the legend.
    """
    ready = prepared(index, question, lambda one: total(index, one, threads))
    return ready.finish(index.legend, total(index, ready, threads).of_group(0))


def prepared(index: Index, question: Question[P, R_co], total: Callable[[Any], Any]) -> Question[P, R_co]:
    """The question, after whatever it has to know of the whole record first.

    A question may have ``prepare(legend, people, total)``, which answers a question of its own kind, ready to
    be counted; ``total`` sums any question over the record of so many ``people``.
    """
    prepare: Callable[..., Question[P, R_co]] | None = getattr(question, "prepare", None)
    return question if prepare is None else prepare(index.legend, index.people, total)


def total(index: Index, question: Question[P, Any], threads: int = 1) -> P:
    """The sums over everybody, before they become an answer.

    They are what the base holds, and what each run changes of it: what the run holds less what the levels
    below hold of the same persons. Each level is counted once while it is open.
    """
    with _workers(threads) as each:
        count = _Count(index.legend, question, each)
        whole = count.kept(index.kept, "held", index.codes, partial(count.over, index.base))
        for run in index.runs:
            whole = whole + count.kept(run.kept, "held", run.codes, partial(count.over, run.shards))
            if run.replaced:
                gone = count.kept(run.kept, "replaced", run.codes, partial(count.taken, run.replaced))
                whole = whole - gone
        return whole


class _Count(Generic[P]):
    """Counts shards for one question."""

    def __init__(self, legend: Legend, question: Question[P, Any], each: _Each) -> None:
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
        return _sum(self._each(lambda shard: self._question.partial(shard, self._legend), shards), self._each)

    def taken(self, parts: Sequence[Replaced]) -> P:
        """The sums over some persons of some shards."""

        def work(part: Replaced) -> P:
            return self._question.partial(take(part.shard, part.rows), self._legend)

        return _sum(self._each(work, parts), self._each)


def people(index: Index, question: Question[Any, Any], selector: str, threads: int = 1) -> People:
    """Exactly the persons behind one number of the answer. Raises ``QuestionError``.

    A question whose people may be anywhere else than the touches that count them (who brought
    others) names their keys with a method ``select_keys``; the other selectors name rows.
    """
    elsewhere: Callable[..., Array | None] = getattr(question, "select_keys", lambda *_: None)

    def find(part: Part) -> Array:
        keys = elsewhere(_without(part), index.legend, selector)
        if keys is not None:
            return keys
        rows = question.select(part.shard, index.legend, selector)
        if len(part.hidden):
            rows = np.setdiff1d(rows, part.hidden, assume_unique=True)
        return np.asarray(part.shard.key[rows])

    with _workers(min(threads, len(index.parts))) as each:
        keys = np.unique(np.concatenate(each(find, index.parts))).astype(np.int64)
    keys.setflags(write=False)
    return People(keys, len(keys), instant(index.legend.end), index.legend.generation)


def _without(part: Part) -> Shard:
    """The shard as if nobody had brought the persons in it who do not count."""
    shard, hidden = part
    if not len(hidden) or not len(shard.brought):
        return shard
    kept = ~np.isin(shard.brought, hidden)
    names = ("brought", "brought_by", "brought_as", "brought_depth")
    return replace(shard, **{name: getattr(shard, name)[kept] for name in names})


class _Each(Protocol):
    """Work on every item, answers in their order."""

    def __call__(self, work: Callable[[S], T], items: Sequence[S], /) -> list[T]: ...


@contextmanager
def _workers(threads: int) -> Iterator[_Each]:
    """Threads to share work out to, begun when there is more than one piece; one is this thread."""
    if threads <= 1:
        yield lambda work, items: [work(item) for item in items]
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="question") as pool:
        yield lambda work, items: list(pool.map(work, items)) if len(items) > 1 else [work(items[0])]


def _sum(partials: list[P], each: _Each) -> P:
    """All partials added up, neighbours first, so that large ones are not carried through every step."""
    while len(partials) > 1:
        pairs = list(zip(partials[::2], partials[1::2], strict=False))
        partials = each(lambda pair: pair[0] + pair[1], pairs) + partials[2 * len(pairs) :]
    return partials[0]
