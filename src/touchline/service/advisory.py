"""Locks in the database, for processes on different machines. They end with the connection that took them.

Whoever holds one watches over its connection: a lock that is lost is noticed at once when the server
ends the connection, and after ``SILENT_SECONDS`` at the most when the network swallows it. The server
gives a silent holder's lock to others later than that.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable
from enum import IntEnum
from types import TracebackType
from typing import Any, Self

import psycopg
from django.db import connection

from touchline.service.locks import Held

LOCKS = 0x746C0002
"""First half of the numbers of the locks."""
SILENT_SECONDS = 10
PING_SECONDS = 2.0
OPTIONS = "-c statement_timeout=0 -c idle_session_timeout=0 " + " ".join(
    f"-c tcp_keepalives_{name}={value}" for name, value in (("idle", 10), ("interval", 5), ("count", 3))
)
SHOWN = 63
"""Bytes of a holder's words about themselves that PostgreSQL shows to others."""
HOLDER = """
    SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND granted
      AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Name(IntEnum):
    """What is locked."""

    MAKE, WORKER, SERVE, BACKUP = 1, 2, 3, 4


def connect(about: str) -> psycopg.Connection[Any]:
    """A connection of one's own to the operations store, outside Django's. Raises Django's errors."""
    given = {
        key: value for key, value in connection.get_connection_params().items() if isinstance(value, str)
    }
    given |= {"application_name": about.encode()[:SHOWN].decode(errors="ignore"), "options": OPTIONS}
    given |= {"tcp_user_timeout": str(int((SILENT_SECONDS - PING_SECONDS) * 1000))}
    with connection.wrap_database_errors:
        return psycopg.connect(**given, autocommit=True)  # type: ignore[arg-type]


class Advisory:
    """One lock. ``with Advisory(name, about, lost)`` takes it or raises ``Held`` at once; ``wait`` waits.

    ``lost`` is called from a thread of its own when the connection ended before the lock was given back.
    """

    def __init__(
        self, name: Name, about: str, lost: Callable[[], None] = lambda: None, *, wait: bool = False
    ) -> None:
        self.name = name
        self._about = about
        self._lost = lost
        self._wait = wait
        self._watcher: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.connection = connect(self._about)
        try:
            with connection.wrap_database_errors:
                self._take()
        except BaseException:
            self.connection.close()
            raise
        self._bell, self._rope = os.pipe()
        self._watcher = threading.Thread(target=self._watch, name="touchline-lock", daemon=True)
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._rope)
        if self._watcher is not threading.current_thread() and self._watcher is not None:
            self._watcher.join()
        os.close(self._bell)
        self.connection.close()

    def _take(self) -> None:
        which = (LOCKS, int(self.name))
        if self._wait:
            self.connection.execute("SELECT pg_advisory_lock(%s, %s)", which)
            return
        row = self.connection.execute("SELECT pg_try_advisory_lock(%s, %s)", which).fetchone()
        if row is None or not row[0]:
            holder = self.connection.execute(HOLDER, which).fetchone()
            raise Held((holder and holder[0]) or "another process")

    def _watch(self) -> None:
        """Look after the connection until it ends or the rope is pulled."""
        while True:
            try:
                ready, _, _ = select.select([self.connection.fileno(), self._bell], [], [], PING_SECONDS)
                if self._bell in ready:
                    return
                self.connection.execute("SELECT 1")
            except (psycopg.Error, OSError, ValueError):
                self._lost()
                return


def still_writing(holding: psycopg.Connection[Any], me: str) -> bool:
    """Write down that ``me`` writes now; whether another may be about to stop still.

    That is so when whoever wrote last did not say that they ended: their lock went with their
    connection, and they notice within ``SILENT_SECONDS``. Not so in a database without tables.
    """
    with connection.wrap_database_errors:
        there = holding.execute("SELECT to_regclass('workspace_bound')").fetchone()
        if there is None or there[0] is None:
            return False
        row = holding.execute("SELECT writer FROM workspace_bound").fetchone()
        holding.execute("UPDATE workspace_bound SET writer = %s", (me,))
    return row is not None and row[0] not in ("", me)


def wait_for_the_last_one() -> None:
    """Wait as long as a writer who lost the lock may take to notice."""
    time.sleep(SILENT_SECONDS + PING_SECONDS)


def no_longer_writing(holding: psycopg.Connection[Any]) -> None:
    """Write down that nobody writes. A connection that is gone cannot say so; the next one waits."""
    try:
        holding.execute("UPDATE workspace_bound SET writer = ''")
    except psycopg.Error:
        return
