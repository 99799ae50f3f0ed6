"""Make a run: whole journeys of everybody who changed, from what the levels hold and from new events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from touchline.journeys.build import Rows
from touchline.journeys.copying import together
from touchline.journeys.index import Array
from touchline.journeys.unfolding import unfold
from touchline.lake.changes import Changes, Unclear, identities_of
from touchline.lake.coding import Coding, kinds_of, retire
from touchline.lake.come import Come, Growing, read_in
from touchline.lake.durable import becoming
from touchline.lake.fold import shards_of_run, takes_head
from touchline.lake.gathered import Gathered
from touchline.lake.level import Level, finish_level, latest_of, open_level, write_shards
from touchline.lake.meaning import Meaning
from touchline.lake.opening import Place, find, live_rows
from touchline.lake.partition import NAMES_KEPT
from touchline.lake.record import Record, Seen, applied
from touchline.lake.rows import concatenated, some_of
from touchline.lake.snapshot import Snapshot
from touchline.lake.wanted import Wanted, among, distinct

MANY = 20_000
"""Persons from which it pays to share the work out."""


def make_run(
    folder: Path,
    levels: Sequence[Level],
    record: Record,
    meaning: Meaning,
    snapshot: Snapshot,
    found: Changes,
    threads: int,
) -> Record:
    """Write a run into ``folder`` for everybody who changed; returns what all levels hold with it.

    Who publishes it sees to it that it is on disk.

    Where the newest run is small, its persons go into the new one, which takes its place. When nobody
    changed, ``folder`` does not appear. Raises ``CodesRunOut`` when there are too many combinations,
    ``Unclear`` when the codes did not suffice before, or other attributes are wanted.
    """
    if record.channels_folded or record.without_code or tuple(record.attributes) != meaning.attributes:
        raise Unclear
    numbers = {one.number for one in meaning.touchpoints}
    record = replace(record, codes=retire(record.codes, numbers))
    growing = Growing(record)
    coding = growing.coding
    last = record.seen.last_seq
    fresh = read_in(snapshot, meaning, Wanted(first=last + 1), growing, threads)
    joined, tied = _joined_up(levels, record, found, coding)
    found = replace(found, anew=np.union1d(found.anew, tied))
    old = Wanted(0, last, identities_of(found.anew, meaning.joins))
    again = read_in(snapshot, meaning, old, growing, threads) if len(found.anew) else None
    covered = distinct(np.concatenate([found.anew, found.touched, fresh.rows.key]))
    result = _recorded(record, meaning, snapshot, found, fresh, again)
    result = replace(
        result,
        codes=tuple(coding.codes),
        currencies=tuple(growing.currencies),
        attributes=growing.texts,
        under_other=growing.under_other,
    )
    if not len(covered):
        return replace(result, latest=record.latest)
    replaced = np.union1d(found.anew, found.touched)
    other = [joined, again.rows] if again else [joined]
    gathered = _gathered(levels, record, coding, replaced, fresh.rows, other, threads)
    touches = gathered.touches
    head = levels[-1] if takes_head([level.touches for level in levels], touches) else None
    if head is not None and len(head.shards) == 1:
        rest = np.flatnonzero(~among(head.shards[0].key, covered))
        gathered = replace(gathered, whole=[*gathered.whole, head.source(0, rest)])
        covered = distinct(np.concatenate([covered, head.covered]))
    count = shards_of_run(touches, threads)
    with becoming(folder, synced=False) as work:
        made = write_shards(work, count, gathered.shards(count, coding.table()), threads)
        finish_level(work, made, len(coding.codes), meaning.attributes, covered)
    return replace(result, latest=_latest_with(levels, record, replaced, open_level(folder)))


def _gathered(
    levels: Sequence[Level],
    record: Record,
    coding: Coding,
    replaced: Array,
    fresh: Rows,
    other: Sequence[Rows],
    threads: int,
) -> Gathered:
    """Everybody who changed. ``other`` are all older rows of those who are ``replaced``.

    Where no line of an order came the journey stays as it is, and what came is put into it.
    """
    attributes = tuple(record.attributes)
    folded = distinct(fresh.key[fresh.line_row])
    again = among(fresh.key, np.union1d(folded, replaced))
    more = some_of(fresh, ~again)
    old = _unfolded(levels, record, folded[~among(folded, replaced)], coding, threads)
    places = find(levels, distinct(more.key))
    return Gathered(
        rows=concatenated([old, *other, some_of(fresh, again)], attributes),
        whole=[levels[one.level].source(one.shard, one.rows) for one in places],
        more=more,
        attributes=attributes,
    )


def _unfolded(levels: Sequence[Level], record: Record, keys: Array, coding: Coding, threads: int) -> Rows:
    """The rows of persons as the levels hold them."""
    kinds = kinds_of(record.codes)

    def work(place: Place) -> Rows:
        rows, _ = unfold(levels[place.level].source(place.shard, place.rows), kinds)
        return replace(rows, label=coding.label_of[rows.label])

    places = find(levels, keys)
    if threads == 1 or len(keys) < MANY:
        return concatenated([work(place) for place in places], tuple(record.attributes))
    with ThreadPoolExecutor(threads) as pool:
        return concatenated(list(pool.map(work, places)), tuple(record.attributes))


def _joined_up(levels: Sequence[Level], record: Record, found: Changes, coding: Coding) -> tuple[Rows, Array]:
    """The rows of persons who became one, under their key now; the keys of those whose order is not known.

    The levels know in which order the touches of one person came, not those of two at the same instant.
    """
    old, new = found.joined
    rows = _unfolded(levels, record, np.unique(old), coding, 1)
    sorting = np.argsort(old)
    key = new[sorting][np.searchsorted(old[sorting], rows.key)] if len(old) else rows.key
    order = np.lexsort((rows.time, key))
    same = (np.diff(key[order]) == 0) & (np.diff(rows.time[order]) == 0) & (np.diff(rows.key[order]) != 0)
    tied = np.unique(key[order][1:][same])
    kept = ~among(key, tied)
    return some_of(replace(rows, key=key), kept), tied


def _recorded(
    record: Record, meaning: Meaning, snapshot: Snapshot, found: Changes, fresh: Come, again: Come | None
) -> Record:
    """What is in no level, and the state everything was read at."""
    names = Counter(record.unrecognised)
    for name in found.found:
        del names[name]
    names.subtract({name: n for name, n in found.gone.unrecognised.items() if name in names})
    if again is not None:
        names.update({name: n for name, n in again.part.names.items() if name in found.lost})
    names.update(fresh.part.names)
    names = +names
    left_out = Counter(record.left_out)
    left_out.subtract(found.gone.left_out)
    left_out.update(fresh.part.left_out)
    if len(names) > NAMES_KEPT:
        raise Unclear
    return replace(
        record,
        seen=Seen.of(snapshot),
        unrecognised=dict(names),
        left_out=dict(+left_out),
        recognised=applied(meaning),
        joins=meaning.joins,
    )


def _latest_with(levels: Sequence[Level], record: Record, replaced: Array, run: Level) -> int | None:
    """The time of the latest row that counts, with a run; ``replaced`` may have lost rows in it.

    Everybody is looked at only when the latest row there was may be among those that are lost.
    """
    if record.latest is None or (run.latest is not None and run.latest >= record.latest):
        return run.latest
    for place in find(levels, replaced):
        taken = together([levels[place.level].source(place.shard, place.rows)])
        if latest_of(*taken) == record.latest:
            return _latest([*levels, run])
    return record.latest


def _latest(levels: Sequence[Level]) -> int | None:
    """The time of the latest row that counts."""
    found = []
    for level, live in zip(levels, live_rows(levels), strict=True):
        for number, (shard, rows) in enumerate(zip(level.shards, live, strict=True)):
            lines = level.lines(number)
            kept = np.zeros(shard.people, bool)
            kept[rows] = True
            times = [shard.time[shard.offset[rows + 1].astype(np.int64) - 1], lines.time[kept[lines.person]]]
            found += [int(part.max()) for part in times if len(part)]
    return max(found, default=None)
