"""Simulate the sample business from the first arrival to the end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.simulate import labels, newsletter
from touchline.journeys.simulate.buying import first_orders, letters
from touchline.journeys.simulate.crowd import Crowd, by_themselves
from touchline.journeys.simulate.firm import AT, CHANNELS, CURRENCY, FIRM, PRODUCTS, TOUCHPOINTS, ZONE
from touchline.journeys.simulate.glass import walk
from touchline.journeys.simulate.names import name_people
from touchline.journeys.simulate.record import VARIANTS, Brought, Simulated, Touches
from touchline.journeys.simulate.referral import bring
from touchline.journeys.simulate.repeat import perhaps_recommend, repeat_orders
from touchline.journeys.simulate.truth import Truth
from touchline.journeys.simulate.trying import try_us
from touchline.journeys.simulate.world import World

_MAKES_KNOWN = (
    "Newsletter sign-up",
    "Glaze guide request",
    "Enquiry form",
    "Message enquiry",
    "Phone enquiry",
    "Sample tiles",
    "Taster class booked",
    "Web order",
    "Course booking",
    "Welcome letter",
)


def simulate(
    people: int, *, seed: int = 1, end: int, months: int = 18, truth: Truth | None = None
) -> Simulated:
    """The sample business over ``months`` months (of 30.4375 days) up to ``end`` (µs since 1970).

    ``people`` is the number of people who come by themselves within the span; those they bring, and
    those these bring, come on top. The same arguments give the same data on every machine; a person
    who comes by themselves lives the same life however large ``people`` is. ``truth`` replaces the
    true effects. Raises ``ValueError`` for fewer than 0 people or less than one month.
    """
    if people < 0 or months < 1:
        raise ValueError("A simulation needs 0 or more people and at least one month.")
    world = World(truth or Truth(), seed, end, months)
    crowd = by_themselves(world, people)
    crowds: list[Crowd] = []
    total = 0
    while len(crowd) or not crowds:
        crowd = replace(crowd, person=np.arange(total, total + len(crowd), dtype=np.int32))
        total += len(crowd)
        crowds.append(crowd)
        _live(world, crowd)
        crowd = bring(world)
    return _hand_over(world, people, Crowd.join(crowds))


def _live(world: World, crowd: Crowd) -> None:
    """Everything one generation of people does."""
    buyers, reminded = first_orders(world, try_us(world, walk(world, crowd)))
    asked = letters(world, buyers)
    perhaps_recommend(world, buyers, world.truth.recommends + world.truth.ask_gain * asked, 0)
    repeat_orders(world, buyers, reminded)


def _hand_over(world: World, people: int, crowd: Crowd) -> Simulated:
    """Send the newsletters, close the record, name everybody."""
    newsletter.send(world, crowd.key)
    touches, lines = world.ledger.close()
    known = _known(touches, len(crowd))
    ids, names = name_people(world.dice, crowd.key, known)
    was_brought = np.flatnonzero(crowd.by >= 0)
    return Simulated(
        firm=FIRM,
        zone=ZONE,
        currency=CURRENCY,
        start=world.start,
        end=world.end,
        people=people,
        touchpoints=TOUCHPOINTS,
        channels=CHANNELS,
        variants=VARIANTS,
        products=PRODUCTS,
        touches=touches,
        lines=lines,
        brought=Brought(
            was_brought.astype(np.int32),
            crowd.by[was_brought].astype(np.int32),
            crowd.how[was_brought].astype(np.uint8),
        ),
        person_ids=ids,
        names=names,
        countries=labels.countries(world.dice, crowd.key, known),
        club=labels.club(world.dice, crowd.key, known),
        keen=crowd.keen,
        truth=world.truth,
    )


def _known(touches: Touches, people: int) -> Array:
    """Who the business has an address of, by what it has recorded."""
    reveals = np.zeros(len(TOUCHPOINTS), bool)
    reveals[[AT[name] for name in _MAKES_KNOWN]] = True
    known = np.zeros(people, bool)
    known[touches.person[reveals[touches.touchpoint]]] = True
    return known
