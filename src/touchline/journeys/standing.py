"""Where touchpoints stand in journeys, as plain counts: what a proposal for a touchpoint goes by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from touchline.journeys.index import BUSINESS, ORDER, Array, Legend, Shard
from touchline.journeys.pieces import pieces


@dataclass(frozen=True)
class Standing:
    """Counts over the whole record, one per touchpoint of the legend, all int64.

    ``touches``, ``people``; ``first``: people whose first touch ever it is; ``before_order`` and
    ``after_order``: touches before and after the first order of people who ordered (the order itself
    is neither); ``orders``: touches with money received; ``business``: touches on the business's
    initiative. ``channels``: touches by touchpoint and channel of the event, a column each in the
    order of ``Legend.channels``.
    """

    touches: Array
    people: Array
    first: Array
    before_order: Array
    after_order: Array
    orders: Array
    business: Array
    channels: Array

    def __add__(self, other: Self) -> Standing:
        return Standing(*(mine + theirs for mine, theirs in zip(self._all(), other._all(), strict=True)))

    def __sub__(self, other: Self) -> Standing:
        return Standing(*(mine - theirs for mine, theirs in zip(self._all(), other._all(), strict=True)))

    def _all(self) -> tuple[Array, ...]:
        return (
            self.touches,
            self.people,
            self.first,
            self.before_order,
            self.after_order,
            self.orders,
            self.business,
            self.channels,
        )


@dataclass(frozen=True)
class Everywhere:
    """The counts as a question to the engine's ``total``."""

    def partial(self, shard: Shard, legend: Legend) -> Standing:
        """The counts of one shard."""
        return standing(shard, legend)

    def until(self, _legend: Legend) -> int:
        """The end of the record changes nothing."""
        return 0


def standing(shard: Shard, legend: Legend) -> Standing:
    """The counts of one shard; those of several add up."""
    count, channels = len(legend.touchpoints), len(legend.channels)
    shapes: list[tuple[int, ...]] = [(count,)] * 7 + [(count, channels)]
    total = Standing(*(np.zeros(shape, np.int64) for shape in shapes))
    for start, end in pieces(shard):
        total = total + _part(shard, legend, start, end)
    return total


def _part(shard: Shard, legend: Legend, start: int, end: int) -> Standing:
    count, channels = len(legend.touchpoints), len(legend.channels)
    offset = shard.offset[start : end + 1].astype(np.int64)
    code = shard.code[offset[0] : offset[-1]]
    offset = offset - offset[0]
    at = legend.code_touchpoint[code]
    person = np.repeat(np.arange(end - start), np.diff(offset))
    place = np.arange(len(code))
    order = legend.code_money[code] == ORDER
    first_order = np.full(end - start, len(code), np.int64)
    np.minimum.at(first_order, person[order], place[order])
    ordered = np.isin(person, person[order])
    met = np.unique(person * count + at) % count
    channel = legend.code_channel[code]
    named = channel >= 0
    pairs = np.bincount(at[named] * channels + channel[named], minlength=count * channels)

    def counted(which: Array) -> Array:
        return np.bincount(at[which], minlength=count).astype(np.int64)

    return Standing(
        touches=counted(np.ones(len(at), bool)),
        people=np.bincount(met, minlength=count).astype(np.int64),
        first=np.bincount(at[offset[:-1]], minlength=count).astype(np.int64),
        before_order=counted(ordered & (place < first_order[person])),
        after_order=counted(ordered & (place > first_order[person])),
        orders=counted(order),
        business=counted(legend.code_initiative[code] == BUSINESS),
        channels=pairs.reshape(count, channels).astype(np.int64),
    )
