"""Imports beside the intake: a file of millions of rows keeps no message from its answers."""

from __future__ import annotations

import logging
from threading import Thread

from django.conf import settings
from django.db import close_old_connections, connection

from touchline.collect.run import unfinished
from touchline.lake.events import Lake
from touchline.lake.generations import Generations
from touchline.lake.shelf import GenerationDamaged, GenerationGone
from touchline.service.taking import run

MOMENT = 0.2
"""Seconds that a small import is waited for before anything else is done."""
KEEP_UP = 250_000
"""Events after which the index is brought up to an import that goes on."""
log = logging.getLogger("touchline.worker")


class Importing:
    """One import at a time, in a thread of its own. For the holder of the worker lock."""

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._trouble: BaseException | None = None

    @property
    def busy(self) -> bool:
        """Whether an import goes on, or has ended and was not looked at yet."""
        return self._thread is not None

    def step(self) -> bool:
        """Begin the import that waits longest, or look at one that has ended: whether one has.

        Raises what an import raised.
        """
        if self._thread is None:
            waiting = unfinished()
            if not waiting:
                return False
            self._trouble = None
            self._thread = Thread(target=self._run, args=(waiting[0].pk,), name="importing", daemon=True)
            self._thread.start()
            self._thread.join(MOMENT)
        if self._thread.is_alive():
            return False
        self._thread, trouble = None, self._trouble
        if trouble is not None:
            raise trouble
        return True

    def is_ahead(self) -> bool:
        """Whether an import that goes on has recorded so much that answers should follow."""
        if self._thread is None:
            return False
        here = Generations(settings.TOUCHLINE.index)
        last = Lake(settings.TOUCHLINE.lake).last_seq()
        try:
            current = here.current()
            seen = int(here.manifest(current)["lake"]["last_seq"]) if current else 0
        except (GenerationGone, GenerationDamaged, KeyError):
            return False
        return last - seen >= KEEP_UP

    def _run(self, number: int) -> None:
        try:
            close_old_connections()
            run(number)
        except BaseException as error:
            self._trouble = error
        finally:
            connection.close()
