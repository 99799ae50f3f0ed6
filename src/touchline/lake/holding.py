"""What a meaning is while everything is built anew: what would need the build is held back until then."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from enum import IntEnum

from touchline.journeys.index import Legend
from touchline.lake.adding import Stack
from touchline.lake.meaning import Meaning, TouchpointMeaning
from touchline.lake.record import Record, applied


class Hold(IntEnum):
    """What is held back: nothing, changed rules and attributes, changed joins too, or everything."""

    NOTHING = 0
    RULES = 1
    JOINS = 2
    ALL = 3


def held_back(meaning: Meaning, stack: Stack, hold: Hold) -> Meaning:
    """A meaning by which a run can be made over these levels: their own recognition and attributes.

    Names that the levels never met count as they do today. Places, names and money are today's.
    """
    if hold == Hold.NOTHING:
        return meaning
    record = stack.record
    known = {**record.recognised}
    if not record.others:
        met = known.keys() | record.unrecognised.keys()
        known |= {name: number for name, number in applied(meaning).items() if name not in met}
    held = replace(meaning, recognised=known, attributes=tuple(record.attributes))
    held = complete(held, known.values(), stack.touchpoints)
    return replace(held, joins=record.joins) if hold >= Hold.JOINS else held


def rules_changed(meaning: Meaning, record: Record) -> bool:
    """Whether events that are in the levels, or were not recognised, count otherwise today."""
    before, now = record.recognised, applied(meaning)
    return (
        tuple(record.attributes) != meaning.attributes
        or any(now.get(name) != number for name, number in before.items())
        or any(name in record.unrecognised for name in now.keys() - before.keys())
        or bool(record.others and now.keys() - before.keys())
    )


def complete(
    meaning: Meaning, numbers: Collection[int], former: Callable[[], tuple[TouchpointMeaning, ...]]
) -> Meaning:
    """The meaning with the touchpoints of these numbers that are gone by now, as they were."""
    lacking = set(numbers) - {one.number for one in meaning.touchpoints}
    if not lacking:
        return meaning
    gone = tuple(one for one in former() if one.number in lacking)
    return replace(meaning, touchpoints=(*meaning.touchpoints, *gone))


def touchpoints_of(legend: Legend, record: Record) -> tuple[TouchpointMeaning, ...]:
    """The touchpoints of a generation, as far as its legend says; a channel nothing was met on is none."""
    channels: dict[int, str] = {}
    for code, at in zip(record.codes, legend.code_channel.tolist(), strict=True):
        if not code.channel and at >= 0:
            channels[code.touchpoint] = legend.channels[at]
    return tuple(
        TouchpointMeaning(
            number,
            name,
            channels.get(number, ""),
            {
                scheme.name: scheme.stages[int(scheme.stage_of[at])]
                for scheme in legend.schemes.values()
                if scheme.stage_of[at] >= 0
            },
        )
        for at, (number, name) in enumerate(zip(legend.touchpoint_numbers, legend.touchpoints, strict=True))
    )
