"""What deleted rows leave behind in the operations store, and how it goes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence

from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper

from touchline.workspace.store import on_postgresql

PATIENCE = 30.0
"""Seconds to wait for readers that hold an older state."""

LOCK_TIMEOUT = "2s"
"""How long a table is waited for on PostgreSQL: whoever asks for it after us waits as well."""
LOCKED = "55P03"
READERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND age(backend_xmin) > age(%s::xid)
"""

LOOK = """
import json, sys
paths, wanted = json.load(sys.stdin)
wanted = [bytes.fromhex(one).lower() for one in wanted]
longest = max(map(len, wanted), default=0)
for path in paths:
    rest = b""
    try:
        stream = open(path, "rb")
    except FileNotFoundError:
        continue
    while block := stream.read(4 << 20):
        data = (rest + block).lower()
        if any(one in data for one in wanted):
            sys.exit(3)
        rest = data[-longest:]
"""
"""Looks through files in a process of its own: closing a database's file in a process that has it open
would give up the locks SQLite holds on it."""


class StillRead(Exception):
    """Somebody reads an older state of the database, so that its pages cannot go yet. Try again."""


def sweep(needles: Sequence[bytes] | None, tables: Iterable[str]) -> None:
    """Leave no byte of deleted rows. Call it outside of a transaction.

    SQLite: deleted rows are overwritten as they go (``secure_delete``); the write-ahead log is emptied,
    and where ``needles`` are found all the same, or when nobody knows them any more (None), the whole
    database is written anew. PostgreSQL: ``tables`` are written anew, and what it noted of their values for
    planning queries; where this takes long, pages wait. Raises ``StillRead``.
    """
    if on_postgresql():
        _wait_for_readers()
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
            try:
                for table in (*map(connection.ops.quote_name, tables), "pg_catalog.pg_statistic"):
                    _write_anew(cursor, table)
            finally:
                cursor.execute("RESET lock_timeout")
        return
    path = _path()
    if not path:
        return
    _empty_log()
    if needles is None or (needles and _holds([path, f"{path}-wal"], needles)):
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        _empty_log()


def _wait_for_readers() -> None:
    """Wait until nobody needs rows that are deleted by now: a table written anew would keep them."""
    until = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::xid::text")
        now = cursor.fetchone()
        while True:
            cursor.execute(READERS, now)
            if not cursor.fetchone()[0]:
                return
            if time.monotonic() > until:
                raise StillRead("Somebody reads an older state of the database. It is tried again.")
            time.sleep(0.05)


def _write_anew(cursor: CursorWrapper, table: str) -> None:
    try:
        cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != LOCKED:
            raise
        raise StillRead("Somebody reads a table of the database for long. It is tried again.") from error


def _path() -> str:
    """The file of the database; "" for one in memory."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA database_list")
        return next((str(row[2] or "") for row in cursor.fetchall() if row[1] == "main"), "")


def _empty_log() -> None:
    until = time.monotonic() + PATIENCE
    while True:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
        if not busy:
            return
        if time.monotonic() > until:
            raise StillRead("Somebody reads an older state of the database. It is tried again.")
        time.sleep(0.05)


def _holds(paths: Sequence[str], needles: Sequence[bytes]) -> bool:
    said = json.dumps([list(paths), [one.hex() for one in needles]])
    done = subprocess.run([sys.executable, "-I", "-c", LOOK], input=said, text=True, check=False)
    return done.returncode != 0
