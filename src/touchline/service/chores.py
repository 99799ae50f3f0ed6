"""What the worker does, one chore at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from touchline.collect import turns
from touchline.lake.events import Lake
from touchline.lake.generations import Generations
from touchline.service import erasing
from touchline.service.anew import Anew
from touchline.service.folding import Beside
from touchline.service.importing import Importing
from touchline.service.intake import COMPACT_EVERY, Taker
from touchline.service.refresh import intact
from touchline.service.shards import tidy_shards
from touchline.service.verifying import Verifying
from touchline.workspace.models import AuditEntry

LOOK_EVERY = 10.0
AGAIN_AFTER = 10.0
"""Seconds after which an erasure that failed is tried again."""
LOOKED_AT = 100
"""Changes looked at for a new one: they may appear in another order than that of their numbers."""

log = logging.getLogger("touchline.worker")


class Chores:
    """Knows what was done last. One worker has one."""

    def __init__(self) -> None:
        self._seen: list[int] | None = None
        self._stale = self._untidy = True
        self._looked = self._erase_after = 0.0
        self._taker = Taker()
        self._importing = Importing()
        self._anew = Anew()
        self._beside = Beside()
        self._verifying = Verifying()

    @property
    def busy(self) -> bool:
        """Whether a thread is at work that may write."""
        return self._importing.busy or self._anew.busy or self._beside.busy

    def next(self) -> bool:
        """Do the next chore, if there is one: whether there was. Idle, this costs four small queries.

        What the inbox held is in the answers before anything else is begun. Imports, and what takes long
        of the index, go on in threads meanwhile.
        """
        taken = self._taker.take()
        if (taken is not None and taken.changed) or turns.is_ahead():
            self._stale = True
            self._refresh()
        with self._stale_after_trouble():
            imported = self._importing.step()
        if imported:
            self._stale = self._untidy = True
            return True
        if not self._importing.busy and self._erase():
            return True
        newest = list(AuditEntry.objects.order_by("-pk").values_list("pk", flat=True)[:LOOKED_AT])
        if self._stale or newest != self._seen:
            self._refresh()
            self._seen = newest
            return True
        with self._stale_after_trouble():
            built = self._anew.step()
        if built:
            self._stale = True
            return True
        if self._beside.step(runs_only=self._anew.busy):
            return True
        if self._untidy or self._taker.pieces >= COMPACT_EVERY:
            if not Lake(settings.TOUCHLINE.lake).compact(most=1):
                self._untidy, self._taker.pieces = False, 0
            return True
        if time.monotonic() - self._looked > LOOK_EVERY:
            self._look()
        return self._stale or taken is not None

    def _refresh(self) -> None:
        with turns.following():
            self._anew.refresh()
        self._stale = False

    @contextmanager
    def _stale_after_trouble(self) -> Iterator[None]:
        """Whatever was raised, answers are looked at again."""
        try:
            yield
        except BaseException:
            self._stale = self._untidy = True
            raise

    def _erase(self) -> bool:
        """Carry out the oldest wish to be forgotten. One that fails is tried again after other chores."""
        wishes = erasing.unfinished() if time.monotonic() > self._erase_after else []
        if not wishes:
            return False
        self._erase_after = time.monotonic() + AGAIN_AFTER
        self._anew.stop()
        self._beside.stop()
        erasing.erase(wishes[0])
        self._erase_after, self._stale = 0.0, True
        return True

    def _look(self) -> None:
        """Sweep generations nobody needs, and see whether the newest is whole."""
        if not (self._beside.busy or self._anew.busy):
            gone = Generations(settings.TOUCHLINE.index).sweep(time.time_ns() // 1000)
            if gone:
                tidy_shards()
        self._taker.tidy()
        self._stale = not intact()
        self._repair(self._verifying.step())
        self._looked = time.monotonic()

    def _repair(self, damage: list[str]) -> None:
        """Build the index anew where a file of it is not what was written."""
        if not damage:
            return
        for sentence in damage:
            log.error("%s", sentence)
        self._beside.stop()
        log.warning("The damaged index is being built anew from the record.")
        self._anew.repair()
        self._stale = True
