"""Find the persons an audience selects: one pass over a shard's touches for each condition about touches."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_CEILING
from functools import reduce

import numpy as np

from touchline.journeys import clock, names
from touchline.journeys.audience import (
    CHANNEL,
    After,
    And,
    Audience,
    Before,
    Brought,
    Did,
    Fact,
    First,
    Not,
    Or,
    Touched,
    Within,
)
from touchline.journeys.index import ORDER, REFUND, Array, Index, Legend, Shard
from touchline.journeys.money import money_of
from touchline.journeys.question import QuestionError

NOBODY = np.zeros(0, np.int64)
_MANY = 2**62


def bringers_of(index: Index, audiences: Iterable[Audience | None]) -> Array:
    """Ascending keys of everybody who brought others, where one of the audiences asks for them."""
    if not any(isinstance(one, Brought) and one.others for audience in audiences for one in _all(audience)):
        return NOBODY
    by = [part.shard.brought_by[part.counts()[part.shard.brought]] for part in index.parts]
    return np.unique(np.concatenate(by))


def _all(audience: Audience | None) -> Iterator[Audience]:
    if audience is None:
        return
    yield audience
    parts = audience.parts if isinstance(audience, And | Or) else ()
    for part in (audience.part,) if isinstance(audience, Not) else parts:
        yield from _all(part)


def select(shard: Shard, legend: Legend, audience: Audience, bringers: Array) -> Array:
    """Whether each person row of a shard is in the audience, as bool.

    ``bringers`` are the keys of ``bringers_of``. Raises ``QuestionError`` for a name there is not.
    """
    match audience:
        case And(parts):
            return reduce(np.logical_and, (select(shard, legend, part, bringers) for part in parts))
        case Or(parts):
            return reduce(np.logical_or, (select(shard, legend, part, bringers) for part in parts))
        case Not(part):
            return ~select(shard, legend, part, bringers)
        case Did():
            return _did(shard, legend, audience)
        case Fact(name, values):
            return _fact(shard, legend, name, values)
        case First(name, values):
            return _first(shard, legend, name, values)
        case Brought(others=True):
            return np.isin(shard.key, bringers)
        case Brought():
            brought = np.zeros(shard.people, bool)
            brought[shard.brought] = True
            return brought


def _did(shard: Shard, legend: Legend, did: Did) -> Array:
    from touchline.journeys.kernels import audience as kernel

    words = np.where(_codes(did.what, legend), kernel.WANTED, 0).astype(np.uint8)
    start, end = _bounds(did, legend)
    mode, length = kernel.ALONE, 0
    match did.relation:
        case Within(span, None):
            start = max(start, legend.end - span)
        case Within(span, Touched() as of):
            mode, length = kernel.WITHIN, span
            words[_codes(of, legend)] |= kernel.ANCHOR
        case Within(span, _):
            mode, length = kernel.SINCE_FIRST, span
        case Before(of) | After(of):
            mode = kernel.BEFORE if isinstance(did.relation, Before) else kernel.AFTER
            words[_codes(of, legend)] |= kernel.ANCHOR
    found = np.zeros(shard.people, np.uint8)
    most = _MANY if did.most is None else did.most
    if did == Did(did.what, did.least, did.most):
        kernel.touched(shard.offset, shard.code, 0, shard.people, words, did.least, most, found)
        return np.asarray(found.view(bool))
    kernel.did(
        shard.offset,
        shard.code,
        shard.time,
        0,
        shard.people,
        words,
        *_attribute(shard, legend, did),
        did.amount is not None,
        _worth(shard, legend, did),
        mode,
        length,
        start,
        end,
        did.least,
        most,
        found,
    )
    return np.asarray(found.view(bool))


def _codes(touched: Touched, legend: Legend) -> Array:
    """Which codes such touches have."""
    chosen: Array = np.ones(len(legend.code_touchpoint), bool)
    if touched.touchpoints:
        places = [names.resolve_touchpoint(legend, name) for name in touched.touchpoints]
        chosen &= np.isin(legend.code_touchpoint, np.array(places))
    elif touched.kind != "anything":
        chosen &= legend.code_money == (ORDER if touched.kind == "order" else REFUND)
    if touched.channels:
        chosen &= np.isin(legend.code_channel, np.array(channels(legend, touched.channels)))
    return chosen


def _bounds(did: Did, legend: Legend) -> tuple[int, int]:
    period = clock.period(did.since, did.until, clock.zone(legend.zone))
    return period.bounds


def _attribute(shard: Shard, legend: Legend, did: Did) -> tuple[Array, Array]:
    """The attribute of each touch, and whether each value counts; empty where none is asked for."""
    if did.attribute is None:
        return np.zeros(0, np.uint16), np.zeros(0, np.uint8)
    name = known(legend.attributes, did.attribute, "attribute of touches")
    return of_touches(shard, name), _allowed(legend.attributes[name], did.values, f"touch has {name}")


def _worth(shard: Shard, legend: Legend, did: Did) -> Array:
    """Positions of orders worth at least the amount."""
    if did.amount is None:
        return np.zeros(0, np.uint32)
    money = money_of(shard, legend)
    priced = np.concatenate([[0], np.cumsum(money.converted)])
    worth = priced[money.last] - priced[money.first]
    least = int(did.amount.scaleb(legend.digits).to_integral_value(ROUND_CEILING))
    enough = (money.kind == ORDER) & (worth >= least)
    return np.asarray(money.at[enough].astype(np.uint32))


def _fact(shard: Shard, legend: Legend, name: str, values: tuple[str, ...]) -> Array:
    name = known(legend.facts, name, "fact about people")
    codes = of_people(shard, name)
    if not values:
        return np.asarray(codes != 0)
    return np.asarray(_allowed(legend.facts[name], values, f"person has {name}")[codes] != 0)


def _first(shard: Shard, legend: Legend, name: str, values: tuple[str, ...]) -> Array:
    if name.casefold() == CHANNEL:
        wanted = np.zeros(len(legend.channels) + 1, bool)
        wanted[[place + 1 for place in channels(legend, values)]] = True
        return np.asarray(wanted[first_channels(shard, legend)])
    name = known(legend.attributes, name, "attribute of touches")
    allowed = _allowed(legend.attributes[name], values, f"touch has {name}")
    return np.asarray(allowed[first_of(shard, name)] != 0)


def first_channels(shard: Shard, legend: Legend) -> Array:
    """The channel of each person's first touch ever: 1 + its place in ``Legend.channels``, or 0; uint16."""
    from touchline.journeys.kernels import audience as kernel

    found = np.zeros(shard.people, np.uint16)
    values = (legend.code_channel + 1).astype(np.uint16)
    kernel.first_code(shard.offset, shard.code, 0, shard.people, values, found)
    return found


def first_of(shard: Shard, attribute: str) -> Array:
    """The value of an attribute of each person's first touch ever, uint16."""
    found = np.zeros(shard.people, np.uint16)
    there, at = _firsts(shard)
    found[there] = of_touches(shard, attribute)[at]
    return found


def _firsts(shard: Shard) -> tuple[Array, Array]:
    """Who has touches, and where the first one stands."""
    there = shard.offset[:-1] < shard.offset[1:]
    return there, shard.offset[:-1][there]


def of_touches(shard: Shard, name: str) -> Array:
    """An attribute of each touch."""
    return shard.attributes[name] if name in shard.attributes else np.zeros(shard.touches, np.uint16)


def of_people(shard: Shard, name: str) -> Array:
    """A fact about each person."""
    return shard.facts[name] if name in shard.facts else np.zeros(shard.people, np.uint16)


def channels(legend: Legend, wanted: Iterable[str]) -> list[int]:
    """Places of channels by name. Raises ``QuestionError``."""
    return [legend.channels.index(_named(legend.channels, name, "channel")) for name in wanted]


def known(values: Mapping[str, object], name: str, what: str) -> str:
    """The exact name of a fact or an attribute. Raises ``QuestionError``."""
    return _named(sorted(values), name, what)


def _named(among: Iterable[str], name: str, what: str) -> str:
    listed = list(among)
    if name in listed:
        return name
    alike = [one for one in listed if one.casefold() == name.casefold()]
    if len(alike) == 1:
        return alike[0]
    there = ", ".join(listed[:20]) + (f" and {len(listed) - 20:,} more" if len(listed) > 20 else "")
    hint = f"These are there: {there}." if listed else "There are none yet."
    raise QuestionError(f"There is no {what} {name!r}. {hint}")


def _allowed(values: tuple[str, ...], wanted: Iterable[str], what: str) -> Array:
    """Whether each value is wanted, uint8. Raises ``QuestionError`` for one that nobody has."""
    allowed = np.zeros(len(values), np.uint8)
    places = {value: at for at, value in enumerate(values) if at}
    folded = {value.casefold(): at for value, at in places.items()}
    for value in wanted:
        at = places.get(value, folded.get(value.casefold()))
        if at is None:
            near = difflib.get_close_matches(value.casefold(), folded, n=2, cutoff=0.6)
            hint = " or ".join(repr(values[folded[one]]) for one in near)
            raise QuestionError(f"No {what} {value!r}.{f' Did you mean {hint}?' if hint else ''}")
        allowed[at] = 1
    return allowed
