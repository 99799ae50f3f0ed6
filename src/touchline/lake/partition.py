"""Sort the events of a lake into shards by person, on disk.

A label is a combination of touchpoint, channel of the event and initiative. Labels are numbered as
they appear; which codes they become is decided when all of them are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from touchline.journeys.index import Array
from touchline.lake.reading import Events
from touchline.lake.said import Said
from touchline.lake.spill import Spill
from touchline.lake.values import Values

NAMES_KEPT = 1_000_000
NAMES_SHOWN = 50
SMALLEST = 1 << 10


class Names:
    """Texts by number, in order of appearance."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def map(self, texts: tuple[str, ...]) -> Array:
        """The numbers of some texts as int64; the last entry stands for none."""
        found = [self.places.setdefault(text, len(self.places)) for text in texts]
        return np.array([*found, -1], np.int64)


class Labels:
    """The combinations seen so far, how many rows and lines each has, which money kinds it may become."""

    def __init__(self) -> None:
        self.found = np.zeros(1, np.int64)
        self.table = np.full(SMALLEST, -1, np.int32)
        self.known, self.counts, self.lines = (np.zeros(SMALLEST // 2, np.int64) for _ in range(3))
        self.kinds = np.zeros(SMALLEST // 2, np.uint8)

    def _grow(self) -> None:
        from touchline.journeys.kernels import partition as kernels

        known, scratch = self.known[: self.found[0]].copy(), np.zeros(len(self.table), np.int64)
        for name in ("known", "counts", "lines", "kinds"):
            array = getattr(self, name)
            setattr(self, name, np.concatenate([array, np.zeros_like(array)]))
        self.table = np.full(2 * len(self.table), -1, np.int32)
        self.found[0] = 0
        kernels.number(0, known, self.table, self.known, scratch, self.found, np.empty(len(known), np.int32))

    def number(self, combination: Array) -> Array:
        """The label of each combination as int32; -1 for -1."""
        from touchline.journeys.kernels import partition as kernels

        label = np.empty(len(combination), np.int32)
        at = 0
        while True:
            at = kernels.number(at, combination, self.table, self.known, self.counts, self.found, label)
            if at == len(combination):
                return label
            self._grow()


@dataclass(frozen=True)
class Block:
    """Some events sorted by shard: shard ``s`` has the rows ``offset[s]:offset[s + 1]``, and lines alike.

    ``rows`` are key, time, seq and label, ``lines`` row within its shard, order, money and currency, both in
    the order of ``Rows``; ``said`` has the place of each value. Labels, currencies and values are numbers of
    ``events`` and ``labels`` alone.
    """

    events: Events
    labels: Labels
    offset: Array
    rows: tuple[Array, ...]
    line_offset: Array
    lines: tuple[Array, ...]
    said: Mapping[str, Array]


def block(events: Events, shards: int) -> Block:
    """Sort events by shard; those that are recognised. Pieces may be sorted at the same time."""
    from touchline.journeys.kernels import partition as kernels

    size, labels = len(events.seq), Labels()
    whole = np.empty(size, np.int64)
    channels = np.append(np.arange(len(events.channels)), -1)
    kernels.combine(events.touchpoint, events.channel, events.business, channels, whole)
    label = labels.number(whole)
    kernels.mark(
        events.line_row.astype(np.int32),
        label,
        events.line_order,
        events.line_money,
        labels.lines,
        labels.kinds,
    )
    shard, place, offset = np.empty(size, np.int32), np.empty(size, np.int64), np.zeros(shards + 1, np.int64)
    kernels.route(events.person, label, shards, shard, offset)
    count = int(offset[-1])
    key, time, seq = (np.empty(count, np.int64) for _ in range(3))
    to = (key, time, seq, np.empty(count, np.int32))
    kernels.scatter(shard, offset, events.person, events.time, events.seq, label, *to, place)
    lines, ends = _lines(events, shard, place, offset)
    said = {name: _carried(one, place, count) for name, one in events.said.items()}
    return Block(events, labels, offset, to, ends, lines, said)


def _lines(events: Events, shard: Array, place: Array, offset: Array) -> tuple[tuple[Array, ...], Array]:
    """The lines by shard, and where those of each begin."""
    chosen = np.flatnonzero(shard[events.line_row] >= 0)
    home = shard[events.line_row[chosen]]
    sorting = np.argsort(home, kind="stable")
    chosen, home = chosen[sorting], home[sorting]
    row = place[events.line_row[chosen]] - offset[home]
    given = (events.line_order[chosen], events.line_money[chosen], events.line_currency[chosen])
    return (row, *given), np.searchsorted(home, np.arange(len(offset)))


def _carried(said: Said, place: Array, rows: int) -> Array:
    from touchline.journeys.kernels import columns as kernels

    column, itself = np.empty(rows, np.int32), np.append(np.arange(len(said.texts), dtype=np.int32), -1)
    kernels.carry(place, said.place, itself.astype(np.int32), column)
    return column


class Partition:
    """Takes events piece by piece, and gives the rows of each shard to one of ``spills``."""

    def __init__(self, spills: Sequence[Spill], attributes: Sequence[str] = ()) -> None:
        self.spills = list(spills)
        self.labels = Labels()
        self.values = {name: Values() for name in attributes}
        self.channels, self.currencies = Names(), Names()
        self.left_out: Counter[str] = Counter()
        self.unrecognised = 0
        self.names: Counter[str] = Counter()
        self.rows = 0

    def add(self, events: Events) -> None:
        """Send each recognised event to its shard."""
        self.take(self.sort(events))

    def sort(self, events: Events) -> Block:
        """The first and longer part of ``add``, which any number of threads may do at once."""
        return block(events, len(self.spills))

    def take(self, one: Block) -> None:
        """The second part of ``add``: one block after the other, in the order of their events."""
        self._count(one.events)
        labels = self.join(one.labels, one.events.channels)
        self.rows += int(one.offset[-1])
        currency = self.currencies.map(one.events.currencies)[one.lines[3]]
        said = {}
        for name, values in self.values.items():
            said[name] = values.number(one.events.said[name].texts)[one.said[name]]
            values.count(said[name])
        for number, spill in enumerate(self.spills):
            low, high = one.offset[number : number + 2].tolist()
            first, last = one.line_offset[number : number + 2].tolist()
            if high > low:
                lines = (*(array[first:last] for array in one.lines[:3]), currency[first:last])
                rows = [array[low:high] for array in one.rows]
                columns = [column[low:high] for column in said.values()]
                spill.add((*rows, *lines), labels, columns)

    def join(self, seen: Labels, channels: tuple[str, ...]) -> Array:
        """The labels here of those that were seen elsewhere, with their rows, lines and kinds of money.

        ``channels`` by the numbers they have there.
        """
        count = int(seen.found[0])
        number_of = self.channels.map(channels)
        touchpoint, channel, side = split(seen.known[:count])
        labels = self.labels.number(combined(touchpoint, number_of[channel], side))
        np.add.at(self.labels.counts, labels, seen.counts[:count] - 1)
        np.add.at(self.labels.lines, labels, seen.lines[:count])
        np.bitwise_or.at(self.labels.kinds, labels, seen.kinds[:count])
        return labels

    def split(self) -> tuple[Array, Array, Array]:
        """Touchpoint, channel (-1: none) and initiative of each label."""
        return split(self.labels.known[: self.labels.found[0]])

    def _count(self, events: Events) -> None:
        self.left_out.update(events.left_out)
        self.unrecognised += sum(events.unrecognised.values())
        self.keep_names(events.unrecognised)

    def keep_names(self, unrecognised: Mapping[str, int]) -> None:
        """Count names that are not recognised; beyond ``NAMES_KEPT`` only those known already."""
        if len(self.names) < NAMES_KEPT:
            self.names.update(unrecognised)
        else:
            self.names.update({name: n for name, n in unrecognised.items() if name in self.names})


def split(known: Array) -> tuple[Array, Array, Array]:
    """Touchpoint, channel (-1: none) and initiative of combinations."""
    from touchline.journeys.kernels.partition import CHANNEL_BITS

    return known >> CHANNEL_BITS, ((known & ((1 << CHANNEL_BITS) - 1)) >> 1) - 1, known & 1


def combined(touchpoint: Array, channel: Array, side: Array) -> Array:
    """The combinations that are so split."""
    from touchline.journeys.kernels.partition import CHANNEL_BITS

    return np.asarray((touchpoint << CHANNEL_BITS) | ((channel + 1) << 1) | side)
