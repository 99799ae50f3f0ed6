"""The first order: by basket, in the shop or a course, and the letters that follow it."""

from __future__ import annotations

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.simulate.crowd import Crowd
from touchline.journeys.simulate.dice import cumulate
from touchline.journeys.simulate.orders import (
    BOOKING,
    FIRST_PLACE,
    SHOP,
    WEB,
    Buyers,
    add_basket,
    place_orders,
)
from touchline.journeys.simulate.world import World

REMINDER, HELD_BACK = 1, 2
"""Positions in ``VARIANTS``."""


def first_orders(world: World, crowd: Crowd) -> tuple[Buyers, Array]:
    """Place the first order of everybody who decided to buy; returns the buyers, ``day`` being that of
    the order, and whether each was assigned to the refill reminder."""
    place = world.dice.pick(crowd.key, "first place", cumulate(FIRST_PLACE))
    tills = world.dice.happens(crowd.key, "known at the till", world.truth.known_at_till)
    known = crowd.known | tills | (place != SHOP)
    everyone = Buyers(crowd.person, crowd.key, crowd.day, known)
    times, parts = [], []
    for kind in (WEB, SHOP, BOOKING):
        buyers, time = everyone.take(place == kind), None
        if kind == WEB:
            buyers, time = _baskets(world, buyers)
        variant = _variant(world, buyers)
        times.append(place_orders(world, buyers, kind, 0, time=time, variant=variant))
        parts.append((buyers, variant))
    time, variant = np.concatenate(times), np.concatenate([part[1] for part in parts])
    person, key, known = (
        np.concatenate([getattr(part[0], name) for part in parts]) for name in ("person", "key", "known")
    )
    return Buyers(person, key, world.day(time), known), variant == REMINDER


def _variant(world: World, buyers: Buyers) -> Array:
    """By lot, who is to get the refill reminder; unknown people stand outside the test."""
    reminder = world.dice.happens(buyers.key, "refill reminder", world.truth.reminder_share)
    return np.where(buyers.known, np.where(reminder, REMINDER, HELD_BACK), 0).astype(np.uint8)


def _baskets(world: World, buyers: Buyers) -> tuple[Buyers, Array]:
    """Fill a basket each. Some are left; a reminder brings some of those back days later."""
    truth, key = world.truth, buyers.key
    time = add_basket(world, buyers, 0)
    left = world.dice.happens(key, "basket left", truth.abandoned)
    reminded = left & world.dice.happens(key, "basket reminded", truth.basket_share)
    day = world.day(time)
    at = np.flatnonzero(reminded)
    world.touch(buyers, at, "Basket reminder", day[at] + 1, "basket letter")
    chance = truth.basket_back + truth.basket_gain * reminded
    back = left & world.dice.happens(key, "basket back", chance)
    later = world.moment(key, "Web order", day + world.dice.between(key, "basket days", 2, 6), "basket order")
    time, orders = np.where(back, later, time), ~left | back
    return buyers.take(orders), time[orders]


def letters(world: World, buyers: Buyers) -> Array:
    """Welcome, review request and the request to recommend, to the buyers we know, counted from the
    day of the first order. Returns who was asked to recommend."""
    truth, key, day = world.truth, buyers.key, buyers.day
    known = np.flatnonzero(buyers.known)
    for name, after in (("Welcome letter", 1), ("Review request", 14)):
        world.touch(buyers, known, name, day[known] + after, name)
    at = known[world.dice.happens(key[known], "review", truth.reviewed)]
    due = day[at] + 14 + world.dice.between(key[at], "review days", 1, 6)
    world.touch(buyers, at, "Review written", due, "review time")
    asked = buyers.known & world.dice.happens(key, "asked", truth.ask_share)
    at = np.flatnonzero(asked)
    world.touch(buyers, at, "Asked to recommend", day[at] + 21, "ask time")
    return np.asarray(asked)
