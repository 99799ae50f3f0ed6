"""One person's journey, read from the index: every touch with its stage, channel and money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from touchline.journeys import clock
from touchline.journeys.index import BUSINESS, ORDER, REFUND, Array, Index, Legend, Scheme, Shard
from touchline.journeys.money import convert
from touchline.web.period import local

SCHEME = "hourglass"


@dataclass(frozen=True)
class Touch:
    """One touch. ``stage`` is "" where it stands nowhere; ``money`` pairs minor units with a currency."""

    when: datetime
    touchpoint: str
    channel: str
    stage: str
    by_business: bool
    order: bool
    refund: bool
    money: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Journey:
    """All touches of a person in time order, as arrays; ``touch`` makes one of them.

    ``stages`` is the stage each touch stands on in the hourglass (-1: nowhere), where repeat needs a
    second order; ``reached`` the furthest stage up to then.
    """

    legend: Legend
    shard: Shard
    begin: int
    stop: int
    stages: Array
    reached: Array
    scheme: Scheme | None

    def __len__(self) -> int:
        return self.stop - self.begin

    @property
    def kinds(self) -> Array:
        """What money each touch carries: NO_MONEY, ORDER or REFUND."""
        return np.asarray(self.legend.code_money[self.shard.code[self.begin : self.stop]])

    @property
    def orders(self) -> int:
        """How many orders the person placed."""
        return int((self.kinds == ORDER).sum())

    @property
    def refunds(self) -> int:
        """How many refunds the person got."""
        return int((self.kinds == REFUND).sum())

    @property
    def channels(self) -> int:
        """On how many channels the person was met."""
        used = self.legend.code_channel[self.shard.code[self.begin : self.stop]]
        return len(np.unique(used[used >= 0]))

    @property
    def last_order(self) -> datetime | None:
        """When the person last ordered."""
        orders = np.flatnonzero(self.kinds == ORDER)
        return self.when(int(orders[-1])) if len(orders) else None

    @property
    def silent(self) -> bool:
        """Whether the person did nothing of their own initiative for the time of silence."""
        last = self.last_own
        return last is None or last <= self.legend.end - self.legend.silence

    @property
    def last_own(self) -> int | None:
        """When the person last did something of their own initiative, in microseconds."""
        codes = self.shard.code[self.begin : self.stop]
        own = np.flatnonzero(self.legend.code_initiative[codes] != BUSINESS)
        return int(self.shard.time[self.begin + int(own[-1])]) if len(own) else None

    def money(self) -> list[tuple[int, str]]:
        """Orders less refunds, a sum a currency, in minor units."""
        low, high = np.searchsorted(self.shard.money_at, [self.begin, self.stop])
        sums: dict[str, int] = {}
        for at in range(int(low), int(high)):
            currency = self.legend.currencies[int(self.shard.money_currency[at])]
            sums[currency] = sums.get(currency, 0) + int(self.shard.money[at])
        return [(minor, currency) for currency, minor in sums.items()]

    def reported(self) -> tuple[int, list[tuple[int, str]]]:
        """Orders less refunds in the reporting currency; and what has no rate, a sum a currency."""
        low, high = np.searchsorted(self.shard.money_at, [self.begin, self.stop])
        money, currency = self.shard.money[low:high], self.shard.money_currency[low:high]
        days = clock.zone(self.legend.zone).day(np.asarray(self.shard.time[self.shard.money_at[low:high]]))
        worth, missing = convert(np.array(money), np.array(currency), days, self.legend)
        sums: dict[str, int] = {}
        for at in np.flatnonzero(missing):
            name = self.legend.currencies[int(currency[at])]
            sums[name] = sums.get(name, 0) + int(money[at])
        return int(worth.sum()), [(minor, name) for name, minor in sums.items()]

    def refunded(self) -> dict[int, list[int]]:
        """Where the refunds of each order stand, by where the order stands, places from 0."""
        low, high = np.searchsorted(self.shard.refund_at, [self.begin, self.stop])
        found: dict[int, list[int]] = {}
        for refund, order in zip(self.shard.refund_at[low:high], self.shard.refund_of[low:high], strict=True):
            found.setdefault(int(order) - self.begin, []).append(int(refund) - self.begin)
        return found

    def when(self, at: int) -> datetime:
        """The time of a touch in the business's zone."""
        return local(int(self.shard.time[self.begin + at]), self.legend)

    def stage_name(self, at: int) -> str:
        """The stage of a number in ``stages`` or ``reached``; "" for none."""
        return self.scheme.stages[at] if self.scheme and at >= 0 else ""

    def touch(self, at: int) -> Touch:
        """The touch at a place from 0."""
        legend, code = self.legend, int(self.shard.code[self.begin + at])
        channel = int(legend.code_channel[code])
        kind = int(legend.code_money[code])
        return Touch(
            when=self.when(at),
            touchpoint=legend.touchpoints[int(legend.code_touchpoint[code])],
            channel=legend.channels[channel] if channel >= 0 else "",
            stage=self.stage_name(int(self.stages[at])),
            by_business=int(legend.code_initiative[code]) == BUSINESS,
            order=kind == ORDER,
            refund=kind == REFUND,
            money=tuple(self._money_of(at)),
        )

    def _money_of(self, at: int) -> Iterator[tuple[int, str]]:
        shard, position = self.shard, self.begin + at
        low, high = np.searchsorted(shard.money_at, [position, position + 1])
        for one in range(int(low), int(high)):
            yield int(shard.money[one]), self.legend.currencies[int(shard.money_currency[one])]


def journey_of(index: Index, key: int) -> Journey | None:
    """A person's journey, or None for someone without touches."""
    found = index.find(key)
    if found is None:
        return None
    shard, row = found
    begin, stop = int(shard.offset[row]), int(shard.offset[row + 1])
    scheme = index.legend.schemes.get(SCHEME)
    stages = _stages(index.legend, scheme, np.asarray(shard.code[begin:stop]))
    reached = np.maximum.accumulate(stages) if len(stages) else stages
    return Journey(index.legend, shard, begin, stop, stages, reached, scheme)


def _stages(legend: Legend, scheme: Scheme | None, codes: Array) -> Array:
    """Where each touch stands, as the hourglass counts it over all time."""
    if scheme is None:
        return np.full(len(codes), -1, np.int64)
    places = scheme.stage_of[legend.code_touchpoint[codes]].astype(np.int64)
    if scheme.repeat_stage < 0:
        return places
    is_order = legend.code_money[codes] == ORDER
    orders = np.cumsum(is_order)
    moved = is_order & (orders > 1) & (places >= 0)
    waiting = (places == scheme.repeat_stage) & (orders < 2)
    return np.where(waiting, -1, np.where(moved, scheme.repeat_stage, places))
