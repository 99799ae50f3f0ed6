"""The journey index: every person's touches in time order, as flat sorted arrays.

A *shard* holds whole persons. A touch is two numbers: its ``time`` and its ``code``. The *legend*
says what a code means: touchpoint, channel, whose initiative, and whether it carries money. A
question reads shards and a legend, nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from touchline.journeys.kept import Kept

Array = npt.NDArray[Any]

NO_MONEY, ORDER, REFUND = 0, 1, 2
PERSON, BUSINESS = 0, 1
BROUGHT_AS = ("", "fan", "promoter", "partner")


def person_hash(keys: Array) -> Array:
    """Spread stable person keys over 64 bits (splitmix64); the same for ever, on every machine."""
    z = np.asarray(keys).astype(np.uint64)
    with np.errstate(over="ignore"):
        z = z + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)))


def shard_of(keys: Array, shards: int) -> Array:
    """Which shard each stable person key belongs to, as int64."""
    return np.asarray((person_hash(keys) >> np.uint64(32)) % np.uint64(shards)).astype(np.int64)


@dataclass(frozen=True)
class Shard:
    """Whole persons, sorted by key; their touches sorted by (time, seq). All arrays are read-only.

    ``key[p]`` int64 stable person key, ascending. Touches of person row ``p`` stand at
    ``offset[p]:offset[p + 1]`` (uint32). ``code`` uint16, ``time`` int64 microseconds since 1970 UTC.
    Money is sparse: ``money_at`` uint32 position of the touch (ascending; twice when one order has
    two currencies), ``money`` int64 minor units (negative for refunds), ``money_currency`` uint16
    into ``Legend.currencies``. Refunds that name an order are sparse: ``refund_at`` uint32 position of
    the refund (ascending), ``refund_of`` uint32 position of its order, a touch of the same person.
    Referrals are sparse: ``brought`` uint32 person row (ascending) of
    someone who was brought, ``brought_by`` int64 key of who brought them, ``brought_as`` uint8 into
    ``BROUGHT_AS``, ``brought_depth`` uint8 generation (1: brought by someone nobody brought).

    ``attributes`` by name, uint16, one a touch: place in ``Legend.attributes[name]``, 0 for none.
    ``facts`` by name, uint16, one a person row: place in ``Legend.facts[name]``, 0 for none; they are
    read from disk when they are asked for.
    """

    key: Array
    offset: Array
    code: Array
    time: Array
    money_at: Array
    money: Array
    money_currency: Array
    refund_at: Array
    refund_of: Array
    brought: Array
    brought_by: Array
    brought_as: Array
    brought_depth: Array
    attributes: Mapping[str, Array] = field(default_factory=dict)
    facts: Mapping[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in SHARD_DTYPES:
            getattr(self, name).setflags(write=False)

    @property
    def people(self) -> int:
        """Persons in the shard."""
        return len(self.key)

    @property
    def touches(self) -> int:
        """Touches in the shard."""
        return len(self.code)

    def dressed(self, **changes: Any) -> Shard:
        """The same shard with other referrals, attributes or facts."""
        return replace(self, **changes)

    def touches_of(self, rows: Array) -> int:
        """How many touches some persons have."""
        return int((self.offset[rows + 1].astype(np.int64) - self.offset[rows]).sum())

    def row_of(self, key: int) -> int:
        """Row of a person, or -1."""
        at = int(np.searchsorted(self.key, key))
        return at if at < len(self.key) and int(self.key[at]) == key else -1


SHARD_DTYPES = {
    "key": np.int64,
    "offset": np.uint32,
    "code": np.uint16,
    "time": np.int64,
    "money_at": np.uint32,
    "money": np.int64,
    "money_currency": np.uint16,
    "refund_at": np.uint32,
    "refund_of": np.uint32,
    "brought": np.uint32,
    "brought_by": np.int64,
    "brought_as": np.uint8,
    "brought_depth": np.uint8,
}


def empty_shard() -> Shard:
    """A shard with nobody in it."""
    arrays: dict[str, Any] = {name: np.zeros(0, kind) for name, kind in SHARD_DTYPES.items()}
    arrays["offset"] = np.zeros(1, np.uint32)
    return Shard(**arrays)


@dataclass(frozen=True)
class Scheme:
    """An ordered list of stages and where each touchpoint stands in it.

    ``stage_of`` int16, one per touchpoint of the legend: index into ``stages``, or -1 without a place.
    ``order_stage``, ``repeat_stage``, ``refer_stage``: index, or -1 where the scheme has none.
    """

    name: str
    stages: tuple[str, ...]
    stage_of: Array
    order_stage: int = -1
    repeat_stage: int = -1
    refer_stage: int = -1


@dataclass(frozen=True)
class Legend:
    """What the numbers of a generation mean.

    ``touchpoints`` names by dense position, ``touchpoint_numbers`` their lasting numbers. ``aliases``:
    further names that stand for a position, such as those of events and of what was merged into it.
    ``code_touchpoint`` int32, ``code_channel`` int32 into ``channels`` (-1: none),
    ``code_initiative`` uint8 (PERSON or BUSINESS), ``code_money`` uint8 (NO_MONEY, ORDER, REFUND):
    one per code. Money is reported in ``currency``, whose minor unit has ``digits`` digits;
    ``currency_digits`` says the same of each of ``currencies``. Rates are three arrays, ascending by
    (currency, day): one of ``rate_currency`` (int32 into ``currencies``) was worth ``rate_value`` / 10**12
    (int64) of the reporting currency on ``rate_day`` (int32 days since 1970 on the business's calendar).
    ``attributes`` of touches and ``facts`` of persons: their values by place, the first one "" for none.
    ``silence`` in microseconds, ``zone`` an IANA name. ``end`` (µs) is the instant the
    record reaches, on which silence and open windows are judged. ``generation`` names the state of
    the index; it and ``end`` together are the ``as_of`` of an answer.
    """

    touchpoints: tuple[str, ...] = ()
    touchpoint_numbers: tuple[int, ...] = ()
    aliases: tuple[tuple[str, int], ...] = ()
    channels: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    code_touchpoint: Array = field(default_factory=lambda: np.zeros(0, np.int32))
    code_channel: Array = field(default_factory=lambda: np.zeros(0, np.int32))
    code_initiative: Array = field(default_factory=lambda: np.zeros(0, np.uint8))
    code_money: Array = field(default_factory=lambda: np.zeros(0, np.uint8))
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    currency: str = "EUR"
    digits: int = 2
    currency_digits: tuple[int, ...] = ()
    rate_currency: Array = field(default_factory=lambda: np.zeros(0, np.int32))
    rate_day: Array = field(default_factory=lambda: np.zeros(0, np.int32))
    rate_value: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    silence: int = 90 * 86_400_000_000
    zone: str = "UTC"
    end: int = 0
    generation: str = "none"


class Replaced(NamedTuple):
    """Persons of an older shard whom a run covers, and no run between: ``rows`` int64 ascending."""

    shard: Shard
    rows: Array


@dataclass(frozen=True, eq=False)
class Run:
    """A newer level of an index: whole journeys of those who changed since the levels below it.

    ``covered`` int64 ascending: the keys of all persons it speaks for, also of those without any touch
    left. ``replaced``: where the levels below hold these persons. ``codes``: its touches have codes below
    that number. ``kept`` holds what was counted from it, ``held`` what has to live as long as it.
    """

    shards: tuple[Shard, ...]
    covered: Array
    replaced: tuple[Replaced, ...] = ()
    codes: int = 1 << 16
    kept: Kept = field(default_factory=Kept)
    held: object = None


@dataclass(frozen=True)
class Index:
    """One generation, ready for questions: a base, and runs over it, the newest last.

    A person's whole journey is in the newest level that covers the person; what older levels hold of
    them does not count any more. There is always at least one shard in the base. ``codes``, ``kept``
    and ``held`` are of the base as of a run.
    """

    legend: Legend
    base: tuple[Shard, ...] = field(default_factory=lambda: (empty_shard(),))
    runs: tuple[Run, ...] = ()
    codes: int = 1 << 16
    kept: Kept = field(default_factory=Kept, compare=False)
    held: object = field(default=None, compare=False)

    @cached_property
    def shards(self) -> tuple[Shard, ...]:
        """Everybody who counts, each once. Where there are runs this copies all that counts."""
        from touchline.journeys.copying import take

        return tuple(take(one.shard, one.live()) if len(one.hidden) else one.shard for one in self.parts)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every shard of every level, with the rows in it that do not count any more."""
        hidden: dict[int, list[Array]] = {}
        for run in self.runs:
            for shard, rows in run.replaced:
                hidden.setdefault(id(shard), []).append(rows)
        shards = (*self.base, *(shard for run in self.runs for shard in run.shards))
        none = [np.zeros(0, np.int64)]
        return tuple(Part(shard, np.sort(np.concatenate(hidden.get(id(shard), none)))) for shard in shards)

    @property
    def people(self) -> int:
        """Persons in the index."""
        return sum(one.shard.people - len(one.hidden) for one in self.parts)

    @cached_property
    def touches(self) -> int:
        """Touches in the index."""
        return sum(one.shard.touches - one.shard.touches_of(one.hidden) for one in self.parts)

    def find(self, key: int) -> tuple[Shard, int] | None:
        """The shard and row of a person, or None."""
        for run in reversed(self.runs):
            at = int(np.searchsorted(run.covered, key))
            if at < len(run.covered) and int(run.covered[at]) == key:
                return _find(run.shards, key)
        return _find(self.base, key)


class Part(NamedTuple):
    """A shard of an index; its ``hidden`` rows, int64 ascending, do not count: a newer level has them."""

    shard: Shard
    hidden: Array

    def counts(self) -> Array:
        """Whether each row counts."""
        kept = np.ones(self.shard.people, bool)
        kept[self.hidden] = False
        return kept

    def live(self) -> Array:
        """The rows that count, int64 ascending."""
        return np.flatnonzero(self.counts())


def _find(shards: tuple[Shard, ...], key: int) -> tuple[Shard, int] | None:
    if not shards:
        return None
    shard = shards[int(shard_of(np.array([key]), len(shards))[0])]
    row = shard.row_of(key)
    return (shard, row) if row >= 0 else None
