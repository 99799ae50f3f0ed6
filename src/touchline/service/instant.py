"""A workspace at one instant, to be copied while others go on working on it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import IO

from django.conf import settings
from django.db.models import Model

from touchline.collect.inbox.copying import InboxMoment
from touchline.collect.models import AT_REST, Import, State
from touchline.lake.copying import Pinned, pin
from touchline.lake.events import Lake
from touchline.people.models import Grouped, Identity
from touchline.service.operations import Moment, form
from touchline.workspace.models import BusinessSettings, Member

PATIENCE = 60.0
"""Seconds in which a moment without a commit of the lake has to be found."""

COUNTED: Mapping[str, type[Model]] = MappingProxyType({"ids": Identity, "imports": Import, "members": Member})
"""What a backup says its operations store holds, by kind."""

MADE_ANEW = ("stage",)
"""Folders of an import that are made anew when it goes on."""


class NoRest(Exception):
    """The lake made commit after commit. The message is a sentence."""


@dataclass(frozen=True)
class Source:
    """The file a running import reads, held open: where in a copy it goes, and its contents.

    ``changed`` is when it was last written, in ns since 1970; by it an import of people knows its file again.
    """

    member: str
    path: Path
    stream: IO[bytes]
    changed: int


@dataclass(frozen=True)
class Instant:
    """Operations store, lake and inbox as they were together at ``at``.

    ``sources``: files that imports were reading, by the import's number. ``changing``: imports that were
    not done, whose refused rows may be written anew.
    """

    store: Moment
    lake: Pinned
    inbox: InboxMoment
    at: datetime
    sources: dict[int, Source]
    changing: frozenset[int]

    def counts(self) -> dict[str, int]:
        """How much there was, by kind."""
        counts = {"events": self.lake.snapshot.count, "people": self._count(Identity) - self._joined()}
        return counts | {kind: self._count(one) for kind, one in COUNTED.items()}

    def business(self) -> str:
        """The name of the business."""
        table = BusinessSettings._meta.db_table
        rows = self.store.ask(f"SELECT name FROM {table} ORDER BY id DESC LIMIT 1")
        return str(rows[0][0]) if rows else BusinessSettings().name

    def _joined(self) -> int:
        """How many ids belong to a person of another key."""
        query = f"SELECT count(*) FROM {Grouped._meta.db_table} WHERE identity <> person"
        return int(self.store.ask(query)[0][0])

    def _count(self, model: type[Model]) -> int:
        return int(self.store.ask(f"SELECT count(*) FROM {model._meta.db_table}")[0][0])


def kept_of_imports() -> Iterator[tuple[int, str, Path]]:
    """Every file kept of imports: number, place in a copy, path. One that is no import's own has number 0."""
    home: Path = settings.TOUCHLINE.imports
    for place, folders, names in os.walk(home):
        folders[:] = sorted(name for name in folders if name not in MADE_ANEW)
        for name in sorted(names):
            path = Path(place, name)
            own = path.relative_to(home).parts[0]
            yield int(own) if own.isdecimal() else 0, _member(path), path


@contextmanager
def instant(lake: Lake) -> Iterator[Instant]:
    """Operations store and lake at one instant: one in which the lake made no commit.

    The lake is looked at, then the store is held still for us, then the lake is looked at again. When it
    has not moved, every identity its events name is in the store, and all of every import the store
    calls done is in the lake. Raises ``NoRest`` after a minute of commits.
    """
    until = time.monotonic() + PATIENCE
    while True:
        pinned = _pin(lake)
        with ExitStack() as held:
            store = held.enter_context(form().Moment())
            inbox = held.enter_context(InboxMoment())
            at = datetime.now(UTC)
            if pinned and lake.version() == pinned.snapshot.version:
                rows = _not_done(store)
                sources = {
                    number: _open(number, path, held) for number, state, path in rows if state not in AT_REST
                }
                if None not in sources.values() or not _went_on(store):
                    there = {number: one for number, one in sources.items() if one}
                    yield Instant(store, pinned, inbox, at, there, frozenset(number for number, *_ in rows))
                    return
        if time.monotonic() > until:
            raise NoRest("The lake does not come to rest for a moment. Try again when no import runs.")
        time.sleep(0.01)


def _pin(lake: Lake) -> Pinned | None:
    try:
        return pin(lake)
    except FileNotFoundError:  # the log was tidied between two looks at it
        return None


def _not_done(store: Moment) -> list[tuple[int, str, Path]]:
    query = f"SELECT number, state, file FROM {Import._meta.db_table} WHERE state <> '{State.DONE.value}'"
    return [(int(number), str(state), Path(file)) for number, state, file in store.ask(query)]


def _went_on(then: Moment) -> bool:
    """Whether imports have gone on since: what one has read to its end goes with its file."""
    query = f"SELECT number, state, file FROM {Import._meta.db_table} ORDER BY number"
    with form().Moment() as now:
        return then.ask(query) != now.ask(query)


def _open(number: int, path: Path, held: ExitStack) -> Source | None:
    """The file of an import, which stays readable even when it is removed; None when it is not there."""
    inside = path.is_relative_to(settings.TOUCHLINE.imports)
    member = _member(path) if inside else f"imports/{number}/source-{path.name}"
    try:
        stream = held.enter_context(path.open("rb"))
    except OSError:
        return None
    return Source(member, path, stream, os.fstat(stream.fileno()).st_mtime_ns)


def _member(path: Path) -> str:
    return f"imports/{path.relative_to(settings.TOUCHLINE.imports).as_posix()}"
