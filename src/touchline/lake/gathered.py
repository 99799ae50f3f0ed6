"""What a run is made of, and its shards: journeys that are folded again, and others with touches added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from touchline.journeys.build import Rows, build
from touchline.journeys.copying import Source, together
from touchline.journeys.index import Array, Shard, empty_shard
from touchline.journeys.lines import Lines, no_lines
from touchline.journeys.weaving import woven
from touchline.lake.homes import homes
from touchline.lake.level import Make
from touchline.lake.rows import split_up


@dataclass(frozen=True)
class Gathered:
    """``rows`` of persons whose journeys are folded anew; ``whole`` journeys of others, which stay as they
    are, and ``more`` rows of these and of new persons: rows without money, later than all there was."""

    rows: Rows
    whole: Sequence[Source]
    more: Rows
    attributes: tuple[str, ...]

    @property
    def touches(self) -> int:
        """How many touches there are, at most."""
        held = sum(one.shard.touches_of(one.rows) for one in self.whole)
        return len(self.rows.key) + len(self.more.key) + held

    def shards(self, count: int, code_of: Array) -> Make:
        """What makes each of ``count`` shards. ``code_of`` as ``build`` takes it."""
        place_of = dict.fromkeys(self.attributes, np.arange(1 << 16).astype(np.uint16))

        def anew(rows: Rows) -> tuple[Shard, Lines]:
            return build(rows, code_of, place_of)

        rows, more = split_up(self.rows, count), split_up(self.more, count)
        whole = parted(self.whole, count)

        def make(number: int) -> tuple[Shard, Lines]:
            folded, lines = anew(rows[number])
            further = anew(more[number])[0]
            sources = [*whole[number], Source(folded, np.arange(folded.people), lines)]
            return woven(*together([*sources, self._new(further, whole[number])]), further)

        return make

    def _new(self, further: Shard, whole: Sequence[Source]) -> Source:
        """Those persons of ``further`` that nothing is known of, without any touch yet."""
        keys = further.key
        for one in whole:
            keys = np.setdiff1d(keys, one.shard.key[one.rows], assume_unique=True)
        columns = {name: np.zeros(0, np.uint16) for name in self.attributes}
        nobody = replace(empty_shard(), attributes=columns)
        shard = replace(nobody, key=np.sort(keys), offset=np.zeros(len(keys) + 1, np.uint32))
        return Source(shard, np.arange(len(keys)), no_lines(self.attributes))


def parted(sources: Sequence[Source], count: int) -> list[list[Source]]:
    """The persons of sources by which of ``count`` shards they belong to."""
    found: list[list[Source]] = [[] for _ in range(count)]
    for one in sources:
        home = homes(one.shard.key[one.rows], count).astype(np.uint16)
        order = np.argsort(home, kind="stable")
        starts = np.searchsorted(home[order], np.arange(1, count))
        for parts, at in zip(found, np.split(order, starts), strict=True):
            if len(at):
                parts.append(one._replace(rows=one.rows[at]))
    return found
