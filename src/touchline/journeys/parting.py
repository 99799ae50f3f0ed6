"""An answer in parts: broken down by values, or two held against each other."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from touchline.journeys import breakdown
from touchline.journeys.answering import answer, by_group, flags_of, only
from touchline.journeys.counting import Workers, add_up
from touchline.journeys.difference import differences
from touchline.journeys.groups import Groups
from touchline.journeys.index import Array, Index
from touchline.journeys.options import FIRST, SECOND, Options, Parts
from touchline.journeys.options import Part as PartOf
from touchline.journeys.question import P, Period, Question, QuestionError, R_co


def answer_parts(
    index: Index, question: Question[P, R_co], options: Options, workers: Workers
) -> Parts[R_co]:
    """As ``ask_parts``, the work done by ``workers``."""
    if options.by is not None:
        return _broken_down(index, question, options, workers)
    if isinstance(options.against, Period):
        return _two_periods(index, question, options, workers)
    return _two_audiences(index, question, options, workers)


def _broken_down(
    index: Index, question: Question[P, R_co], options: Options, workers: Workers
) -> Parts[R_co]:
    groups, slots = by_value(index, question, options, workers)
    ready, total = by_group(index, question, groups, workers)
    sums = [total.of_group(at) for at in range(len(slots))]
    results = workers.here(lambda one: ready.finish(index.legend, one), sums)
    whole = ready.finish(index.legend, add_up(sums, workers).of_group(0))
    parts = zip(slots, results, strict=True)
    return Parts(
        options,
        tuple(PartOf(slot.key, slot.value, slot.people, slot.values, result) for slot, result in parts),
        whole,
    )


def by_value(
    index: Index, question: Question[Any, Any], options: Options, workers: Workers
) -> tuple[list[Groups], tuple[breakdown.Slot, ...]]:
    """The part of each person, shard by shard, and the parts."""
    by = options.by
    assert by is not None
    chosen = flags_of(index, options.audience, workers)
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
    flags = flags_of(index, options.audience, workers) if options.audience else []
    count = sum(int(one.sum()) for one in flags) if options.audience else index.people
    first, second = (
        answer(index, asked, options.audience, workers)
        for asked in (question, in_period(question, options.against))
    )
    parts = (PartOf(FIRST, None, count, 0, first), PartOf(SECOND, None, count, 0, second))
    return Parts(options, parts, None, tuple(differences(first, second, dependent=True)))


def _two_audiences(
    index: Index, question: Question[P, R_co], options: Options, workers: Workers
) -> Parts[R_co]:
    both = both_flags(index, options, workers)
    flags = list(zip(*both, strict=True))
    first, second = (
        _finished(index, *by_group(index, question, [only(one) for one in chosen], workers))
        for chosen in both
    )
    counts = [sum(int(pair[at].sum()) for pair in flags) for at in range(2)]
    parts = (PartOf(FIRST, None, counts[0], 0, first), PartOf(SECOND, None, counts[1], 0, second))
    in_both = sum(int((one & two).sum()) for one, two in flags)
    return Parts(options, parts, None, tuple(differences(first, second, dependent=False)), in_both)


def _finished(index: Index, ready: Question[P, R_co], total: P) -> R_co:
    return ready.finish(index.legend, total.of_group(0))


def both_flags(index: Index, options: Options, workers: Workers) -> tuple[list[Array], list[Array]]:
    """Who is in each of two audiences, part by part."""
    first = flags_of(index, options.audience, workers)
    against = options.against
    if against is None or isinstance(against, str | Period):
        return first, [part.counts() & ~one for part, one in zip(index.parts, first, strict=True)]
    return first, flags_of(index, against, workers)


def in_period(question: Question[P, R_co], period: Period) -> Question[P, R_co]:
    """The same about another period. Raises ``QuestionError`` where a question has none."""
    if not hasattr(question, "period"):
        raise QuestionError("This question has no period, so there are no two to compare.")
    changed: Any = replace(question, period=period)  # type: ignore[type-var]
    return changed  # type: ignore[no-any-return]
