"""Orders after the first: the repeat-purchase process, the refill reminder, and recommendations."""

from __future__ import annotations

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.simulate.dice import cumulate, exponential, power
from touchline.journeys.simulate.orders import SHOP, WEB, Buyers, add_basket, place_orders
from touchline.journeys.simulate.referral import recommend
from touchline.journeys.simulate.world import World

LETTER_TURN = 9_999
"""Turn of the order that the refill reminder wins; ordinary orders count 1, 2, 3, …"""
_FAR = 1_000_000.0


def repeat_orders(world: World, buyers: Buyers, reminded: Array) -> None:
    """All orders after the first, as BG/NBD (see ``Truth``); ``buyers.day`` is that of the first."""
    truth = world.truth
    ticks, first = exponential(), buyers.day
    rate = world.dice.look_up(buyers.key, "rate", ticks) / (7 * truth.repeat_alpha)
    drops = world.dice.look_up(buyers.key, "drop-out", power(1 / truth.repeat_a))
    alive, turn = buyers, 0
    while len(alive):
        turn += 1
        wait = world.dice.look_up(alive.key, "repeat wait", ticks, turn)
        wait = np.minimum(wait, _FAR * rate) / np.maximum(rate, 1e-12)
        due = alive.day + np.maximum(1, np.floor(wait + 0.5).astype(np.int64))
        if turn == 1:
            _remind(world, buyers, reminded, due - first)
        stays = due <= world.last_day
        alive, rate, drops = _at(alive, due, stays), rate[stays], drops[stays]
        alive = _order(world, alive, turn)
        stays = ~world.dice.happens(alive.key, "drops out", drops, turn)
        alive, rate, drops = alive.take(stays), rate[stays], drops[stays]


def _at(buyers: Buyers, day: Array, rows: Array) -> Buyers:
    """Some buyers, with another day."""
    return Buyers(buyers.person[rows], buyers.key[rows], day[rows], buyers.known[rows])


def _order(world: World, buyers: Buyers, turn: int) -> Buyers:
    """One repeat order each, in the shop or on the site; returns the buyers in the order given, with
    the day it fell on."""
    shop = world.dice.happens(buyers.key, "repeat in the shop", 0.4, turn)
    day = buyers.day.copy()
    for place, rows in ((WEB, ~shop), (SHOP, shop)):
        part = buyers.take(rows)
        time = add_basket(world, part, turn) if place == WEB else None
        day[rows] = world.day(place_orders(world, part, place, turn, time=time))
    done = _at(buyers, day, np.arange(len(buyers)))
    at = np.flatnonzero(world.dice.happens(done.key, "club", 0.2, turn))
    due = done.day[at] + world.dice.between(done.key[at], "club days", 3, 30, turn)
    world.touch(done, at, "Club evening", due, "club time", turn)
    perhaps_recommend(world, done, world.truth.recommends_again, turn)
    return done


def _remind(world: World, buyers: Buyers, reminded: Array, natural: Array) -> None:
    """Send the refill reminder to those assigned to it who have not ordered again, and place the
    orders it wins. ``natural``: days from the first order to the second one without the letter."""
    truth = world.truth
    at = np.flatnonzero(reminded & (natural > truth.reminder_day))
    world.touch(buyers, at, "Refill reminder", buyers.day[at] + truth.reminder_day, "refill letter")
    at = np.flatnonzero(reminded & (natural > truth.reminder_until))
    at = at[world.dice.happens(buyers.key[at], "reminder wins", truth.reminder_wins)]
    room = truth.reminder_until - truth.reminder_day - 4
    day = buyers.day[at] + truth.reminder_day + world.dice.between(buyers.key[at], "refill days", 1, room)
    won = Buyers(buyers.person[at], buyers.key[at], day, buyers.known[at])
    place_orders(world, won, WEB, LETTER_TURN, time=add_basket(world, won, LETTER_TURN))


def perhaps_recommend(world: World, buyers: Buyers, chance: Array | float, turn: int) -> None:
    """Some recommend us three to eight weeks after the order on ``day``."""
    at = np.flatnonzero(world.dice.happens(buyers.key, "recommends", chance, turn))
    key = buyers.key[at]
    how = world.dice.pick(key, "recommends as", cumulate(list(world.truth.recommends_as.values())), turn) + 1
    day = buyers.day[at] + world.dice.between(key, "recommends days", 22, 55, turn)
    recommend(world, buyers.person[at], key, day, how.astype(np.uint8), "after order", turn)
