"""Run a question over the shards of an index."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from touchline.journeys.index import Array, Index, Shard
from touchline.journeys.question import P, Question, R_co, instant
from touchline.journeys.warm import warm_up

__all__ = ["People", "ask", "people", "warm_up"]

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
    partials = _each(index, lambda shard: question.partial(shard, index.legend), threads)
    return question.finish(index.legend, _sum(partials))


def people(index: Index, question: Question[Any, Any], selector: str, threads: int = 1) -> People:
    """Exactly the persons behind one number of the answer. Raises ``QuestionError``.

    A question whose people may be anywhere else than the touches that count them (who brought
    others) names their keys with a method ``select_keys``; the other selectors name rows.
    """
    elsewhere: Callable[..., Array | None] = getattr(question, "select_keys", lambda *_: None)

    def find(shard: Shard) -> Array:
        keys = elsewhere(shard, index.legend, selector)
        return shard.key[question.select(shard, index.legend, selector)] if keys is None else keys

    keys = np.unique(np.concatenate(_each(index, find, threads))).astype(np.int64)
    keys.setflags(write=False)
    return People(keys, len(keys), instant(index.legend.end), index.legend.generation)


def _sum(partials: list[P]) -> P:
    """All partials added up, neighbours first, so that large ones are not carried through every step."""
    while len(partials) > 1:
        pairs = zip(partials[::2], partials[1::2], strict=False)
        partials = [one + other for one, other in pairs] + partials[len(partials) - len(partials) % 2 :]
    return partials[0]


def _each(index: Index, work: Callable[[Shard], T], threads: int) -> list[T]:
    """The work on every shard, in the order of the shards."""
    threads = min(threads, len(index.shards))
    if threads <= 1:
        return [work(shard) for shard in index.shards]
    with ThreadPoolExecutor(threads, thread_name_prefix="question") as pool:
        return list(pool.map(work, index.shards))
