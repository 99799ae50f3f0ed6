"""The generations of the index on disk: made, published, opened, checked, swept.

A generation is a folder that never changes: a legend, the referrals, and the name of the base whose
arrays it reads. One pointer file names the current one and is replaced as a whole, so a reader sees
the old generation or the new one. Who reads a generation holds a shared lock on its lease.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from touchline.journeys.index import Index, Legend
from touchline.lake.away.place import away_of
from touchline.lake.base import Progress, write_base
from touchline.lake.changes import Unclear, changes
from touchline.lake.coding import CodesRunOut, retire
from touchline.lake.digests import digests
from touchline.lake.durable import replace_file, reserve
from touchline.lake.events import Lake
from touchline.lake.fold import Folding, planned
from touchline.lake.generation import open_generation, write_generation
from touchline.lake.inspect import check, damage
from touchline.lake.lease import share
from touchline.lake.level import FORMAT, Level, open_level
from touchline.lake.meaning import Meaning
from touchline.lake.record import Record, read_record
from touchline.lake.run import make_run
from touchline.lake.shelf import NAME, GenerationDamaged, GenerationGone, Shelf, gone, names_in, number
from touchline.lake.snapshot import Snapshot
from touchline.lake.sweep import sweep
from touchline.lake.wanted import among

TRIES = 100
WriteBase = Callable[[Path, Snapshot, Meaning, int, Progress | None], Record]
MOST_SHARE = 0.25
"""Where more than this share of events came, or of people changed, the index is built anew."""


_in_use: list[Level] = []
"""The levels of the generation this process made last, open for the next one."""


class Generations(Shelf):
    """The index in a folder. Any process reads; only the holder of the worker lock makes and sweeps."""

    def build(
        self,
        lake: Lake,
        meaning: Meaning,
        *,
        made_at: int,
        threads: int = 1,
        progress: Progress | None = None,
        write: WriteBase = write_base,
    ) -> str:
        """Make a new base from all events of the lake, publish a generation of it, return its name.

        ``made_at`` is the present, in microseconds since 1970 UTC; ``write`` does it here or elsewhere.
        """
        name = _next(self.bases, "b")
        folder, threads = self.bases / name, max(1, threads)
        record = lake.steady(lambda snapshot: write(folder, snapshot, meaning, threads, progress))
        return self._publish([folder], record, meaning, made_at)

    def relabel(self, meaning: Meaning, *, made_at: int) -> str:
        """Publish the current levels under a new meaning: other names, places, referrals or settings.

        Raises ``GenerationGone`` when nothing is built, ``ValueError`` when a touchpoint of a level is gone.
        """
        name, said, record = self._newest()
        return self._publish(self.levels(said), record, meaning, made_at, name)

    def refresh(
        self,
        lake: Lake,
        meaning: Meaning,
        *,
        made_at: int,
        threads: int = 1,
        progress: Progress | None = None,
    ) -> str | None:
        """Build, add a run, relabel or do nothing, whichever is needed; returns the name of a new generation.

        A run costs as much as changed. Where most of the index would change, or it cannot be told what
        did, it is built anew.
        """
        needed = self._needed(lake, meaning)
        if needed == "run":
            try:
                return self._add(lake, meaning, made_at, max(1, threads))
            except (Unclear, CodesRunOut, GenerationDamaged):
                needed = "build"
        if needed == "build":
            return self.build(lake, meaning, made_at=made_at, threads=threads, progress=progress)
        return self.relabel(meaning, made_at=made_at) if needed == "relabel" else None

    def fold(self, meaning: Meaning, *, made_at: int, threads: int = 1) -> str | None:
        """Make fewer levels of many where it is time to; returns the name of a new generation.

        Raises as ``relabel``.
        """
        folding = self.folding()
        if folding is None:
            return None
        folding.run(threads)
        return self.adopt(folding, meaning, made_at=made_at)

    def folding(self) -> Folding | None:
        """The work that makes fewer levels of many, where it is time to. Others may refresh while it runs."""
        current = self.current()
        said = self.manifest(current) if current else {"levels": []}
        touches = [one["touches"] for one in said["levels"]]
        folders = self.levels(said) if touches else []
        if folders and away_of(folders[0]):  # it may be larger than this machine
            touches[0] = sys.maxsize
        start = planned(touches) if touches else None
        if start is None:
            return None
        home, letter = (self.runs, "r") if start else (self.bases, "b")
        name = _next(home, letter)
        reserve(home / name)
        return Folding(home / name, tuple(folders[start:]), whole=not start)

    def adopt(self, folding: Folding, meaning: Meaning, *, made_at: int) -> str | None:
        """Publish the level that was made in the place of those it was made from, under runs that came since.

        None, and nothing published, when the index was built anew meanwhile.
        """
        name, said, record = self._newest()
        now = self.levels(said)
        if folding.levels[0] not in now:
            return None
        at = now.index(folding.levels[0])
        rest = [path for path in now[at:] if path not in folding.levels]
        return self._publish([*now[:at], folding.folder, *rest], record, meaning, made_at, name)

    def is_clear(self, lake: Lake) -> bool:
        """Whether no level can hold anything that was removed from the lake, or another text of it."""
        try:
            _, _, record = self._newest()
        except (GenerationGone, GenerationDamaged):
            return False
        snapshot = lake.snapshot()
        return record.cleared == (snapshot.removed.count, snapshot.reworded)

    def is_current(self, lake: Lake, meaning: Meaning) -> bool:
        """Whether the current generation shows exactly this lake and this meaning."""
        return not self._needed(lake, meaning)

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

    def _needed(self, lake: Lake, meaning: Meaning) -> str:
        """What a refresh has to do: "build", "run", "relabel" or ""."""
        current = self.current()
        if current is None:
            return "build"
        try:
            said = self.manifest(current)
            whole = said["format"] == FORMAT and not self.missing(current, said)
            snapshot = lake.snapshot()
            events = {"id": snapshot.id, "changed": snapshot.changed, "last_seq": snapshot.last_seq}
            same = events == {name: said["lake"][name] for name in events}
            wanted, made = digests(meaning), said["digests"]
        except (GenerationGone, GenerationDamaged, KeyError, TypeError):
            return "build"
        if not whole:
            return "build"
        if not same or any(wanted[part] != made[part] for part in ("recognition", "joins")):
            return "run"
        return "" if wanted == made else "relabel"

    def _add(self, lake: Lake, meaning: Meaning, made_at: int, threads: int) -> str:
        """Publish the current levels with a run over them. Raises ``Unclear`` or ``CodesRunOut``."""
        name, said, before = self._newest()
        folders = self.levels(said)
        levels = [open_level(path) for path in folders]
        folder = self.runs / _next(self.runs, "r")

        def add(snapshot: Snapshot) -> Record:
            found = changes(levels, before, meaning, snapshot)
            come = snapshot.last_seq - before.seen.last_seq
            if come > MOST_SHARE * before.seen.events or len(found.anew) > MOST_SHARE * said["people"]:
                raise Unclear
            return make_run(folder, levels, before, meaning, snapshot, found, threads)

        record = lake.steady(add)
        if folder.exists():
            covers = open_level(folder).covered
            if len(levels) > 1 and among(levels[-1].covered, covers).all():
                folders.pop()
            folders.append(folder)
        return self._publish(folders, record, meaning, made_at, name, [folder] if folder.exists() else [])

    def _newest(self) -> tuple[str, dict[str, Any], Record]:
        """Name, manifest and record of the current generation. Raises ``GenerationGone``."""
        current = self.current()
        if current is None:
            raise GenerationGone("There is no index yet. Build it first.")
        try:
            return current, self.manifest(current), read_record(self.all / current)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise GenerationDamaged(f"The generation {current} is damaged: {error}.") from error

    def _publish(
        self,
        folders: Sequence[Path],
        record: Record,
        meaning: Meaning,
        made_at: int,
        before: str | None = None,
        fresh: Sequence[Path] = (),
    ) -> str:
        """Make a generation of levels current; ``before`` is the one it follows.

        Levels that are ``fresh`` need not be on disk yet.
        """
        name = f"{_next(self.all, 'g')}-{secrets.token_hex(3)}"
        shown = replace(
            meaning, recognised=record.recognised, joins=record.joins, attributes=tuple(record.attributes)
        )
        counting = {one.number for one in meaning.touchpoints} | {*record.recognised.values()}
        record = replace(record, codes=retire(record.codes, counting))
        levels = [open_level(folder) for folder in folders]
        follows = self.all / before if before else None
        write_generation(self.all / name, levels, record, shown, made_at, digests(shown), follows)
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


def _next(folder: Path, letter: str) -> str:
    """A name that nothing has, nor has what is being made: levels are folded beside other work."""
    made = [path.name.strip(".").split(".")[0] for path in folder.glob(".*.new")]
    taken = [number(name) for name in [*names_in(folder), *filter(NAME.fullmatch, made)]]
    return f"{letter}{max(taken, default=0) + 1:06d}"
