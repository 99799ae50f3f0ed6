"""The generations of the index: which of them are made, of what, and when.

A generation is a folder that never changes: a legend, the referrals, and the names of the levels whose
arrays it reads.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from touchline.lake.adding import Most, Stack, add_run, claim, free
from touchline.lake.away.place import away_of
from touchline.lake.base import Progress, write_base
from touchline.lake.building import Building, WriteBase
from touchline.lake.changes import Unclear
from touchline.lake.coding import CodesRunOut
from touchline.lake.digests import digests
from touchline.lake.events import Lake
from touchline.lake.fold import Folding, planned
from touchline.lake.holding import Hold, complete, held_back, rules_changed
from touchline.lake.level import FORMAT
from touchline.lake.meaning import Meaning
from touchline.lake.published import Published
from touchline.lake.shelf import GenerationDamaged, GenerationGone

MOST_SHARE = 0.25
"""Where more than this share of events came, or of people changed, the index is built anew."""
AT_ONCE = 500_000
"""Events that are read in a moment, whatever else there is."""
FEW = 50_000
"""People whose events are read again in a moment."""


class Generations(Published):
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
        folder, threads = self.bases / free(self.bases, "b"), max(1, threads)
        building = Building(self, folder, meaning)
        return self.publish(building.anew(lake, threads, progress, write), meaning, made_at)

    def relabel(self, meaning: Meaning, *, made_at: int) -> str:
        """Publish the current levels under a new meaning: other names, places, referrals or settings.

        Raises ``GenerationGone`` when nothing is built, ``ValueError`` when a touchpoint of a level is gone.
        """
        name, stack = self.newest()
        return self.publish(stack, meaning, made_at, name)

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

    def folding(self, *, runs_only: bool = False) -> Folding | None:
        """The work that makes fewer levels of many, where it is time to. Others may refresh while it runs.

        ``runs_only``: the base stays, because a new one is being built anyway.
        """
        current = self.current()
        said = self.manifest(current) if current else {"levels": []}
        touches = [one["touches"] for one in said["levels"]]
        folders = self.levels(said) if touches else []
        if folders and away_of(folders[0]):  # it may be larger than this machine
            touches[0] = sys.maxsize
        start = planned(touches) if touches else None
        if start is None or (runs_only and not start):
            return None
        place = claim(self.runs, "r") if start else claim(self.bases, "b")
        return Folding(place, tuple(folders[start:]), whole=not start)

    def adopt(self, folding: Folding, meaning: Meaning, *, made_at: int) -> str | None:
        """Publish the level that was made in the place of those it was made from, under runs that came since.

        None, and nothing published, when the index was built anew meanwhile.
        """
        name, stack = self.newest()
        now = stack.folders
        if folding.levels[0] not in now:
            return None
        at = now.index(folding.levels[0])
        rest = [path for path in now[at:] if path not in folding.levels]
        meaning = complete(meaning, stack.record.recognised.values(), stack.touchpoints)
        folded = replace(stack, folders=(*now[:at], folding.folder, *rest))
        return self.publish(folded, meaning, made_at, name)

    def keep_up(
        self, lake: Lake, meaning: Meaning, *, made_at: int, threads: int = 1, hold: Hold = Hold.NOTHING
    ) -> tuple[str | None, Hold]:
        """Add a run, relabel or do nothing; what needs a build of everything is held back.

        Returns the name of a new generation, and what is held back: ``hold`` or more. Unless that is
        nothing, everything has to be built anew.
        """
        for held in Hold:
            if hold <= held < Hold.ALL:
                try:
                    return self._follow(lake, meaning, made_at, threads, held), held
                except (Unclear, CodesRunOut):
                    continue
                except (GenerationDamaged, GenerationGone):
                    break
        return None, Hold.ALL

    def _follow(self, lake: Lake, meaning: Meaning, made_at: int, threads: int, hold: Hold) -> str | None:
        """Do it with so much held back. Raises ``Unclear`` where that takes more than a moment."""
        name, stack = self.newest()
        meaning = held_back(meaning, stack, hold)
        needed = self._needed(lake, meaning)
        if needed == "build":
            raise GenerationDamaged("There is no whole generation to begin with.")
        if needed == "relabel":
            return self.relabel(meaning, made_at=made_at)
        if not needed:
            return None
        return self.publish(_in_a_moment(self, stack, lake, meaning, threads), meaning, made_at, name)

    def building(self, lake: Lake, meaning: Meaning, *, anew: bool = False) -> Building:
        """The work that counts everything by a meaning. Others may refresh and fold while it runs.

        It is a run over the current levels where that suffices, and not ``anew``, else a new base.
        """
        folder = claim(self.bases, "b")
        if anew or self._needed(lake, meaning) == "build":
            return Building(self, folder, meaning)
        stack = self.newest()[1]
        return Building(self, folder, meaning, stack, _most(stack))

    def take_over(
        self, built: Building, lake: Lake, meaning: Meaning, *, made_at: int, threads: int = 1
    ) -> tuple[str | None, Hold]:
        """Publish what was built in the place of all levels, with a run of what came meanwhile.

        As ``keep_up``; None, and nothing published, when that cannot be told and what is shown is newer.
        """
        assert built.stack is not None
        before = None if built.folder in built.stack.folders else self.current()
        for hold in (Hold.NOTHING, Hold.RULES, Hold.JOINS):
            now = held_back(meaning, built.stack, hold)
            try:
                stack = _in_a_moment(self, built.stack, lake, now, threads)
            except (Unclear, CodesRunOut):
                continue
            return self.publish(stack, now, made_at, before), hold
        if self.shown() > built.stack.record.seen.last_seq:
            return None, Hold.ALL
        return self.publish(built.stack, built.meaning, made_at, before), Hold.ALL

    def is_current(self, lake: Lake, meaning: Meaning) -> bool:
        """Whether the current generation shows exactly this lake and this meaning."""
        return not self._needed(lake, meaning)

    def why(self, meaning: Meaning) -> str:
        """Why everything has to be counted anew, a word of ``Underway``."""
        try:
            record = self.newest()[1].record
        except GenerationGone:
            return "first"
        except GenerationDamaged:
            return "record"
        if tuple(record.attributes) != meaning.attributes:
            return "attributes"
        return "rules" if rules_changed(meaning, record) else "record"

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
        name, stack = self.newest()
        added = add_run(self, stack, lake, meaning, threads, _most(stack))
        return self.publish(added, meaning, made_at, name)


def _most(stack: Stack) -> Most:
    """How much a run is worth while."""
    return Most(MOST_SHARE * stack.record.seen.events, MOST_SHARE * stack.people)


def _in_a_moment(shelf: Published, stack: Stack, lake: Lake, meaning: Meaning, threads: int) -> Stack:
    """The levels with a run over them. Raises ``Unclear`` where it may take longer, or ``CodesRunOut``."""
    if stack.record.seen.events > AT_ONCE and rules_changed(meaning, stack.record):
        raise Unclear
    share = _most(stack)
    most = Most(max(share.events, AT_ONCE), min(share.people, FEW))
    return add_run(shelf, stack, lake, meaning, max(1, threads), most)
