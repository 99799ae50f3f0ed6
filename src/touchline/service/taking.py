"""Taking files into the record: by this process when it may write, by the running worker otherwise."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from touchline.collect.models import Import, State
from touchline.collect.run import request_import, run_import
from touchline.lake.events import Lake
from touchline.service.locks import Held, worker_lock
from touchline.service.refresh import refresh

Progress = Callable[[int, float], None]
"""Called with rows so far and the share done, 0 to 1."""

ENDED = (State.DONE, State.FAILED)


def take(kind: str, source: Path | Any, options: dict[str, Any], progress: Progress | None = None) -> Import:
    """Take a file (or an Arrow table) into the record, bring the index up to it, return what became of it.

    Imports that were cut off earlier are finished first. Raises ``ImportRefused`` with a sentence
    when the file cannot be read at all.
    """
    asked = request_import(kind, source, options, member=None)
    while True:
        try:
            with worker_lock(settings.TOUCHLINE.home, "an import from the command line"):
                for number in unfinished():
                    run_import(
                        number, Lake(settings.TOUCHLINE.lake), progress if number == asked.pk else None
                    )
                refresh()
        except Held:
            time.sleep(0.1)
        asked.refresh_from_db()
        if asked.state in ENDED:
            return asked
        if progress:
            progress(asked.rows, asked.done_share)


def unfinished() -> list[int]:
    """Imports that wait or were cut off, in the order they were asked for."""
    return list(Import.objects.exclude(state__in=ENDED).order_by("pk").values_list("pk", flat=True))
