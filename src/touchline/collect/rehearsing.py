"""Rehearsing an import: every row is judged as it would be, and nothing is recorded."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from touchline.collect.disk import is_full
from touchline.collect.guess import settle_file
from touchline.collect.importers import ImportError_, Reader
from touchline.collect.models import Import, Kind, State
from touchline.collect.opening import open_for
from touchline.collect.options import Options
from touchline.collect.progress import Listener, Progress
from touchline.collect.requesting import clear
from touchline.collect.run import count, fresh_stage
from touchline.collect.run_people import Tellers
from touchline.collect.sifting import sift
from touchline.collect.tying import count_ties
from touchline.journeys.question import instant
from touchline.lake.events import Lake
from touchline.lake.store import LakeError
from touchline.people.identities import Provisional, known_numbers
from touchline.people.known import Ledger
from touchline.touchpoints.models import RecognitionRule
from touchline.workspace.store import unreachable

NAMES_SHOWN = 100
FULL = "The disk is full. Make room and rehearse again: nothing was recorded."


def rehearse(
    kind: str,
    path: Path,
    options: Mapping[str, Any] | Options,
    *,
    lake: Lake,
    progress: Listener | None = None,
) -> Import:
    """What an import of a file would do: an import that is not saved, with its counts and ``foreseen``.

    Raises ``ImportError_`` as ``request_import`` does.
    """
    settled = options if isinstance(options, Options) else settle_file(kind, path, options)
    row = Import(kind=kind, file=str(path), options=settled.to_dict(), number=0)
    folder: Path = settings.TOUCHLINE.imports
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="rehearsal-") as kept:
        _rehearse(row, Path(kept), lake, Progress(row, progress))
    return row


def run_rehearsal(number: int, *, lake: Lake, progress: Listener | None = None) -> Import:
    """Rehearse an import that waits for it: it is rehearsed afterwards, or a draft again with its error.

    Trouble nobody foresaw is written down and raised; a database that cannot be reached is raised and no
    trouble of the rehearsal.
    """
    row = Import.objects.get(pk=number)
    try:
        _rehearse(row, row.folder, lake, Progress(row, progress))
        row.state, row.error, row.done_share = State.REHEARSED, "", 0.0
    except (ImportError_, LakeError) as error:
        _draft_again(row, FULL if is_full(error) else str(error))
        return row
    except Exception as error:
        if unreachable(error):
            raise
        full = is_full(error)
        _draft_again(row, FULL if full else f"The rehearsal stopped: {type(error).__name__}: {error}")
        if not full:
            raise
        return row
    row.save()
    return row


def _draft_again(row: Import, sentence: str) -> None:
    """Write down why there is no rehearsal. A worker that cannot write even that tries again later."""
    clear(row.folder / "stage")
    row.state, row.error, row.done_share = State.DRAFT, sentence.replace("\0", ""), 0.0
    row.save(update_fields=["state", "error", "done_share"])


def _rehearse(row: Import, kept: Path, lake: Lake, progress: Progress) -> None:
    options = Options.from_dict(row.options)
    reader = open_for(Path(row.file), options)
    kept.mkdir(parents=True, exist_ok=True)
    if row.kind == Kind.PEOPLE:
        _people(row, reader, options, kept, progress)
        return
    workplace = fresh_stage(kept)
    with sift(
        reader,
        options,
        lake,
        stage_in=workplace,
        keep_in=kept,
        number=row.number,
        numbering=known_numbers,
        span=progress.part(0.0, 1.0),
    ) as sifted:
        count(row, sifted)
        row.foreseen = _foreseen(sifted.base)
        if "other_id" in options.columns:
            row.foreseen["joins"] = count_ties(sifted.base)


def _foreseen(base: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """New people, new touchpoints with their rows, and the time the new rows span."""
    rules = RecognitionRule.objects.values_list("event_name", flat=True)
    known = set(rules.iterator(10_000))
    new = "staged join fate using (row) where not repeated"
    people = base.execute(
        f"select count(distinct person) from {new} and person in (select person from ids where number = 0)"
    ).fetchone()
    span = base.execute(f"select min(time), max(time) from {new}").fetchone()
    named = base.execute(f"select name, count(*) from {new} group by name order by 2 desc, 1").fetchall()
    assert people is not None
    assert span is not None
    fresh = [{"name": name, "rows": rows} for name, rows in named if name not in known]
    return {
        "people": people[0],
        "touchpoints": len(fresh),
        "names": fresh[:NAMES_SHOWN],
        "first": instant(span[0]) if span[0] is not None else None,
        "last": instant(span[1]) if span[1] is not None else None,
    }


def _people(row: Import, reader: Reader, options: Options, kept: Path, progress: Progress) -> None:
    numbering, ledger = Provisional(), Ledger()
    pairs: set[tuple[str, str]] = set()
    with Tellers(row, reader, options, kept, {}) as tellers:
        for chunk, places in tellers.parts(reader, progress):
            tellers.tell(chunk, places, numbering, ledger.weigh)
            pairs.update((one, other) for one, other, _row in tellers.ties)
    row.foreseen = {"people": numbering.new}
    if "other_id" in options.columns:
        row.foreseen["joins"] = len(pairs)
