"""Which days need a rate: orders and refunds whose money is left out, by currency and day.

A partial holds one row a currency and day that has any, so it stays small and adds up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

import numpy as np

from touchline.journeys import selectors
from touchline.journeys.export import Exported, Row
from touchline.journeys.groups import EVERYBODY, Groups
from touchline.journeys.index import ORDER, Array, Legend, Shard
from touchline.journeys.money import money_of
from touchline.journeys.orders_answer import amount
from touchline.journeys.question import instant
from touchline.journeys.sums import Sums
from touchline.journeys.units import label

DAYS = 1 << 20
"""More than there are days, before and after 1970."""
CURRENCIES = 1 << 16
"""As many as there may be."""
GROUP = CURRENCIES * 2 * DAYS


@dataclass(frozen=True)
class Gap(Row):
    """A day without a rate: ``net`` of so many orders and refunds is left out, ``minor`` in minor units."""

    currency: str
    date: str
    orders: int
    refunds: int
    net: Decimal
    minor: int


@dataclass(frozen=True)
class GapsResult(Exported):
    """The days by currency, the earliest first."""

    ROW = Gap

    question: Gaps
    currency: str
    gaps: tuple[Gap, ...]
    as_of: str
    generation: str

    @property
    def table(self) -> tuple[Gap, ...]:
        """One row a currency and day."""
        return self.gaps

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": "rates missing",
            "currency": self.currency,
            "as_of": self.as_of,
            "generation": self.generation,
            "rows": self.rows(),
        }


@dataclass(frozen=True)
class GapsSums(Sums):
    """``key`` int64 ascending: (group * CURRENCIES + currency) * 2 * DAYS + day + DAYS.

    ``sums``: orders, refunds, minor units.
    """

    key: Array
    sums: Array

    def __add__(self, other: GapsSums) -> GapsSums:
        return _summed(np.concatenate([self.key, other.key]), np.concatenate([self.sums, other.sums]))

    def __sub__(self, other: GapsSums) -> GapsSums:
        left = self + GapsSums(other.key, -other.sums)
        there = left.sums[:, :2].any(axis=1)
        return GapsSums(left.key[there], left.sums[there])

    def of_group(self, group: int) -> GapsSums:
        """The sums of one group, which is then group 0 of one."""
        there = slice(*np.searchsorted(self.key, (group * GROUP, (group + 1) * GROUP)))
        return GapsSums(self.key[there] - group * GROUP, self.sums[there])


def _summed(key: Array, rows: Array) -> GapsSums:
    found, place = np.unique(key, return_inverse=True)
    sums = np.zeros((len(found), 3), np.int64)
    np.add.at(sums, place, rows)
    return GapsSums(found, sums)


@dataclass(frozen=True)
class Gaps:
    """Ask which days of which currencies have money and no rate."""

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> GapsSums:
        """Sums over one shard, by group."""
        money = money_of(shard, legend)
        amounts = np.flatnonzero(money.missing)
        touch = np.searchsorted(money.at, shard.money_at[amounts])
        group = np.zeros(len(touch), np.int64)
        if len(groups.of):
            group = groups.of[money.person[touch]].astype(np.int64)
            amounts, touch, group = (one[group >= 0] for one in (amounts, touch, group))
        order = money.kind[touch] == ORDER
        currency = group * CURRENCIES + shard.money_currency[amounts]
        key = currency * 2 * DAYS + money.day[touch] + DAYS
        return _summed(key, np.column_stack([order, ~order, shard.money[amounts]]).astype(np.int64))

    def until(self, _legend: Legend) -> int:
        """The end of the record changes nothing."""
        return 0

    def finish(self, legend: Legend, total: GapsSums) -> GapsResult:
        """The frozen answer."""
        gaps = []
        for key, (orders, refunds, minor) in zip(total.key.tolist(), total.sums.tolist(), strict=True):
            place, day = key // (2 * DAYS), key % (2 * DAYS) - DAYS
            digits = legend.currency_digits[place] if legend.currency_digits else 2
            name = legend.currencies[place]
            gaps.append(Gap(name, label("day", day), orders, refunds, amount(minor, digits), minor))
        found = tuple(sorted(gaps, key=lambda gap: (gap.currency, gap.date)))
        return GapsResult(self, legend.currency, found, instant(legend.end), legend.generation)

    def select(self, _shard: Shard, _legend: Legend, selector: str) -> NoReturn:
        """Nobody: the people are behind ``left_out`` of the orders."""
        raise selectors.refuse("missing rates", selector, "nobody; ask orders for left_out=USD")


@dataclass(frozen=True)
class Lacking:
    """What a currency lacks: ``days`` from ``first`` to ``last``, and what is left out on them."""

    currency: str
    days: int
    first: str
    last: str
    orders: int
    refunds: int
    net: Decimal


def by_currency(gaps: tuple[Gap, ...]) -> tuple[Lacking, ...]:
    """The gaps of each currency in one line, by code."""
    found: dict[str, list[Gap]] = {}
    for gap in gaps:
        found.setdefault(gap.currency, []).append(gap)
    return tuple(
        Lacking(
            currency,
            len(days),
            days[0].date,
            days[-1].date,
            sum(day.orders for day in days),
            sum(day.refunds for day in days),
            sum((day.net for day in days), Decimal(0)),
        )
        for currency, days in found.items()
    )
