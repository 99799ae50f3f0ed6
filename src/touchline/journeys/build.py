"""Make a shard of the index from one shard's touches, in whatever order they come.

A person's touches are sorted by (time, seq). The lines of one order are one touch:

* Lines belong to one order when person and order reference are the same.
* The positive lines make one ORDER touch. It stands where the earliest of them stands, and carries
  their sum, one a currency. Lines of nothing are part of it. Without a positive line, a line of
  nothing makes an order of 0, unless a negative line stands at the same instant or before it.
* The negative lines make one REFUND touch for each instant at which there are any, where the first of
  them stands; the index keeps which order it belongs to. A negative line at the very instant of its
  order's touch is a discount: it is part of the order, not a refund. Where no order touch is made,
  lines of nothing are part of the first refund.
* Money without an order reference stands for itself: above 0 an ORDER, below 0 a REFUND, 0 nothing.

A folded touch has the touchpoint, channel, initiative and attributes of the line where it stands. The loops
are in ``kernels/fold.py`` and ``kernels/build.py``; ``tests/oracle/build.py`` does the same slowly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from touchline.journeys.index import SHARD_DTYPES, Array, Shard
from touchline.journeys.lines import Lines, no_lines


@dataclass(frozen=True)
class Rows:
    """The touches of one shard before they are sorted, one row an event.

    ``key`` int64 stable person key, ``time`` int64 µs, ``seq`` int64, ``label`` int32: which
    (touchpoint, channel, initiative) it is. Lines, the rows with money or an order, are sparse:
    ``line_row`` int64 row, ``line_order`` int64 order reference or -1, ``line_money`` int64 minor
    units, ``line_currency`` int32 or -1 for a line without an amount. ``columns`` of attributes by name,
    int32, the number of each row's value, -1 for none.
    """

    key: Array
    time: Array
    seq: Array
    label: Array
    line_row: Array
    line_order: Array
    line_money: Array
    line_currency: Array
    columns: Mapping[str, Array] = field(default_factory=dict)


def build_shard(rows: Rows, code_of: Array, place_of: Mapping[str, Array] | None = None) -> Shard:
    """The sorted arrays. ``code_of[label, money kind]`` int32 is the code of a touch.

    ``place_of`` has for each column the place (uint16) of each number, and last the 0 of none.

    The shard names nobody who was brought: referrals change without touches and are kept apart.
    """
    return build(rows, code_of, place_of)[0]


def build(rows: Rows, code_of: Array, place_of: Mapping[str, Array] | None = None) -> tuple[Shard, Lines]:
    """As ``build_shard``, with the lines of orders that went into it."""
    from touchline.journeys.kernels import build as kernels
    from touchline.journeys.kernels import ordering

    count = len(rows.key)
    kind = np.zeros(count, np.uint8)
    folded = _fold(rows, kind)
    sums = folded.sums
    who, found = np.empty(count, np.int32), np.empty((count, 4), np.int64)
    found = found[: kernels.people(rows.key, rows.seq, kind, who, found)]
    sorting = np.argsort(found[:, kernels.KEY])
    keys, tidy = found[sorting, kernels.KEY], found[sorting, kernels.TIDY].astype(np.uint8)
    offset, free = np.zeros(len(keys) + 1, np.uint32), np.empty(len(keys), np.int64)
    np.cumsum(found[sorting, kernels.ROWS], out=offset[1:], dtype=np.uint32)
    free[sorting], kept = offset[:-1], int(offset[-1])
    del found
    at, time = np.empty(kept, np.int32), np.empty(kept, np.int64)
    kernels.arrange(who, rows.time, free, at, time)
    ordering.order(rows.seq, tidy, offset, at, time)
    code_of_row, code = np.empty(count, np.uint16), np.empty(kept, np.uint16)
    kernels.encode(rows.label, code_of, kind, code_of_row)
    with_money = np.zeros(int(code_of.max(initial=0)) + 1, np.uint8)
    with_money[code_of[:, 1:][code_of[:, 1:] >= 0]] = 1
    money_at = np.empty(len(sums[0]), np.uint32)
    money, currency = np.empty(len(sums[0]), np.int64), np.empty(len(sums[0]), np.uint16)
    kernels.fill(at, code_of_row, with_money, folded.entry, *sums, code, money_at, money, currency)
    refund_at, refund_of = _placed(folded, at, count)
    nobody: dict[str, Any] = {
        name: np.zeros(0, kind) for name, kind in SHARD_DTYPES.items() if name.startswith("brought")
    }
    shard = Shard(
        key=keys,
        offset=offset,
        code=code,
        time=time,
        money_at=money_at,
        money=money,
        money_currency=currency,
        refund_at=refund_at,
        refund_of=refund_of,
        attributes=_attributes(rows, at, place_of or {}),
        **nobody,
    )
    return shard, _lines(rows, code_of, place_of or {}, shard, at)


def _lines(rows: Rows, code_of: Array, place_of: Mapping[str, Array], shard: Shard, at: Array) -> Lines:
    """The lines by person, time and seq, without those that stand for nothing.

    ``at`` is the row of each touch.
    """
    from touchline.journeys.kernels import lines as kernels

    which = np.flatnonzero((rows.line_order >= 0) | (rows.line_money != 0))
    if not len(which):
        return no_lines(rows.columns)
    row = rows.line_row[which]
    person = np.searchsorted(shard.key, rows.key[row]).astype(np.int32)
    offset, member = np.zeros(shard.people + 1, np.int64), np.empty(len(which), np.int64)
    kernels.arrange(person, row, rows.time, rows.seq, offset, member)
    place, code = np.empty(len(which), np.uint32), np.empty(len(which), np.uint16)
    kernels.stand(member, person, row, rows.time, rows.seq, shard.offset, at, shard.time, place)
    kernels.encode(rows.label, code_of, member, row, rows.line_money[which], code)
    return Lines(
        person=person[member].astype(np.uint32),
        at=place,
        time=rows.time[row[member]],
        order=rows.line_order[which][member],
        money=rows.line_money[which][member],
        currency=np.asarray(rows.line_currency[which][member], np.int32),
        code=code,
        columns={name: place_of[name][column[row[member]]] for name, column in rows.columns.items()},
    )


def _attributes(rows: Rows, at: Array, place_of: Mapping[str, Array]) -> dict[str, Array]:
    """The columns in the order of the touches: each has the value of the row where it stands."""
    if not rows.columns:
        return {}
    from touchline.journeys.kernels import columns as kernels

    made = {name: np.empty(len(at), np.uint16) for name in rows.columns}
    for name, column in made.items():
        kernels.pick(at, rows.columns[name], place_of[name], column)
    return made


@dataclass(frozen=True)
class _Folded:
    """``sums`` of money (row, currency, money), and each row's first of them; refunds with their orders."""

    entry: Array
    sums: tuple[Array, Array, Array]
    refund: Array
    order: Array


def _placed(folded: _Folded, at: Array, rows: int) -> tuple[Array, Array]:
    """Where refunds that belong to an order stand, ascending, and where their orders do."""
    if not len(folded.refund):
        return np.zeros(0, np.uint32), np.zeros(0, np.uint32)
    place = np.empty(rows, np.uint32)
    place[at] = np.arange(len(at), dtype=np.uint32)
    refund, order = place[folded.refund], place[folded.order]
    sorting = np.argsort(refund)
    return refund[sorting], order[sorting]


def _fold(rows: Rows, kind: Array) -> _Folded:
    """Write the money kind of each row; what the lines fold into."""
    from touchline.journeys.kernels import fold as kernels

    lines = len(rows.line_row)
    sums = (np.empty(lines, np.int64), np.empty(lines, np.int32), np.empty(lines, np.int64))
    refund, order = np.empty(lines, np.int64), np.empty(lines, np.int64)
    if not lines:
        return _Folded(np.empty(0, np.int32), sums, refund, order)
    entry = np.full(len(kind), -1, np.int32)
    number = np.empty(lines, np.int32)
    groups = kernels.group(rows.key, rows.line_row, rows.line_order, number)
    offset, member = np.zeros(groups + 1, np.int64), np.empty(lines, np.int64)
    kernels.gather(number, groups, offset, member)
    given = (rows.line_row, rows.line_order, rows.line_money, rows.line_currency)
    found = np.zeros(2, np.int64)
    kernels.fold(rows.time, rows.seq, *given, offset, member, kind, entry, *sums, refund, order, found)
    count, refunds = found.tolist()
    return _Folded(
        entry, (sums[0][:count], sums[1][:count], sums[2][:count]), refund[:refunds], order[:refunds]
    )
