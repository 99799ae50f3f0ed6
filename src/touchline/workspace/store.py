"""The operations store as such: which form it has, and whether it can be reached."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError, connection

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
