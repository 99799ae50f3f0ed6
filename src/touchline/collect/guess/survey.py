"""What the columns of times and money say about their form, by a pass over the file where it is needed.

The first chunk is always looked at. If it has dates whose order of day and month must be known, the
whole column is read; if it has amounts that fit a decimal point and a comma, it is read on until one
decides. Where nothing decides, the member is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.collect.cells import dates, numbers
from touchline.collect.cells.dates import Order
from touchline.collect.cells.numbers import COMMA, POINT
from touchline.collect.cells.times import offsets_in, order_of
from touchline.collect.guess.words import TOTALS, lean
from touchline.collect.importers import Chunk, Reader
from touchline.collect.opening import below, blank
from touchline.collect.options import APART, CONTINUED, MONEY
from touchline.journeys.index import Array

ENOUGH_ORDERS = 3
"""So many orders of several rows with one and the same total, and it is asked what the total means."""


@dataclass
class Survey:
    """What was seen. ``lines``: "" where it must be asked; ``wall``: some time names no offset."""

    times: dates.Evidence = field(default_factory=dates.Evidence)
    money: dict[str, numbers.Evidence] = field(default_factory=dict)
    lines: str = APART
    wall: bool = False
    rows: int = 0


def survey(reader: Reader, columns: Mapping[str, int], *, times: bool = True, money: bool = True) -> Survey:
    """Look at the columns of time and money; ``times`` and ``money`` say whether their form is asked for.

    Raises ``ImportError_`` when the file is damaged.
    """
    found = Survey()
    for chunk in reader.chunks():
        if not found.rows:
            _first(found, chunk, columns, reader.header)
        found.rows += len(chunk.rows)
        sound = pa.array(chunk.faults == 0)
        if "time" in columns:
            found.times |= order_of(chunk.columns[columns["time"]].filter(sound))
        for name in MONEY:
            if name in columns:
                seen = numbers.evidence(chunk.columns[columns[name]].filter(sound))
                found.money[name] = found.money.get(name, numbers.Evidence()) | seen
        mixed = found.times.day_first and found.times.month_first
        open_dates = times and bool(found.times) and not mixed
        if not open_dates and not (money and any(one.open for one in found.money.values())):
            break
    return found


def order_by(seen: dates.Evidence, column: str) -> tuple[Order, str, str]:
    """The order of day and month, a sentence on why, and the question where it cannot be told."""
    why = "The {} stands first in {!r}, as in {!r}: the whole column was looked at."
    if seen.day_first and seen.month_first:
        asks = (
            f"The dates in {column!r} are mixed: {seen.day_first!r} has the day first, {seen.month_first!r} "
            "the month. Bring them into one form, or say --dates day-first or month-first; the rest is then "
            "refused."
        )
        return Order.ISO, "", asks
    if seen.day_first:
        return Order.DAY_FIRST, why.format("day", column, seen.day_first), ""
    if seen.month_first:
        return Order.MONTH_FIRST, why.format("month", column, seen.month_first), ""
    if seen.either:
        asks = (
            f"Every date in {column!r}, such as {seen.either!r}, can be read with the day first and with "
            "the month first. Say which: --dates day-first or --dates month-first."
        )
        return Order.ISO, "", asks
    return Order.DAY_FIRST if seen.same else Order.ISO, "", ""


def decimal_of(seen: numbers.Evidence, column: str, *, typed: bool) -> tuple[str, str, str]:
    """Point or comma, a sentence on why, and the question. ``typed``: the file holds numbers as such."""
    if seen.point and seen.comma:
        asks = (
            f"The amounts in {column!r} are mixed: {seen.point!r} has a decimal point, {seen.comma!r} a "
            "decimal comma. Bring them into one form, or say --decimal point or comma; the rest is then "
            "refused."
        )
        return POINT, "", asks
    if seen.comma:
        return COMMA, f"{column!r} has a decimal comma, as in {seen.comma!r}.", ""
    if seen.open and not (typed and not seen.comma_or):
        asks = (
            f"Amounts in {column!r} such as {seen.comma_or or seen.point_or!r} can have a thousands sign or "
            "a decimal sign, and none decides it. Say which: --decimal point or --decimal comma."
        )
        return POINT, "", asks
    return POINT, "", ""


def _first(found: Survey, chunk: Chunk, columns: Mapping[str, int], header: tuple[str, ...]) -> None:
    if "time" in columns:
        instants, read = offsets_in(chunk.columns[columns["time"]])
        found.wall = instants < max(read, 1)
    if "order" in columns:
        found.lines = _lines(chunk, columns, header)


def _lines(chunk: Chunk, columns: Mapping[str, int], header: tuple[str, ...]) -> str:
    """How the rows of one order belong together; "" where it must be asked."""
    under = below(chunk.columns[columns["order"]], "")
    if not under.any():
        return APART
    for name in ("value", "person", "time"):
        if name in columns:
            empty = blank(chunk.columns[columns[name]])
            if empty[under].all() and not empty[~under].all():
                return CONTINUED
    total = "value" in columns and lean(header[columns["value"]]) in TOTALS
    return "" if total and _same_total(chunk, columns, under) else APART


def _same_total(chunk: Chunk, columns: Mapping[str, int], under: Array) -> bool:
    """Whether every order of several rows has one amount, not nothing, on all of them."""
    value = pc.utf8_trim_whitespace(chunk.columns[columns["value"]])
    orders = np.flatnonzero(under & ~np.append(False, under[:-1]))
    places = np.flatnonzero(under)
    same = pc.equal(value.take(pa.array(places)), value.take(pa.array(places - 1)))
    nothing = pc.match_substring_regex(value.take(pa.array(places)), r"^[^1-9]*$")
    return len(orders) >= ENOUGH_ORDERS and bool(pc.all(same).as_py()) and not pc.any(nothing).as_py()
