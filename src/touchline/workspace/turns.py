"""Members who change one thing at the same time take turns."""

from __future__ import annotations

import zlib

from django.db import connection


def take_turns(what: str) -> None:
    """Wait until nobody else changes ``what``, and keep it to this transaction until it ends.

    Call it first in ``transaction.atomic()``, before reading what is compared. SQLite lets one
    transaction write at a time already; PostgreSQL is asked for a lock of that name.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(what.encode())])
