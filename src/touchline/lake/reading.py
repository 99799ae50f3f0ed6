"""Read events for a build: Parquet in, plain arrays out, several pieces at a time."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from touchline.journeys.index import Array
from touchline.lake.meaning import Joins, no_joins
from touchline.lake.parquet import CAMPAIGN
from touchline.lake.said import Said, needed, said
from touchline.lake.snapshot import Counted, Snapshot
from touchline.lake.store import Store
from touchline.lake.wanted import EVERYTHING, Wanted, persons_of

COLUMNS = (
    "seq",
    "time",
    "identity",
    "name",
    "channel",
    "business",
    "money",
    "currency",
    "order_ref",
    "class",
)
TEXTS = ("name", "channel", "currency", "class")
PIECE = 1 << 18
T = TypeVar("T")
NOTHING = -1


@dataclass(frozen=True)
class Events:
    """Some events as arrays.

    ``person`` int64 is the stable key of the person each one is of.
    ``touchpoint`` int32 dense position, -1 for an event that is left out. ``channel`` and
    ``line_currency`` are int32 into ``channels`` and ``currencies`` (-1: none), the texts of these
    events alone. The rows with money or an order are ``line_row`` int64. ``left_out`` counts events by
    class, for classes other than "person"; ``unrecognised`` the rest without a touchpoint, by name.
    ``said`` is what they say of each attribute that was asked for.
    """

    seq: Array
    time: Array
    person: Array
    touchpoint: Array
    business: Array
    channel: Array
    channels: tuple[str, ...]
    line_row: Array
    line_order: Array
    line_money: Array
    line_currency: Array
    currencies: tuple[str, ...]
    left_out: Mapping[str, int]
    unrecognised: Mapping[str, int]
    said: Mapping[str, Said]


def read(
    snapshot: Snapshot,
    recognised: Mapping[str, int],
    threads: int,
    attributes: Sequence[str] = (),
    joins: Joins | None = None,
    wanted: Wanted = EVERYTHING,
    *,
    then: Callable[[Events], T],
) -> Iterator[T]:
    """What becomes of events of a snapshot that are ``wanted``, a piece at a time, always in the same order.

    ``recognised`` maps a name to the position of its touchpoint. ``threads`` pieces are read ahead, and
    ``then`` is done with each. What the events say of ``attributes`` is read with them.
    """
    work = Work(snapshot.store, recognised, attributes, joins or no_joins(), wanted)
    waiting: deque[Future[T]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for piece in pieces(snapshot, wanted):
            waiting.append(pool.submit(_read_and_then, work, piece, then))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _read_and_then(work: Work, piece: Piece, then: Callable[[Events], T]) -> T:
    return then(read_piece(work, piece))


class Piece(NamedTuple):
    """Some row groups of a file, and the file's description."""

    part: Counted
    about: pq.FileMetaData
    groups: list[int]


class Work(NamedTuple):
    """How every piece is read."""

    store: Store
    recognised: Mapping[str, int]
    attributes: Sequence[str]
    joins: Joins
    wanted: Wanted


def pieces(snapshot: Snapshot, wanted: Wanted = EVERYTHING) -> Iterator[Piece]:
    """The pieces of a snapshot that may hold wanted events, in their order."""
    for part in filter(wanted.may_be_in, snapshot.parts):
        with snapshot.store.parquet(part.name) as source:
            about = source.metadata
        groups: list[int] = []
        rows = 0
        for group in range(about.num_row_groups):
            if not wanted.may_be_among(about.row_group(group)):
                continue
            groups.append(group)
            rows += about.row_group(group).num_rows
            if rows >= PIECE:
                yield Piece(part, about, groups)
                groups, rows = [], 0
        if groups:
            yield Piece(part, about, groups)


def read_piece(work: Work, piece: Piece) -> Events:
    """The wanted events of a piece."""
    recognised, attributes = work.recognised, work.attributes
    more = [name for name in needed(attributes) if name in piece.about.schema.names]
    columns_read, encoded = [*COLUMNS, *more], [*TEXTS, *(name for name in more if name in CAMPAIGN)]
    with work.store.parquet(piece.part.name, metadata=piece.about, read_dictionary=encoded) as source:
        if work.wanted.all_of(piece.part):
            table = source.read_row_groups(piece.groups, columns=columns_read, use_threads=False)
        else:
            table = _some(source, piece.groups, columns_read, work.wanted)
    columns = {name: _one(table[name]) for name in COLUMNS}
    name, names = _texts(columns["name"])
    kind, kinds = _texts(columns["class"])
    channel, channels = _texts(columns["channel"])
    touchpoint = _look_up(name, [recognised.get(text, NOTHING) for text in names])
    of_person = _look_up(kind, [int(text == "person") for text in kinds]) == 1
    unknown = of_person & (touchpoint == NOTHING)
    if not of_person.all():
        touchpoint = np.where(of_person, touchpoint, np.int32(NOTHING))
    return Events(
        seq=columns["seq"].to_numpy(),
        time=columns["time"].view(pa.int64()).to_numpy(),
        person=persons_of(columns["identity"].to_numpy(), work.joins),
        touchpoint=touchpoint,
        business=columns["business"].fill_null(False).to_numpy(zero_copy_only=False).view(np.uint8),
        channel=_look_up(channel, [place if text else NOTHING for place, text in enumerate(channels)]),
        channels=tuple(channels),
        left_out=_count(kind[~of_person], kinds),
        unrecognised=_count(name[unknown], names),
        said=said(table, attributes) if attributes else {},
        **_lines(columns),
    )


def _some(source: pq.ParquetFile, groups: list[int], columns: list[str], wanted: Wanted) -> pa.Table:
    """The wanted rows of some row groups; their texts are those of no other row."""
    ends = source.read_row_groups(groups, columns=["seq", "identity"], use_threads=False)
    chosen = wanted.mask(ends["seq"].to_numpy(), ends["identity"].to_numpy())
    if not chosen.any():
        groups = groups[:0]
    table = source.read_row_groups(groups, columns=columns, use_threads=False)
    if groups:
        table = table.filter(pa.array(chosen))
    for name in (name for name in (*TEXTS, *CAMPAIGN) if name in table.schema.names):
        at, column = table.schema.get_field_index(name), table[name]
        plain = column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        table = table.set_column(at, name, plain.dictionary_encode())
    return table


def _lines(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The rows with money or an order. An order without an amount is a line of nothing."""
    money, order = columns["money"], columns["order_ref"]
    rows = np.zeros(0, np.int64)
    if money.null_count < len(money) or order.null_count < len(order):
        present = money.is_valid().to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(present | order.is_valid().to_numpy(zero_copy_only=False))
    picked = pa.array(rows)
    amount, (currency, currencies) = money.take(picked), _texts(columns["currency"].take(picked))
    if (currency < 0).any():  # an amount without a currency counts under an empty name
        currency, currencies = np.where(currency < 0, np.int32(len(currencies)), currency), [*currencies, ""]
    currency = np.where(amount.is_null().to_numpy(zero_copy_only=False), np.int32(NOTHING), currency)
    return {
        "line_row": rows,
        "line_order": order.take(picked).fill_null(-1).to_numpy(),
        "line_money": amount.fill_null(0).to_numpy(),
        "line_currency": currency,
        "currencies": tuple(currencies),
    }


def _one(column: pa.ChunkedArray) -> Any:
    """A column as one array, with one dictionary."""
    if column.num_chunks == 1:
        return column.chunk(0)
    if column.num_chunks == 0:
        return pa.array([], column.type)
    return column.unify_dictionaries().combine_chunks()


def _texts(column: pa.DictionaryArray) -> tuple[Array, list[str]]:
    """Places in the dictionary (-1 for null) as int32, and the dictionary."""
    places = column.indices.fill_null(NOTHING).to_numpy().astype(np.int32, copy=False)
    return places, column.dictionary.to_pylist()


def _look_up(places: Array, values: list[int]) -> Array:
    """``values[place]``; nothing for -1."""
    return np.array([*values, NOTHING], np.int32)[places]


def _count(places: Array, texts: list[str]) -> Mapping[str, int]:
    if not len(places):
        return {}
    counts = np.bincount(places + 1, minlength=len(texts) + 1).tolist()
    return Counter({text: n for text, n in zip(["", *texts], counts, strict=True) if n})
