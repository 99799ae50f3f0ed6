"""The operations store as a backup sees it: one moment of it, written to a file and read back.

Each form of the store is one module with ``MEMBER``, the name its file has in a backup; ``Moment``, the
store at one moment; and ``put``, which fills an empty store from such a file.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

LEFT_OUT = ("workspace_session", "workspace_signinattempt")
"""Tables whose rows no backup holds: members sign in again."""


MEMBERS = {"operations.sqlite3": "an SQLite database", "operations.pgdump": "a PostgreSQL database"}
"""Names of the store's file in a backup, and what they are."""


class Moment(Protocol):
    """The store at one moment, whatever is written meanwhile, until it or the block ends."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query as they were at the moment."""

    def write(self, path: Path) -> None:
        """Write the whole store, but for the rows of ``LEFT_OUT``, to a new file. Raises ``OSError``."""

    def end(self) -> None:
        """End the moment before the block ends, so that nothing is kept for it any longer."""


class Form(Protocol):
    """One form of the store."""

    MEMBER: str
    WANTED: str
    """What to do with a backup of another form."""

    def Moment(self) -> Moment:  # noqa: N802
        """Begin a moment."""

    def put(self, path: Path, home: Path, /) -> None:
        """Fill the empty store of the workspace in ``home`` from a file that ``Moment.write`` made.

        Called before Django reads the store. What was put may be taken out again until ``settle``.
        Raises ``OSError`` with a sentence.
        """

    def clear(self) -> None:
        """Take out what ``put`` has put, after a failure."""

    def settle(self) -> None:
        """What was put is whole and stays."""


def form() -> Form:
    """The form of this workspace's store. Django has to be configured."""
    from django.conf import settings

    if str(settings.DATABASES["default"]["ENGINE"]).endswith("postgresql"):
        from touchline.service.operations import postgresql

        return postgresql
    from touchline.service.operations import sqlite

    return sqlite
