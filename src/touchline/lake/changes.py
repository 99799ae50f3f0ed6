"""What changed since a generation was made: events that came, and persons whose journeys are others now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from touchline.journeys.index import Array
from touchline.lake.level import Level
from touchline.lake.meaning import Joins, Meaning
from touchline.lake.opening import live_rows
from touchline.lake.partition import NAMES_KEPT
from touchline.lake.record import Record, applied
from touchline.lake.removed import of
from touchline.lake.snapshot import Counted, Snapshot
from touchline.lake.wanted import among, persons_of

NOBODY = np.zeros(0, np.int64)


class Unclear(Exception):
    """It cannot be told what changed: everything has to be built anew."""


@dataclass(frozen=True)
class Gone:
    """Events that were removed: the identities they came with, and how many were counted in no journey."""

    identities: Array = field(default_factory=lambda: NOBODY)
    unrecognised: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Changes:
    """``anew``: keys of persons whose journeys are made anew from their events, int64 ascending.

    ``joined``: persons who became one with others and are whole in it: their keys, and those they have now.
    ``touched``: keys, then and now, of everybody with an identity that has another person now. ``lost``:
    names that are not recognised any more. ``found``: names that were not and are now.
    """

    anew: Array
    joined: tuple[Array, Array]
    touched: Array
    gone: Gone
    lost: frozenset[str]
    found: frozenset[str]


def changes(levels: Sequence[Level], record: Record, meaning: Meaning, snapshot: Snapshot) -> Changes:
    """What changed besides events that came. Raises ``Unclear`` when that cannot be told."""
    seen = record.seen
    if snapshot.id != seen.id or snapshot.reworded != seen.reworded or snapshot.last_seq < seen.last_seq:
        raise Unclear
    gone = _removed(record, snapshot) if snapshot.removed != seen.removed else Gone()
    before, now = record.recognised, applied(meaning)
    moved = {name for name in before if now.get(name) != before[name]}
    found = frozenset(name for name in now if name not in before and name in record.unrecognised)
    if record.others and any(name not in before for name in now):
        raise Unclear
    old, new, parted, touched = _rejoined(record.joins, meaning.joins)
    who = [
        persons_of(gone.identities, record.joins),
        persons_of(gone.identities, meaning.joins),
        parted,
        _with_touchpoints(levels, record, {before[name] for name in moved}) if moved else NOBODY,
        _with_names(record, meaning.joins, snapshot, found) if found else NOBODY,
    ]
    lost = frozenset(name for name in moved if name not in now)
    before_them = np.unique(np.concatenate(who))
    anew = np.union1d(before_them, persons_of(before_them, meaning.joins))
    whole = ~among(new, anew)
    return Changes(anew, (old[whole], new[whole]), touched, gone, lost, found)


def identities_of(persons: Array, joins: Joins) -> Array:
    """All identities of some persons (ascending keys), int64 ascending."""
    return np.union1d(persons, joins.identity[among(joins.person, persons)])


def _rejoined(before: Joins, now: Joins) -> tuple[Array, Array, Array, Array]:
    """What became of the persons whose identities have another person now.

    Two arrays of those who are whole in another person, or in themselves with others: their keys then and
    now. The keys now of those made of parts of others. The keys of everybody it is about, then and now.
    """
    if np.array_equal(before.identity, now.identity) and np.array_equal(before.person, now.person):
        return NOBODY, NOBODY, NOBODY, NOBODY
    changed = np.union1d(before.identity, now.identity)
    old, new = persons_of(changed, before), persons_of(changed, now)
    touched = np.union1d(old[old != new], new[old != new])
    everyone = np.union1d(identities_of(touched, before), identities_of(touched, now))
    pairs = np.unique(np.column_stack([persons_of(everyone, before), persons_of(everyone, now)]), axis=0)
    pairs = pairs.reshape(-1, 2)
    olds, times = np.unique(pairs[:, 0], return_counts=True)
    parted = np.unique(pairs[among(pairs[:, 0], olds[times > 1]), 1])
    whole = pairs[~among(pairs[:, 1], parted)]
    return whole[:, 0].copy(), whole[:, 1].copy(), parted, touched


class _Row(NamedTuple):
    """Columns of some files."""

    seq: Array
    identity: Array
    name: pa.ChunkedArray
    kind: pa.ChunkedArray


def _removed(record: Record, snapshot: Snapshot) -> Gone:
    """Events of files that went and are in no other. Files that went stay on disk for an hour."""
    still = {part.name for part in snapshot.parts}
    known = set(record.seen.files)
    went = [name for name in record.seen.files if name not in still]
    came = [part.name for part in snapshot.parts if part.name not in known]
    there = np.sort(_read(snapshot, came, ["seq"])["seq"].to_numpy()) if came else NOBODY
    table = _read(snapshot, went, ["seq", "identity", "name", "class"])
    seq = table["seq"].to_numpy()
    lost = ~among(seq, there)
    if record.seen.removed + of(seq[lost]) != snapshot.removed:
        raise Unclear
    table = table.filter(pa.array(lost))
    person = [kind == "person" for kind in table["class"].to_pylist()]
    names = zip(table["name"].to_pylist(), person, strict=True)
    return Gone(
        np.unique(table["identity"].to_numpy()),
        Counter(name for name, is_person in names if is_person and name not in record.recognised),
        Counter(
            kind for kind, is_person in zip(table["class"].to_pylist(), person, strict=True) if not is_person
        ),
    )


def _read(snapshot: Snapshot, names: Sequence[str], columns: list[str]) -> pa.Table:
    tables = []
    for name in names:
        try:
            with snapshot.store.parquet(name) as source:
                tables.append(source.read(columns=columns))
        except FileNotFoundError as error:
            raise Unclear from error
    if not tables:
        raise Unclear
    return pa.concat_tables(tables)


def _with_touchpoints(levels: Sequence[Level], record: Record, numbers: set[int]) -> Array:
    """The persons with touches of some touchpoints."""
    wanted = np.array([code.touchpoint in numbers for code in record.codes], bool)
    found = [NOBODY]
    for level, live in zip(levels, live_rows(levels), strict=True):
        for number, (shard, rows) in enumerate(zip(level.shards, live, strict=True)):
            hits = np.concatenate([[0], np.cumsum(wanted[shard.code])])
            touched = hits[shard.offset[1:]] > hits[shard.offset[:-1]]
            lines = level.lines(number)
            touched[lines.person[wanted[lines.code]]] = True
            found.append(shard.key[rows[touched[rows]]])
    return np.concatenate(found)


def _with_names(record: Record, joins: Joins, snapshot: Snapshot, names: frozenset[str]) -> Array:
    """The persons with events of some names, among those the record has seen."""
    found = [NOBODY]
    for part in snapshot.parts:
        if part.seq <= record.seen.last_seq:
            found.append(_identities_with(snapshot, part, names))
    return persons_of(np.unique(np.concatenate(found)), joins)


def _identities_with(snapshot: Snapshot, part: Counted, names: frozenset[str]) -> Array:
    found = [NOBODY]
    with snapshot.store.parquet(part.name, read_dictionary=["name"]) as source:
        for group in range(source.metadata.num_row_groups):
            table = source.read_row_group(group, columns=["identity", "name"])
            column = table["name"].unify_dictionaries().combine_chunks()
            known = np.array([*(text in names for text in column.dictionary.to_pylist()), False], bool)
            places = column.indices.fill_null(len(known) - 1).to_numpy()
            found.append(table["identity"].to_numpy()[known[places]])
    return np.unique(np.concatenate(found))


__all__ = ["NAMES_KEPT", "Changes", "Gone", "Unclear", "changes", "identities_of"]
