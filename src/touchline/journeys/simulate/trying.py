"""At try: an enquiry with its answer, sample tiles or a taster class, and who goes on to buy."""

from __future__ import annotations

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.simulate import days
from touchline.journeys.simulate.crowd import Crowd
from touchline.journeys.simulate.firm import AT
from touchline.journeys.simulate.glass import Menu, visit
from touchline.journeys.simulate.world import World

ANSWERED_AT = {
    "Enquiry form": "Answer by e-mail",
    "Message enquiry": "Answer by message",
    "Phone enquiry": "Call back",
}
"""Each kind of enquiry and where it is answered."""


def try_us(world: World, crowd: Crowd) -> Crowd:
    """The one visit at try of everybody who got there; returns those who go on to buy, on that day."""
    menu, truth = Menu(world, "try"), world.truth
    everyone = np.arange(len(crowd))
    touchpoint, time = visit(world, menu, crowd, everyone, 0)
    crowd.known[:] = True
    chance = truth.go_on["try"] + truth.brought_gain * (crowd.by >= 0)
    chance = chance + truth.touch_gain * np.minimum(crowd.contacts, truth.touch_cap)
    chance[touchpoint == AT["Sample tiles"]] += truth.lift.get("Sample tiles", 0.0)
    for enquiry in ANSWERED_AT:
        at = np.flatnonzero(touchpoint == AT[enquiry])
        chance[at] += _answer(world, crowd, at, time[at], enquiry)
    at = np.flatnonzero(touchpoint == AT["Taster class booked"])
    chance[at] += _taster(world, crowd, at)
    went = crowd.take(world.dice.happens(crowd.key, "goes on from try", chance))
    went.day[:] += world.wait(went.key, "try")
    return went


def _answer(world: World, crowd: Crowd, at: Array, time: Array, enquiry: str) -> Array:
    """Answer enquiries fast, late or never, then send some an offer; returns what that adds."""
    truth, key = world.truth, crowd.key[at]
    open_now = days.hour_left(*world.zone.local(time))
    fast = open_now & world.dice.happens(key, "answered fast", truth.fast_share)
    never = ~fast & world.dice.happens(key, "never answered", truth.unanswered)
    due = world.day(time) + world.dice.between(key, "answer days", 1, 4)
    answer = world.moment(key, ANSWERED_AT[enquiry], due, "answer time")
    answer = np.where(fast, time + world.soon(key, "answer minutes", 4, 59), answer)
    got = np.flatnonzero(~never)
    world.ledger.add(crowd.person[at[got]], answer[got], ANSWERED_AT[enquiry])
    crowd.day[at[got]] = world.day(answer[got])
    added = np.where(fast, truth.fast_gain, np.where(never, truth.unanswered_loss, 0.0))
    offered = got[world.dice.happens(key[got], "offer", truth.offer_share)]
    crowd.day[at[offered]] += 1
    world.touch(crowd, at[offered], "Offer letter", crowd.day[at[offered]], "offer time")
    added[offered] += truth.lift.get("Offer letter", 0.0)
    return np.asarray(added)


def _taster(world: World, crowd: Crowd, at: Array) -> Array:
    """Taster classes of those who booked one; returns what attending adds."""
    shows = world.dice.happens(crowd.key[at], "taster shows", world.truth.taster_shows)
    there = at[shows]
    day = crowd.day[there] + world.dice.between(crowd.key[there], "taster days", 3, 21)
    crowd.day[there] = world.day(world.touch(crowd, there, "Taster class", day, "taster time"))
    return shows * world.truth.lift.get("Taster class", 0.0)
