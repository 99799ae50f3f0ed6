"""The slow twin of the orders: decimals, sets of persons, one touch after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any
from zoneinfo import ZoneInfo

from tests.journeys.make import amounts_of, first_of
from tests.oracle.plain import journeys

ORDER, REFUND = 1, 2
REACH = 7


@dataclass
class Row:
    """What one row counts."""

    people: set[int] = field(default_factory=set)
    kept: set[int] = field(default_factory=set)
    new: set[int] = field(default_factory=set)
    returning: set[int] = field(default_factory=set)
    refunded_people: set[int] = field(default_factory=set)
    orders: int = 0
    refunds: int = 0
    gross: int = 0
    refunded: int = 0
    by_person: dict[int, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))


@dataclass
class Sums:
    """Amounts of one currency."""

    people: set[int] = field(default_factory=set)
    orders: int = 0
    refunds: int = 0
    gross: int = 0
    refunded: int = 0


def worth(
    minor: int, currency: str, day: int, rates: Mapping[tuple[str, int], Decimal], to: str
) -> int | None:
    """An amount in minor units of ``to``; None without a rate."""
    if currency == to or minor == 0:
        return minor
    rate = next((rates[currency, day - k] for k in range(REACH + 1) if (currency, day - k) in rates), None)
    if rate is None:
        return None
    digits = {"JPY": 0, "KWD": 3}
    with localcontext() as exact:
        exact.prec = 100
        amount = Decimal(minor).scaleb(-digits.get(currency, 2)) * rate
        return int(amount.scaleb(digits.get(to, 2)).quantize(Decimal(1), ROUND_HALF_UP))


def unit_of(day: int, by: str) -> str:
    """What the row of a day is called."""
    when = datetime(1970, 1, 1) + timedelta(days=day)
    if by == "month":
        return f"{when:%Y-%m}"
    return f"{when - timedelta(days=when.weekday() if by == 'week' else 0):%Y-%m-%d}"


def orders(
    touches: list[Any],
    by: str,
    rates: Mapping[tuple[str, int], Decimal],
    to: str = "EUR",
    zone: str = "UTC",
    start: int | None = None,
    end: int | None = None,
) -> tuple[dict[str, Row], dict[str, Sums], dict[str, Sums], int]:
    """Rows by name ("total" is one), sums by currency, those left out, refunds without an order."""
    rows: dict[str, Row] = defaultdict(Row)
    paid: dict[str, Sums] = defaultdict(Sums)
    left_out: dict[str, Sums] = defaultdict(Sums)
    loose = 0
    for person, theirs in journeys(touches).items():
        first = first_of(theirs)
        bought = 0
        for at, touch in enumerate(theirs):
            bought += touch.money == ORDER
            outside = (start is not None and touch.time < start) or (end is not None and touch.time >= end)
            if outside or touch.money not in (ORDER, REFUND):
                continue
            wall = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=touch.time)).astimezone(
                ZoneInfo(zone)
            )
            day = (wall.date() - datetime(1970, 1, 1).date()).days
            names = {"total"} if by == "total" else {"total", unit_of(day, by)}
            loose += touch.money == REFUND and touch.of not in first
            for currency, amount in amounts_of(touch):
                value = worth(amount, currency, day, rates, to)
                for sums in [paid[currency]] + ([left_out[currency]] if value is None else []):
                    sums.people.add(person)
                    if touch.money == ORDER:
                        sums.orders += 1
                        sums.gross += amount
                    else:
                        sums.refunds += 1
                        sums.refunded -= amount
                for name in names:
                    money = rows[name].by_person[person]
                    if touch.money == ORDER:
                        rows[name].gross += value or 0
                        money[0] += value or 0
                    else:
                        rows[name].refunded -= value or 0
                        money[0] += value or 0
            priced = all(worth(*one[::-1], day, rates, to) is not None for one in amounts_of(touch))
            for name in names:
                row = rows[name]
                if touch.money == REFUND:
                    row.refunds += 1
                    row.refunded_people.add(person)
                    continue
                row.orders += 1
                row.by_person[person][1] += priced
                row.people.add(person)
                (row.new if bought == 1 else row.returning).add(person)
                if not wholly_refunded(theirs, at, first):
                    row.kept.add(person)
    return rows, paid, left_out, loose


def wholly_refunded(theirs: list[Any], at: int, first: Mapping[int | None, int]) -> bool:
    """Whether refunds of this order leave nothing of it in any currency, whenever they were."""
    if first.get(theirs[at].of) != at:
        return False
    left = dict(amounts_of(theirs[at]))
    refunds = [one for one in theirs if one.money == REFUND and one.of == theirs[at].of]
    for refund in refunds:
        for currency, amount in amounts_of(refund):
            if currency in left:
                left[currency] += amount
    return bool(refunds) and all(rest <= 0 for rest in left.values())


def jackknife(values: Callable[[set[int]], float], blocks: Mapping[int, int]) -> tuple[float, float]:
    """Mean square deviation by leaving out one block of persons after the other: value and standard error."""
    everybody = set(blocks)
    whole = values(everybody)
    without = [values({p for p in everybody if blocks[p] != b}) for b in sorted(set(blocks.values()))]
    middle = sum(without) / len(without)
    return whole, ((len(without) - 1) / len(without) * sum((one - middle) ** 2 for one in without)) ** 0.5
