"""Sort the events of a lake into shards by person, on disk.

A label is a combination of touchpoint, channel of the event and initiative. Labels are numbered as
they appear; which codes they become is decided when all of them are known.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from touchline.journeys.index import Array
from touchline.lake.reading import Events
from touchline.lake.spill import Spill

NAMES_KEPT = 1_000_000
CHANNEL_BITS = 32
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


class Partition:
    """Takes events piece by piece, and holds the spilled rows of ``shards`` shards in ``folder``."""

    def __init__(self, folder: Path, shards: int) -> None:
        self.spills = [Spill(folder / f"shard-{number:04d}") for number in range(shards)]
        self.labels = Labels()
        self.channels, self.currencies = Names(), Names()
        self.left_out: Counter[str] = Counter()
        self.unrecognised, self.names = 0, set[str]()
        self.latest: int | None = None
        self.rows = 0

    def add(self, events: Events) -> None:
        """Send each recognised event to its shard."""
        from touchline.journeys.kernels import partition as kernels

        self._count(events)
        label = self.labels.number(self._combine(events))
        lines = (events.line_row.astype(np.int32), label, events.line_order, events.line_money)
        kernels.mark(*lines, self.labels.lines, self.labels.kinds)
        shard = np.empty(len(label), np.int32)
        offset = np.zeros(len(self.spills) + 1, np.int64)
        kernels.route(events.identity, label, len(self.spills), shard, offset)
        rows = int(offset[-1])
        key, time, seq = np.empty(rows, np.int64), np.empty(rows, np.int64), np.empty(rows, np.int64)
        to_label, place = np.empty(rows, np.int32), np.empty(len(label), np.int64)
        given = (events.identity, events.time, events.seq, label)
        kernels.scatter(shard, offset, *given, key, time, seq, to_label, place)
        self.rows += rows
        if rows:
            newest = int(time.max())
            self.latest = newest if self.latest is None else max(self.latest, newest)
            self._write(events, shard, offset, place, (key, time, seq, to_label))

    def _combine(self, events: Events) -> Array:
        """(touchpoint, channel + 1, initiative) as one number, -1 for an event that is left out."""
        channel = self.channels.map(events.channels)[events.channel] + 1
        whole = (events.touchpoint.astype(np.int64) << CHANNEL_BITS) | (channel << 1) | events.business
        return np.where(events.touchpoint < 0, -1, whole)

    def split(self) -> tuple[Array, Array, Array]:
        """Touchpoint, channel (-1: none) and initiative of each label."""
        known = self.labels.known[: self.labels.found[0]]
        channel = ((known & ((1 << CHANNEL_BITS) - 1)) >> 1) - 1
        return known >> CHANNEL_BITS, channel, known & 1

    def _count(self, events: Events) -> None:
        self.left_out.update(events.left_out)
        self.unrecognised += sum(events.unrecognised.values())
        if len(self.names) < NAMES_KEPT:
            self.names.update(events.unrecognised)

    def _write(
        self, events: Events, shard: Array, offset: Array, place: Array, sorted_rows: tuple[Array, ...]
    ) -> None:
        kept = np.flatnonzero(place[events.line_row] >= 0) if len(events.line_row) else events.line_row
        line_shard = shard[events.line_row[kept]]
        kept = kept[np.argsort(line_shard, kind="stable")]
        line_offset = np.searchsorted(np.sort(line_shard), np.arange(len(self.spills) + 1))
        row = place[events.line_row[kept]]
        order, money = events.line_order[kept], events.line_money[kept]
        currency = self.currencies.map(events.currencies)[events.line_currency[kept]]
        for number, spill in enumerate(self.spills):
            low, high = offset[number], offset[number + 1]
            first, last = line_offset[number], line_offset[number + 1]
            if high > low:
                lines = (row[first:last] - low, order[first:last], money[first:last], currency[first:last])
                spill.add(
                    (*(array[low:high] for array in sorted_rows), *lines), int(high - low), int(last - first)
                )
