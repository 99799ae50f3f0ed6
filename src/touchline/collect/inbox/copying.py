"""The inbox as a backup sees it: as it was at one moment, while messages go on coming in."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from django.conf import settings

from touchline.collect.inbox.row import INBOX, SEEN

if TYPE_CHECKING:
    from touchline.collect.inbox.postgresql import PostgresInbox
    from touchline.collect.inbox.sqlite import SqliteInbox

MEMBERS = (INBOX, SEEN)
PAGES = 4096
MOST = 1 << 40


def copy_inbox(old: SqliteInbox, new: PostgresInbox) -> None:
    """Copy refused messages, and the ids of accepted ones, from an inbox in which nothing waits.

    The numbers of rows go on: a refused message is known by the number of its row.
    """
    new.number_behind(old.last)
    new.refuse(old.refused(MOST))
    for keys, at in old.all_seen():
        new.see(keys, at)


class InboxMoment:
    """The files of the inbox at one moment. On PostgreSQL there are none: the operations store holds it."""

    def __init__(self) -> None:
        home: Path = settings.TOUCHLINE.home
        there = [] if settings.TOUCHLINE.postgres else [name for name in MEMBERS if (home / name).exists()]
        self._bases = {name: sqlite3.connect(home / name, timeout=30, isolation_level=None) for name in there}

    def __enter__(self) -> Self:
        for base in self._bases.values():
            base.execute("BEGIN")
            base.execute("SELECT count(*) FROM sqlite_master").fetchall()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for base in self._bases.values():
            base.close()

    def write(self, folder: Path) -> dict[str, Path]:
        """Write each file to a new one in ``folder``; where each is, by the name it has in a backup."""
        written = {}
        for name, base in self._bases.items():
            path = folder / name
            try:
                with closing(sqlite3.connect(path)) as copy:
                    base.backup(copy, pages=PAGES)
            except sqlite3.Error as error:
                raise OSError(str(error)) from error
            written[name] = path
        return written
