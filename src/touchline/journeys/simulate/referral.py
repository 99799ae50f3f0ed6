"""Recommendations and the people they bring."""

from __future__ import annotations

import numpy as np

from touchline.journeys.index import BROUGHT_AS, Array
from touchline.journeys.simulate.crowd import Crowd, brought
from touchline.journeys.simulate.dice import days_around, poisson
from touchline.journeys.simulate.firm import AT, RECOMMENDS_AT
from touchline.journeys.simulate.world import World

_WAIT = days_around(8.0, most=45)


def recommend(
    world: World, person: Array, key: Array, day: Array, how: Array, label: str, turn: int = 0
) -> None:
    """Add the recommendations due on ``day`` and remember them for ``bring``. ``how`` as in
    ``BROUGHT_AS``; ``label`` and ``turn`` tell several recommendations of one person apart."""
    touchpoint = np.array([AT.get(name, 0) for name in RECOMMENDS_AT])[how]
    time = world.moment(key, touchpoint, day, f"recommends {label}", turn)
    world.ledger.add(person, time, touchpoint)
    at = np.flatnonzero(time <= world.end)
    keys = world.dice.bits(key[at], f"recommendation {label}", turn)
    world.recommended.append((person[at], keys, world.day(time[at]), how[at]))


def bring(world: World) -> Crowd:
    """The people whom the recommendations remembered so far have brought by the end; forgets them."""
    person, key, day, how = (np.concatenate(parts) for parts in zip(*world.recommended, strict=True))
    world.recommended.clear()
    count = np.zeros(len(key), np.int64)
    for kind in range(1, len(BROUGHT_AS)):
        at = np.flatnonzero(how == kind)
        count[at] = world.dice.pick(key[at], "brings", poisson(world.truth.brings[BROUGHT_AS[kind]]))
    row = np.repeat(np.arange(len(key)), count)
    child = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    new = world.dice.bits(key[row] ^ child.astype(np.uint64), "brought")
    arrives = day[row] + world.dice.pick(new, "brought wait", _WAIT) + 1
    return brought(world, new, arrives, person[row], how[row])
