"""Publishing generations, and opening those that are published.

One pointer file names the current generation and is replaced as a whole, so a reader sees the old one or
the new one. Who reads a generation holds a shared lock on its lease.
"""

from __future__ import annotations

import os
import secrets
import time
import weakref
from dataclasses import replace
from pathlib import Path

from touchline.journeys.index import Index, Legend
from touchline.lake.adding import Stack
from touchline.lake.coding import retire
from touchline.lake.digests import digests
from touchline.lake.durable import replace_file
from touchline.lake.events import Lake
from touchline.lake.generation import open_generation, write_generation
from touchline.lake.holding import touchpoints_of
from touchline.lake.inspect import check, damage
from touchline.lake.lease import share
from touchline.lake.legend import read_legend
from touchline.lake.level import Level, open_level
from touchline.lake.meaning import Meaning, TouchpointMeaning
from touchline.lake.record import read_record
from touchline.lake.shelf import NAME, GenerationDamaged, GenerationGone, Shelf, gone, names_in, number
from touchline.lake.sweep import sweep

TRIES = 100

_in_use: list[Level] = []
"""The levels of the generation this process made last, open for the next one."""


class Published(Shelf):
    """The generations in a folder. Any process reads; one publishes and sweeps."""

    def open(self, name: str | None = None) -> Index:
        """Open a generation, the current one unless named; an empty index when nothing is built.

        The generation stays on disk while the index is in use. Raises ``GenerationGone`` when the
        named generation no longer exists, ``GenerationDamaged`` when it is not as it was written.
        """
        if name is not None:
            index = self._open(name)
            if index is None:
                raise gone(name)
            return index
        for _ in range(TRIES):
            newest = self.current()
            if newest is None:
                return Index(Legend())
            index = self._open(newest)
            if index is not None:
                return index
            time.sleep(0.001)
        raise GenerationDamaged(f"The pointer of the index names {newest}, which does not exist.")

    def sweep(self, now: int, *, at_once: bool = False) -> list[str]:
        """Remove generations an hour after a newer one took their place, unless someone reads them.

        Bases that no generation uses go too, and what a crash left half written. Returns the names
        of the generations that went. ``now`` in microseconds since 1970 UTC. With ``at_once``, after an
        erasure, every generation but the current one goes, whoever reads it.
        """
        return sweep(self, now, at_once=at_once)

    def exists(self, name: str) -> bool:
        """Whether a generation is still kept."""
        return bool(NAME.fullmatch(name)) and (self.all / name).is_dir()

    def check(self) -> list[str]:
        """What is wrong with the index, a sentence each; reads every file."""
        return check(self)

    def damage(self) -> list[str]:
        """What is wrong with the newest generation, a sentence each; reads every file of it."""
        return damage(self)

    def newest(self) -> tuple[str, Stack]:
        """Name and levels of the current generation. Raises ``GenerationGone`` or ``GenerationDamaged``."""
        name = self.current()
        if name is None:
            raise GenerationGone("There is no index yet. Build it first.")
        try:
            said, record = self.manifest(name), read_record(self.all / name)
            levels, people = tuple(self.levels(said)), int(said["people"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise GenerationDamaged(f"The generation {name} is damaged: {error}.") from error

        def touchpoints() -> tuple[TouchpointMeaning, ...]:
            return touchpoints_of(read_legend(self.all / name / "legend.json"), record)

        return name, Stack(levels, record, people, touchpoints)

    def shown(self) -> int:
        """The last ``seq`` that answers show, -1 for none."""
        try:
            return self.newest()[1].record.seen.last_seq
        except (GenerationGone, GenerationDamaged):
            return -1

    def is_clear(self, lake: Lake) -> bool:
        """Whether no level can hold anything that was removed from the lake, or another text of it."""
        try:
            record = self.newest()[1].record
        except (GenerationGone, GenerationDamaged):
            return False
        snapshot = lake.snapshot()
        return record.cleared == (snapshot.removed.count, snapshot.reworded)

    def publish(self, stack: Stack, meaning: Meaning, made_at: int, before: str | None = None) -> str:
        """Make a generation of levels current; ``before`` is the one it follows."""
        record = stack.record
        name = f"{_next(self.all)}-{secrets.token_hex(3)}"
        shown = replace(
            meaning, recognised=record.recognised, joins=record.joins, attributes=tuple(record.attributes)
        )
        counting = {one.number for one in meaning.touchpoints} | {*record.recognised.values()}
        record = replace(record, codes=retire(record.codes, counting))
        levels = [open_level(folder) for folder in stack.folders]
        follows = self.all / before if before else None
        write_generation(self.all / name, levels, record, shown, made_at, digests(shown), follows)
        fresh = [folder for folder in stack.fresh if folder in stack.folders]
        replace_file(self.pointer, f"{name}\n", self.all / name, *fresh)
        _in_use[:] = levels
        return name

    def _open(self, name: str) -> Index | None:
        """The index with its lease, or None when the generation is gone."""
        if not NAME.fullmatch(name):
            return None
        lease = share(self.all / name / "lease")
        if lease is None:
            return None
        try:
            said = self.manifest(name)
            missing = self.missing(name, said)
            if missing:
                raise GenerationDamaged(f"The generation {name} is damaged: {missing[0]}")
            index = open_generation(self.all / name, self.levels(said))
        except (OSError, ValueError, KeyError, TypeError, GenerationGone, GenerationDamaged) as error:
            os.close(lease)
            if not self.exists(name):  # an erasure swept it at once
                return None
            if isinstance(error, GenerationDamaged):
                raise
            raise GenerationDamaged(f"The generation {name} is damaged: {error}.") from error
        except BaseException:
            os.close(lease)
            raise
        weakref.finalize(index, os.close, lease)
        return index


def _next(folder: Path) -> str:
    """The name of the next generation; one thread publishes."""
    taken = [number(name) for name in names_in(folder)]
    return f"g{max(taken, default=0) + 1:06d}"
