"""Orders: who ordered, how often, for how much, and what was given back.

How it counts. Per day, week or month of the business's calendar, and in total: people who ordered;
*kept*, those of them with an order that was not wholly refunded, whenever the refund came; their orders,
*new* (a person's first ever) and *repeat*; *gross*, the money of the orders; refunds and their money;
*net*, gross less refunded; net for each order, and for each person who ordered, of those whose money
counts. An order counts when it was
placed, a refund when it happened. A person counts once a row and once in total.

Money is in the reporting currency (``journeys/money.py``); what has no rate is named by currency.
Sums and averages have a 95 % jackknife interval over blocks of persons, *kept* Wilson's. Of fewer than
20 people a row says *few*.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from touchline.journeys import jackknife, selectors
from touchline.journeys.groups import EVERYBODY, Groups
from touchline.journeys.index import Array, Legend, Shard
from touchline.journeys.money import Money, left_of_orders, money_of
from touchline.journeys.orders_answer import OrdersResult, currency_rows, make_row
from touchline.journeys.overflow import countable, plus
from touchline.journeys.question import Period, QuestionError, instant
from touchline.journeys.sums import Sums
from touchline.journeys.units import BY, label, number_of, units
from touchline.journeys.words import Spoken, Word

MOST_ROWS = 3_000
"""Rows of an answer: every month there can be. Whoever asks for more is told so."""
KNOWN = (
    "people, kept, new, returning, refunded, period=2026-03, period=2026-03:new "
    "(a day or the Monday of a week for --unit day and week), currency=USD and left_out=USD"
)
PEOPLE = ("people", "kept", "new", "returning", "refunded")
NO_ROW, NO_CURRENCY = -2, -1


@dataclass(frozen=True)
class OrdersSums(Sums):
    """What adds up, by group. Row 0 is the total, row ``1 + k`` the unit ``first + k``.

    ``counts`` int64 (group, row, count), ``sums`` int64 (group, row, sum, block), ``currencies`` int64
    (group, all or left out, currency, column), ``people`` int64 (group, block): all persons there are.
    """

    first: int
    counts: Array
    sums: Array
    currencies: Array
    people: Array

    @property
    def units(self) -> int:
        """How many rows there are beside the total."""
        return int(self.counts.shape[1]) - 1

    def __add__(self, other: OrdersSums) -> OrdersSums:
        parts = [one for one in (self, other) if one.units]
        first = min((one.first for one in parts), default=0)
        count = max((one.first + one.units for one in parts), default=0) - first
        _bounded(count * len(self.counts))
        one, two = self._over(first, count), other._over(first, count)
        return OrdersSums(
            first,
            one.counts + two.counts,
            plus(one.sums, two.sums),
            plus(one.currencies, two.currencies),
            one.people + two.people,
        )

    def __sub__(self, other: OrdersSums) -> OrdersSums:
        return self + replace(
            other,
            counts=-other.counts,
            sums=-other.sums,
            currencies=-other.currencies,
            people=-other.people,
        )

    def of_group(self, group: int) -> OrdersSums:
        """The sums of one group, over its own units."""
        one = slice(group, group + 1)
        counts, sums = self.counts[one], self.sums[one]
        met = np.flatnonzero((counts[0, 1:] != 0).any(axis=1))
        first, end = (int(met[0]), int(met[-1]) + 1) if len(met) else (0, 0)
        rows = np.concatenate([[0], np.arange(1 + first, 1 + end)])
        return OrdersSums(
            self.first + first if len(met) else 0,
            counts[:, rows],
            sums[:, rows],
            self.currencies[one],
            self.people[one],
        )

    def _over(self, first: int, count: int) -> OrdersSums:
        """The same with ``count`` rows from unit ``first`` on."""
        if (self.first, self.units) == (first, count):
            return self
        groups = len(self.counts)
        counts = np.zeros((groups, 1 + count, *self.counts.shape[2:]), np.int64)
        sums = np.zeros((groups, 1 + count, *self.sums.shape[2:]), np.int64)
        at = 1 + self.first - first
        for new, old in ((counts, self.counts), (sums, self.sums)):
            new[:, 0] = old[:, 0]
            if self.units:
                new[:, at : at + self.units] = old[:, 1:]
        return replace(self, first=first, counts=counts, sums=sums)


@dataclass(frozen=True)
class Orders:
    """Ask for the orders and refunds of a period, one row a unit of ``by``: total, month, week or day."""

    by: str = "month"
    period: Period = field(default_factory=Period)

    def __post_init__(self) -> None:
        if self.by not in BY:
            raise QuestionError(f"Orders cannot be cut by {self.by!r}. Take one of {', '.join(BY)}.")

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> OrdersSums:
        """Sums over one shard, by group."""
        return self._walk(shard, legend, groups, lambda _first, _count: NO_ROW, NO_CURRENCY)[0]

    def until(self, _legend: Legend) -> int:
        """The end of the record changes nothing."""
        return 0

    def finish(self, legend: Legend, total: OrdersSums) -> OrdersResult:
        """The frozen answer. Raises ``QuestionError`` when the money is too much to be counted."""
        counts, sums, people = total.counts[0], total.sums[0], total.people[0]
        for row in sums.reshape(-1, sums.shape[-1]):
            countable(row)
        rows = tuple(
            make_row(label(self.by, total.first + k), counts[1 + k], sums[1 + k], people, legend)
            for k in range(total.units)
        )
        whole = make_row("total", counts[0], sums[0], people, legend)
        return OrdersResult(
            question=self,
            currency=legend.currency,
            digits=legend.digits,
            as_of=instant(legend.end),
            generation=legend.generation,
            refunds_without_order=int(counts[0, -1]),
            total=whole,
            periods=rows,
            currencies=currency_rows(total.currencies[0, 0], legend),
            left_out=currency_rows(total.currencies[0, 1], legend),
        )

    def select(self, shard: Shard, legend: Legend, selector: str) -> Array:
        """Rows of the persons behind ``new``, ``period=2026-03:kept``, ``left_out=USD`` and so on."""
        from touchline.journeys.kernels import orders as kernel

        key, value = selectors.split(selector)
        if key in ("currency", "left_out") and value.upper() in legend.currencies:
            bit = kernel.LEFT_OUT if key == "left_out" else kernel.PAID_IN
            place = legend.currencies.index(value.upper())
            return np.flatnonzero(
                self._walk(shard, legend, EVERYBODY, lambda *_: NO_ROW, place)[1] >> bit & 1
            )
        text, _, what = value.partition(":")
        unit = number_of(self.by, text) if key == "period" else None
        if key in PEOPLE and not value:
            what = key
        elif unit is None or (what or "people") not in PEOPLE:
            raise selectors.refuse("orders", selector, KNOWN)

        def row(first: int, count: int) -> int:
            if unit is None:
                return kernel.TOTAL
            return 1 + unit - first if first <= unit < first + count else NO_ROW

        flags = self._walk(shard, legend, EVERYBODY, row, NO_CURRENCY)[1]
        return np.flatnonzero(flags >> PEOPLE.index(what or "people") & 1)

    def _walk(
        self, shard: Shard, legend: Legend, groups: Groups, chosen: Any, currency: int
    ) -> tuple[OrdersSums, Array]:
        """The sums, and the kernel's flags of each person for the row that ``chosen`` names."""
        from touchline.journeys.kernels import orders as kernel

        money = money_of(shard, legend)
        row, first, count = self._rows(money, groups)
        for amounts in (money.converted, shard.money):
            countable(amounts[_amounts_of(money, row >= 0)])
        blocks = jackknife.block_of(shard.key)
        refunded = np.zeros(len(money.at), np.uint8)
        refunded[money.order[money.order >= 0]] = 1
        counts = np.zeros((groups.count, 1 + count, kernel.COUNTS), np.int64)
        sums = np.zeros((groups.count, 1 + count, kernel.SUMS, jackknife.BLOCKS), np.int64)
        currencies = np.zeros((groups.count, 2, len(legend.currencies), kernel.COLUMNS), np.int64)
        flags = np.zeros(shard.people, np.uint8)
        kernel.walk(
            money.person,
            groups.of,
            money.kind,
            row,
            money.order,
            money.first,
            money.last,
            refunded,
            shard.money,
            shard.money_currency,
            left_of_orders(shard, money),
            money.converted,
            money.missing,
            blocks,
            chosen(first, count),
            currency,
            counts,
            sums,
            currencies,
            flags,
        )
        people = _blocks(blocks, groups)
        return OrdersSums(first, counts, sums, currencies, people), flags

    def _rows(self, money: Money, groups: Groups) -> tuple[Array, int, int]:
        """The row of each touch (-1 outside the period), the first unit, and how many units there are."""
        start, end = self.period.bounds
        inside = (money.time >= start) & (money.time < end)
        if len(groups.of):
            inside &= groups.of[money.person] >= 0
        if self.by == "total" or not inside.any():
            return np.where(inside, 0, -1).astype(np.int32), 0, 0
        found = units(self.by, money.day)
        first, last = int(found[inside].min()), int(found[inside].max())
        _bounded((last - first + 1) * groups.count)
        return np.where(inside, 1 + found - first, -1).astype(np.int32), first, last - first + 1


def _blocks(blocks: Array, groups: Groups) -> Array:
    """Persons by group and block, those left out in none."""
    if not len(groups.of):
        return np.bincount(blocks, minlength=jackknife.BLOCKS).astype(np.int64)[None]
    there = groups.of >= 0
    place = groups.of[there].astype(np.int64) * jackknife.BLOCKS + blocks[there]
    people = np.bincount(place, minlength=groups.count * jackknife.BLOCKS).astype(np.int64)
    return people.reshape(groups.count, jackknife.BLOCKS)


def _amounts_of(money: Money, wanted: Array) -> Array:
    """Which amounts belong to the touches that are wanted."""
    steps = np.zeros(len(money.converted) + 1, np.int64)
    np.add.at(steps, money.first[wanted], 1)
    np.add.at(steps, money.last[wanted], -1)
    return np.cumsum(steps)[:-1] > 0


def _bounded(rows: int) -> None:
    if rows > MOST_ROWS:
        raise QuestionError(
            f"That makes {rows:,} rows, and an answer has at most {MOST_ROWS:,}. "
            "Take a shorter period, or cut by month."
        )


SPOKEN = Spoken(
    name="orders",
    help="Who ordered, how often, for how much, and what was given back.",
    selectors=(
        "people, kept, new, returning, refunded, period=2026-03, period=2026-03:new, currency=USD, "
        "left_out=USD."
    ),
    words=(Word("unit", "Cut the period in these, on the business's calendar.", usual="month", choices=BY),),
    make=lambda said, _legend, period: Orders(said.text("unit"), period),
    warm=Orders,
)
