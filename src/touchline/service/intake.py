"""The inbox in the worker: drained twice a second, tidied when there is nothing else to do."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from touchline.collect.inbox import put
from touchline.collect.inbox.opening import open_inbox, there
from touchline.collect.inbox.row import Inbox, Refused, Standing
from touchline.collect.intake.drain import Drained, drain, forget_old_ids
from touchline.lake.events import Lake
from touchline.service.fitting import refuse_to_build
from touchline.service.locks import Held, worker_lock
from touchline.service.refresh import refresh

EVERY = 0.5
"""Seconds between two pieces while messages come in."""
COMPACT_EVERY = 100
"""Pieces after which the lake's files are merged."""


class Taker:
    """Takes pieces from the inbox while one worker runs. ``pieces`` counts those since a compaction."""

    def __init__(self) -> None:
        self.pieces = 0
        self._inbox: Inbox | None = None
        self._next = 0.0

    def take(self) -> Drained | None:
        """Drain the next piece, if one is due and there is any. For the holder of the worker lock."""
        if time.monotonic() < self._next:
            return None
        if self._inbox is None and not there():
            return None
        inbox = self._inbox = self._inbox or open_inbox()
        if inbox.empty():
            return None
        refuse_to_build()
        self._next = time.monotonic() + EVERY
        try:
            drained = drain(inbox, Lake(settings.TOUCHLINE.lake), now=_now())
        except BaseException:
            self._inbox = None
            inbox.close()
            raise
        self.pieces += drained.events > 0
        return drained

    def tidy(self) -> None:
        """Forget ids of messages that are remembered long enough."""
        if self._inbox is not None:
            forget_old_ids(self._inbox, now=_now())


def take_all() -> None:
    """Drain the whole inbox. For the holder of the worker lock."""
    if not there():
        return
    inbox = open_inbox()
    try:
        if inbox.empty():
            return
        refuse_to_build()
        while not inbox.empty():
            drain(inbox, Lake(settings.TOUCHLINE.lake), now=_now())
    finally:
        inbox.close()


def bring(messages: Sequence[Mapping[str, Any]], *, sent: str | None = None) -> int:
    """Put messages into the inbox; ``settle_inbox`` sees them into the record."""
    return put(messages, sent=sent)


def settle_inbox(timeout: float = 60.0) -> bool:
    """Wait until nothing waits; do the work where no worker runs. Whether it came so far."""
    until = time.monotonic() + timeout
    while True:
        try:
            with worker_lock(settings.TOUCHLINE.home, "the inbox from the command line"):
                take_all()
                refresh()
                return True
        except Held:
            if standing().waiting == 0:
                return True
        if time.monotonic() > until:
            return False
        time.sleep(0.1)


def standing() -> Standing:
    """How the inbox stands."""
    if not there():
        return Standing(0, None, {})
    inbox = open_inbox()
    try:
        return inbox.standing()
    finally:
        inbox.close()


def refused(most: int, reason: str = "") -> list[Refused]:
    """The newest refused messages, of one reason if given."""
    if not there():
        return []
    inbox = open_inbox()
    try:
        return inbox.refused(most, reason)
    finally:
        inbox.close()


def _now() -> int:
    return time.time_ns() // 1000
