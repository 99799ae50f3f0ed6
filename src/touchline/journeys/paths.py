"""The paths: which touchpoint directly follows which, where people start and where they end.

How it counts. The period bounds all touches. A link joins two touches of a person of which one directly
follows the other in the period, two touches of the same touchpoint included. A start is the first touch
of a person in the period, an end the last. Touches at the same instant keep the record's order.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from touchline.journeys import linked, names, selectors
from touchline.journeys.groups import EVERYBODY, Groups, persons
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
    """Links of one shard: ``links[slot]`` and ``counts[slot]`` (count, people, last person, end of waits).

    ``places`` has the slot of each link, ``bins`` its waits in blocks, ``earlier`` the block before each. All
    three are empty where links are written down as they are met, with their bin in place of the count, and
    put away sorted: ``listed`` (times, people, waits). ``used`` is how many slots and blocks are in use.
    """

    size: int
    most: int
    places: Array
    links: Array
    counts: Array
    bins: Array
    earlier: Array
    used: Array
    totals: Array
    touchpoints: Array
    listed: list[tuple[Tally, Tally, Tally]]

    @classmethod
    def empty(cls, size: int, groups: int, touches: int) -> Table:
        """A table for ``size`` touchpoints and so many groups, with room for the waits of so many touches."""
        from touchline.journeys.kernels import paths as kernel

        most = groups * size * size
        dense = linked.dense(size, groups)
        room = FIRST_ROOM if dense else LISTED
        blocks = 1 + touches // kernel.ROOM + min(most, touches) if dense else 0
        return cls(
            size,
            most,
            np.full(most if dense else 0, -1, np.int32),
            np.zeros(room, np.int64),
            _counters(room, 4 if dense else 3, kernel.LAST),
            np.empty(blocks * kernel.ROOM, np.uint16),
            np.empty(blocks, np.int32),
            np.array([0, 1]),
            np.zeros((groups, 2), np.int64),
            _counters(groups * size, 4, kernel.MET_LAST),
            [],
        )

    @property
    def slots(self) -> int:
        """Links met so far, or written down and not put away."""
        return int(self.used[0])

    def grow(self, touches: int) -> None:
        """Make room for all links a person with so many touches can add."""
        from touchline.journeys.kernels import paths as kernel

        if not len(self.places):
            self._put_away()
        wanted = self.slots + min(touches, self.most - self.slots if len(self.places) else touches)
        room = len(self.links)
        while room < wanted:
            room *= 2
        more = room - len(self.links)
        self.links = np.concatenate([self.links, np.zeros(more, np.int64)])
        fresh = _counters(more, self.counts.shape[1], kernel.LAST)
        self.counts = np.concatenate([self.counts, fresh])

    def tallies(self) -> tuple[Tally, Tally, Tally]:
        """Times and people of each link, and its waits as ``link * bins + bin``."""
        if len(self.places):
            return self._packed()
        self._put_away()
        times, people, waits = (linked.added([three[at] for three in self.listed]) for at in range(3))
        return (times, people, waits)

    def _packed(self) -> tuple[Tally, Tally, Tally]:
        from touchline.journeys.kernels import packing
        from touchline.journeys.kernels import paths as kernel

        order = np.argsort(self.links[: self.slots])
        times, people = (
            np.ascontiguousarray(self.counts[order, what]) for what in (kernel.COUNT, kernel.PEOPLE)
        )
        keys, found = np.empty((2, int(times.sum())), np.int64)
        size = packing.pack(order, self.links, self.counts, self.bins, self.earlier, keys, found)
        links = self.links[order]
        return (Tally(links, times), Tally(links, people), Tally(keys[:size], found[:size]))

    def _put_away(self) -> None:
        links, counts = self.links[: self.slots], self.counts[: self.slots]
        waits = Tally.of(links * BINS + counts[:, 0])
        self.listed.append((*linked.tallied(links, counts[:, 2]), waits))
        self.used[0] = 0


@dataclass(frozen=True)
class Paths:
    """A question about the links between touches in a period."""

    period: Period = field(default_factory=Period)

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> PathsSums:
        """Sums over one shard, by group."""
        table = self._walk(shard, legend, groups, (-1, -1), np.zeros(0, np.uint8))
        times, people, waits = table.tallies()
        return PathsSums(
            people=table.totals[:, 0],
            touches=table.totals[:, 1],
            touchpoints=_touchpoints(table, times, groups.count),
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

        table = Table.empty(len(legend.touchpoints), groups.count, shard.touches)
        row = 0
        while True:
            row = kernel.walk(
                *persons(shard, groups, row),
                legend.code_touchpoint,
                table.size,
                *self.period.bounds,
                table.places,
                table.links,
                table.counts,
                table.bins,
                table.earlier,
                table.used,
                table.totals,
                table.touchpoints,
                *asked,
                state,
            )
            if row == shard.people:
                return table
            table.grow(int(shard.offset[row + 1]) - int(shard.offset[row]))


def _counters(rows: int, columns: int, last: int) -> Array:
    """Counters at 0, but for the column that names the last person."""
    counters = np.zeros((rows, columns), np.int64)
    counters[:, last] = -1
    return counters


def _touchpoints(table: Table, times: Tally, groups: int) -> Array:
    """Touches, people, starts and ends of each touchpoint by group: a touch starts there or ends a link."""
    from touchline.journeys.kernels import paths as kernel

    met, size = table.touchpoints, table.size
    touches = met[:, kernel.STARTS].copy()
    np.add.at(touches, times.keys // (size * size) * size + times.keys % size, times.counts)
    columns = (touches, met[:, kernel.MET], met[:, kernel.STARTS], met[:, kernel.ENDS])
    return np.stack(columns, axis=-1).reshape(groups, size, 4)


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
