"""Answers from the newest generation of the index, or from the one a link names."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from django.conf import settings

from touchline.journeys import answering, parting, warm
from touchline.journeys.audience import Audience
from touchline.journeys.counting import Workers, in_threads
from touchline.journeys.index import Index, Legend, Scheme
from touchline.journeys.listing import People, list_people
from touchline.journeys.options import NO_OPTIONS, Options, Parts
from touchline.journeys.question import Question
from touchline.lake.generations import Generations
from touchline.people.persons import labels
from touchline.touchpoints.schemes import SCHEMES

T = TypeVar("T")


class _Recent:
    """The most recent few values by key; one thread makes each."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._making: dict[Hashable, Lock] = {}
        self._values: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                value: T = self._values[key]
                return value
            turn = self._making.setdefault(key, Lock())
        with turn:
            with self._lock:
                if key in self._values:
                    made: T = self._values[key]
                    return made
            made = make()
            with self._lock:
                self._values[key] = made
                self._making.pop(key, None)
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
            return made

    def drop(self, gone: Callable[[Any], bool]) -> None:
        """Let go of the values whose key is ``gone``."""
        with self._lock:
            for key in [key for key in self._values if gone(key)]:
                del self._values[key]

    def keys(self) -> list[Any]:
        """The keys of the values held."""
        with self._lock:
            return list(self._values)


_indexes = _Recent(2)
_results = _Recent(200)
_people = _Recent(20)


def generations() -> Generations:
    """The generations of this workspace."""
    return Generations(settings.TOUCHLINE.index)


def open_index(generation: str | None = None) -> Index:
    """The index of a generation, else of the newest one. Raises ``GenerationGone``."""
    here = generations()
    _let_go()
    name = generation or here.current()
    if name is None:
        return _nothing_yet()
    return _indexes.get((str(settings.TOUCHLINE.index), name), lambda: here.open(name))


def _let_go() -> None:
    """Let go of generations that an erasure swept, and of every answer that was counted from them."""
    index = str(settings.TOUCHLINE.index)
    here = generations()
    gone = {name for home, name in _indexes.keys() if home == index and not here.exists(name)}  # noqa: SIM118
    if gone:
        for recent in (_indexes, _results, _people):
            recent.drop(lambda key: key[0] == index and key[1] in gone)


def _nothing_yet() -> Index:
    """The index of a workspace before its first generation: nobody, and the schemes that come with it."""
    nowhere = np.zeros(0, np.int16)
    return Index(Legend(schemes={name: Scheme(name, one.stages, nowhere) for name, one in SCHEMES.items()}))


_elsewhere: ContextVar[Callable[[Index], Workers] | None] = ContextVar("elsewhere", default=None)


@contextmanager
def asking_by(workers: Callable[[Index], Workers]) -> Iterator[None]:
    """Within the block, others do the work of the answers of this thread."""
    before = _elsewhere.set(workers)
    try:
        yield
    finally:
        _elsewhere.reset(before)


@contextmanager
def _workers(index: Index) -> Iterator[Workers]:
    given = _elsewhere.get()
    if given is not None:
        yield given(index)
        return
    with in_threads(index, settings.TOUCHLINE.threads) as workers:
        yield workers


def answer(index: Index, question: Question[Any, Any], audience: Audience | None = None) -> Any:
    """The frozen result of a question; the same question on the same generation is counted once."""

    def make() -> Any:
        with _workers(index) as workers:
            return answering.answer(index, question, audience, workers)

    return _results.get(_key(index, question, audience), make)


def answer_parts(index: Index, question: Question[Any, Any], options: Options) -> Parts[Any]:
    """The frozen answers of a breakdown or a comparison, counted once."""

    def make() -> Parts[Any]:
        with _workers(index) as workers:
            return parting.answer_parts(index, question, options, workers)

    return _results.get(_key(index, question, options), make)


def behind(
    index: Index,
    question: Question[Any, Any],
    selector: str,
    options: Options = NO_OPTIONS,
    part: str = "",
) -> People:
    """Exactly the persons behind a number, or one of a part of an answer. Raises ``QuestionError``."""

    def make() -> People:
        with _workers(index) as workers:
            return list_people(index, question, selector, options, part, workers)

    return _people.get(_key(index, question, selector, options, part), make)


def _key(index: Index, *asked: Any) -> tuple[Hashable, ...]:
    return (str(settings.TOUCHLINE.index), index.legend.generation, *asked)


def cached(index: Index, what: str, make: Callable[[], T]) -> T:
    """Something counted once a generation."""
    return _results.get((str(settings.TOUCHLINE.index), index.legend.generation, what), make)


def ids_of(keys: Iterable[int]) -> list[str]:
    """The id each person is best called by, in the order of their keys given."""
    wanted = [int(key) for key in keys]
    found = labels(wanted)
    return [found.get(key, f"#{key}") for key in wanted]


def warm_up() -> None:
    """Load the kernels, compiled, before the first question."""
    warm.warm_up()
