"""The breakdown: a question answered for each value of something, in one pass.

What it may be: a fact about the person; the channel, or another attribute, of the person's first touch
ever; an attribute of touches: the value of the person's first touch in the period of the question that has
one. So a person is in one part. The ``MOST`` values with most persons of the audience have a part each, ties
by name; the other values are one part, ``other``, and persons without a value are ``none``. A part without
persons is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from touchline.journeys import audience_people
from touchline.journeys.audience import CHANNEL
from touchline.journeys.groups import Groups
from touchline.journeys.index import Array, Legend, Shard
from touchline.journeys.question import Period, QuestionError

MOST = 12
"""Values that have a part of their own."""
_NOBODY = np.zeros(0, np.uint8)
NONE, OTHER, VALUE, FIRST = "none", "other", "value:", "first-"


@dataclass(frozen=True)
class By:
    """Something with values: a ``fact`` of persons, an attribute of the ``first`` touch or of a ``touch``."""

    kind: Literal["fact", "first", "touch"]
    name: str

    def __str__(self) -> str:
        return f"{FIRST}{self.name}" if self.kind == "first" else f"{self.kind}:{self.name}"


@dataclass(frozen=True)
class Slot:
    """One part: the ``value``, or None for the rest and for none. ``values`` are how many it stands for."""

    key: str
    value: str | None
    people: int
    values: int = 1


@dataclass(frozen=True)
class Split:
    """Parts in their order, and the part of each place of the values, int16."""

    slots: tuple[Slot, ...]
    slot_of: Array


def read(text: str, legend: Legend) -> By:
    """``country``, ``first-channel``, ``first-campaign``; where two have the name ``fact:x`` and ``touch:x``.

    Raises ``QuestionError`` with what there is.
    """
    kind, colon, name = text.strip().partition(":")
    if colon and kind in ("fact", "touch"):
        there = legend.facts if kind == "fact" else legend.attributes
        what = "fact about people" if kind == "fact" else "attribute of touches"
        return By("fact" if kind == "fact" else "touch", audience_people.known(there, name.strip(), what))
    for by in choices(legend):
        if text.strip().casefold() in (str(by).casefold(), by.name.casefold() if by.kind != "first" else ""):
            return by
    there_is = ", ".join(short(by, legend) for by in choices(legend))
    raise QuestionError(f"An answer cannot be broken down by {text.strip()!r}. Take one of: {there_is}.")


def choices(legend: Legend) -> tuple[By, ...]:
    """Everything an answer can be broken down by."""
    return (
        *(By("fact", name) for name in sorted(legend.facts)),
        By("first", CHANNEL),
        *(By("first", name) for name in sorted(legend.attributes)),
        *(By("touch", name) for name in sorted(legend.attributes)),
    )


def short(by: By, legend: Legend) -> str:
    """The shortest text ``read`` takes for it."""
    clash = by.kind == "touch" and by.name in legend.facts
    return str(by) if by.kind == "first" or clash else by.name


def places(shard: Shard, legend: Legend, by: By, period: Period) -> Array:
    """The value of each person, as its place in ``values``; 0 for none."""
    if by.kind == "fact":
        return audience_people.of_people(shard, by.name)
    if by == By("first", CHANNEL):
        return audience_people.first_channels(shard, legend)
    if by.kind == "first":
        return audience_people.first_of(shard, by.name)
    from touchline.journeys.kernels import audience as kernel

    found = np.zeros(shard.people, np.uint16)
    touches = audience_people.of_touches(shard, by.name)
    bounded = period != Period()
    kernel.first_value(shard.offset, shard.time, 0, shard.people, touches, bounded, *period.bounds, found)
    return found


def values(legend: Legend, by: By) -> tuple[str, ...]:
    """The values there are, the first one for none."""
    if by.kind == "fact":
        return legend.facts[by.name]
    return ("", *legend.channels) if by == By("first", CHANNEL) else legend.attributes[by.name]


def split(names: Sequence[str], counts: Array) -> Split:
    """Which values have a part of their own, from persons a value."""
    there = [at for at in np.flatnonzero(counts).tolist() if at]
    ranked = sorted(there, key=lambda at: (-counts[at], names[at]))
    own, rest = ranked[:MOST], ranked[MOST:]
    slots = [Slot(_key(names[at]), names[at], int(counts[at])) for at in own]
    slot_of = np.zeros(len(names), np.int16)
    slot_of[own] = np.arange(len(own))
    if rest:
        slot_of[rest] = len(slots)
        slots.append(Slot(OTHER, None, int(counts[rest].sum()), len(rest)))
    if counts[0] or not slots:
        slot_of[0] = len(slots)
        slots.append(Slot(NONE, None, int(counts[0]), 0))
    return Split(tuple(slots), slot_of)


def counted(places: Array, chosen: Array | None, size: int) -> Array:
    """Persons a value, those only who are ``chosen``."""
    from touchline.journeys.kernels import audience as kernel

    counts = np.zeros(size, np.int64)
    kernel.count(places, _NOBODY if chosen is None else chosen.view(np.uint8), counts)
    return counts


def grouped(places: Array, chosen: Array | None, split: Split) -> Groups:
    """The part of each person, those left out who are not ``chosen``."""
    from touchline.journeys.kernels import audience as kernel

    of = np.empty(len(places), np.int16)
    kernel.part(places, _NOBODY if chosen is None else chosen.view(np.uint8), split.slot_of, of)
    return Groups(of, len(split.slots))


def _key(value: str) -> str:
    """What a part is called in links: its value, marked where it might be taken for something else."""
    return f"{VALUE}{value}" if value in (NONE, OTHER) or value.startswith(VALUE) else value
