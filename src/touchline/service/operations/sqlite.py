"""The operations store in its small form, copied by SQLite's online backup."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from touchline.service.operations import LEFT_OUT

MEMBER = "operations.sqlite3"
WANTED = "Set DATABASE_URL to an empty PostgreSQL database first."
PAGES = 4096
"""Pages a step: 16 MB."""


class Moment:
    """The database at one moment: a read transaction, which no writer waits for."""

    def __init__(self) -> None:
        from django.conf import settings

        self._base = sqlite3.connect(settings.TOUCHLINE.database, timeout=30, isolation_level=None)

    def __enter__(self) -> Self:
        self._base.execute("BEGIN")
        self.ask("SELECT count(*) FROM sqlite_master")  # the moment is that of the first read
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """End the moment."""
        self._base.close()

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query as they were at the moment."""
        return self._base.execute(query).fetchall()

    def write(self, path: Path) -> None:
        """Write the whole database, but for the rows of ``LEFT_OUT``, to a new file. Raises ``OSError``."""
        try:
            self._write(path)
        except sqlite3.Error as error:
            raise OSError(str(error)) from error

    def _write(self, path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as copy:
            self._base.backup(copy, pages=PAGES)
            copy.execute("PRAGMA journal_mode = DELETE")
            copy.execute("PRAGMA secure_delete = ON")
            there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for table in there.intersection(LEFT_OUT):
                copy.execute(f"DELETE FROM {table}")


def put(path: Path, home: Path) -> None:
    """Put the file in its place."""
    path.chmod(0o600)
    path.rename(home / MEMBER)


def clear() -> None:
    """The file goes with its folder; see that nobody has it open."""
    from django.db import connection

    connection.close()


def settle() -> None:
    """What was put is whole: a file is so at once."""
