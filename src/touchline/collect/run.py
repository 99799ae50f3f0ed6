"""Running an import. Only the holder of the worker lock does.

``kill -9`` at any moment loses nothing and doubles nothing: run it again. A file of touches or orders
is staged anew; rows that reached the lake before are found there by identity, and what follows goes
behind them. A file of people goes on behind the last chunk that was saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from django.db import DatabaseError
from django.utils import timezone

from touchline.collect import requesting, turns
from touchline.collect.disk import is_full
from touchline.collect.importers import ImportError_, Reader
from touchline.collect.models import AT_REST, Import, Kind, State
from touchline.collect.opening import open_for
from touchline.collect.options import Options, distinct_names
from touchline.collect.progress import Listener, Progress
from touchline.collect.recording import record
from touchline.collect.requesting import request_again, request_import, request_table
from touchline.collect.resolving import write_new
from touchline.collect.run_people import record_people
from touchline.collect.sifting import Sifted, sift
from touchline.collect.tying import learn_ties, write_ties
from touchline.journeys.index import Array
from touchline.lake.events import Lake
from touchline.lake.store import LakeError
from touchline.people import identities
from touchline.touchpoints.discover import Discoverer
from touchline.workspace.store import unreachable

__all__ = [
    "ImportError_",
    "refuse_import",
    "request_again",
    "request_import",
    "request_table",
    "run_import",
    "unfinished",
]

PART = 20_000
"""Ids that are given numbers at a time."""
TO_RUN = (State.WAITING, State.READING, State.WRITING)
FULL = (
    "The disk is full. Make room and import the file again: what was recorded already is not counted twice."
)


def unfinished() -> list[Import]:
    """Imports that wait or were interrupted, the oldest first."""
    return list(Import.objects.exclude(state__in=AT_REST).order_by("number"))


def run_import(number: int, *, folder: Path, lake: Lake, progress: Listener | None = None) -> Import:
    """Run an import, or run it again after an interruption; returns it done or failed with its sentence.

    ``folder`` is the workspace's folder of imports. ``progress`` hears rows read and the share done,
    0 to 1. An import that does not wait to be run stays as it is. Trouble nobody foresaw is written
    down and raised; a database that cannot be reached is raised and no trouble of the import: run it
    again.
    """
    row = Import.objects.get(pk=number)
    if row.state not in TO_RUN:
        return row
    own = folder / str(number)
    try:
        _run(row, own, lake, Progress(row, progress))
    except (ImportError_, LakeError) as error:
        _fail(row, own, FULL if is_full(error) else str(error))
    except Exception as error:
        if unreachable(error):
            raise
        full = is_full(error)
        _fail(row, own, FULL if full else f"The import stopped: {type(error).__name__}: {error}")
        if not full:
            raise
    return row


def refuse_import(number: int, *, folder: Path, sentence: str) -> Import:
    """End an import that cannot be run now; returns it failed, with the sentence. One that is done stays."""
    row = Import.objects.get(pk=number)
    if row.state != State.DONE:
        _fail(row, folder / str(number), sentence)
    return row


def _run(row: Import, own: Path, lake: Lake, progress: Progress) -> None:
    own.mkdir(parents=True, exist_ok=True)
    options = Options.from_dict(row.options)
    reader = open_for(Path(row.file), options)
    if distinct_names(reader.header) != options.names:
        raise ImportError_(f"{Path(row.file).name} has changed since. Import it again.")
    if not Import.objects.filter(pk=row.pk, state__in=TO_RUN).update(state=State.READING, error=""):
        return  # it was taken back a moment ago
    row.state, row.error = State.READING, ""
    if row.kind == Kind.PEOPLE:
        record_people(row, reader, options, own, progress)
    else:
        _run_events(row, reader, options, own, lake, progress)
    row.state, row.done_share, row.finished_at, row.resume = State.DONE, 1.0, timezone.now(), {}
    row.save()
    progress.report(row.rows, 1.0)
    if Path(row.file).is_relative_to(own):
        Path(row.file).unlink(missing_ok=True)


def _run_events(
    row: Import, reader: Reader, options: Options, own: Path, lake: Lake, progress: Progress
) -> None:
    workplace = fresh_stage(own)
    with sift(
        reader,
        options,
        lake,
        stage_in=workplace,
        keep_in=own,
        number=row.number,
        numbering=_numbers,
        span=progress.part(0.0, 0.75),
    ) as sifted:
        count(row, sifted)
        row.state = State.WRITING
        row.save()
        write_new(sifted.base, workplace)
        if "other_id" in options.columns:
            write_ties(sifted.base, workplace)
    if row.accepted:
        record(
            workplace,
            lake,
            row.number,
            business=options.initiative == "business",
            discover=Discoverer(),
            meter=progress.span(0.75, 1.0),
            total=row.accepted,
        )
    if "other_id" in options.columns:
        learn_ties(row, options, workplace)
    requesting.clear(workplace)


def _numbers(ids: Sequence[str]) -> Array:
    """The numbers of ids, given in parts."""
    found = np.zeros(len(ids), np.int64)
    for start in range(0, len(ids), PART):
        with turns.a_part():
            found[start : start + PART] = identities.numbers(ids[start : start + PART])
    return found


def fresh_stage(own: Path) -> Path:
    """An empty folder for what an import needs while it is under way."""
    workplace = own / "stage"
    requesting.clear(workplace)
    workplace.mkdir(parents=True)
    return workplace


def count(row: Import, sifted: Sifted) -> None:
    """Write into ``row`` what becomes of its rows."""
    staged, tally = sifted.staged, sifted.tally
    row.rows, row.verdicts, row.refused = staged.rows, staged.verdicts, sum(staged.verdicts.values())
    row.accepted, row.duplicates = tally.accepted, tally.duplicates
    row.suspicious, row.doubts, row.money = tally.suspicious, tally.doubts, tally.money


def _fail(row: Import, own: Path, sentence: str) -> None:
    """Write the sentence down; on a full disk room is made first, and failing to write is no new failure."""
    requesting.clear(own / "stage")
    row.state, row.error = State.FAILED, sentence.replace("\0", "")
    try:
        row.save(update_fields=["state", "error"])
    except DatabaseError as error:
        if not is_full(error):
            raise
