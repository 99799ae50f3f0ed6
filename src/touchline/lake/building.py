"""Building everything anew beside the levels that answer, which others refresh meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from touchline.lake.adding import Most, Stack, add_run
from touchline.lake.base import Progress, write_base
from touchline.lake.changes import Unclear
from touchline.lake.coding import CodesRunOut
from touchline.lake.durable import remove_reserved
from touchline.lake.events import Lake
from touchline.lake.holding import Hold, held_back
from touchline.lake.level import open_level
from touchline.lake.meaning import Meaning
from touchline.lake.record import Record
from touchline.lake.shelf import Shelf
from touchline.lake.snapshot import Snapshot

WriteBase = Callable[[Path, Snapshot, Meaning, int, Progress | None], Record]
NOTHING = Most(0, 0)
LITTLE = 100_000
"""Events that may be left to bring in when what was built is published."""
ROUNDS = 10


class Building:
    """Levels that count everything by ``meaning``, which nobody sees yet; ``stack`` when they are written.

    They are ``over`` with a run of at ``most`` so much, else a new base in ``folder``; and runs of what
    came meanwhile.
    """

    def __init__(
        self,
        shelf: Shelf,
        folder: Path,
        meaning: Meaning,
        over: Stack | None = None,
        most: Most = NOTHING,
    ) -> None:
        self.folder, self.meaning = folder, meaning
        self.stack: Stack | None = None
        self._shelf, self._over, self._most = shelf, over, most

    def run(
        self, lake: Lake, threads: int, progress: Progress | None = None, write: WriteBase = write_base
    ) -> None:
        """Write it, and catch up until little is left. What ``progress`` raises ends it: nothing is left."""
        try:
            stack = self._run_over(lake, threads) or self.anew(lake, threads, progress, write)
        finally:
            remove_reserved(self.folder)
        for _ in range(ROUNDS):
            if lake.last_seq() - stack.record.seen.last_seq <= LITTLE:
                break
            try:
                held = replace(held_back(self.meaning, stack, Hold.RULES), joins=stack.record.joins)
                stack = add_run(self._shelf, stack, lake, held, threads, Most())
            except (Unclear, CodesRunOut):
                break
        self.stack = stack

    def _run_over(self, lake: Lake, threads: int) -> Stack | None:
        """The levels there are with a run; None where it would not pay, or cannot be told what changed."""
        if self._over is None or tuple(self._over.record.attributes) != self.meaning.attributes:
            return None
        try:
            return add_run(self._shelf, self._over, lake, self.meaning, threads, self._most)
        except (Unclear, CodesRunOut):
            return None

    def anew(self, lake: Lake, threads: int, progress: Progress | None, write: WriteBase) -> Stack:
        """Write a new base from all events of the lake."""
        record = lake.steady(lambda now: write(self.folder, now, self.meaning, threads, progress))
        people = sum(shard.people for shard in open_level(self.folder).shards)
        return Stack((self.folder,), record, people, lambda: self.meaning.touchpoints)
