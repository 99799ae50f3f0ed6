"""``touchline upgrade``: a workspace of an earlier version becomes one of this version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from touchline import __version__
from touchline.service.home import migrate
from touchline.service.locks import Held, serve_lock, worker_lock
from touchline.service.refresh import refresh
from touchline.service.versions import refuse_newer, version_of
from touchline.settings import Settings, SettingsError


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade did: versions, changes of the tables as room.name, the new generation of the index."""

    before: str
    after: str
    changes: list[str]
    index: str | None

    def sentences(self) -> Iterator[str]:
        """It in words."""
        if not self.changes and not self.index and self.before == self.after:
            yield f"This workspace is of version {self.after} already. There is nothing to do."
            return
        yield f"Upgraded from {self.before} to {self.after}."
        if self.changes:
            yield f"Changes of the tables: {', '.join(self.changes)}."
        if self.index:
            yield f"The index was brought up to date: generation {self.index}."


def upgrade(settings: Settings) -> Upgraded:
    """Bring tables and index to this version. Cut off at any moment, it can be run again.

    Raises ``SettingsError`` with a sentence: somebody works on it, or it is of a newer version.
    """
    refuse_newer()
    try:
        with serve_lock(settings.home, "an upgrade"), worker_lock(settings.home, "an upgrade"):
            before = version_of()
            changes = migrate(settings, alone=True)
            return Upgraded(before, __version__, changes, refresh())
    except Held as held:
        raise SettingsError(
            f"This workspace is being worked on ({held.holder}). Stop that first, then upgrade."
        ) from None
