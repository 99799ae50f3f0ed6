"""Reading every byte of the newest generation beside the worker's other chores.

An open looks at sizes and at what is small; a bit that turned over on the disk is found here.
"""

from __future__ import annotations

import logging
import time
from threading import Thread

from django.conf import settings

from touchline.lake.generations import Generations

EVERY = 24 * 3600.0
"""Seconds from one reading to the next."""
log = logging.getLogger("touchline.worker")


class Verifying:
    """Reads at first, and then once a day, in a thread of its own. For the holder of the worker lock."""

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._again = 0.0
        self._found: list[str] = []

    @property
    def busy(self) -> bool:
        """Whether files are being read."""
        return self._thread is not None and self._thread.is_alive()

    def step(self) -> list[str]:
        """Begin to read where it is time to; a sentence for each damaged file of what was read."""
        if self._thread is not None:
            if self._thread.is_alive():
                return []
            self._thread = None
            return self._found
        if time.monotonic() >= self._again:
            self._again = time.monotonic() + EVERY
            self._found = []
            self._thread = Thread(target=self._run, name="verifying", daemon=True)
            self._thread.start()
        return []

    def _run(self) -> None:
        try:
            self._found = Generations(settings.TOUCHLINE.index).damage()
        except OSError:
            log.exception("The index could not be read through; it is tried again tomorrow.")
