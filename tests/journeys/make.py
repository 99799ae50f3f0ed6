"""An index made from a plain list of touches, for tests of every room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from touchline.journeys.index import (
    BROUGHT_AS,
    BUSINESS,
    NO_MONEY,
    ORDER,
    PERSON,
    REFUND,
    SHARD_DTYPES,
    Index,
    Legend,
    Scheme,
    Shard,
    shard_of,
)
from touchline.touchpoints.schemes import SCHEMES, BuiltIn, stage_in
from touchline.workspace.currencies import digits

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
MONDAY = 1_735_516_800 * SECOND
"""2024-12-30 00:00 UTC, where the tests' time begins."""


class Touch(NamedTuple):
    """One touch: who, when (µs), where. ``money`` is NO_MONEY, ORDER or REFUND, ``amount`` in minor units.

    Refunds belong to the person's first order with the same ``of``; ``more`` is an amount in ``second``.
    ``says`` are its attributes.
    """

    person: int
    time: int
    touchpoint: str
    channel: str = ""
    by_business: bool = False
    money: int = NO_MONEY
    amount: int = 1000
    currency: str = "EUR"
    of: int | None = None
    more: int | None = None
    second: str = "CHF"
    says: tuple[tuple[str, str], ...] = ()


class Referral(NamedTuple):
    """``person`` was brought by the person with key ``by``."""

    person: int
    by: int
    how: str = "fan"
    depth: int = 1


def make_index(
    touches: Iterable[Touch],
    *,
    shards: int = 1,
    placed: Mapping[str, str] | None = None,
    schemes: Sequence[tuple[BuiltIn, Mapping[str, str]]] = (),
    people: Iterable[int] = (),
    brought: Iterable[Referral] = (),
    facts: Mapping[int, Mapping[str, str]] | None = None,
    attributes: Sequence[str] = (),
    touchpoints: Sequence[str] = (),
    also: Iterable[Touch] = (),
    end: int | None = None,
    silence: int = 90 * DAY,
    zone: str = "UTC",
    currency: str = "EUR",
    rates: Iterable[tuple[str, int, int]] = (),
    generation: str = "test",
) -> Index:
    """An index of touches given in the order of the record.

    ``placed`` puts touchpoints on stages of the hourglass, and through it on those of the other built-in
    schemes; ``schemes`` adds further ones with places of their own. ``people`` are persons without touches,
    ``touchpoints`` names nobody met. ``facts`` are what persons are known by,
    ``attributes`` names no touch has. ``rates`` are (currency, day since 1970, value * 10**12). ``end``
    is by default the time of the latest touch.
    """
    record = list(touches)
    said = [*record, *also]
    referrals = list(brought)
    names = tuple(sorted({touch.touchpoint for touch in said} | set(touchpoints) | set(placed or {})))
    channels = tuple(sorted({touch.channel for touch in said} - {""}))
    with_money = [touch for touch in said if touch.money != NO_MONEY]
    currencies = tuple(
        sorted(
            {one.currency for one in with_money} | {one.second for one in with_money if one.more is not None}
        )
    )
    known = sorted((currencies.index(code), day, value) for code, day, value in rates if code in currencies)
    codes = sorted({_code(touch) for touch in said})
    places = {name: at for at, name in enumerate(names)}
    numbers = {code: number for number, code in enumerate(codes)}
    everybody = {touch.person for touch in record} | set(people) | {one.person for one in referrals}
    legend = Legend(
        touchpoints=names,
        touchpoint_numbers=tuple(range(1, len(names) + 1)),
        channels=channels,
        currencies=currencies,
        code_touchpoint=np.array([places[code[0]] for code in codes], np.int32),
        code_channel=np.array([channels.index(code[1]) if code[1] else -1 for code in codes], np.int32),
        code_initiative=np.array([BUSINESS if code[2] else PERSON for code in codes], np.uint8),
        code_money=np.array([code[3] for code in codes], np.uint8),
        schemes=_schemes(names, placed or {}, schemes),
        currency=currency,
        digits=digits(currency),
        currency_digits=tuple(digits(one) for one in currencies),
        rate_currency=np.array([one[0] for one in known], np.int32),
        rate_day=np.array([one[1] for one in known], np.int32),
        rate_value=np.array([one[2] for one in known], np.int64),
        attributes=_values((touch.says for touch in said), attributes),
        facts=_values(tuple(one.items()) for one in (facts or {}).values()),
        silence=silence,
        zone=zone,
        end=max((touch.time for touch in record), default=0) if end is None else end,
        generation=generation,
    )
    made = []
    for number in range(shards):
        here = [key for key in sorted(everybody) if int(shard_of(np.array([key]), shards)[0]) == number]
        shard = _shard(here, record, referrals, numbers, currencies)
        made.append(_with_values(shard, legend, record, facts or {}))
    return Index(legend, tuple(made))


def amounts_of(touch: Touch) -> list[tuple[str, int]]:
    """The amounts of a touch by currency, negative for a refund, by code of the currency."""
    if touch.money == NO_MONEY:
        return []
    sign = -1 if touch.money == REFUND else 1
    amounts = {touch.currency: sign * touch.amount}
    if touch.more is not None:
        amounts[touch.second] = amounts.get(touch.second, 0) + sign * touch.more
    return sorted(amounts.items())


def first_of(theirs: Sequence[Touch]) -> dict[int | None, int]:
    """Where the first order of each number stands among a person's touches."""
    found: dict[int | None, int] = {}
    for at, touch in enumerate(theirs):
        if touch.money == ORDER and touch.of is not None:
            found.setdefault(touch.of, at)
    return found


def _values(
    said: Iterable[Iterable[tuple[str, str]]], also: Sequence[str] = ()
) -> dict[str, tuple[str, ...]]:
    """The values of each name, the first one for none."""
    found: dict[str, set[str]] = {name: set() for name in also}
    for pairs in said:
        for name, value in pairs:
            found.setdefault(name, set()).add(value)
    return {name: ("", *sorted(values)) for name, values in sorted(found.items())}


def _with_values(
    shard: Shard, legend: Legend, record: Sequence[Touch], facts: Mapping[int, Mapping[str, str]]
) -> Shard:
    """The shard with the attributes of its touches and the facts about its persons."""
    keys = shard.key.tolist()
    theirs = [touch for key in keys for touch in sorted(_of(record, key), key=lambda touch: touch.time)]
    return replace(
        shard,
        attributes={
            name: np.array([values.index(dict(touch.says).get(name, "")) for touch in theirs], np.uint16)
            for name, values in legend.attributes.items()
        },
        facts={
            name: np.array([values.index(facts.get(key, {}).get(name, "")) for key in keys], np.uint16)
            for name, values in legend.facts.items()
        },
    )


def _of(record: Sequence[Touch], person: int) -> list[Touch]:
    return [touch for touch in record if touch.person == person]


def _code(touch: Touch) -> tuple[str, str, bool, int]:
    return (touch.touchpoint, touch.channel, touch.by_business, touch.money)


def _schemes(
    names: Sequence[str],
    placed: Mapping[str, str],
    further: Sequence[tuple[BuiltIn, Mapping[str, str]]],
) -> dict[str, Scheme]:
    made = {}
    for built in SCHEMES.values():
        stages = {
            name: stage_in(built.name, {"hourglass": placed[name]} if name in placed else {})
            for name in names
        }
        made[built.name] = _scheme(names, built, stages)
    for built, places in further:
        made[built.name] = _scheme(names, built, {name: places.get(name) for name in names})
    return made


def _scheme(names: Sequence[str], built: BuiltIn, places: Mapping[str, str | None]) -> Scheme:
    def at(stage: str | None) -> int:
        return built.stages.index(stage) if stage else -1

    stage_of = np.array([at(places[name]) for name in names], np.int16)
    return Scheme(built.name, built.stages, stage_of, at(built.order), at(built.repeat), at(built.refer))


def _shard(
    keys: Sequence[int],
    record: Sequence[Touch],
    referrals: Sequence[Referral],
    numbers: Mapping[tuple[str, str, bool, int], int],
    currencies: Sequence[str],
) -> Shard:
    columns: dict[str, list[int]] = {name: [] for name in SHARD_DTYPES}
    columns["offset"].append(0)
    journeys: dict[int, list[Touch]] = {key: [] for key in keys}
    for touch in record:
        if touch.person in journeys:
            journeys[touch.person].append(touch)
    brought = {one.person: one for one in referrals}
    for row, key in enumerate(keys):
        columns["key"].append(key)
        ordered = sorted(journeys[key], key=lambda touch: touch.time)
        start, first = len(columns["code"]), first_of(ordered)
        for at, touch in enumerate(ordered):
            for currency, amount in amounts_of(touch):
                columns["money_at"].append(start + at)
                columns["money"].append(amount)
                columns["money_currency"].append(currencies.index(currency))
            if touch.money == REFUND and touch.of in first:
                columns["refund_at"].append(start + at)
                columns["refund_of"].append(start + first[touch.of])
            columns["code"].append(numbers[_code(touch)])
            columns["time"].append(touch.time)
        columns["offset"].append(len(columns["code"]))
        if key in brought:
            columns["brought"].append(row)
            columns["brought_by"].append(brought[key].by)
            columns["brought_as"].append(BROUGHT_AS.index(brought[key].how))
            columns["brought_depth"].append(brought[key].depth)
    return Shard(**{name: np.array(columns[name], kind) for name, kind in SHARD_DTYPES.items()})
