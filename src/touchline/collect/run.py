"""Running an import. Only the holder of the worker lock does.

``kill -9`` at any moment loses nothing and doubles nothing: run it again. A file of touches or orders
is staged anew; rows that reached the lake before are found there by identity, and what follows goes
behind them. A file of people goes on behind the last chunk that was saved.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.db import DatabaseError
from django.utils import timezone

from touchline.collect import requesting
from touchline.collect.disk import is_full
from touchline.collect.importers import ImportError_, Reader, open_file
from touchline.collect.judge import Judge
from touchline.collect.keys import Scribe
from touchline.collect.models import Import, Kind, State
from touchline.collect.options import Options, distinct_names
from touchline.collect.progress import Listener, Progress
from touchline.collect.recording import record
from touchline.collect.requesting import request_again, request_import, request_table
from touchline.collect.resolving import open_base, resolve
from touchline.collect.run_people import record_people
from touchline.collect.staging import stage
from touchline.lake.events import Lake
from touchline.touchpoints.discover import Discoverer
from touchline.workspace.store import unreachable

__all__ = ["ImportError_", "request_again", "request_import", "request_table", "run_import", "unfinished"]

FULL = (
    "The disk is full. Make room and import the file again: what was recorded already is not counted twice."
)


def unfinished() -> list[Import]:
    """Imports that wait or were interrupted, the oldest first."""
    return list(Import.objects.exclude(state__in=(State.DONE, State.FAILED)).order_by("number"))


def run_import(number: int, *, folder: Path, lake: Lake, progress: Listener | None = None) -> Import:
    """Run an import, or run it again after an interruption; returns it done or failed with its sentence.

    ``folder`` is the workspace's folder of imports. ``progress`` hears rows read and the share done,
    0 to 1. An import that is done stays as it is. Trouble nobody foresaw is written down and raised; a
    database that cannot be reached is raised and no trouble of the import: run it again.
    """
    row = Import.objects.get(pk=number)
    if row.state == State.DONE:
        return row
    own = folder / str(number)
    try:
        _run(row, own, lake, Progress(row, progress))
    except ImportError_ as error:
        _fail(row, own, str(error))
    except Exception as error:
        if unreachable(error):
            raise
        full = is_full(error)
        _fail(row, own, FULL if full else f"The import stopped: {type(error).__name__}: {error}")
        if not full:
            raise
    return row


def _run(row: Import, own: Path, lake: Lake, progress: Progress) -> None:
    own.mkdir(parents=True, exist_ok=True)
    options = Options.from_dict(row.options)
    reader = open_file(Path(row.file))
    if distinct_names(reader.header) != options.names:
        raise ImportError_(f"{Path(row.file).name} has changed since. Import it again.")
    row.state, row.error = State.READING, ""
    row.save(update_fields=["state", "error"])
    if row.kind == Kind.PEOPLE:
        record_people(row, reader, options, own, progress)
    else:
        _run_events(row, reader, options, own, lake, progress)
    row.state, row.done_share, row.finished_at, row.resume = State.DONE, 1.0, timezone.now(), {}
    row.save()
    progress.report(row.rows, 1.0)
    if Path(row.file).parent == own:
        Path(row.file).unlink(missing_ok=True)


def _run_events(
    row: Import, reader: Reader, options: Options, own: Path, lake: Lake, progress: Progress
) -> None:
    workplace = own / "stage"
    requesting.clear(workplace)
    workplace.mkdir()
    base = open_base(workplace, threads=os.cpu_count() or 1)
    try:
        judge = Judge(options, Scribe(base, options))
        staged = stage(reader, judge, workplace, own, reader.header, progress.span(0.0, 0.6))
        row.state, row.rows, row.verdicts = State.WRITING, staged.rows, staged.verdicts
        row.refused = sum(staged.verdicts.values())
        row.save(update_fields=["state", "rows", "verdicts", "refused"])
        if staged.accepted:
            resolve(base, workplace, lake.files(), progress.span(0.6, 0.75))
    finally:
        base.close()
    if staged.accepted:
        record(
            workplace,
            lake,
            row.number,
            business=options.initiative == "business",
            discover=Discoverer(),
            meter=progress.span(0.75, 1.0),
            total=staged.accepted,
        )
    row.accepted = lake.of_import(row.number)
    row.duplicates = staged.accepted - row.accepted
    requesting.clear(workplace)


def _fail(row: Import, own: Path, sentence: str) -> None:
    """Write the sentence down; on a full disk room is made first, and failing to write is no new failure."""
    requesting.clear(own / "stage")
    row.state, row.error = State.FAILED, sentence.replace("\0", "")
    try:
        row.save(update_fields=["state", "error"])
    except DatabaseError as error:
        if not is_full(error):
            raise
