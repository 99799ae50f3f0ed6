"""Folding levels of the index beside the worker's other chores: answers stay fresh meanwhile."""

from __future__ import annotations

import logging
import time
from threading import Thread

from django.conf import settings

from touchline.lake.durable import remove_folder
from touchline.lake.fold import Folding
from touchline.lake.generations import Generations
from touchline.service.refresh import meaning

log = logging.getLogger("touchline.worker")


class Beside:
    """At most one folding at a time, in a thread of its own. For the holder of the worker lock."""

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._work: Folding | None = None
        self._done = False

    @property
    def busy(self) -> bool:
        """Whether something is being folded, or was and is not published yet."""
        return self._thread is not None

    def step(self, *, runs_only: bool = False) -> bool:
        """Publish what is folded, or begin to fold where it is time to; whether there was something to do.

        ``runs_only``: the base is left as it is, because a new one is being built.
        """
        here = Generations(settings.TOUCHLINE.index)
        if self._thread is None:
            self._work = here.folding(runs_only=runs_only)
            if self._work is None:
                return False
            self._done = False
            self._thread = Thread(target=self._run, args=(self._work,), name="folding", daemon=True)
            self._thread.start()
            return True
        if self._thread.is_alive():
            return False
        self._thread = None
        if self._work is not None and self._done:
            here.adopt(self._work, meaning(), made_at=time.time_ns() // 1000)
        return True

    def stop(self) -> None:
        """Wait for what is being folded, and throw it away."""
        if self._thread is None:
            return
        self._thread.join()
        self._thread = None
        if self._work is not None and self._work.folder.exists():
            remove_folder(self._work.folder)

    def _run(self, work: Folding) -> None:
        try:
            work.run(settings.TOUCHLINE.threads)
            self._done = True
        except Exception:
            log.exception("Levels of the index could not be folded; it is tried again.")
