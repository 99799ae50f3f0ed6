"""Recording a file of people: part after part, each with the place to go on from in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction

from touchline.collect.importers import Chunk, Reader
from touchline.collect.judge_people import PeopleJudge
from touchline.collect.models import FactsBefore, Import
from touchline.collect.options import Options
from touchline.collect.progress import Progress
from touchline.collect.reasons import Reason
from touchline.collect.refused import RefusedFile
from touchline.journeys.index import Array
from touchline.people import identities
from touchline.people.known import ADDED, BATCH, CIRCLE, Known, add

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
    facts = judge.facts(chunk, good.tolist(), identities.numbers)
    with transaction.atomic():
        verdicts, news = add(facts)
        FactsBefore.objects.bulk_create(_before(row, news), batch_size=BATCH)
        refuse_circles(reasons, good, verdicts)
        only = np.where(np.isin(np.arange(len(reasons)), places), reasons, 0)
        refused.write(chunk, only)
        counts = Counter(verdicts)
        row.rows += len(places)
        row.accepted += counts[ADDED]
        row.refused, row.verdicts = refused.total, dict(refused.counts)
        row.duplicates = row.rows - row.accepted - row.refused
        row.resume = {"file": file, "row": int(chunk.rows[places[-1]]), "bytes": refused.sync()}
        row.save(update_fields=["rows", "accepted", "refused", "duplicates", "verdicts", "resume"])


def refuse_circles(reasons: Array, places: Array, verdicts: Sequence[str]) -> None:
    """Give a reason to those of the rows at ``places`` whose referral would close a circle."""
    for at, verdict in zip(places, verdicts, strict=True):
        if verdict == CIRCLE:
            reasons[at] = Reason.BROUGHT_IN_A_CIRCLE


def _before(row: Import, news: Mapping[int, tuple[Known | None, Known]]) -> Iterator[FactsBefore]:
    for key, (before, after) in news.items():
        yield FactsBefore(
            of_import=row, key=key, before=before.to_dict() if before else None, after=after.to_dict()
        )
