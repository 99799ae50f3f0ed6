"""The monthly newsletter, to everybody who signed up, until they cancel."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.simulate.world import World


def first_tuesdays(first_day: int, last_day: int) -> list[int]:
    """The first Tuesday of each month, as days since 1970."""
    start = date(1970, 1, 1)
    found = (start + timedelta(days=day) for day in range(first_day, last_day + 1))
    return [(day - start).days for day in found if day.weekday() == 1 and day.day <= 7]


def send(world: World, key_of: Array) -> None:
    """Send every issue of the span to those signed up before its day. ``key_of``: key of each person."""
    person, time = world.ledger.times_of("Newsletter sign-up")
    turn = np.lexsort((time, person))
    person, at = np.unique(person[turn], return_index=True)
    since, key = world.day(time[turn][at]), key_of[person]
    for day in first_tuesdays(world.first_day, world.last_day):
        ready = since < day
        sent = world.moment(key[ready], "Newsletter", np.full(ready.sum(), day), "newsletter", day)
        world.ledger.add(person[ready], sent, "Newsletter")
        cancels = world.dice.happens(key[ready], "cancels", world.truth.cancelled, day)
        gone = np.flatnonzero(ready)[cancels]
        later = sent[cancels] + world.soon(key[gone], "cancel wait", 2, 600, day)
        world.ledger.add(person[gone], later, "Newsletter cancelled")
        keep = np.ones(len(person), bool)
        keep[gone] = False
        person, since, key = person[keep], since[keep], key[keep]
