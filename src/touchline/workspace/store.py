"""The operations store as such: whether it can be reached, and turns of those who change one thing."""

from __future__ import annotations

import zlib

from django.db import InterfaceError, OperationalError, connection
from django.db.backends.utils import CursorWrapper

TURNS = 0x746C0001
"""First half of the numbers under which changes take turns."""
CUT_OFF = "57014"
GONE = ("57P01", "57P02", "57P03", "57P05", "53300", "25P03")
"""SQLSTATEs: shut down, crashed, starting, idle too long, no connection free, idle in a transaction."""


def on_postgresql() -> bool:
    """Whether the operations store is PostgreSQL."""
    return connection.vendor == "postgresql"


def unreachable(error: BaseException | None) -> bool:
    """Whether ``error`` says that the database cannot be reached now and may be in a while.

    Only PostgreSQL can be out of reach. A connection that broke counts, a wrong query does not.
    """
    if not on_postgresql() or not isinstance(error, (OperationalError, InterfaceError)):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith("08") or state in GONE


def too_slow(error: BaseException | None) -> bool:
    """Whether ``error`` says that a statement took longer than a page may."""
    return on_postgresql() and getattr(error.__cause__ if error else None, "sqlstate", None) == CUT_OFF


def take_turn(what: str) -> None:
    """Wait until nobody else changes ``what``, until the end of the transaction. Call it inside one.

    For a change that reads what it then writes anew. SQLite lets only one write at a time anyway.
    """
    if on_postgresql():
        with connection.cursor() as cursor:
            _lock(cursor, what)


def _lock(cursor: CursorWrapper, what: str) -> None:
    second = zlib.crc32(what.encode()) - (1 << 31)
    cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TURNS, second])
