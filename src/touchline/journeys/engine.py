"""Run a question over the levels of an index, about everybody or by options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from touchline.journeys import audience_people, breakdown
from touchline.journeys.audience import Audience
from touchline.journeys.counting import Each, add_up, of_everybody, of_groups, workers
from touchline.journeys.difference import differences
from touchline.journeys.groups import EVERYBODY, LEFT_OUT, Groups
from touchline.journeys.index import Array, Index, Part
from touchline.journeys.options import NO_OPTIONS, Options, Parts
from touchline.journeys.options import Part as PartOf
from touchline.journeys.question import P, Period, Question, QuestionError, R_co, instant
from touchline.journeys.warm import warm_up

__all__ = ["People", "ask", "ask_parts", "people", "total", "warm_up"]

Totals = Callable[[Any], Any]
"""Sums any question over everybody an answer is about."""
Mix = tuple[int, ...]
"""Groups whose sums are added up for an answer."""
ALONE: tuple[Mix, ...] = ((0,),)
FIRST, SECOND = "1", "2"
"""What the two parts of a comparison are called in links."""


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
    """Answer a question, about an audience or everybody. Threads, shards and levels change no digit.

    Raises ``QuestionError`` when the question or the audience does not fit the legend.
    """
    with workers(threads) as each:
        ready, total = _counted(index, question, _totals(index, audience, each))
        return ready.finish(index.legend, total.of_group(0))


def _counted(
    index: Index, question: Question[P, R_co], total: Totals, mixes: Sequence[Mix] = ALONE
) -> tuple[Question[P, R_co], P]:
    """The question as it is counted, and its sums.

    A question may first have to know something of everybody it is about: its ``prepare(legend, people,
    total, mixes)`` answers a question of its own kind that does. ``total`` sums any question; ``mixes`` are
    the groups whose sums are added up for each answer.
    """
    prepare: Callable[..., Question[P, R_co]] | None = getattr(question, "prepare", None)
    ready = question if prepare is None else prepare(index.legend, index.people, total, mixes)
    return ready, total(ready)


def total(index: Index, question: Question[P, Any], threads: int = 1) -> P:
    """The sums over everybody, before they become an answer."""
    with workers(threads) as each:
        return of_everybody(index, question, each)


def ask_parts(index: Index, question: Question[P, R_co], options: Options, threads: int = 1) -> Parts[R_co]:
    """Answer a question by the values of something, or hold two answers against each other.

    ``options`` have a breakdown or a comparison. Raises ``QuestionError`` when something does not fit.
    """
    with workers(threads) as each:
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
    with workers(threads) as each:
        if isinstance(options.against, Period) and part == SECOND:
            question = _in_period(question, options.against)
        chosen = _in_part(index, question, options, part, each)

        def find(at: int) -> Array:
            shard, groups = index.parts[at].shard, chosen[at]
            keys = elsewhere(shard, index.legend, selector, groups)
            if keys is not None:
                return keys
            rows = question.select(shard, index.legend, selector)
            return np.asarray(shard.key[rows[groups.of[rows] >= 0] if len(groups.of) else rows])

        keys = np.unique(np.concatenate(each(find, range(len(index.parts))))).astype(np.int64)
    keys.setflags(write=False)
    return People(keys, len(keys), instant(index.legend.end), index.legend.generation)


def _totals(index: Index, audience: Audience | None, each: Each) -> Totals:
    """How any question is summed over an audience or everybody, as group 0."""
    if audience is None:
        return lambda one: of_everybody(index, one, each)
    chosen = _selected(index, audience, each)
    return lambda one: of_groups(index, one, chosen, each)


def _selected(index: Index, audience: Audience | None, each: Each) -> list[Groups]:
    """The audience, or everybody who counts, of each part as group 0."""
    if audience is None:
        return [_group(part.counts()) if len(part.hidden) else EVERYBODY for part in index.parts]
    return [_group(chosen) for chosen in _flags(index, audience, each)]


def _group(chosen: Array) -> Groups:
    return Groups(np.where(chosen, 0, LEFT_OUT).astype(np.int16))


def _flags(index: Index, audience: Audience | None, each: Each) -> list[Array]:
    """Who is in an audience, part by part; everybody who counts for none."""
    if audience is None:
        return [part.counts() for part in index.parts]
    bringers = audience_people.bringers_of(index, [audience])

    def find(part: Part) -> Array:
        chosen = audience_people.select(part.shard, index.legend, audience, bringers)
        return np.asarray(chosen & part.counts()) if len(part.hidden) else chosen

    return each(find, index.parts)


def _broken_down(index: Index, question: Question[P, R_co], options: Options, each: Each) -> Parts[R_co]:
    groups, slots = _by_value(index, question, options, each)
    mixes = [*((at,) for at in range(len(slots))), tuple(range(len(slots)))]
    question, total = _counted(index, question, lambda one: of_groups(index, one, groups, each), mixes)
    sums = [total.of_group(at) for at in range(len(slots))]
    finished = [question.finish(index.legend, one) for one in sums]
    whole = question.finish(index.legend, add_up(sums, each).of_group(0))
    parts = zip(slots, finished, strict=True)
    return Parts(
        options,
        tuple(PartOf(slot.key, slot.value, slot.people, slot.values, result) for slot, result in parts),
        whole,
    )


def _by_value(
    index: Index, question: Question[Any, Any], options: Options, each: Each
) -> tuple[list[Groups], tuple[breakdown.Slot, ...]]:
    """The part of each person, shard by shard, and the parts."""
    by = options.by
    assert by is not None
    flags = _flags(index, options.audience, each)
    period = getattr(question, "period", Period())
    places = each(lambda part: breakdown.places(part.shard, index.legend, by, period), index.parts)
    values = breakdown.values(index.legend, by)
    both = list(zip(places, flags, strict=True))
    counts = each(lambda pair: np.bincount(pair[0][pair[1]], minlength=len(values)), both)
    split = breakdown.split(values, np.sum(counts, axis=0))

    def grouped(pair: tuple[Array, Array]) -> Groups:
        of = np.where(pair[1], split.slot_of[pair[0]], LEFT_OUT).astype(np.int16)
        return Groups(of, len(split.slots))

    return each(grouped, both), split.slots


def _two_periods(index: Index, question: Question[P, R_co], options: Options, each: Each) -> Parts[R_co]:
    assert isinstance(options.against, Period)
    flags = _flags(index, options.audience, each) if options.audience else []
    count = sum(int(one.sum()) for one in flags) if options.audience else index.people
    totals = _totals(index, options.audience, each)
    first, second = (
        ready.finish(index.legend, total.of_group(0))
        for ready, total in (
            _counted(index, asked, totals) for asked in (question, _in_period(question, options.against))
        )
    )
    parts = (PartOf(FIRST, None, count, 0, first), PartOf(SECOND, None, count, 0, second))
    return Parts(options, parts, None, tuple(differences(first, second, dependent=True)))


def _two_audiences(index: Index, question: Question[P, R_co], options: Options, each: Each) -> Parts[R_co]:
    flags = list(zip(*_both_flags(index, options, each), strict=True))
    groups = [Groups(_of_two(one, two), 3) for one, two in flags]
    question, total = _counted(
        index, question, lambda one: of_groups(index, one, groups, each), ((0, 2), (1, 2))
    )
    only_first, only_second, both = (total.of_group(at) for at in range(3))
    first = question.finish(index.legend, (only_first + both).of_group(0))
    second = question.finish(index.legend, (only_second + both).of_group(0))
    counts = [sum(int(pair[at].sum()) for pair in flags) for at in range(2)]
    parts = (PartOf(FIRST, None, counts[0], 0, first), PartOf(SECOND, None, counts[1], 0, second))
    in_both = sum(int((one & two).sum()) for one, two in flags)
    return Parts(options, parts, None, tuple(differences(first, second, dependent=False)), in_both)


def _of_two(first: Array, second: Array) -> Array:
    """Group 0: only in the first, 1: only in the second, 2: in both."""
    of = np.full(len(first), LEFT_OUT, np.int16)
    of[first], of[second], of[first & second] = 0, 1, 2
    return of


def _both_flags(index: Index, options: Options, each: Each) -> tuple[list[Array], list[Array]]:
    first = _flags(index, options.audience, each)
    against = options.against
    if against is None or isinstance(against, str | Period):
        return first, [part.counts() & ~one for part, one in zip(index.parts, first, strict=True)]
    return first, _flags(index, against, each)


def _in_part(
    index: Index, question: Question[Any, Any], options: Options, part: str, each: Each
) -> list[Groups]:
    """The persons of a part as group 0."""
    if options.by is not None and part:
        groups, slots = _by_value(index, question, options, each)
        keys = [slot.key for slot in slots]
        if part not in keys:
            raise QuestionError(f"There is no part {part!r}. These are there: {', '.join(keys)}.")
        at = keys.index(part)
        return [_group(one.of == at) for one in groups]
    if options.against is not None and part not in (FIRST, SECOND):
        raise QuestionError("A comparison has two parts: say which number is meant with part 1 or 2.")
    if options.against is None and part:
        raise QuestionError(f"This answer has no parts, and none called {part!r}.")
    if isinstance(options.against, Period) or options.against is None:
        return _selected(index, options.audience, each)
    chosen = _both_flags(index, options, each)[0 if part == FIRST else 1]
    return [_group(one) for one in chosen]


def _in_period(question: Question[P, R_co], period: Period) -> Question[P, R_co]:
    if not hasattr(question, "period"):
        raise QuestionError("This question has no period, so there are no two to compare.")
    changed: Any = replace(question, period=period)  # type: ignore[type-var]
    return changed  # type: ignore[no-any-return]
