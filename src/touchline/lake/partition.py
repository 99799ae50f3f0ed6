"""Sort the events of a lake into shards by person, on disk.

A label is a combination of touchpoint, channel of the event and initiative. Labels are numbered as
they appear; which codes they become is decided when all of them are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from touchline.journeys.index import Array
from touchline.lake.reading import Events
from touchline.lake.spill import Spill
from touchline.lake.values import Values

NAMES_KEPT = 1_000_000
NAMES_SHOWN = 50
SMALLEST = 1 << 10
ROOM = {
    "key": np.int64,
    "time": np.int64,
    "seq": np.int64,
    "label": np.int32,
    "place": np.int64,
    "shard": np.int32,
}


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


class Room:
    """Arrays that are used again for every piece of events."""

    def __init__(self) -> None:
        self._arrays = {name: np.empty(0, kind) for name, kind in ROOM.items()}

    def of(self, rows: int) -> dict[str, Array]:
        """Arrays of ``rows`` numbers, with whatever was left in them."""
        if len(self._arrays["place"]) < rows:
            self._arrays = {name: np.empty(rows, kind) for name, kind in ROOM.items()}
        return {name: array[:rows] for name, array in self._arrays.items()}


class Partition:
    """Takes events piece by piece, and gives the rows of each shard to one of ``spills``."""

    def __init__(self, spills: Sequence[Spill], attributes: Sequence[str] = ()) -> None:
        self.spills = list(spills)
        self.labels, self._room = Labels(), Room()
        self.values = {name: Values() for name in attributes}
        self.channels, self.currencies = Names(), Names()
        self.left_out: Counter[str] = Counter()
        self.unrecognised = 0
        self.names: Counter[str] = Counter()
        self.rows = 0

    def add(self, events: Events) -> None:
        """Send each recognised event to its shard."""
        from touchline.journeys.kernels import partition as kernels

        self._count(events)
        label = self._label(events)
        lines = (events.line_row.astype(np.int32), label, events.line_order, events.line_money)
        kernels.mark(*lines, self.labels.lines, self.labels.kinds)
        room = self._room.of(len(label))
        offset = np.zeros(len(self.spills) + 1, np.int64)
        kernels.route(events.person, label, len(self.spills), room["shard"], offset)
        given = (events.person, events.time, events.seq, label)
        to = (room["key"], room["time"], room["seq"], room["label"], room["place"])
        kernels.scatter(room["shard"], offset, *given, *to)
        rows = int(offset[-1])
        self.rows += rows
        if rows:
            self._write(events, offset, room)

    def _label(self, events: Events) -> Array:
        from touchline.journeys.kernels import partition as kernels

        whole = np.empty(len(events.seq), np.int64)
        channels = self.channels.map(events.channels)
        kernels.combine(events.touchpoint, events.channel, events.business, channels, whole)
        return self.labels.number(whole)

    def split(self) -> tuple[Array, Array, Array]:
        """Touchpoint, channel (-1: none) and initiative of each label."""
        from touchline.journeys.kernels.partition import CHANNEL_BITS

        known = self.labels.known[: self.labels.found[0]]
        channel = ((known & ((1 << CHANNEL_BITS) - 1)) >> 1) - 1
        return known >> CHANNEL_BITS, channel, known & 1

    def _count(self, events: Events) -> None:
        self.left_out.update(events.left_out)
        self.unrecognised += sum(events.unrecognised.values())
        if len(self.names) < NAMES_KEPT:
            self.names.update(events.unrecognised)
        else:
            self.names.update({name: n for name, n in events.unrecognised.items() if name in self.names})

    def _write(self, events: Events, offset: Array, room: dict[str, Array]) -> None:
        """Append the rows of each shard, and its lines, to its file."""
        lines = np.flatnonzero(room["shard"][events.line_row] >= 0)
        line_shard = room["shard"][events.line_row[lines]]
        lines = lines[np.argsort(line_shard, kind="stable")]
        starts = np.searchsorted(np.sort(line_shard), np.arange(len(self.spills) + 1))
        row = room["place"][events.line_row[lines]]
        order, money = events.line_order[lines], events.line_money[lines]
        currency = self.currencies.map(events.currencies)[events.line_currency[lines]]
        columns = self._columns(events, room["place"], int(offset[-1]))
        for number, spill in enumerate(self.spills):
            low, high = int(offset[number]), int(offset[number + 1])
            first, last = int(starts[number]), int(starts[number + 1])
            if high > low:
                rows = [room[name][low:high] for name in ("key", "time", "seq", "label")]
                here = (row[first:last] - low, order[first:last], money[first:last], currency[first:last])
                with_them = [column[low:high] for column in columns.values()]
                spill.add((*rows, *here), high - low, last - first, with_them)

    def _columns(self, events: Events, place: Array, rows: int) -> dict[str, Array]:
        """The columns of attributes, each row's value where the row went."""
        from touchline.journeys.kernels import columns as kernels

        carried = {name: np.empty(rows, np.int32) for name in self.values}
        for name, column in carried.items():
            said, values = events.said[name], self.values[name]
            kernels.carry(place, said.place, values.number(said.texts), column)
            values.count(column)
        return carried
