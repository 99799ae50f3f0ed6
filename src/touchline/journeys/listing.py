"""The persons behind a number of an answer, or of a part of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from touchline.journeys.answering import only, selected
from touchline.journeys.copying import take
from touchline.journeys.counting import Workers
from touchline.journeys.groups import Groups
from touchline.journeys.index import Array, Index
from touchline.journeys.options import FIRST, SECOND, Options
from touchline.journeys.parting import both_flags, by_value, in_period
from touchline.journeys.question import Period, Question, QuestionError, instant


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
        question = in_period(question, options.against)
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


def _in_part(
    index: Index, question: Question[Any, Any], options: Options, part: str, workers: Workers
) -> list[Groups]:
    """The persons of a part as group 0."""
    if options.by is not None and part:
        groups, slots = by_value(index, question, options, workers)
        keys = [slot.key for slot in slots]
        if part not in keys:
            raise QuestionError(f"There is no part {part!r}. These are there: {', '.join(keys)}.")
        at = keys.index(part)
        return [only(one.of == at) for one in groups]
    if options.against is not None and part not in (FIRST, SECOND):
        raise QuestionError("A comparison has two parts: say which number is meant with part 1 or 2.")
    if options.against is None and part:
        raise QuestionError(f"This answer has no parts, and none called {part!r}.")
    if isinstance(options.against, Period) or options.against is None:
        return selected(index, options.audience, workers)
    chosen = both_flags(index, options, workers)[0 if part == FIRST else 1]
    return [only(one) for one in chosen]
