"""How far everything is built anew: told to whoever looks, by a file that counts while its writer lives."""

from __future__ import annotations

import fcntl
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from touchline.lake.lease import take

NAME = "underway"
WIDTH = 200
"""Bytes that are written at once, so that nobody reads half of them."""
EVERY = 0.5
"""Seconds between two writes."""


@dataclass(frozen=True)
class Underway:
    """A build of everything: ``why`` one of "first", "rules", "attributes" and "record", since when (µs),
    of how many events, and the share that is done, 0 to 1."""

    why: str
    began_at: int
    events: int
    share: float


class Telling:
    """Tells how far a build is, as ``Underway``, until it is closed or its process ends."""

    def __init__(self, index: Path, why: str, events: int) -> None:
        index.mkdir(parents=True, exist_ok=True)
        self._path = index / NAME
        self._path.unlink(missing_ok=True)
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_SH)
        self._said = {"why": why, "began_at": time.time_ns() // 1000, "events": events}
        self._next = 0.0
        self._open = True
        self.share = 0.0
        self.tell(0, 1)

    def tell(self, done: int, total: int) -> None:
        """Hear of progress."""
        self.share = min(1.0, done / max(1, total))
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY
        text = json.dumps({**self._said, "share": round(self.share, 4)})
        os.pwrite(self._file, text.ljust(WIDTH).encode(), 0)

    def close(self) -> None:
        """It is over. Repeating it changes nothing."""
        if not self._open:
            return
        self._open = False
        self._path.unlink(missing_ok=True)
        os.close(self._file)


def underway(index: Path) -> Underway | None:
    """The build that goes on for the index in this folder, or None."""
    path = index / NAME
    if not path.exists():
        return None
    left = take(path)
    if left is not None:  # a crash left it
        os.close(left)
        return None
    try:
        return Underway(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
