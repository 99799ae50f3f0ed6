"""Taking files into the record: by this process when it may write, by the running worker otherwise."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from touchline.collect import rehearsing
from touchline.collect.correcting import request_corrected
from touchline.collect.models import AT_REST, Import, State
from touchline.collect.options import Options
from touchline.collect.rehearsing import run_rehearsal
from touchline.collect.run import refuse_import, request_import, run_import, unfinished
from touchline.collect.undoing import corrected_by, request_undo, run_undo
from touchline.lake.events import Lake
from touchline.service.erasing import erase
from touchline.service.erasing import unfinished as unfinished_erasures
from touchline.service.fitting import refusal
from touchline.service.intake import take_all
from touchline.service.locks import Held, worker_lock
from touchline.service.refresh import refresh, settle
from touchline.workspace.store import unreachable

Listener = Callable[[int, float], None]
"""Hears the rows read so far and the share done, 0 to 1."""

PATIENCE = 300.0
"""Seconds that a command waits for a worker whose database does not answer."""


def take(
    kind: str, file: Path, options: Mapping[str, Any] | Options, progress: Listener | None = None
) -> Import:
    """Take a file into the record, bring the index up to it, and return what became of it.

    Raises ``ImportError_`` with a sentence when the file cannot be read at all.
    """
    asked = request_import(kind, file, options)
    finish([asked], progress)
    return asked


def take_corrected(number: int, file: Path, progress: Listener | None = None) -> Import:
    """Take refused rows again that were put right in a file; as ``take``."""
    asked = request_corrected(number, file)
    finish([asked], progress)
    return asked


def take_back(number: int, *, corrected: bool = False) -> Import:
    """Undo an import and bring the index up to it. Raises ``ImportError_`` with a sentence.

    ``corrected``: the imports that put its refused rows right too.
    """
    also = corrected_by(number) if corrected else []
    try:
        with worker_lock(settings.TOUCHLINE.home, "an undo from the command line"):
            asked = request_undo(number, idle=True, corrected=corrected)
    except Held:
        asked = request_undo(number, corrected=corrected)
    finish([asked, *also])
    return asked


def rehearse(
    kind: str, file: Path, options: Mapping[str, Any] | Options, progress: Listener | None = None
) -> Import:
    """What an import of a file would do, in an import that is not saved. Raises ``ImportError_``."""
    return rehearsing.rehearse(kind, file, options, lake=Lake(settings.TOUCHLINE.lake), progress=progress)


def finish(asked: list[Import], progress: Listener | None = None) -> None:
    """See imports through to their end, and the index brought up to them.

    Imports and erasures that were cut off earlier are finished first. Where a worker runs, it does the
    work and this waits, for a database that went away too, ``PATIENCE`` seconds.
    """
    numbers = {one.pk for one in asked}
    gone_since: float | None = None
    while True:
        try:
            running = _still_running(asked, progress, numbers)
            if not running:
                settle()
                return
        except DatabaseError as error:
            gone_since = wait_out(error, gone_since)
            continue
        gone_since = None
        if progress:
            progress(running[0].rows, running[0].done_share)


def _still_running(asked: list[Import], progress: Listener | None, numbers: Collection[int]) -> list[Import]:
    """Do the work, where no worker does it; the imports that go on elsewhere."""
    try:
        with worker_lock(settings.TOUCHLINE.home, "an import from the command line"):
            catch_up(progress, numbers)
    except Held:
        time.sleep(0.1)
    for one in asked:
        one.refresh_from_db()
    return [one for one in asked if one.state not in AT_REST]


def catch_up(progress: Listener | None = None, numbers: Collection[int] = ()) -> None:
    """Finish every import and every erasure that waits or was cut off, and bring the index up to them.

    ``progress`` hears of the imports with these ``numbers``. For the holder of the worker lock.
    """
    take_all()
    for one in unfinished():
        run(one.pk, progress if one.pk in numbers else None)
    for wish in unfinished_erasures():
        erase(wish)
    refresh()


def wait_out(error: DatabaseError, since: float | None) -> float:
    """Wait a little for a database that went away; returns since when. Other errors are raised again."""
    now = time.monotonic()
    since = since or now
    if not unreachable(error) or now - since > PATIENCE:
        raise error
    close_old_connections()
    time.sleep(0.5)
    return since


def run(number: int, progress: Listener | None = None) -> Import:
    """Do what an import waits for: rehearse, run or undo it. For the holder of the worker lock.

    Where database and lake do not fit each other it fails, with the sentence that says why.
    """
    here = settings.TOUCHLINE
    refused = refusal()
    if refused:
        return refuse_import(number, folder=here.imports, sentence=refused)
    lake = Lake(here.lake)
    state = Import.objects.values_list("state", flat=True).get(pk=number)
    if state == State.REHEARSING:
        return run_rehearsal(number, lake=lake, progress=progress)
    if state == State.UNDOING:
        return run_undo(number, lake=lake)
    return run_import(number, folder=here.imports, lake=lake, progress=progress)
