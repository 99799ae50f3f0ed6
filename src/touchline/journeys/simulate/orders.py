"""One order: its place, its lines, its money, and what always follows it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.simulate.dice import cumulate
from touchline.journeys.simulate.firm import COURSE, GOODS_WEIGHTS, PRODUCTS
from touchline.journeys.simulate.truth import Truth
from touchline.journeys.simulate.world import World

LINES = (0.46, 0.30, 0.16, 0.08)
"""Shares of orders of goods with 1, 2, 3, 4 lines."""
PIECES = (0.62, 0.24, 0.04, 0.10)
"""Shares of lines with 1, 2, 3, 4 pieces, before generous people double them."""
PLACES = ("Web order", "Shop purchase", "Course booking")
WEB, SHOP, BOOKING = range(3)
BACK_TO_DIARY = 0.30
"""Chance after each order to read the glaze diary once more."""
FIRST_PLACE = (0.50, 0.32, 0.18)
"""Shares of first orders by place; later orders are never courses."""
_PRICES = np.array([product.price for product in PRODUCTS], np.int64)


@dataclass(frozen=True)
class Buyers:
    """People with an order due on ``day``, one row each; ``known`` to us by an address."""

    person: Array
    key: Array
    day: Array
    known: Array

    def __len__(self) -> int:
        return len(self.person)

    def take(self, at: Array) -> Self:
        """The rows ``at``, copied."""
        return type(self)(**{item.name: getattr(self, item.name)[at] for item in fields(self)})


def mean_order(truth: Truth) -> float:
    """Expected money of an order of goods, in minor units."""
    weights = np.array(GOODS_WEIGHTS) / sum(GOODS_WEIGHTS)
    lines = sum(k * share for k, share in enumerate(LINES, 1))
    pieces = sum(k * share for k, share in enumerate(PIECES, 1)) * (1 + truth.generous_share)
    return float(lines * pieces * (weights * _PRICES[:COURSE]).sum())


def place_orders(
    world: World,
    buyers: Buyers,
    place: int,
    turn: int,
    *,
    time: Array | None = None,
    variant: Array | int = 0,
) -> Array:
    """Add one order a person, due on their day (or at ``time``), with lines, invoice and parcel, and
    perhaps a refund, a photo and another look at the diary. ``turn`` tells a person's orders apart.
    Returns the instants."""
    key, person = buyers.key, buyers.person
    if time is None:
        time = world.moment(key, PLACES[place], buyers.day, "order time", turn)
    order = world.ledger.new_orders(len(key))
    money, first_line = _lines(world, key, order, place, turn)
    world.ledger.add(person, time, PLACES[place], money=money, order=order, variant=variant)
    _deliver(world, buyers, time, place, turn)
    _refund(world, buyers, (time, order, money, first_line), turn)
    for name, chance, days in (
        ("Photo shared", world.truth.shared_photo, 20),
        ("Glaze diary", BACK_TO_DIARY, 40),
    ):
        at = np.flatnonzero(world.dice.happens(key, name, chance, turn))
        due = world.day(time[at]) + world.dice.between(key[at], f"{name} days", 1, days, turn)
        world.touch(buyers, at, name, due, f"{name} time", turn)
    return time


def _lines(world: World, key: Array, order: Array, place: int, turn: int) -> tuple[Array, Array]:
    """Add the lines of each order; returns the money of the order and of its first line."""
    if place == BOOKING:
        one = np.ones(len(key), np.int64)
        world.ledger.add_lines(order, one * COURSE, one, one * _PRICES[COURSE])
        return one * _PRICES[COURSE], one * _PRICES[COURSE]
    count = world.dice.pick(key, "lines", cumulate(LINES), turn) + 1
    times = world.dice.happens(key, "generous", world.truth.generous_share) + 1
    goods, pieces = cumulate(GOODS_WEIGHTS), cumulate(PIECES)
    money = np.zeros(len(key), np.int64)
    first_line = money
    for line in range(len(LINES)):
        at = np.flatnonzero(count > line)
        product = world.dice.pick(key[at], f"product {line}", goods, turn)
        quantity = (world.dice.pick(key[at], f"pieces {line}", pieces, turn) + 1) * times[at]
        world.ledger.add_lines(order[at], product, quantity, _PRICES[product])
        money[at] += quantity * _PRICES[product]
        if line == 0:
            first_line = money.copy()
    return money, first_line


def _deliver(world: World, buyers: Buyers, time: Array, place: int, turn: int) -> None:
    """An invoice for what was not paid in the shop, a parcel for what was ordered on the site."""
    if place == SHOP:
        return
    invoice = time + world.soon(buyers.key, "invoice", 1, 5, turn)
    world.ledger.add(buyers.person, invoice, "Invoice")
    if place == WEB:
        day = world.day(time) + world.dice.between(buyers.key, "parcel days", 2, 5, turn)
        world.touch(buyers, np.arange(len(buyers)), "Parcel", day, "parcel", turn)


def _refund(world: World, buyers: Buyers, bought: tuple[Array, ...], turn: int) -> None:
    """Return some orders, whole or their first line."""
    at = np.flatnonzero(world.dice.happens(buyers.key, "refund", world.truth.refunded, turn))
    time, order, money, first_line = (column[at] for column in bought)
    key = buyers.key[at]
    whole = world.dice.happens(key, "refund whole", world.truth.refunded_whole, turn)
    day = world.day(time) + world.dice.between(key, "refund days", 3, 20, turn)
    back = world.moment(key, "Refund", day, "refund time", turn)
    returned = -np.where(whole, money, first_line)
    world.ledger.add(buyers.person[at], back, "Refund", money=returned, order=order)


def add_basket(world: World, buyers: Buyers, turn: int) -> Array:
    """A filled basket on the day of each; returns the instants at which it could be ordered."""
    time = world.touch(buyers, np.arange(len(buyers)), "Basket", buyers.day, "basket time", turn)
    return np.asarray(time + world.soon(buyers.key, "basket minutes", 2, 10, turn))
