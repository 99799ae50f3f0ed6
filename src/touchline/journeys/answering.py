"""How a question is answered over the levels of an index, whoever does the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np

from touchline.journeys import audience_people, breakdown
from touchline.journeys.audience import Audience
from touchline.journeys.copying import take
from touchline.journeys.counting import Workers, add_up, of_everybody, of_groups
from touchline.journeys.difference import differences
from touchline.journeys.groups import EVERYBODY, LEFT_OUT, Groups
from touchline.journeys.index import Array, Index
from touchline.journeys.options import FIRST, SECOND, Options, Parts
from touchline.journeys.options import Part as PartOf
from touchline.journeys.question import P, Period, Question, QuestionError, R_co, instant


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


def answer(index: Index, question: Question[P, R_co], audience: Audience | None, workers: Workers) -> R_co:
    """The answer about an audience or everybody."""
    if audience is None:
        return _of_each(index, question, lambda one: of_everybody(index, one, workers), 1)[0]
    return _of_parts(index, question, _selected(index, audience, workers), workers)[0]


def prepared(index: Index, question: Question[P, R_co], total: Callable[[Any], Any]) -> Question[P, R_co]:
    """The question, after whatever it has to know of the whole record first.

    A question may have ``prepare(legend, people, total)``, which answers a question of its own kind, ready to
    be counted; ``total`` sums any question over the record of so many ``people``.
    """
    prepare: Callable[..., Question[P, R_co]] | None = getattr(question, "prepare", None)
    return question if prepare is None else prepare(index.legend, index.people, total)


def _of_parts(
    index: Index, question: Question[P, R_co], groups: Sequence[Groups], workers: Workers
) -> list[R_co]:
    """The answer of each group."""
    return _of_each(index, question, lambda one: of_groups(one, groups, workers), groups[0].count)


def _of_each(
    index: Index, question: Question[P, R_co], count: Callable[[Any], Any], groups: int
) -> list[R_co]:
    total: Callable[[Any], Any] = lru_cache(maxsize=1)(count)
    ready = prepared(index, question, total)
    sums: P = total(ready)
    return [ready.finish(index.legend, sums.of_group(at)) for at in range(groups)]


def _selected(index: Index, audience: Audience | None, workers: Workers) -> list[Groups]:
    """The audience, or everybody who counts, of each part as group 0."""
    if audience is None:
        return [_group(part.counts()) if len(part.hidden) else EVERYBODY for part in index.parts]
    return [_group(chosen) for chosen in _flags(index, audience, workers)]


def _group(chosen: Array) -> Groups:
    return Groups(np.where(chosen, 0, LEFT_OUT).astype(np.int16))


def _flags(index: Index, audience: Audience | None, workers: Workers) -> list[Array]:
    """Who is in an audience, part by part; everybody who counts for none."""
    if audience is None:
        return [part.counts() for part in index.parts]
    bringers = audience_people.bringers_of(index, [audience])

    return workers.each(partial(_in_audience, audience, bringers), range(len(index.parts)))


def _in_audience(audience: Audience, bringers: Array, index: Index, at: int) -> Array:
    part = index.parts[at]
    chosen = audience_people.select(part.shard, index.legend, audience, bringers)
    return np.asarray(chosen & part.counts()) if len(part.hidden) else chosen


def _broken_down(
    index: Index, question: Question[P, R_co], options: Options, workers: Workers
) -> Parts[R_co]:
    groups, slots = _by_value(index, question, options, workers)
    if hasattr(question, "prepare"):
        results = _of_parts(index, question, groups, workers)
        whole = answer(index, question, options.audience, workers)
    else:
        total = of_groups(question, groups, workers)
        sums = [total.of_group(at) for at in range(len(slots))]
        results = workers.here(lambda one: question.finish(index.legend, one), sums)
        whole = question.finish(index.legend, add_up(sums, workers).of_group(0))
    parts = zip(slots, results, strict=True)
    return Parts(
        options,
        tuple(PartOf(slot.key, slot.value, slot.people, slot.values, result) for slot, result in parts),
        whole,
    )


def _by_value(
    index: Index, question: Question[Any, Any], options: Options, workers: Workers
) -> tuple[list[Groups], tuple[breakdown.Slot, ...]]:
    """The part of each person, shard by shard, and the parts."""
    by = options.by
    assert by is not None
    chosen = _flags(index, options.audience, workers)
    all_of = [options.audience is None and not len(part.hidden) for part in index.parts]
    flags = [None if everybody else one for one, everybody in zip(chosen, all_of, strict=True)]
    period = getattr(question, "period", Period())
    places = workers.each(partial(_places, by, period), range(len(index.parts)))
    values = breakdown.values(index.legend, by)
    both = list(zip(places, flags, strict=True))
    counts = workers.here(lambda pair: breakdown.counted(*pair, len(values)), both)
    split = breakdown.split(values, np.sum(counts, axis=0))
    return workers.here(lambda pair: breakdown.grouped(*pair, split), both), split.slots


def _places(by: breakdown.By, period: Period, index: Index, at: int) -> Array:
    return breakdown.places(index.parts[at].shard, index.legend, by, period)


def _two_periods(
    index: Index, question: Question[P, R_co], options: Options, workers: Workers
) -> Parts[R_co]:
    assert isinstance(options.against, Period)
    flags = _flags(index, options.audience, workers) if options.audience else []
    count = sum(int(one.sum()) for one in flags) if options.audience else index.people
    first, second = (
        answer(index, asked, options.audience, workers)
        for asked in (question, _in_period(question, options.against))
    )
    parts = (PartOf(FIRST, None, count, 0, first), PartOf(SECOND, None, count, 0, second))
    return Parts(options, parts, None, tuple(differences(first, second, dependent=True)))


def _two_audiences(
    index: Index, question: Question[P, R_co], options: Options, workers: Workers
) -> Parts[R_co]:
    both = _both_flags(index, options, workers)
    flags = list(zip(*both, strict=True))
    first, second = (
        _of_parts(index, question, [_group(one) for one in chosen], workers)[0] for chosen in both
    )
    counts = [sum(int(pair[at].sum()) for pair in flags) for at in range(2)]
    parts = (PartOf(FIRST, None, counts[0], 0, first), PartOf(SECOND, None, counts[1], 0, second))
    in_both = sum(int((one & two).sum()) for one, two in flags)
    return Parts(options, parts, None, tuple(differences(first, second, dependent=False)), in_both)


def _both_flags(index: Index, options: Options, workers: Workers) -> tuple[list[Array], list[Array]]:
    first = _flags(index, options.audience, workers)
    against = options.against
    if against is None or isinstance(against, str | Period):
        return first, [part.counts() & ~one for part, one in zip(index.parts, first, strict=True)]
    return first, _flags(index, against, workers)


def _in_part(
    index: Index, question: Question[Any, Any], options: Options, part: str, workers: Workers
) -> list[Groups]:
    """The persons of a part as group 0."""
    if options.by is not None and part:
        groups, slots = _by_value(index, question, options, workers)
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
        return _selected(index, options.audience, workers)
    chosen = _both_flags(index, options, workers)[0 if part == FIRST else 1]
    return [_group(one) for one in chosen]


def _in_period(question: Question[P, R_co], period: Period) -> Question[P, R_co]:
    if not hasattr(question, "period"):
        raise QuestionError("This question has no period, so there are no two to compare.")
    changed: Any = replace(question, period=period)  # type: ignore[type-var]
    return changed  # type: ignore[no-any-return]


def answer_parts(
    index: Index, question: Question[P, R_co], options: Options, workers: Workers
) -> Parts[R_co]:
    """As ``ask_parts``, the work done by ``workers``."""
    if options.by is not None:
        return _broken_down(index, question, options, workers)
    if isinstance(options.against, Period):
        return _two_periods(index, question, options, workers)
    return _two_audiences(index, question, options, workers)


def list_people(
    index: Index,
    question: Question[Any, Any],
    selector: str,
    options: Options,
    part: str,
    workers: Workers,
) -> People:
    """As ``people``, the work done by ``workers``."""
    if isinstance(options.against, Period) and part == SECOND:
        question = _in_period(question, options.against)
    chosen = _in_part(index, question, options, part, workers)
    found = workers.each(partial(_keys, question, selector), list(enumerate(chosen)))
    keys = np.unique(np.concatenate(found)).astype(np.int64)
    keys.setflags(write=False)
    return People(keys, len(keys), instant(index.legend.end), index.legend.generation)


def _keys(question: Question[Any, Any], selector: str, index: Index, item: tuple[int, Groups]) -> Array:
    """The keys of the persons behind a number in a part of the index, of those in a group.

    A question whose people may be anywhere else than the touches that count them (who brought
    others) names their keys with a method ``select_keys``; the other selectors name rows.
    """
    at, groups = item
    shard = index.parts[at].shard
    elsewhere: Callable[..., Array | None] = getattr(question, "select_keys", lambda *_: None)
    keys = elsewhere(shard, index.legend, selector, groups)
    if keys is not None:
        return keys
    try:
        rows = question.select(shard, index.legend, selector)
    except QuestionError:  # it may be about others in the shard, such as too much money of theirs
        if not len(groups.of):
            raise
        wanted = np.flatnonzero(groups.of >= 0)
        rows = wanted[question.select(take(shard, wanted), index.legend, selector)]
    return np.asarray(shard.key[rows[groups.of[rows] >= 0] if len(groups.of) else rows])
