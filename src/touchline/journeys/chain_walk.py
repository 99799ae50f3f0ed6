"""From a chain to what its kernel reads, and through the persons of a shard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from touchline.journeys import names
from touchline.journeys.chain_rows import ChainSums
from touchline.journeys.groups import EVERYBODY, Groups
from touchline.journeys.histogram import BINS
from touchline.journeys.index import PERSON, Array, Legend, Shard
from touchline.journeys.linked import Links
from touchline.journeys.pieces import pieces
from touchline.journeys.question import Period
from touchline.journeys.tally import Tallies, Tally

if TYPE_CHECKING:
    from touchline.journeys.chain import ChainLink

LOOKED_AT = 1 << 18
"""Touches looked at together: so much more room the table of hops is given."""


@dataclass(frozen=True)
class Asked:
    """What is to be said of each person, about a link, a hop, a place; and of each touch (``matched``)."""

    link: int = -1
    hop: int = -1
    place: int = -1
    state: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    matched: Array = field(default_factory=lambda: np.zeros(0, np.int8))


def placed(links: Sequence[ChainLink]) -> dict[int, int]:
    """The touchpoints of a chain, each once, by position; and the place each has among them."""
    there = sorted({position for link in links for position in link.touchpoints})
    return {position: at for at, position in enumerate(there)}


def pairs(links: Sequence[ChainLink]) -> list[tuple[int, int]]:
    """Position and link of each slot: a touchpoint and a link it meets, by position, then link."""
    return sorted((position, k) for k, link in enumerate(links) for position in set(link.touchpoints))


def walked(
    links: Sequence[ChainLink],
    period: Period,
    shard: Shard,
    legend: Legend,
    groups: Groups,
    asked: Asked,
    rows: tuple[int, int] | None = None,
) -> ChainSums:
    """Sums over the persons of a shard, or of some ``rows`` of it."""
    from touchline.journeys.kernels import chain as kernel

    places, size, count = placed(links), len(legend.touchpoints), len(links)
    names.known_positions(legend, tuple(places))
    start, end = period.bounds
    as_of = min(legend.end, end)
    read = (
        _words(legend, places),
        _chain(links, places),
        _link(links),
        np.array([not link.optional for link in links], np.int32),
        _bits(k for k, link in enumerate(links) if link.repeated),
    )
    bits = np.zeros((_longest(shard, rows), 4), np.int64)
    totals = np.zeros((groups.count, 6), np.int64)
    people = np.zeros((groups.count, count, 10), np.int64)
    went = np.zeros((groups.count, count, count), np.int64)
    slots = np.zeros((groups.count, len(pairs(links))), np.int64)
    touched = np.zeros((groups.count, len(places)), np.int64)
    waits = np.zeros((groups.count, count, BINS), np.int64)
    ways = np.zeros((groups.count, count * 2, size + 1), np.int32)
    last, table = np.full(len(places), -1, np.int64), Links(size, groups)
    for low, high in pieces(shard, LOOKED_AT) if rows is None else (rows,):
        table.room(int(shard.offset[high]) - int(shard.offset[low]))
        table.used = kernel.walk(
            shard.offset,
            shard.code,
            shard.time,
            low,
            high,
            groups.of,
            *read,
            size,
            start,
            end,
            as_of - legend.silence,
            as_of,
            bits,
            totals,
            people.reshape(-1, 10),
            went.reshape(-1, count),
            slots,
            touched,
            waits.reshape(-1, BINS),
            ways.reshape(-1, size + 1),
            last,
            table.places,
            table.links,
            table.counts,
            table.used,
            asked.link,
            asked.hop,
            asked.place,
            asked.state,
            asked.matched,
        )
    tallied = Tallies(tuple(_tally(one.reshape(-1)) for one in ways))
    return ChainSums(totals, people, went, waits, slots, touched, tallied, *table.tallies())


def matched(links: Sequence[ChainLink], period: Period, shard: Shard, legend: Legend, row: int) -> Array:
    """The link that each touch of a person meets, or -1, through the same kernel; int8, one a touch."""
    touches = int(shard.offset[row + 1]) - int(shard.offset[row])
    found = np.full(touches, -1, np.int8)
    walked(links, period, shard, legend, EVERYBODY, Asked(matched=found), (row, row + 1))
    return found


def _longest(shard: Shard, rows: tuple[int, int] | None) -> int:
    """Touches of the person who has most of them."""
    low, high = rows or (0, shard.people)
    return int(np.diff(shard.offset[low : high + 1].astype(np.int64)).max(initial=0))


def _words(legend: Legend, places: Mapping[int, int]) -> Array:
    """What the kernel has to know of each code, in one number."""
    from touchline.journeys.kernels import chain as kernel

    place = np.zeros(len(legend.touchpoints), np.int64)
    place[list(places)] = np.array(list(places.values()), np.int64) + 1
    position = legend.code_touchpoint.astype(np.int64)
    own = np.where(legend.code_initiative == PERSON, kernel.OWN, 0)
    there = place[position] << kernel.PLACE_AT
    return np.asarray((position << kernel.TOUCHPOINT_AT) | there | own)


def _chain(links: Sequence[ChainLink], places: Mapping[int, int]) -> Array:
    """A row a touchpoint of the chain: as ``kernels/chain_costs.py`` reads it."""
    needed = [not link.optional for link in links]
    rows = np.zeros((len(places), 4), np.int64)
    for position, at in places.items():
        here = [k for k, link in enumerate(links) if position in link.touchpoints]
        after = {q for k in here for q in range(k, _next_needed(needed, k) + 1) if q < len(links)}
        rows[at] = (_bits(here), max(here), _bits(after), 0)
    counted = [sum(position in link.touchpoints for link in links) for position in places]
    rows[:, 3] = np.cumsum([0, *counted])[: len(rows)]
    return rows


def _link(links: Sequence[ChainLink]) -> Array:
    """A row a link and one more: how many before it are needed, expected, timed; and the next needed one."""
    needed = [not link.optional for link in links]
    rows = np.zeros((len(links) + 1, 4), np.int64)
    rows[1:, 0] = np.cumsum(needed)
    rows[1:, 1] = np.cumsum([link.expected or 0 for link in links])
    rows[1:, 2] = np.cumsum([link.expected is not None for link in links])
    rows[:, 3] = [_next_needed(needed, k) for k in range(len(links) + 1)]
    return rows


def _next_needed(needed: Sequence[bool], k: int) -> int:
    """The next link after ``k`` that is not optional, or the number of links."""
    return next((later for later in range(k + 1, len(needed)) if needed[later]), len(needed))


def _bits(places: object) -> int:
    """A number with these bits, in 64 of them, of which the last is the sign."""
    found = sum(1 << at for at in places)  # type: ignore[attr-defined]
    return found - 2**64 if found >= 2**63 else found


def _tally(counts: Array) -> Tally:
    at = np.flatnonzero(counts)
    return Tally(at.astype(np.int64), counts[at].astype(np.int64))
