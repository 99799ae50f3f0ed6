"""Locks between processes: they end when their holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    from touchline.service.advisory import Advisory

LOST = 75
"""Exit code of a process that ended because it lost its lock: try again later."""


class Held(Exception):
    """Somebody else holds the lock. ``holder`` is what they wrote about themselves."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


class Lock:
    """A lock on a file. ``with Lock(path, about)`` takes it or raises ``Held`` at once."""

    def __init__(self, path: Path, about: str = "") -> None:
        self.path = path
        self.about = about or f"process {os.getpid()}"
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        file = self.path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            file.close()
            raise Held(holder) from None
        file.truncate(0)
        file.write(self.about)
        file.flush()
        self._file = file
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()
            self._file = None


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Wait for a lock and hold it for the block. For work of moments."""
    with path.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class WorkspaceLock:
    """A lock of a workspace: on a file, and on PostgreSQL in the database too, for other machines.

    ``with WorkspaceLock(path, name, about, lost)`` takes both or raises ``Held`` at once. ``lost`` is
    called, from a thread of its own, when the connection that holds the second one ends. Raises
    Django's database errors when the database cannot be reached.
    """

    def __init__(self, path: Path, name: str, about: str, lost: Callable[[], None]) -> None:
        self._file = Lock(path, about)
        self._name = name
        self._lost = lost
        self._there: Advisory | None = None
        self.is_lost = False

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            undo.enter_context(self._file)
            if _on_postgresql():
                self._take()
            undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._give_back()
        self._file.__exit__(kind, error, trace)

    def reach(self) -> None:
        """Take the lock in the database too, where it was taken before Django knew of one; raises alike."""
        if self._there is None and _on_postgresql():
            self._take()

    def keep(self) -> None:
        """Take the lock in the database again when it was lost; raises as taking it does."""
        if not self.is_lost:
            return
        self._give_back()
        try:
            self._take()
        except BaseException:
            self.is_lost = True
            raise

    def _take(self) -> None:
        from touchline.service import advisory

        self.is_lost = False
        there = advisory.Advisory(advisory.Name[self._name], self._file.about, self._on_lost)
        there.__enter__()
        self._there = there
        if self._name == "WORKER" and advisory.still_writing(there.connection, self._me):
            advisory.wait_for_the_last_one()

    def _give_back(self) -> None:
        there, self._there = self._there, None
        if there is None:
            return
        if self._name == "WORKER" and not self.is_lost:
            from touchline.service.advisory import no_longer_writing

            no_longer_writing(there.connection)
        there.__exit__(None, None, None)

    @property
    def _me(self) -> str:
        """Who writes: this folder on this machine, whose file lock tells its own processes apart."""
        return f"{socket.gethostname()}:{self._file.path.parent}"[:300]

    def _on_lost(self) -> None:
        self.is_lost = True
        self._lost()


def end_process() -> None:
    """End this process at once, as a kill would: another one may be writing in a moment."""
    sys.stderr.write(
        "The connection to the database was lost, and with it the right to write. What was recorded is kept; "
        "start again when the database answers.\n"
    )
    sys.stderr.flush()
    os._exit(LOST)


def nothing() -> None:
    """Let the work go on. For work that only the lock on the folder has to guard."""


def worker_lock(home: Path, about: str = "", lost: Callable[[], None] = end_process) -> WorkspaceLock:
    """The lock of the one process that may write lake and index.

    On PostgreSQL the process ends when the lock is lost with its connection, unless ``lost`` says else.
    """
    return WorkspaceLock(home / "worker.lock", "WORKER", about, lost)


def serve_lock(home: Path, about: str = "") -> WorkspaceLock:
    """The lock of the one ``touchline serve`` a workspace may have. Look after it with ``keep``."""
    return WorkspaceLock(home / "serve.lock", "SERVE", about, nothing)


def backup_lock(home: Path, about: str = "") -> WorkspaceLock:
    """The lock of the one backup of a workspace that may be made at a time."""
    return WorkspaceLock(home / "backup.lock", "BACKUP", about, nothing)


@contextmanager
def make_lock(home: Path) -> Iterator[None]:
    """Wait for the turn to make or change the tables of a workspace."""
    with held(home / "make.lock"):
        if not _on_postgresql():
            yield
            return
        from touchline.service.advisory import Advisory, Name

        with Advisory(Name.MAKE, "touchline: making tables", wait=True):
            yield


def _on_postgresql() -> bool:
    from django.conf import settings

    return settings.configured and settings.TOUCHLINE.postgres is not None
