"""Recording a file of people: part after part, each with the place to go on from in one transaction."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction

from touchline.collect.importers import Chunk, Reader
from touchline.collect.judge_people import PeopleJudge
from touchline.collect.models import Import
from touchline.collect.options import Options
from touchline.collect.progress import Progress
from touchline.collect.reasons import Reason
from touchline.collect.refused import RefusedFile
from touchline.journeys.index import Array
from touchline.people.known import ADDED, CIRCLE, add

PART = 10_000


def record_people(row: Import, reader: Reader, options: Options, own: Path, progress: Progress) -> None:
    """Judge and record all rows; go on behind the last part saved when the file is still the same.

    A row that says nothing new is a duplicate. ``row`` has the counts afterwards.
    """
    stat = Path(row.file).stat()
    file = [stat.st_size, stat.st_mtime_ns]
    resume: dict[str, Any] = row.resume if row.resume.get("file") == file else {}
    if not resume:
        row.rows = row.accepted = row.refused = row.duplicates = 0
        row.verdicts = {}
    judge = PeopleJudge(options)
    with RefusedFile(own, reader.header, resume.get("bytes", 0), row.verdicts) as refused:
        for chunk in reader.chunks():
            reasons = judge.judge(chunk)
            first = int(np.searchsorted(chunk.rows, resume.get("row", 0), side="right"))
            for start in range(first, len(chunk.rows), PART):
                places = np.arange(start, min(start + PART, len(chunk.rows)))
                _record_part(row, judge, chunk, reasons, places, refused, file)
            progress.report(row.rows, chunk.share)
        refused.sync()


def _record_part(
    row: Import,
    judge: PeopleJudge,
    chunk: Chunk,
    reasons: Array,
    places: Array,
    refused: RefusedFile,
    file: list[int],
) -> None:
    good = places[reasons[places] == 0]
    facts = judge.facts(chunk, good.tolist())
    with transaction.atomic():
        verdicts = add(facts)
        for at, verdict in zip(good, verdicts, strict=True):
            if verdict == CIRCLE:
                reasons[at] = Reason.BROUGHT_IN_A_CIRCLE
        only = np.where(np.isin(np.arange(len(reasons)), places), reasons, 0)
        refused.write(chunk, only)
        counts = Counter(verdicts)
        row.rows += len(places)
        row.accepted += counts[ADDED]
        row.refused, row.verdicts = refused.total, dict(refused.counts)
        row.duplicates = row.rows - row.accepted - row.refused
        row.resume = {"file": file, "row": int(chunk.rows[places[-1]]), "bytes": refused.sync()}
        row.save(update_fields=["rows", "accepted", "refused", "duplicates", "verdicts", "resume"])
