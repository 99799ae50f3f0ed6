"""The paths: which touchpoint directly follows which, where people start and where they end.

How it counts. The period bounds all touches. A link joins two touches of a person of which one directly
follows the other in the period, two touches of the same touchpoint included. A start is the first touch
of a person in the period, an end the last. Touches at the same instant keep the record's order.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from touchline.journeys import linked, names, selectors
from touchline.journeys.groups import EVERYBODY, Groups
from touchline.journeys.histogram import BINS
from touchline.journeys.index import Array, Legend, Shard
from touchline.journeys.paths_answer import LinkRow, PathsResult, PathsSums, answer
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.tally import Tally
from touchline.journeys.words import Spoken

__all__ = ["LinkRow", "Paths", "PathsResult", "PathsSums"]

FIRST_ROOM = 4096
LISTED = 1 << 20
"""Links that are written down before they are sorted, of many touchpoints."""
KNOWN = "link='A>B', start=A, end=A, touchpoint=A and people"


@dataclass
class Table:
    """Links of one shard: ``links[slot]`` and ``counts[slot]`` (count, people, last person).

    ``places`` has the slot of each link; it is empty where links are written down as they are met, with
    their bin in place of the count, and put away sorted: ``listed`` (times, people, waits).
    """

    size: int
    most: int
    places: Array
    links: Array
    counts: Array
    slots: Array
    totals: Array
    touchpoints: Array
    listed: list[tuple[Tally, Tally, Tally]]

    @classmethod
    def empty(cls, size: int, groups: int) -> Table:
        """A table for ``size`` touchpoints and so many groups, with room for some links."""
        most = groups * size * size
        dense = linked.dense(size, groups)
        room = FIRST_ROOM if dense else LISTED
        return cls(
            size,
            most,
            np.full(most if dense else 0, -1, np.int32),
            np.zeros(room, np.int64),
            _counters(room, 3),
            np.zeros(1, np.int64),
            np.zeros((groups, 2), np.int64),
            _counters(groups, size, 5),
            [],
        )

    @property
    def used(self) -> int:
        """Links met so far, or written down and not put away."""
        return int(self.slots[0])

    def grow(self, touches: int) -> None:
        """Make room for all links a person with so many touches can add."""
        if not len(self.places):
            self._put_away()
        wanted = self.used + min(touches, self.most - self.used if len(self.places) else touches)
        room = len(self.links)
        while room < wanted:
            room *= 2
        more = room - len(self.links)
        self.links = np.concatenate([self.links, np.zeros(more, np.int64)])
        self.counts = np.concatenate([self.counts, _counters(more, 3)])

    def sorted(self) -> tuple[Tally, Tally, Tally]:
        """Times and people of each link, and its waits as ``link * bins + bin``, of what was written down."""
        self._put_away()
        times, people, waits = (linked.added([three[at] for three in self.listed]) for at in range(3))
        return (times, people, waits)

    def _put_away(self) -> None:
        links, counts = self.links[: self.used], self.counts[: self.used]
        waits = Tally.of(links * BINS + counts[:, 0])
        self.listed.append((*linked.tallied(links, counts[:, 2]), waits))
        self.slots[0] = 0


@dataclass(frozen=True)
class Paths:
    """A question about the links between touches in a period."""

    period: Period = field(default_factory=Period)

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> PathsSums:
        """Sums over one shard, by group. Few touchpoints: two passes, links first, then the waits of each."""
        table = self._walk(shard, legend, groups, (-1, -1), np.zeros(0, np.uint8))
        if len(table.places):
            times, people, waits = self._counted(shard, legend, groups, table)
        else:
            times, people, waits = table.sorted()
        return PathsSums(
            people=table.totals[:, 0],
            touches=table.totals[:, 1],
            touchpoints=np.delete(table.touchpoints, 2, axis=2),
            link_keys=times.keys,
            link_counts=times.counts,
            link_people=people.counts,
            wait_keys=waits.keys,
            wait_counts=waits.counts,
        )

    def until(self, _legend: Legend) -> int:
        """The end of the record changes nothing."""
        return 0

    def finish(self, legend: Legend, total: PathsSums) -> PathsResult:
        """The frozen answer."""
        return answer(legend, self, total)

    def select(self, shard: Shard, legend: Legend, selector: str) -> Array:
        """Rows of the persons behind ``link='A>B'``, ``start=A``, ``end=A``, ``touchpoint=A``, ``people``."""
        from touchline.journeys.kernels import paths as kernel

        key, value = selectors.split(selector)
        what = {"start": kernel.START, "end": kernel.END, "touchpoint": kernel.TOUCHPOINT}
        bit = kernel.ASKED
        if key == "link":
            before, after = ends_of(legend, value)
            asked = (kernel.LINK, before * len(legend.touchpoints) + after)
        elif key in what and value:
            asked = (what[key], names.resolve_touchpoint(legend, value))
        elif key == "people" and not value:
            asked, bit = (-1, -1), kernel.ANY
        else:
            raise selectors.refuse("paths", selector, KNOWN)
        state = np.zeros(shard.people, np.uint8)
        self._walk(shard, legend, EVERYBODY, asked, state)
        return np.flatnonzero(state & bit)

    def _walk(
        self, shard: Shard, legend: Legend, groups: Groups, asked: tuple[int, int], state: Array
    ) -> Table:
        from touchline.journeys.kernels import paths as kernel

        table = Table.empty(len(legend.touchpoints), groups.count)
        row = 0
        while True:
            row = kernel.walk(
                shard.offset,
                shard.code,
                shard.time,
                row,
                shard.people,
                groups.of,
                legend.code_touchpoint,
                table.size,
                *self.period.bounds,
                table.places,
                table.links,
                table.counts,
                table.slots,
                table.totals,
                table.touchpoints.reshape(-1, 5),
                *asked,
                state,
            )
            if row == shard.people:
                return table
            table.grow(int(shard.offset[row + 1]) - int(shard.offset[row]))

    def _counted(
        self, shard: Shard, legend: Legend, groups: Groups, table: Table
    ) -> tuple[Tally, Tally, Tally]:
        """Times and people of each link of a table, and its waits as ``link * bins + bin``."""
        from touchline.journeys.kernels import packing
        from touchline.journeys.kernels import paths as kernel

        order = np.argsort(table.links[: table.used])
        counts = table.counts[: table.used, kernel.COUNT].copy()
        listed = np.empty(int(counts.sum()), np.uint16)
        at = np.cumsum(counts) - counts
        kernel.waits(
            shard.offset,
            shard.code,
            shard.time,
            0,
            shard.people,
            groups.of,
            legend.code_touchpoint,
            table.size,
            *self.period.bounds,
            table.places,
            at,
            listed,
        )
        keys, found = np.empty((2, len(listed) + 1), np.int64)
        size = packing.pack(order, table.links, counts, at, listed, keys, found)
        links = table.links[order]
        times, people = Tally(links, table.counts[order, 0]), Tally(links, table.counts[order, 1])
        return (times, people, Tally(keys[:size], found[:size]))


def _counters(*shape: int) -> Array:
    """Counters at 0, but for the third column, which names the last person."""
    counters = np.zeros(shape, np.int64)
    counters[..., 2] = -1
    return counters


def ends_of(legend: Legend, link: str) -> tuple[int, int]:
    """The touchpoints of ``A>B``, or of the same in quotes, which a shell may have left."""
    try:
        return names.resolve_link(legend, link)
    except QuestionError:
        bare = link[1:-1]
        if len(link) < 2 or link[0] != link[-1] or link[0] not in "'\"":
            raise
        return names.resolve_link(legend, bare)


SPOKEN = Spoken(
    name="paths",
    help="Which touchpoint directly follows which, where journeys start and where they end.",
    selectors="link='A>B', start=A, end=A, touchpoint=A, people.",
    words=(),
    make=lambda _said, _legend, period: Paths(period),
    warm=Paths,
)
