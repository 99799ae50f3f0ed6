"""Locks between processes, held by the operating system: they end when their holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self


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


def worker_lock(home: Path, about: str = "") -> Lock:
    """The lock of the one process that may write lake and index."""
    return Lock(home / "worker.lock", about)


def serve_lock(home: Path, about: str = "") -> Lock:
    """The lock of the one ``touchline serve`` a workspace may have."""
    return Lock(home / "serve.lock", about)


def backup_lock(home: Path, about: str = "") -> Lock:
    """The lock of the one backup of a workspace that may be made at a time."""
    return Lock(home / "backup.lock", about)
