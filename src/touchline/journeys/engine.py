"""Run a question over the shards of an index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, TypeVar

import numpy as np

from touchline.journeys.index import Array, Index, Shard
from touchline.journeys.question import P, Question, R_co, instant
from touchline.journeys.warm import warm_up

__all__ = ["People", "ask", "people", "warm_up"]

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
    """Answer a question. The number of threads and of shards changes no digit.

    Raises ``QuestionError`` when the question does not fit the legend.
    """
    with _workers(min(threads, len(index.shards))) as each:

        def count(one: Any) -> Any:
            return _sum(each(lambda shard: one.partial(shard, index.legend), index.shards), each)

        total: Callable[[Any], Any] = lru_cache(maxsize=1)(count)
        ready = prepared(index, question, total)
        counted: P = total(ready)
        return ready.finish(index.legend, counted.of_group(0))


def prepared(index: Index, question: Question[P, R_co], total: Callable[[Any], Any]) -> Question[P, R_co]:
    """The question, after whatever it has to know of the whole record first.

    A question may have ``prepare(legend, people, total)``, which answers a question of its own kind, ready to
    be counted; ``total`` sums any question over the record of so many ``people``.
    """
    prepare: Callable[..., Question[P, R_co]] | None = getattr(question, "prepare", None)
    return question if prepare is None else prepare(index.legend, index.people, total)


def people(index: Index, question: Question[Any, Any], selector: str, threads: int = 1) -> People:
    """Exactly the persons behind one number of the answer. Raises ``QuestionError``.

    A question whose people may be anywhere else than the touches that count them (who brought
    others) names their keys with a method ``select_keys``; the other selectors name rows.
    """
    elsewhere: Callable[..., Array | None] = getattr(question, "select_keys", lambda *_: None)

    def find(shard: Shard) -> Array:
        keys = elsewhere(shard, index.legend, selector)
        return shard.key[question.select(shard, index.legend, selector)] if keys is None else keys

    with _workers(min(threads, len(index.shards))) as each:
        keys = np.unique(np.concatenate(each(find, index.shards))).astype(np.int64)
    keys.setflags(write=False)
    return People(keys, len(keys), instant(index.legend.end), index.legend.generation)


class _Each(Protocol):
    """Work on every item, answers in their order."""

    def __call__(self, work: Callable[[S], T], items: Sequence[S], /) -> list[T]: ...


@contextmanager
def _workers(threads: int) -> Iterator[_Each]:
    """Threads to share work out to; one is this thread."""
    if threads <= 1:
        yield lambda work, items: [work(item) for item in items]
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="question") as pool:
        yield lambda work, items: list(pool.map(work, items))


def _sum(partials: list[P], each: _Each) -> P:
    """All partials added up, neighbours first, so that large ones are not carried through every step."""
    while len(partials) > 1:
        pairs = list(zip(partials[::2], partials[1::2], strict=False))
        partials = each(lambda pair: pair[0] + pair[1], pairs) + partials[2 * len(pairs) :]
    return partials[0]
