"""Recording a file of people: part after part, each with the place to go on from in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from django.db import transaction

from touchline.collect import turns
from touchline.collect.doubts import Doubt
from touchline.collect.importers import Chunk, Reader
from touchline.collect.judge_people import PeopleJudge
from touchline.collect.models import FactsBefore, Import
from touchline.collect.options import Options
from touchline.collect.progress import Progress
from touchline.collect.reasons import Reason
from touchline.collect.refused import RefusedFile
from touchline.collect.tying import Tie, learn
from touchline.collect.verdicts import ACCEPTED, DUPLICATE, KEPT, SUSPICIOUS, LookedAt
from touchline.journeys.index import Array
from touchline.people import identities
from touchline.people.identities import Numbering
from touchline.people.known import ADDED, BATCH, CIRCLE, NOTHING_NEW, Fact, Known, add

PART = 10_000
COUNTS = ("rows", "accepted", "refused", "duplicates", "suspicious")
Weigh = Callable[[Sequence[Fact]], Sequence[str]]


def record_people(row: Import, reader: Reader, options: Options, own: Path, progress: Progress) -> None:
    """Judge and record all rows; go on behind the last part saved when the file is still the same.

    A row that says nothing new is a duplicate; rows of one person are weighed together within a part, not
    beyond. ``row`` has the counts afterwards.
    """
    stat = Path(row.file).stat()
    file = [stat.st_size, stat.st_mtime_ns]
    resume: dict[str, Any] = row.resume if row.resume.get("file") == file else {}

    def weigh(facts: Sequence[Fact]) -> Sequence[str]:
        verdicts, news = add(facts)
        FactsBefore.objects.bulk_create(_before(row, news), batch_size=BATCH)
        return verdicts

    with Tellers(row, reader, options, own, resume) as tellers:
        for chunk, places in tellers.parts(reader, progress):
            with turns.a_part(), transaction.atomic():
                tellers.tell(chunk, places, identities.numbers, weigh)
                learn(row, options, [Tie(*one, row.made_at) for one in tellers.ties])
                row.resume = {"file": file, "row": int(chunk.rows[places[-1]]), **tellers.sync()}
                row.save(update_fields=[*COUNTS, "verdicts", "doubts", "resume"])


class Tellers:
    """Gives each row of a file of people its verdict, counts it, and keeps the cells worth a look."""

    def __init__(
        self, row: Import, reader: Reader, options: Options, own: Path, resume: Mapping[str, Any]
    ) -> None:
        if not resume:
            for name in COUNTS:
                setattr(row, name, 0)
            row.verdicts, row.doubts = {}, {}
        self.row = row
        self.ties: list[tuple[str, str, int]] = []
        self._after = resume.get("row", 0)
        self._judge = PeopleJudge(options)
        self._refused = RefusedFile(own, reader.header, resume.get("bytes", 0), row.verdicts)
        self._looked_at = LookedAt(own, reader.header, resume.get("looked_at", 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        self._refused.__exit__(*error)
        self._looked_at.__exit__(*error)

    def parts(self, reader: Reader, progress: Progress) -> Iterator[tuple[Chunk, Array]]:
        """Chunks with the positions of at most ``PART`` rows each, behind those told before."""
        for chunk in reader.chunks():
            first = int(np.searchsorted(chunk.rows, self._after, side="right"))
            for start in range(first, len(chunk.rows), PART):
                yield chunk, np.arange(start, min(start + PART, len(chunk.rows)))
            progress.report(self.row.rows, chunk.share)

    def tell(self, chunk: Chunk, places: Array, numbering: Numbering, weigh: Weigh) -> None:
        """The verdicts on the rows of a chunk at ``places``; ``ties`` are the rows with two ids then."""
        reasons, doubts = self._judge.judge(chunk), self._judge.doubts(chunk)
        good = places[reasons[places] == 0]
        verdicts = weigh(self._judge.facts(chunk, good.tolist(), numbering))
        for at, verdict in zip(good, verdicts, strict=True):
            if verdict == CIRCLE:
                reasons[at] = Reason.BROUGHT_IN_A_CIRCLE
        self.ties = self._judge.ties(chunk, good[reasons[good] == 0].tolist())
        self._refused.write(chunk, np.where(np.isin(np.arange(len(reasons)), places), reasons, 0))
        row, counts = self.row, Counter(verdicts)
        self._keep(chunk, good, verdicts, doubts)
        row.rows += len(places)
        row.accepted += counts[ADDED]
        row.duplicates += counts[NOTHING_NEW]
        row.refused, row.verdicts = self._refused.total, dict(self._refused.counts)

    def sync(self) -> dict[str, int]:
        """Wait until what was kept is on disk; where to go on from."""
        return {"bytes": self._refused.sync(), "looked_at": self._looked_at.sync()}

    def _keep(self, chunk: Chunk, good: Array, verdicts: Sequence[str], doubts: Array) -> None:
        row, doubted = self.row, Counter(self.row.doubts)
        seen = {
            ACCEPTED: row.accepted - row.suspicious,
            DUPLICATE: row.duplicates,
            SUSPICIOUS: row.suspicious,
        }
        kept: list[tuple[int, str, str]] = []
        for at, verdict in zip(good.tolist(), verdicts, strict=True):
            if verdict == CIRCLE:
                continue
            doubt = Doubt(int(doubts[at])) if verdict == ADDED else Doubt.NONE
            said = SUSPICIOUS if doubt else ACCEPTED if verdict == ADDED else DUPLICATE
            seen[said] += 1
            doubted[doubt.id] += 1
            if seen[said] <= KEPT[said]:
                kept.append((at, said, doubt.id if doubt else ""))
        places = np.array([at for at, _, _ in kept], np.int64)
        for (at, said, why), cells in zip(kept, chunk.cells(places), strict=True):
            self._looked_at.write(int(chunk.rows[at]), said, why, cells)
        row.suspicious = seen[SUSPICIOUS]
        row.doubts = {name: n for name, n in doubted.items() if name != Doubt.NONE.id}


def _before(row: Import, news: Mapping[int, tuple[Known | None, Known]]) -> Iterator[FactsBefore]:
    for key, (before, after) in news.items():
        yield FactsBefore(
            of_import=row, key=key, before=before.to_dict() if before else None, after=after.to_dict()
        )
