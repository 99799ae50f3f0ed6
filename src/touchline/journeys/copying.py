"""Whole journeys taken out of shards, and shards put together from them.

Positions in sparse arrays move with the touches they belong to; columns of touches and of persons are
carried along whatever their names are. The loops are in ``kernels/copying.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from touchline.journeys.index import SHARD_DTYPES, Array, Shard
from touchline.journeys.lines import NAMES, Lines, no_lines


class Source(NamedTuple):
    """Persons to copy: ``rows`` int64 ascending of a shard, with its lines."""

    shard: Shard
    rows: Array
    lines: Lines


def take(shard: Shard, rows: Array) -> Shard:
    """The journeys of some persons, int64 ascending rows, as a shard of their own."""
    return gather([(shard, rows)])


def gather(parts: Sequence[tuple[Shard, Array]]) -> Shard:
    """The journeys of some persons of several shards as one; columns are copied when they are asked for."""
    bare = [Source(shard.dressed(attributes={}, facts={}), rows, no_lines()) for shard, rows in parts]
    made = together(bare)[0]
    copies = [
        _Copy(Source(shard, rows, no_lines()), np.searchsorted(made.key, shard.key[rows]), made.offset)
        for shard, rows in parts
    ]
    return replace(
        made,
        attributes=_Later(tuple(parts[0][0].attributes), partial(_attribute, copies, made.touches)),
        facts=_Later(tuple(parts[0][0].facts), lambda name: _of_people(copies, name, made.people)),
    )


def _attribute(copies: Sequence[_Copy], touches: int, name: str) -> Array:
    return _dense(copies, [one.source.shard.attributes.get(name) for one in copies], touches, np.uint16)


class _Later(Mapping[str, Array]):
    """Columns that are taken when they are asked for."""

    def __init__(self, names: Sequence[str], make: Callable[[str], Array]) -> None:
        self._names, self._make = names, make
        self._made: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def together(sources: Sequence[Source]) -> tuple[Shard, Lines]:
    """One shard of all these persons, nobody twice, and their lines."""
    key = np.concatenate([one.shard.key[one.rows] for one in sources])
    sorting = np.argsort(key, kind="stable")
    place = np.empty(len(key), np.int64)
    place[sorting] = np.arange(len(key))
    ends = np.cumsum([len(one.rows) for one in sources])
    to = np.split(place, ends[:-1])
    lengths = np.zeros(len(key) + 1, np.uint32)
    for one, places in zip(sources, to, strict=True):
        lengths[places + 1] = one.shard.offset[one.rows + 1] - one.shard.offset[one.rows]
    offset = np.cumsum(lengths, dtype=np.uint32)
    copies = [_Copy(one, places, offset) for one, places in zip(sources, to, strict=True)]
    touches, people = int(offset[-1]), len(key)
    attributes = dict.fromkeys(name for one in sources for name in one.shard.attributes)
    facts = dict.fromkeys(name for one in sources for name in one.shard.facts)
    shard = Shard(
        key=key[sorting],
        offset=offset,
        code=_dense(copies, [one.source.shard.code for one in copies], touches, np.uint16),
        time=_dense(copies, [one.source.shard.time for one in copies], touches, np.int64),
        **_money(copies, people),
        **_refunds(copies, people),
        **_brought(copies, people),
        attributes={
            name: _dense(
                copies, [one.source.shard.attributes.get(name) for one in copies], touches, np.uint16
            )
            for name in attributes
        },
        facts={name: _of_people(copies, name, people) for name in facts},
    )
    return shard, _lines(copies, people)


class _Copy(NamedTuple):
    """A source, the rows its persons get, and the offsets of the shard that is made."""

    source: Source
    to: Array
    offset: Array

    @property
    def low(self) -> Array:
        """Where the touches of each person begin."""
        begins: Array = self.source.shard.offset[self.source.rows].astype(np.int64)
        return begins

    @property
    def high(self) -> Array:
        """Where they end."""
        ends: Array = self.source.shard.offset[self.source.rows + 1].astype(np.int64)
        return ends

    @property
    def shift(self) -> Array:
        """How far the touches of each person move."""
        begins: Array = self.offset[self.to].astype(np.int64)
        return begins - self.low


def _dense(copies: Sequence[_Copy], columns: Sequence[Array | None], touches: int, kind: Any) -> Array:
    """A column of touches; 0 where a source has none of that name."""
    from touchline.journeys.kernels import copying as kernels

    whole = all(column is not None for column in columns)
    out = np.empty(touches, kind) if whole else np.zeros(touches, kind)
    move = kernels.move_short if kind is np.uint16 else kernels.move_long
    for one, column in zip(copies, columns, strict=True):
        if column is not None:
            move(one.source.shard.offset, one.source.rows, one.to, one.offset, column, out)
    return out


def _of_people(copies: Sequence[_Copy], name: str, people: int) -> Array:
    out = np.zeros(people, np.uint16)
    for one in copies:
        if name in one.source.shard.facts:
            out[one.to] = one.source.shard.facts[name][one.source.rows]
    return out


class _Sparse:
    """Where the entries of a sparse array go: entry ``pick[c]`` of source ``c`` to place ``put[c]``."""

    def __init__(self, copies: Sequence[_Copy], found: Sequence[tuple[Array, Array]], people: int) -> None:
        counts = np.zeros(people + 1, np.int64)
        for one, (first, stop) in zip(copies, found, strict=True):
            counts[one.to + 1] = stop - first
        begin = np.cumsum(counts)
        pairs = [ranges(first, stop, begin[one.to]) for one, (first, stop) in zip(copies, found, strict=True)]
        self.pick, self.put = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        self.person = [np.repeat(np.arange(len(first)), stop - first) for first, stop in found]
        self.size = int(begin[-1])

    def column(self, columns: Sequence[Array], kind: Any, shifts: Sequence[Array] | None = None) -> Array:
        """A column of entries, each moved by the shift of its person."""
        out = np.empty(self.size, kind)
        for at, column in enumerate(columns):
            values = column[self.pick[at]]
            if shifts is not None:
                values = values.astype(np.int64) + shifts[at][self.person[at]]
            out[self.put[at]] = values
        return out


def entries_of(at: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Which entries of the ascending ``at`` lie from each ``low`` to before its ``high``: first and stop."""
    from touchline.journeys.kernels import copying as kernels

    first, stop = np.empty(len(low), np.int64), np.empty(len(low), np.int64)
    kernels.spans(at, low, high, first, stop)
    return first, stop


def ranges(first: Array, stop: Array, begin: Array) -> tuple[Array, Array]:
    """The numbers from each ``first`` to before its ``stop``, and as many from each ``begin`` on."""
    counts = stop - first
    before = np.cumsum(counts) - counts
    step = np.arange(int(counts.sum()), dtype=np.int64)
    return step + np.repeat(first - before, counts), step + np.repeat(begin - before, counts)


def _money(copies: Sequence[_Copy], people: int) -> dict[str, Array]:
    sparse = _Sparse(
        copies, [entries_of(one.source.shard.money_at, one.low, one.high) for one in copies], people
    )
    shards = [one.source.shard for one in copies]
    return {
        "money_at": sparse.column([one.money_at for one in shards], np.uint32, [one.shift for one in copies]),
        "money": sparse.column([one.money for one in shards], np.int64),
        "money_currency": sparse.column([one.money_currency for one in shards], np.uint16),
    }


def _refunds(copies: Sequence[_Copy], people: int) -> dict[str, Array]:
    spans = [entries_of(one.source.shard.refund_at, one.low, one.high) for one in copies]
    sparse, shifts = _Sparse(copies, spans, people), [one.shift for one in copies]
    return {
        name: sparse.column([getattr(one.source.shard, name) for one in copies], np.uint32, shifts)
        for name in ("refund_at", "refund_of")
    }


def _brought(copies: Sequence[_Copy], people: int) -> dict[str, Array]:
    spans = [entries_of(one.source.shard.brought, one.source.rows, one.source.rows + 1) for one in copies]
    sparse = _Sparse(copies, spans, people)
    moved = [one.to - one.source.rows for one in copies]
    return {
        name: sparse.column(
            [getattr(one.source.shard, name) for one in copies],
            SHARD_DTYPES[name],
            moved if name == "brought" else None,
        )
        for name in ("brought", "brought_by", "brought_as", "brought_depth")
    }


def _lines(copies: Sequence[_Copy], people: int) -> Lines:
    spans = [entries_of(one.source.lines.person, one.source.rows, one.source.rows + 1) for one in copies]
    sparse = _Sparse(copies, spans, people)
    shifts = {"person": [one.to - one.source.rows for one in copies], "at": [one.shift for one in copies]}
    kinds = no_lines()
    columns = dict.fromkeys(name for one in copies for name in one.source.lines.columns)
    return Lines(
        columns={
            name: sparse.column([_line_column(one.source.lines, name) for one in copies], np.uint16)
            for name in columns
        },
        **{
            name: sparse.column(
                [getattr(one.source.lines, name) for one in copies],
                getattr(kinds, name).dtype,
                shifts.get(name),
            )
            for name in NAMES
        },
    )


def _line_column(lines: Lines, name: str) -> Array:
    column = lines.columns.get(name)
    return np.zeros(len(lines), np.uint16) if column is None else column
