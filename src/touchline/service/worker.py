"""The worker: the one process that writes lake and index. Started by the supervisor."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time

from touchline.service.locks import Held, worker_lock
from touchline.service.processes import die_with_parent

PAUSE = 0.3
AGAIN = 2.0
"""Seconds until a database that does not answer is asked again."""
log = logging.getLogger("touchline.worker")


class _Stop:
    asked = False

    def ask(self, *_: object) -> None:
        self.asked = True


def main() -> None:
    """Work until asked to end: waiting imports first, then the index, then sweeping old generations."""
    die_with_parent(int(sys.argv[1]))
    stop = _Stop()
    signal.signal(signal.SIGTERM, stop.ask)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from touchline.service.home import use_home

    settings = use_home()
    from django.db import DatabaseError

    while not stop.asked:
        try:
            with worker_lock(settings.home, "the worker"):
                _work(stop)
        except Held:
            time.sleep(PAUSE)
        except DatabaseError as error:
            log.warning("The database does not answer; it is asked again. %s", error)
            time.sleep(AGAIN)


def _work(stop: _Stop) -> None:
    from django.db import close_old_connections

    from touchline.lake.store import LakeError
    from touchline.service.chores import Chores
    from touchline.service.fitting import StoresDisagree
    from touchline.workspace.store import unreachable

    chores, said = Chores(), ""
    while not stop.asked:
        close_old_connections()
        try:
            idle, said = not chores.next(), ""
        except (LakeError, StoresDisagree) as error:
            if str(error) != said:
                log.error("%s", error)
            idle, said = True, str(error)
            time.sleep(5)
        except Exception as error:
            if unreachable(error):
                log.warning("The database does not answer; the chore is tried again.")
                time.sleep(AGAIN)
            else:
                log.exception("A chore failed; it is tried again.")
                time.sleep(5)
            idle = True
        if idle:
            time.sleep(PAUSE)
    if chores.busy:
        _end_at_once()


def _end_at_once() -> None:
    """End with the lock still held: threads write until the end. It is as after a kill."""
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
