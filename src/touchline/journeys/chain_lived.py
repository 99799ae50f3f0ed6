"""Example journeys of a chain: whose, and touch by touch how each is aligned, through the same kernel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from touchline.journeys.chain import Chain
from touchline.journeys.chain_walk import matched
from touchline.journeys.index import Array, Index, Shard, person_hash
from touchline.journeys.question import instant

EXAMPLES = 3
MOST_TOUCHES = 200
"""Touches of an example that are listed; how many more there are is said."""


@dataclass(frozen=True)
class LivedTouch:
    """A touch of an example; ``place`` of the link it meets, from 1, or None for one that is extra."""

    time: str
    touchpoint: str
    channel: str
    place: int | None


@dataclass(frozen=True)
class Lived:
    """An example journey, from the first touch at the chain on.

    ``touches`` are the first ones, ``more`` come after. ``skipped``: places of links that are not optional
    and not met. The alignment costs ``cost``: these links and all touches that are extra.
    """

    key: int
    touches: tuple[LivedTouch, ...]
    more: int
    skipped: tuple[int, ...]
    cost: int


def examples(keys: Array, count: int = EXAMPLES) -> tuple[int, ...]:
    """So many of some persons, by a hash of their keys: the same ones as long as they are among them."""
    chosen = np.asarray(keys, np.int64)
    order = np.lexsort((chosen, person_hash(chosen)))
    return tuple(chosen[order[:count]].tolist())


def lived(index: Index, question: Chain, key: int, most: int = MOST_TOUCHES) -> Lived | None:
    """The journey of a person held against the chain; None for somebody who did not enter it."""
    found = index.find(key)
    if found is None:
        return None
    shard, row = found
    there = _cut(question, index, shard, row)
    if not len(there):
        return None
    first = int(shard.offset[row])
    links = matched(question.links, question.period, shard, index.legend, row)[there - first]
    met = {int(link) for link in links if link >= 0}
    skipped = [k for k, link in enumerate(question.links) if not link.optional and k not in met]
    return Lived(
        key,
        tuple(_touch(index, shard, *one) for one in zip(there[:most].tolist(), links.tolist(), strict=False)),
        max(0, len(there) - most),
        tuple(k + 1 for k in skipped),
        len(skipped) + int((links < 0).sum()),
    )


def _cut(question: Chain, index: Index, shard: Shard, row: int) -> Array:
    """Where the touches of a person stand that are in the period, from the first one at the chain on."""
    here = np.arange(int(shard.offset[row]), int(shard.offset[row + 1]))
    start, end = question.period.bounds
    here = here[(shard.time[here] >= start) & (shard.time[here] < end)]
    chain = [position for link in question.links for position in link.touchpoints]
    on_it = np.isin(index.legend.code_touchpoint[shard.code[here]], np.array(chain, np.int32))
    return here[int(np.argmax(on_it)) :] if on_it.any() else here[:0]


def _touch(index: Index, shard: Shard, at: int, link: int) -> LivedTouch:
    legend, code = index.legend, int(shard.code[at])
    channel = int(legend.code_channel[code])
    return LivedTouch(
        instant(int(shard.time[at])),
        legend.touchpoints[int(legend.code_touchpoint[code])],
        legend.channels[channel] if channel >= 0 else "",
        link + 1 if link >= 0 else None,
    )
