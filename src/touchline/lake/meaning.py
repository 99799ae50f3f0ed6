"""What the rooms above know about events, as plain data the index is built with.

The lake stores what was received: a name, a channel, an identity. What a name means today is
decided elsewhere and may change any day, so it is handed over anew for each build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from touchline.journeys.index import Array


@dataclass(frozen=True)
class TouchpointMeaning:
    """One touchpoint: its lasting number, its name, its channel ("" for none), its stage a scheme."""

    number: int
    name: str
    channel: str = ""
    stages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SchemeMeaning:
    """One scheme: its stages in order, and which of them stand for order, repeat and refer ("" for none)."""

    name: str
    stages: tuple[str, ...]
    order: str = ""
    repeat: str = ""
    refer: str = ""


class Referrals(NamedTuple):
    """Who brought whom, one row a person who was brought.

    ``brought`` and ``by`` int64 stable person keys, ``how`` uint8 into ``journeys.index.BROUGHT_AS``.
    """

    brought: Array
    by: Array
    how: Array


def no_referrals() -> Referrals:
    """Nobody was brought by anybody."""
    return Referrals(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint8))


class Joins(NamedTuple):
    """Whose identities are one person, one row an identity whose person has another key than its number.

    ``identity`` int64 ascending, ``person`` int64: the stable key of the person, the smallest number among
    the identities joined.
    """

    identity: Array
    person: Array


def no_joins() -> Joins:
    """Every identity is a person of its own."""
    return Joins(np.zeros(0, np.int64), np.zeros(0, np.int64))


class Rates(NamedTuple):
    """What currencies were worth, one row a currency and day, ascending by both.

    ``currency`` codes; ``day`` int32 days since 1970 on the business's calendar; ``value`` int64: one of the
    currency was worth ``value / 10**12`` of the reporting currency.
    """

    currency: tuple[str, ...]
    day: Array
    value: Array


def no_rates() -> Rates:
    """Nobody said what any currency was worth."""
    return Rates((), np.zeros(0, np.int32), np.zeros(0, np.int64))


class FactRows(NamedTuple):
    """What is known of one fact of persons, one row an identity of whom it is known.

    ``identity`` int64 ascending, ``place`` int32 into ``values``, none of which is "". ``digest`` tells
    states apart.
    """

    identity: Array
    place: Array
    values: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class MoneyMeaning:
    """The currency that answers are in, the rates into it, and the digits of minor units that are not two."""

    currency: str = "EUR"
    digits: Mapping[str, int] = field(default_factory=dict)
    rates: Rates = field(default_factory=no_rates)


@dataclass(frozen=True)
class Meaning:
    """Everything a build needs besides the events.

    ``recognised`` maps the name of an event to the number of the touchpoint it stands for; a name that
    is missing is not recognised, and its events stay in the lake and out of the index. ``silence_days``
    is the business's silence period, ``zone`` its IANA time zone. ``attributes`` of touches are columns of
    the lake (``parquet.CAMPAIGN``) or else properties of events; ``facts`` of persons are given by name.
    """

    touchpoints: tuple[TouchpointMeaning, ...] = ()
    recognised: Mapping[str, int] = field(default_factory=dict)
    schemes: tuple[SchemeMeaning, ...] = ()
    silence_days: int = 90
    zone: str = "UTC"
    money: MoneyMeaning = field(default_factory=MoneyMeaning)
    referrals: Referrals = field(default_factory=no_referrals)
    joins: Joins = field(default_factory=no_joins)
    attributes: tuple[str, ...] = ()
    facts: Mapping[str, FactRows] = field(default_factory=dict)
