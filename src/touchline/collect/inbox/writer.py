"""One thread a process writes to the inbox: whoever comes while it commits shares the next commit."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

from django.conf import settings
from django.db import connections

from touchline.collect.inbox.opening import open_inbox
from touchline.collect.inbox.row import Coming, Inbox

MOST = 1_000
"""Callers that share one commit at most."""

_Asked = tuple[Sequence[Coming], "Future[None]"]


class Writer:
    """The thread of one process and workspace."""

    def __init__(self, home: Path) -> None:
        self.of = (os.getpid(), home)
        self.commits = 0
        self._asked: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._inbox: Inbox | None = None
        self._thread = threading.Thread(target=self._run, name="inbox", daemon=True)
        self._thread.start()

    def write(self, rows: Sequence[Coming]) -> None:
        """Keep rows; they are on disk when this returns. Raises what went wrong."""
        done: Future[None] = Future()
        self._asked.put((rows, done))
        done.result()

    def end(self) -> None:
        """Write what was asked for so far, let go of the inbox, and end the thread."""
        self._asked.put(None)
        self._thread.join()

    def _run(self) -> None:
        asked = self._asked.get()
        while asked is not None:
            together = [asked]
            asked = self._next(wait=False)
            while asked is not None and len(together) < MOST:
                together.append(asked)
                asked = self._next(wait=False)
            self._commit(together)
            asked = asked or self._next(wait=True)
        self._let_go()

    def _next(self, *, wait: bool) -> _Asked | None:
        """What is asked for next; None where the thread is to end, or nothing waits."""
        try:
            found = self._asked.get(block=wait)
        except queue.Empty:
            return None
        if found is None and not wait:
            self._asked.put(None)  # it is found again when all before it is written
        return found

    def _commit(self, together: list[_Asked]) -> None:
        try:
            self._inbox = self._inbox or open_inbox()
            self._inbox.add([row for rows, _done in together for row in rows])
            self.commits += 1
        except BaseException as error:
            self._let_go()
            for _rows, done in together:
                done.set_exception(error)
        else:
            for _rows, done in together:
                done.set_result(None)

    def _let_go(self) -> None:
        """Open it anew next time: what is broken may be well by then."""
        if self._inbox is not None:
            try:
                self._inbox.close()
            finally:
                self._inbox = None
                connections.close_all()  # this thread's own


_LOCK = threading.Lock()
_WRITER: list[Writer] = []


def writer() -> Writer:
    """The writer of this process; a child of a fork begins its own."""
    home: Path = settings.TOUCHLINE.home
    with _LOCK:
        if not _WRITER or _WRITER[0].of != (os.getpid(), home):
            _WRITER[:] = [Writer(home)]
        return _WRITER[0]


def end() -> None:
    """End the thread of this process, if there is one; the next ``write`` begins another."""
    with _LOCK:
        mine = [one for one in _WRITER if one.of[0] == os.getpid()]
        _WRITER.clear()
    for one in mine:
        one.end()


def write(rows: Sequence[Coming]) -> None:
    """Keep rows in the inbox; they are on disk when this returns."""
    writer().write(rows)
