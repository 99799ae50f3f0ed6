"""The generations of the index on disk: made, published, opened, checked, swept.

A generation is a folder that never changes: a legend, the referrals, and the name of the base whose
arrays it reads. One pointer file names the current one and is replaced as a whole, so a reader sees
the old generation or the new one. Who reads a generation holds a shared lock on its lease.
"""

from __future__ import annotations

import os
import secrets
import time
import weakref
from pathlib import Path

from touchline.journeys.index import Index, Legend
from touchline.lake.base import FORMAT, Progress, write_base
from touchline.lake.digests import digests
from touchline.lake.durable import replace_file
from touchline.lake.events import Lake
from touchline.lake.generation import open_generation, write_generation
from touchline.lake.inspect import check
from touchline.lake.lease import share
from touchline.lake.meaning import Meaning
from touchline.lake.shelf import NAME, GenerationDamaged, GenerationGone, Shelf, gone, names_in, number
from touchline.lake.sweep import sweep

TRIES = 100


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
    ) -> str:
        """Make a new base from all events of the lake, publish a generation of it, return its name.

        ``made_at`` is the present, in microseconds since 1970 UTC.
        """
        name = _next(self.bases, "b")
        folder, threads = self.bases / name, max(1, threads)
        lake.steady(lambda snapshot: write_base(folder, snapshot, meaning, threads, progress))
        return self._publish(name, meaning, made_at)

    def relabel(self, meaning: Meaning, *, made_at: int) -> str:
        """Publish the current base under a new meaning: other names, places, referrals or settings.

        Raises ``GenerationGone`` when nothing is built, ``ValueError`` when a touchpoint of the base is gone.
        """
        current = self.current()
        if current is None:
            raise GenerationGone("There is no index yet. Build it first.")
        return self._publish(self.manifest(current)["base"], meaning, made_at)

    def refresh(
        self,
        lake: Lake,
        meaning: Meaning,
        *,
        made_at: int,
        threads: int = 1,
        progress: Progress | None = None,
    ) -> str | None:
        """Build, relabel or do nothing, whichever is needed; returns the name of a new generation."""
        needed = self._needed(lake, meaning)
        if needed == "build":
            return self.build(lake, meaning, made_at=made_at, threads=threads, progress=progress)
        return self.relabel(meaning, made_at=made_at) if needed == "relabel" else None

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

    def _needed(self, lake: Lake, meaning: Meaning) -> str:
        """What a refresh has to do: "build", "relabel" or ""."""
        current = self.current()
        if current is None:
            return "build"
        try:
            said = self.manifest(current)
            whole = said["format"] == FORMAT and not self.missing(current, said)
            snapshot = lake.snapshot()
            events = {"id": snapshot.id, "changed": snapshot.changed, "last_seq": snapshot.last_seq}
            same = whole and events == {name: said["lake"][name] for name in events}
            wanted, made = digests(meaning), said["digests"]
        except (GenerationGone, GenerationDamaged, KeyError, TypeError):
            return "build"
        if not same or wanted["recognition"] != made["recognition"]:
            return "build"
        return "" if wanted == made else "relabel"

    def _publish(self, base: str, meaning: Meaning, made_at: int) -> str:
        name = f"{_next(self.all, 'g')}-{secrets.token_hex(3)}"
        write_generation(self.all / name, self.bases / base, meaning, made_at)
        replace_file(self.pointer, f"{name}\n")
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
            index = open_generation(self.all / name, self.bases / said["base"])
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
    names = names_in(folder)
    return f"{letter}{number(names[-1]) + 1 if names else 1:06d}"
