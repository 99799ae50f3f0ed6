"""From the first touch through know, like and trust: visits, what they add, and who goes on."""

from __future__ import annotations

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.simulate.crowd import NOWHERE, STAGES, Crowd
from touchline.journeys.simulate.dice import cumulate
from touchline.journeys.simulate.firm import AT, PICKS, TOUCHPOINTS
from touchline.journeys.simulate.referral import recommend
from touchline.journeys.simulate.world import World

HOME_PAGE = 0.35
"""Chance that a visit to the site begins at the home page, from the second one at like or trust on."""
FURTHER = 0.30
"""Chance that a visit goes on to another touchpoint of its channel, minutes later."""


Visit = tuple[Array, Array]
"""Touchpoint and instant, one each per visitor."""


class Menu:
    """What there is to meet at one stage: ``number`` of each touchpoint and cumulative ``shares``."""

    def __init__(self, world: World, stage: str) -> None:
        self.stage = stage
        self.names = tuple(PICKS[stage])
        self.number = np.array([AT[name] for name in self.names])
        self.shares = cumulate(list(PICKS[stage].values()))
        self.bit = np.zeros(len(TOUCHPOINTS), np.uint16)
        self.bit[self.number] = 1 << np.arange(len(self.names))
        self.lift = [world.truth.lift.get(name, 0.0) for name in self.names]
        self.further = np.full((len(TOUCHPOINTS), 8), -1)
        for number in self.number:
            self.further[number] = self._further(number)
        self.site = np.array([touchpoint.channel == "site" for touchpoint in TOUCHPOINTS])

    def _further(self, number: int) -> list[int]:
        """Eight slots of touchpoints that may follow in the same visit, -1 for none."""
        channel = TOUCHPOINTS[number].channel
        same = [AT[name] for name in self.names if TOUCHPOINTS[AT[name]].channel == channel]
        if channel == "site":
            same = same[:6] + [AT["Opening hours page"]] + ([AT["Job page"]] if len(same) < 3 else [])
        if len(same) < 2 or channel in ("search", "ads", "partner"):
            return [-1] * 8
        return (same * 8)[:8]

    def added(self, met: Array) -> Array:
        """What the touchpoints met (bits) add to the chance to go on."""
        total = np.zeros(len(met))
        for position, lift in enumerate(self.lift):
            if lift:
                total += lift * ((met >> np.uint16(position)) & np.uint16(1))
        return total


def walk(world: World, arrived: Crowd) -> Crowd:
    """Lead everybody through know, like and trust; who comes out stands at try, on the day it begins."""
    _job_seekers(world, arrived.take(arrived.entry == NOWHERE))
    at_stage = [[arrived.take(arrived.entry == position)] for position in range(len(STAGES))]
    for position, stage in enumerate(STAGES[:-1]):
        here = Crowd.join(at_stage[position])
        went = _stage(world, here, stage)
        skip = world.truth.skip if stage != "trust" else 0.0
        skips = world.dice.happens(went.key, f"skip after {stage}", skip)
        at_stage[position + 1].append(went.take(~skips))
        at_stage[min(position + 2, len(STAGES) - 1)].append(went.take(skips))
    return Crowd.join(at_stage[-1])


def visit(world: World, menu: Menu, crowd: Crowd, at: Array, turn: int) -> Visit:
    """One visit at a stage by the people ``at``: adds its touches, moves ``day`` and ``contacts``.

    Returns the touchpoint and its instant. The first visit of somebody just arrived is the touch they
    arrived with.
    """
    key, person, stage = crowd.key[at], crowd.person[at], menu.stage
    touchpoint = menu.number[world.dice.pick(key, f"pick at {stage}", menu.shares, turn)]
    time = world.moment(key, touchpoint, crowd.day[at], f"visit at {stage}", turn)
    new = np.flatnonzero(crowd.contacts[at] == 0)
    touchpoint[new], time[new] = crowd.first[at][new], crowd.time[at][new]
    if stage != "know" and turn:
        home = menu.site[touchpoint] & world.dice.happens(key, f"home at {stage}", HOME_PAGE, turn)
        home = np.flatnonzero(home)
        world.ledger.add(person[home], time[home], "Home page")
        time[home] += world.soon(key[home], f"after home at {stage}", 1, 4, turn)
    world.ledger.add(person, time, touchpoint)
    crowd.day[at] = world.day(time)
    crowd.contacts[at] += 1
    return touchpoint, time


def _look_further(world: World, menu: Menu, crowd: Crowd, at: Array, turn: int, seen: Visit) -> Array:
    """Some visits go on to a second touchpoint; returns its bits."""
    (touchpoint, time), stage = seen, menu.stage
    slot = np.flatnonzero(world.dice.happens(crowd.key[at], f"further at {stage}", FURTHER, turn))
    turns = world.dice.between(crowd.key[at][slot], f"further pick at {stage}", 0, 7, turn)
    second = menu.further[touchpoint[slot], turns]
    slot, second = slot[second >= 0], second[second >= 0]
    later = time[slot] + world.soon(crowd.key[at][slot], f"further wait at {stage}", 1, 12, turn)
    world.ledger.add(crowd.person[at][slot], later, second)
    met = np.zeros(len(at), np.uint16)
    met[slot] = menu.bit[second]
    if stage == "like":
        _answer_forms(world, crowd, at[slot], second, later, turn + 8)
    return met


def _stage(world: World, crowd: Crowd, stage: str) -> Crowd:
    """All visits at one stage, then who goes on, on the day the next stage begins."""
    menu, truth = Menu(world, stage), world.truth
    count = world.dice.pick(crowd.key, f"visits at {stage}", world.visits) + 1
    met = np.zeros(len(crowd), np.uint16)
    for turn in range(len(world.visits)):
        at = np.flatnonzero(count > turn)
        if turn:
            crowd.day[at] += world.gap(crowd.key[at], stage, turn)
        seen = visit(world, menu, crowd, at, turn)
        if stage == "like":
            _answer_forms(world, crowd, at, *seen, turn)
        met[at] |= menu.bit[seen[0]] | _look_further(world, menu, crowd, at, turn, seen)
    chance = truth.go_on[stage] + menu.added(met) + truth.brought_gain * (crowd.by >= 0)
    if stage == "like":
        _fans_before(world, crowd)
    if stage == "trust":
        _advert_for_our_name(world, crowd)
        chance = chance + truth.keen_gain * crowd.keen
    went = crowd.take(world.dice.happens(crowd.key, f"goes on from {stage}", chance))
    went.day[:] += world.wait(went.key, stage)
    return went


def _answer_forms(world: World, crowd: Crowd, at: Array, touchpoint: Array, time: Array, turn: int) -> None:
    """A sign-up or a request for the guide makes a person known; the guide is sent at once."""
    guide = touchpoint == AT["Glaze guide request"]
    crowd.known[at[guide | (touchpoint == AT["Newsletter sign-up"])]] = True
    asked = np.flatnonzero(guide)
    key = crowd.key[at[asked]]
    sent = time[asked] + world.soon(key, "guide sent", 1, 5, turn)
    world.ledger.add(crowd.person[at[asked]], sent, "Glaze guide sent")


def _advert_for_our_name(world: World, crowd: Crowd) -> None:
    """Keen people look us up by name and click the advert on top. It adds nothing."""
    chance = np.where(crowd.keen, world.truth.keen_sees, world.truth.other_sees)
    at = np.flatnonzero(world.dice.happens(crowd.key, "advert for our name", chance))
    day = crowd.day[at] + world.gap(crowd.key[at], "advert", 0)
    time = world.touch(crowd, at, "Advert for our name", day, "advert time")
    crowd.day[at] = world.day(time)
    crowd.contacts[at] += 1


def _job_seekers(world: World, crowd: Crowd) -> None:
    """People who come for the job page only."""
    world.ledger.add(crowd.person, crowd.time, "Job page")
    at = np.flatnonzero(world.dice.happens(crowd.key, "job hours", 0.4))
    later = crowd.time[at] + world.soon(crowd.key[at], "job wait", 1, 9)
    world.ledger.add(crowd.person[at], later, "Opening hours page")


def _fans_before(world: World, crowd: Crowd) -> None:
    """Some like us so much that they recommend us before they bought anything."""
    at = np.flatnonzero(world.dice.happens(crowd.key, "fan before", world.truth.fans_before))
    day = crowd.day[at] + world.dice.between(crowd.key[at], "fan wait", 2, 30)
    recommend(world, crowd.person[at], crowd.key[at], day, np.ones(len(at), np.uint8), "fan before")
