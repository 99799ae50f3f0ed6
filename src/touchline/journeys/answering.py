"""How a question is answered over the levels of an index, whoever does the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np

from touchline.journeys import audience_people
from touchline.journeys.audience import Audience
from touchline.journeys.counting import Workers, of_everybody, of_groups
from touchline.journeys.groups import EVERYBODY, LEFT_OUT, Groups
from touchline.journeys.index import Array, Index
from touchline.journeys.question import P, Question, R_co


def answer(index: Index, question: Question[P, R_co], audience: Audience | None, workers: Workers) -> R_co:
    """The answer about an audience or everybody."""
    if audience is None:
        ready, total = counted(index, question, lambda one: of_everybody(index, one, workers))
    else:
        ready, total = by_group(index, question, selected(index, audience, workers), workers)
    return ready.finish(index.legend, total.of_group(0))


def by_group(
    index: Index, question: Question[P, R_co], groups: Sequence[Groups], workers: Workers
) -> tuple[Question[P, R_co], P]:
    """The question ready to be finished, and its sums by group."""
    return counted(index, question, lambda one: of_groups(one, groups, workers))


def counted(
    index: Index, question: Question[P, R_co], count: Callable[[Any], Any]
) -> tuple[Question[P, R_co], P]:
    """The question, after whatever it has to know of the whole record first, and its sums.

    A question may have ``prepare(legend, people, total)``, which answers a question of its own kind, ready to
    be counted; ``total`` sums any question over the record of so many ``people``, as ``count`` does.
    """
    total: Callable[[Any], Any] = lru_cache(maxsize=1)(count)
    prepare: Callable[..., Question[P, R_co]] | None = getattr(question, "prepare", None)
    ready = question if prepare is None else prepare(index.legend, index.people, total)
    return (ready, total(ready))


def selected(index: Index, audience: Audience | None, workers: Workers) -> list[Groups]:
    """The audience, or everybody who counts, of each part as group 0."""
    if audience is None:
        return [only(part.counts()) if len(part.hidden) else EVERYBODY for part in index.parts]
    return [only(chosen) for chosen in flags_of(index, audience, workers)]


def only(chosen: Array) -> Groups:
    """Those chosen as group 0, all others left out."""
    return Groups(np.where(chosen, 0, LEFT_OUT).astype(np.int16))


def flags_of(index: Index, audience: Audience | None, workers: Workers) -> list[Array]:
    """Who is in an audience, part by part; everybody who counts for none."""
    if audience is None:
        return [part.counts() for part in index.parts]
    bringers = audience_people.bringers_of(index, [audience])
    return workers.each(partial(_in_audience, audience, bringers), range(len(index.parts)))


def _in_audience(audience: Audience, bringers: Array, index: Index, at: int) -> Array:
    part = index.parts[at]
    chosen = audience_people.select(part.shard, index.legend, audience, bringers)
    return np.asarray(chosen & part.counts()) if len(part.hidden) else chosen
