"""Locks on files that the system gives back when a process dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def share(path: Path) -> int | None:
    """Hold a shared lock on a file that exists, and return its handle; None when the file is gone.

    Close the handle to give the lock back. Waits while someone holds the lock alone.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        if _still_there(path, handle):
            return handle
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


def take(path: Path) -> int | None:
    """Hold the lock on a file alone, and return its handle; None when someone holds it or it is gone."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _still_there(path: Path, handle: int) -> bool:
    try:
        named = path.stat()
    except FileNotFoundError:
        return False
    held = os.fstat(handle)
    return (named.st_dev, named.st_ino) == (held.st_dev, held.st_ino)
