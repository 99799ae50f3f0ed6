"""Building the index anew beside keeping it up: touches are seen at once, changed rules when ready."""

from __future__ import annotations

import logging
import time
from threading import Event, Thread

from django.conf import settings
from django.db import connection

from touchline.lake import generations
from touchline.lake.building import Building
from touchline.lake.digests import digests
from touchline.lake.durable import remove_reserved
from touchline.lake.events import Lake
from touchline.lake.generations import Generations
from touchline.lake.holding import Hold
from touchline.lake.meaning import Meaning
from touchline.lake.underway import Telling
from touchline.service.fitting import refuse_to_build
from touchline.service.refresh import meaning

HALF = 0.5
"""Where less than this share is built and rules change again, it is begun again; else seen to its end."""
log = logging.getLogger("touchline.worker")


class _Ended(Exception):
    """A build that nobody wants any more."""


class Anew:
    """The index of the worker: kept up at once, and built anew in a thread where that takes long.

    At most one build at a time. For the holder of the worker lock.
    """

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._work: Building | None = None
        self._telling: Telling | None = None
        self._end = Event()
        self._tried = ""
        self._held = Hold.NOTHING

    @property
    def busy(self) -> bool:
        """Whether something is being built, or was and is not published yet."""
        return self._thread is not None

    def refresh(self) -> str | None:
        """Bring the index up to lake and members, as far as that takes a moment; begin what takes longer.

        Returns the name of a new generation, if any. Raises ``StoresDisagree`` as a refresh does.
        """
        refuse_to_build()
        now, here, lake = meaning(), _generations(), Lake(settings.TOUCHLINE.lake)
        wanted = digests(now)["recognition"]
        again = self.busy and wanted == self._tried
        name, held = here.keep_up(
            lake,
            now,
            made_at=_now(),
            threads=settings.TOUCHLINE.threads,
            hold=min(self._held, Hold.JOINS) if again else Hold.NOTHING,
        )
        if again:
            self._held = min(held, Hold.JOINS)
            return name
        if held == Hold.NOTHING:
            self._end.set()
        elif lake.count() <= generations.AT_ONCE:
            self.stop()
            return here.build(lake, now, made_at=_now(), threads=settings.TOUCHLINE.threads)
        else:
            self._change(lake, now, wanted, held)
        return name

    def repair(self) -> None:
        """Build everything anew from the record, whatever is there."""
        self.stop()
        lake, now = Lake(settings.TOUCHLINE.lake), meaning()
        if lake.count() <= generations.AT_ONCE:
            _generations().build(lake, now, made_at=_now(), threads=settings.TOUCHLINE.threads)
        else:
            self._begin(lake, now, anew=True)

    def step(self) -> bool:
        """Publish what is built; whether a build has ended. Refresh then: it may have to begin again."""
        if self._thread is None or self._thread.is_alive():
            return False
        work, self._thread, self._work = self._work, None, None
        self._tell_no_more()
        if work is None or work.stack is None or self._end.is_set():
            return True
        refuse_to_build()
        _generations().take_over(
            work,
            Lake(settings.TOUCHLINE.lake),
            meaning(),
            made_at=_now(),
            threads=settings.TOUCHLINE.threads,
        )
        return True

    def stop(self) -> None:
        """End what is being built, and throw it away."""
        if self._thread is None:
            return
        self._end.set()
        self._thread.join()
        self._thread = self._work = None
        self._tell_no_more()

    def _change(self, lake: Lake, now: Meaning, wanted: str, held: Hold) -> None:
        """Begin, or begin again, or see to its end what is being built by rules that changed meanwhile."""
        if self._telling is not None and self._telling.share < HALF:
            self._end.set()
        if not self.busy:
            self._begin(lake, now)
        self._tried, self._held = wanted, min(held, Hold.JOINS)

    def _begin(self, lake: Lake, now: Meaning, *, anew: bool = False) -> None:
        here = _generations()
        why = here.why(now)
        self._work = work = here.building(lake, now, anew=anew)
        self._telling = telling = Telling(settings.TOUCHLINE.index, why, lake.count())
        self._end = end = Event()

        def tell(done: int, total: int) -> None:
            if end.is_set():
                raise _Ended
            telling.tell(done, total)

        def run() -> None:
            try:
                work.run(Lake(settings.TOUCHLINE.lake), max(1, settings.TOUCHLINE.threads - 1), tell)
            except _Ended:
                log.info("What was being built is not wanted any more.")
            except Exception:
                log.exception("The index could not be built anew; it is tried again.")
                end.wait(AGAIN)
            finally:
                remove_reserved(work.folder)
                connection.close()

        self._thread = Thread(target=run, name="building", daemon=True)
        self._thread.start()

    def _tell_no_more(self) -> None:
        if self._telling is not None:
            self._telling.close()
            self._telling = None


AGAIN = 5.0
"""Seconds after which a build that failed may be tried again."""


def _generations() -> Generations:
    return Generations(settings.TOUCHLINE.index)


def _now() -> int:
    return time.time_ns() // 1000
