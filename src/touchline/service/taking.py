"""Taking files into the record: by this process when it may write, by the running worker otherwise."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from touchline.collect.models import Import, State
from touchline.collect.run import request_import, run_import, unfinished
from touchline.lake.events import Lake
from touchline.service.locks import Held, worker_lock
from touchline.service.refresh import refresh
from touchline.workspace.store import unreachable

Listener = Callable[[int, float], None]
"""Hears the rows read so far and the share done, 0 to 1."""

PATIENCE = 300.0
"""Seconds that a command waits for a worker whose database does not answer."""

ENDED = (State.DONE, State.FAILED)


def take(kind: str, file: Path, options: dict[str, Any], progress: Listener | None = None) -> Import:
    """Take a file into the record, bring the index up to it, and return what became of it.

    Raises ``ImportError_`` with a sentence when the file cannot be read at all.
    """
    asked = request_import(kind, file, options)
    finish([asked], progress)
    return asked


def finish(asked: list[Import], progress: Listener | None = None) -> None:
    """See imports through to their end, and the index brought up to them.

    Imports that were cut off earlier are finished first. Where a worker runs, it does the work and
    this waits, for a database that went away too, ``PATIENCE`` seconds.
    """
    numbers = {one.pk for one in asked}
    gone_since: float | None = None
    while True:
        try:
            with worker_lock(settings.TOUCHLINE.home, "an import from the command line"):
                for one in unfinished():
                    run(one.pk, progress if one.pk in numbers else None)
                refresh()
        except Held:
            time.sleep(0.1)
        except DatabaseError as error:
            gone_since = _again(error, gone_since)
            continue
        try:
            for one in asked:
                one.refresh_from_db()
        except DatabaseError as error:
            gone_since = _again(error, gone_since)
            continue
        gone_since = None
        running = [one for one in asked if one.state not in ENDED]
        if not running:
            return
        if progress:
            progress(running[0].rows, running[0].done_share)


def _again(error: DatabaseError, since: float | None) -> float:
    """Wait a little for a database that went away; returns since when. Other errors are raised again."""
    now = time.monotonic()
    since = since or now
    if not unreachable(error) or now - since > PATIENCE:
        raise error
    close_old_connections()
    time.sleep(0.5)
    return since


def run(number: int, progress: Listener | None = None) -> Import:
    """Run one import in this process. For the holder of the worker lock."""
    here = settings.TOUCHLINE
    return run_import(number, folder=here.imports, lake=Lake(here.lake), progress=progress)
