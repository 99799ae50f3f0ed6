"""Fewer levels: small runs become one larger, and in the end all of them a new base.

The policy. A refresh puts the persons who changed into the newest run, the *head*, as long as that holds at
most ``HEAD`` touches; else it begins another. Then, in the background: a run is folded with all newer ones
once it holds less than ``RATIO`` times as much as they do together, so that there are few runs, each several
times as large as the next. Once all runs hold more than ``SHARE`` of the base, and more than a head, they and
the base become a new base. A person is copied once for each size of run, whatever comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from touchline.journeys.copying import together
from touchline.journeys.index import Shard, empty_shard
from touchline.journeys.lines import Lines, no_lines
from touchline.lake.durable import becoming
from touchline.lake.gathered import parted
from touchline.lake.level import Level, finish_level, open_level, shards_for, write_shards
from touchline.lake.opening import live_rows
from touchline.lake.wanted import distinct

HEAD = 100_000
RATIO = 4
SHARE = 0.2
LARGER = 1.5
"""How much larger than usual a shard may become before there are more of them."""


def planned(touches: Sequence[int]) -> int | None:
    """From which level on all become one, by the touches of each level, the base first; None: none do."""
    runs = list(touches[1:])
    if sum(runs) > max(SHARE * touches[0], HEAD):
        return 0
    for at in range(len(runs) - 1):
        if runs[at] < RATIO * sum(runs[at + 1 :]):
            return at + 1
    return None


def takes_head(touches: Sequence[int], more: int) -> bool:
    """Whether a new run of ``more`` touches takes in the newest run of these levels, and its place."""
    whole = touches[-1] + more
    return len(touches) > 1 and whole <= HEAD and shards_for(whole) == 1


def shards_of_run(rows: int, threads: int) -> int:
    """How many shards a run of so many rows has: one where it is small, else work for each thread."""
    return max(shards_for(rows), min(threads, 1 + rows // max(1, HEAD)))


def shards_of_fold(oldest: int, touches: int) -> int:
    """How many shards a fold has: as many as its oldest level, unless these would be too small or too large.

    So a base is copied shard by shard, and nobody moves to another one.
    """
    wanted = shards_for(touches)
    return oldest if oldest <= wanted <= LARGER * oldest else wanted


@dataclass(frozen=True)
class Folding:
    """One level, to be written in ``folder`` in the place of ``levels``, the oldest first.

    ``whole``: it is a base.
    """

    folder: Path
    levels: tuple[Path, ...]
    whole: bool

    def run(self, threads: int) -> None:
        """Write it. Nobody sees it until it is adopted."""
        fold(self.folder, [open_level(path) for path in self.levels], self.whole, max(1, threads))


def fold(folder: Path, levels: Sequence[Level], whole: bool, threads: int) -> None:
    """Write one level in the place of several, which lie next to each other, the oldest first.

    ``whole``: the oldest is the base, and what is made is one.
    """
    live, attributes = live_rows(levels), tuple(levels[0].shards[0].attributes)
    count = shards_of_fold(
        len(levels[0].shards),
        sum(
            shard.touches_of(rows)
            for level, parts in zip(levels, live, strict=True)
            for shard, rows in zip(level.shards, parts, strict=True)
        ),
    )
    sources = [
        (at if len(level.shards) == count else None, level.source(at, rows))
        for level, parts in zip(levels, live, strict=True)
        for at, rows in enumerate(parts)
    ]
    by_shard = parted([one for home, one in sources if home is None], count)
    for home, one in sources:
        if home is not None:
            by_shard[home].insert(0, one)

    def make(number: int) -> tuple[Shard, Lines]:
        chosen = [one for one in by_shard[number] if len(one.rows)]
        return together(chosen) if chosen else (_nobody(attributes), no_lines(attributes))

    covered = None if whole else distinct(np.concatenate([level.covered for level in levels]))
    with becoming(folder) as work:
        made = write_shards(work, count, make, threads)
        finish_level(work, made, max(level.codes for level in levels), attributes, covered)


def _nobody(attributes: Sequence[str]) -> Shard:
    return replace(empty_shard(), attributes={name: np.zeros(0, np.uint16) for name in attributes})
