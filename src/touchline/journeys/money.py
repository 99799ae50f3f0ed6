"""Money of a shard: orders and refunds, their worth in the reporting currency, what is left of an order.

How it counts. An amount in the reporting currency counts as it is. Any other is multiplied by the rate
of its day, on the business's calendar, and rounded once, half away from zero, to the minor unit of the
reporting currency: exactly, in whole numbers. Nothing is nothing in every currency. A day without a
rate takes the latest one at most ``REACH`` days before (weekends, holidays). Without one, or beyond
10**15 minor units, an amount is
*missing*: its touch counts and its money is left out and named.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from touchline.journeys import clock
from touchline.journeys.index import NO_MONEY, Array, Legend, Shard

REACH = 7
"""Days for which a rate goes on counting when none follows it."""
SCALE = 12
"""Digits behind the point of a rate."""


@dataclass(frozen=True)
class Money:
    """The orders and refunds of a shard, in its order: by person, then by time.

    One row a touch: ``at`` int64 position, ``person`` int32 row, ``kind`` uint8, ``time`` int64, ``day``
    int64 local day, ``first`` up to ``last`` int64 its amounts, ``order`` int64: of a refund that names its
    order, the row of that order here, else -1. ``converted`` int64 and ``missing`` uint8 are one an amount.
    """

    at: Array
    person: Array
    kind: Array
    time: Array
    day: Array
    first: Array
    last: Array
    order: Array
    converted: Array
    missing: Array


def money_of(shard: Shard, legend: Legend) -> Money:
    """Everything with money in a shard. Raises ``QuestionError`` for a zone that is unknown."""
    kinds = legend.code_money[shard.code]
    at = np.flatnonzero(kinds != NO_MONEY).astype(np.int64)
    time = np.asarray(shard.time[at])
    day = clock.zone(legend.zone).day(time)
    first = np.searchsorted(shard.money_at, at, side="left").astype(np.int64)
    last = np.searchsorted(shard.money_at, at, side="right").astype(np.int64)
    order = np.full(len(at), -1, np.int64)
    order[np.searchsorted(at, shard.refund_at)] = np.searchsorted(at, shard.refund_of)
    touch_of = np.searchsorted(at, shard.money_at)
    converted, missing = convert(shard.money, shard.money_currency, day[touch_of], legend)
    return Money(
        at=at,
        person=(np.searchsorted(shard.offset, at, side="right") - 1).astype(np.int32),
        kind=kinds[at],
        time=time,
        day=day,
        first=first,
        last=last,
        order=order,
        converted=converted,
        missing=missing,
    )


def convert(money: Array, currency: Array, day: Array, legend: Legend) -> tuple[Array, Array]:
    """Amounts in the reporting currency, int64 (0 where missing), and which are missing, uint8.

    ``money`` in minor units, ``currency`` into ``legend.currencies``, ``day`` local days since 1970.
    """
    from touchline.journeys.kernels import money as kernel

    shift = 18 - SCALE + legend.digits - np.array(legend.currency_digits or [2] * len(legend.currencies))
    same = np.array([one == legend.currency for one in legend.currencies], bool)
    power = np.where(same, 0, 10 ** shift.astype(np.int64))
    places = np.arange(len(legend.currencies))
    converted, missing = np.zeros(len(money), np.int64), np.zeros(len(money), np.uint8)
    kernel.convert(
        money,
        currency,
        day.astype(np.int32),
        power.astype(np.int64),
        np.searchsorted(legend.rate_currency, places, side="left").astype(np.int64),
        np.searchsorted(legend.rate_currency, places, side="right").astype(np.int64),
        legend.rate_day,
        legend.rate_value,
        REACH,
        converted,
        missing,
    )
    return converted, missing


def left_of_orders(shard: Shard, money: Money) -> Array:
    """Each amount of the shard, int64; of orders what their refunds leave of it, whenever these happened."""
    from touchline.journeys.kernels import money as kernel

    left = np.array(shard.money, np.int64)
    refunds = np.flatnonzero(money.order >= 0).astype(np.int64)
    kernel.take_off(money.order[refunds], refunds, money.first, money.last, shard.money_currency, left)
    return left
