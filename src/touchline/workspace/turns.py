"""Members who change one thing at the same time take turns."""

from __future__ import annotations

import zlib

from django.db import connection

from touchline.workspace.store import on_postgresql

TURNS = 0x746C0001
"""First half of the numbers under which changes take turns."""


def take_turns(what: str) -> None:
    """Wait until nobody else changes ``what``, and keep it to this transaction until it ends.

    Call it first in ``transaction.atomic()``, before reading what is compared. SQLite lets one
    transaction write at a time already; PostgreSQL is asked for a lock of that name.
    """
    if on_postgresql():
        with connection.cursor() as cursor:
            second = zlib.crc32(what.encode()) - (1 << 31)
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TURNS, second])
