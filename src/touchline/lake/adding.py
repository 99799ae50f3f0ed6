"""A run over levels that belong together, whether they are published or not yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from touchline.lake.changes import Unclear, changes
from touchline.lake.durable import reserve
from touchline.lake.events import Lake
from touchline.lake.level import open_level
from touchline.lake.meaning import Meaning, TouchpointMeaning
from touchline.lake.record import Record
from touchline.lake.run import make_run
from touchline.lake.shelf import NAME, Shelf, names_in, number
from touchline.lake.snapshot import Snapshot
from touchline.lake.wanted import among


@dataclass(frozen=True)
class Stack:
    """Levels that belong together, the base first, what they hold, and of how many people.

    ``touchpoints`` gives those that it was made with, gone ones too. Levels that are ``fresh`` need not be on
    disk yet: who publishes them sees to it.
    """

    folders: tuple[Path, ...]
    record: Record
    people: int
    touchpoints: Callable[[], tuple[TouchpointMeaning, ...]]
    fresh: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Most:
    """Up to how many new events, and of how many people the events are read again, a run is made."""

    events: float = float("inf")
    people: float = float("inf")


def add_run(shelf: Shelf, stack: Stack, lake: Lake, meaning: Meaning, threads: int, most: Most) -> Stack:
    """The levels with a run over them of everybody who changed; nobody sees it until it is published.

    Raises ``Unclear`` or ``CodesRunOut`` where everything has to be built anew, or there is more to do
    than ``most``.
    """
    levels = [open_level(path) for path in stack.folders]
    before, folder = stack.record, shelf.runs / free(shelf.runs, "r")

    def add(snapshot: Snapshot) -> Record:
        if snapshot.last_seq - before.seen.last_seq > most.events:
            raise Unclear
        found = changes(levels, before, meaning, snapshot)
        if len(found.anew) > most.people:
            raise Unclear
        return make_run(folder, levels, before, meaning, snapshot, found, threads)

    record = lake.steady(add)
    folders, fresh = list(stack.folders), stack.fresh
    if folder.exists():
        covers = open_level(folder).covered
        if len(levels) > 1 and among(levels[-1].covered, covers).all():
            folders.pop()
        folders.append(folder)
        fresh = (*fresh, folder)
    return replace(stack, folders=tuple(folders), record=record, fresh=fresh)


_given: dict[Path, int] = {}
_lock = Lock()


def free(folder: Path, letter: str) -> str:
    """A name that nothing has, nor has what is being made: levels are made in several threads."""
    made = [path.name.strip(".").split(".")[0] for path in folder.glob(".*.new")]
    taken = [number(name) for name in [*names_in(folder), *filter(NAME.fullmatch, made)]]
    with _lock:
        _given[folder] = max([_given.get(folder, 0), *taken]) + 1
        return f"{letter}{_given[folder]:06d}"


def claim(folder: Path, letter: str) -> Path:
    """A place with such a name, which everybody sees is taken."""
    place = folder / free(folder, letter)
    reserve(place)
    return place
