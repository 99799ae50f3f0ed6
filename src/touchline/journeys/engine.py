"""Run a question over the shards of an index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

import numpy as np

from touchline.journeys import audience_people, breakdown
from touchline.journeys.audience import Audience
from touchline.journeys.difference import differences
from touchline.journeys.groups import EVERYBODY, LEFT_OUT, Groups
from touchline.journeys.index import Array, Index
from touchline.journeys.options import FIRST, NO_OPTIONS, SECOND, Options, Part, Parts
from touchline.journeys.question import P, Period, Question, QuestionError, R_co, instant
from touchline.journeys.warm import warm_up

__all__ = ["People", "ask", "ask_parts", "people", "warm_up"]

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


def ask(
    index: Index, question: Question[P, R_co], threads: int = 1, audience: Audience | None = None
) -> R_co:
    """Answer a question, about an audience or everybody. Neither threads nor shards change a digit.

    Raises ``QuestionError`` when the question or the audience does not fit the legend.
    """
    with _workers(min(threads, len(index.shards))) as each:
        chosen = _selected(index, audience, each)
        return question.finish(index.legend, _total(index, question, chosen, each).of_group(0))


def ask_parts(index: Index, question: Question[P, R_co], options: Options, threads: int = 1) -> Parts[R_co]:
    """Answer a question by the values of something, or hold two answers against each other.

    ``options`` have a breakdown or a comparison. Raises ``QuestionError`` when something does not fit.
    """
    with _workers(min(threads, len(index.shards))) as each:
        if options.by is not None:
            return _broken_down(index, question, options, each)
        if isinstance(options.against, Period):
            return _two_periods(index, question, options, each)
        return _two_audiences(index, question, options, each)


def people(
    index: Index,
    question: Question[Any, Any],
    selector: str,
    threads: int = 1,
    options: Options = NO_OPTIONS,
    part: str = "",
) -> People:
    """Exactly the persons behind one number of the answer, or of a ``part`` of it. Raises ``QuestionError``.

    A question whose people may be anywhere else than the touches that count them (who brought
    others) names their keys with a method ``select_keys``; the other selectors name rows.
    """
    elsewhere: Callable[..., Array | None] = getattr(question, "select_keys", lambda *_: None)
    with _workers(min(threads, len(index.shards))) as each:
        if isinstance(options.against, Period) and part == SECOND:
            question = _in_period(question, options.against)
        chosen = _in_part(index, question, options, part, each)

        def find(at: int) -> Array:
            shard, groups = index.shards[at], chosen[at]
            keys = elsewhere(shard, index.legend, selector, groups)
            if keys is not None:
                return keys
            rows = question.select(shard, index.legend, selector)
            return np.asarray(shard.key[rows[groups.of[rows] >= 0] if len(groups.of) else rows])

        keys = np.unique(np.concatenate(each(find, range(len(index.shards))))).astype(np.int64)
    keys.setflags(write=False)
    return People(keys, len(keys), instant(index.legend.end), index.legend.generation)


def _selected(index: Index, audience: Audience | None, each: _Each) -> list[Groups]:
    """The audience of each shard as group 0."""
    if audience is None:
        return [EVERYBODY] * len(index.shards)
    return [
        Groups(np.where(chosen, 0, LEFT_OUT).astype(np.int16)) for chosen in _flags(index, audience, each)
    ]


def _flags(index: Index, audience: Audience | None, each: _Each) -> list[Array]:
    """Who is in an audience, shard by shard; everybody for none."""
    if audience is None:
        return [np.ones(shard.people, bool) for shard in index.shards]
    bringers = audience_people.bringers_of(index, [audience])
    return each(lambda shard: audience_people.select(shard, index.legend, audience, bringers), index.shards)


def _total(index: Index, question: Question[P, Any], groups: Sequence[Groups], each: _Each) -> P:
    """The sums of all shards, by group."""
    pairs = list(zip(index.shards, groups, strict=True))
    return _sum(each(lambda pair: question.partial(pair[0], index.legend, pair[1]), pairs), each)


def _broken_down(index: Index, question: Question[P, R_co], options: Options, each: _Each) -> Parts[R_co]:
    groups, slots = _by_value(index, question, options, each)
    total = _total(index, question, groups, each)
    sums = [total.of_group(at) for at in range(len(slots))]
    finished = [question.finish(index.legend, one) for one in sums]
    whole = question.finish(index.legend, _sum(sums, each).of_group(0))
    parts = zip(slots, finished, strict=True)
    return Parts(
        options,
        tuple(Part(slot.key, slot.value, slot.people, slot.values, result) for slot, result in parts),
        whole,
    )


def _by_value(
    index: Index, question: Question[Any, Any], options: Options, each: _Each
) -> tuple[list[Groups], tuple[breakdown.Slot, ...]]:
    """The part of each person, shard by shard, and the parts."""
    by = options.by
    assert by is not None
    flags = _flags(index, options.audience, each) if options.audience else [None] * len(index.shards)
    period = getattr(question, "period", Period())
    places = each(lambda shard: breakdown.places(shard, index.legend, by, period), index.shards)
    values = breakdown.values(index.legend, by)
    both = list(zip(places, flags, strict=True))
    counts = each(lambda pair: breakdown.counted(*pair, len(values)), both)
    split = breakdown.split(values, np.sum(counts, axis=0))
    return each(lambda pair: breakdown.grouped(*pair, split), both), split.slots


def _two_periods(index: Index, question: Question[P, R_co], options: Options, each: _Each) -> Parts[R_co]:
    assert isinstance(options.against, Period)
    groups = _selected(index, options.audience, each)
    count = sum(
        int((one.of == 0).sum()) if options.audience else shard.people
        for one, shard in zip(groups, index.shards, strict=True)
    )
    first, second = (
        asked.finish(index.legend, _total(index, asked, groups, each).of_group(0))
        for asked in (question, _in_period(question, options.against))
    )
    parts = (Part(FIRST, None, count, 0, first), Part(SECOND, None, count, 0, second))
    return Parts(options, parts, None, tuple(differences(first, second, dependent=True)))


def _two_audiences(index: Index, question: Question[P, R_co], options: Options, each: _Each) -> Parts[R_co]:
    flags = list(zip(*_both_flags(index, options, each), strict=True))
    groups = [Groups(_of_two(one, two), 3) for one, two in flags]
    total = _total(index, question, groups, each)
    only_first, only_second, both = (total.of_group(at) for at in range(3))
    first = question.finish(index.legend, (only_first + both).of_group(0))
    second = question.finish(index.legend, (only_second + both).of_group(0))
    counts = [sum(int(pair[at].sum()) for pair in flags) for at in range(2)]
    parts = (Part(FIRST, None, counts[0], 0, first), Part(SECOND, None, counts[1], 0, second))
    in_both = sum(int((one & two).sum()) for one, two in flags)
    return Parts(options, parts, None, tuple(differences(first, second, dependent=False)), in_both)


def _of_two(first: Array, second: Array) -> Array:
    """Group 0: only in the first, 1: only in the second, 2: in both."""
    of = np.full(len(first), LEFT_OUT, np.int16)
    of[first], of[second], of[first & second] = 0, 1, 2
    return of


def _both_flags(index: Index, options: Options, each: _Each) -> tuple[list[Array], list[Array]]:
    first = _flags(index, options.audience, each)
    against = options.against
    if against is None or isinstance(against, str | Period):
        return first, [~one for one in first]
    return first, _flags(index, against, each)


def _in_part(
    index: Index, question: Question[Any, Any], options: Options, part: str, each: _Each
) -> list[Groups]:
    """The persons of a part as group 0."""
    if options.by is not None and part:
        groups, slots = _by_value(index, question, options, each)
        keys = [slot.key for slot in slots]
        if part not in keys:
            raise QuestionError(f"There is no part {part!r}. These are there: {', '.join(keys)}.")
        at = keys.index(part)
        return [Groups(np.where(one.of == at, 0, LEFT_OUT).astype(np.int16)) for one in groups]
    if options.against is not None and part not in (FIRST, SECOND):
        raise QuestionError("A comparison has two parts: say which number is meant with part 1 or 2.")
    if options.against is None and part:
        raise QuestionError(f"This answer has no parts, and none called {part!r}.")
    if isinstance(options.against, Period) or options.against is None:
        return _selected(index, options.audience, each)
    chosen = _both_flags(index, options, each)[0 if part == FIRST else 1]
    return [Groups(np.where(one, 0, LEFT_OUT).astype(np.int16)) for one in chosen]


def _in_period(question: Question[P, R_co], period: Period) -> Question[P, R_co]:
    if not hasattr(question, "period"):
        raise QuestionError("This question has no period, so there are no two to compare.")
    changed: Any = replace(question, period=period)  # type: ignore[type-var]
    return changed  # type: ignore[no-any-return]


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
