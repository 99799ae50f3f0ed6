"""Opening a file for its import: as it was settled, with the rows of one order put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.collect.importers import Chunk, Reader, open_file
from touchline.collect.options import APART, CONTINUED, Options
from touchline.journeys.index import Array

FILLED = ("person", "time", "currency")


def open_for(path: Path, options: Options) -> Reader:
    """The rows of a file as its import judges them. Raises ``ImportError_`` as ``open_file`` does.

    With ``lines`` continued, a row with the order id of the row above takes over the person, time and
    currency it leaves blank, and a blank amount is none. With repeated, the amount of such a row is not
    counted again. What is kept of refused rows is as it came.
    """
    reader = open_file(path, options.reading)
    return reader if options.lines == APART else Orders(reader, options)


def below(orders: pa.StringArray, last: str) -> Array:
    """Which rows have the order id of the row above; ``last`` is the one above the first."""
    ids = pc.utf8_trim_whitespace(orders)
    above = pa.concat_arrays([pa.array([last], pa.string()), ids[:-1]]) if len(ids) else ids
    same = pc.and_(pc.equal(ids, above), pc.not_equal(ids, ""))
    return np.asarray(same.to_numpy(zero_copy_only=False))


def blank(column: pa.StringArray) -> Array:
    """Which cells have nothing in them."""
    empty = pc.equal(pc.binary_length(pc.utf8_trim_whitespace(column)), 0)
    return np.asarray(empty.to_numpy(zero_copy_only=False))


@dataclass(frozen=True)
class Joined(Chunk):
    """A chunk with cells filled in; ``cells`` gives them as they came."""

    came: Chunk | None = None

    def cells(self, places: Array) -> Iterator[tuple[str, ...]]:
        """The cells of the rows at these positions, as they came."""
        return super().cells(places) if self.came is None else self.came.cells(places)


class Orders:
    """A file of orders whose rows belong together."""

    def __init__(self, reader: Reader, options: Options) -> None:
        self._reader = reader
        self._at = options.columns
        self._continued = options.lines == CONTINUED

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns as they came."""
        return self._reader.header

    def chunks(self) -> Iterator[Chunk]:
        """All rows, in order."""
        order, last = "", dict.fromkeys(FILLED, "")
        for chunk in self._reader.chunks():
            orders = chunk.columns[self._at["order"]]
            under = below(orders, order) & (chunk.faults == 0)
            columns = list(chunk.columns)
            if self._continued:
                last = self._fill(columns, under, last)
            if "value" in self._at:
                value = columns[self._at["value"]]
                none = under & blank(value) if self._continued else under
                columns[self._at["value"]] = pc.if_else(pa.array(none), "0", value)
            order = orders[-1].as_py().strip()
            yield Joined(chunk.rows, tuple(columns), chunk.faults, chunk.share, chunk.originals, chunk)

    def _fill(self, columns: list[pa.StringArray], under: Array, last: dict[str, str]) -> dict[str, str]:
        """Fill in what rows below leave blank; the last cells, for the next chunk."""
        after = dict(last)
        for name in FILLED:
            if name in self._at and len(under):
                cells = columns[self._at[name]]
                open_ = under & blank(cells)
                source = np.where(open_, -1, np.arange(len(cells)))
                source = np.maximum.accumulate(source)
                carried = pa.concat_arrays([pa.array([last[name]], pa.string()), cells])
                columns[self._at[name]] = carried.take(pa.array(source + 1))
                after[name] = columns[self._at[name]][-1].as_py()
        return after
