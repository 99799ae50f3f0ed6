"""Rows of people who asked to be forgotten and not to be received again."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.collect.importers import Chunk
from touchline.collect.reasons import Reason
from touchline.journeys.index import Array
from touchline.people.refusals import Refusals

WORD_ENDS = re.compile(r"[\s\x00-\x1f,;|\"'<>()\[\]=:\udc80-\udcff]+")


class Forgotten:
    """Knows who is refused while one file is judged. Costs nothing while nobody is."""

    def __init__(self) -> None:
        self._refusals = Refusals()

    def mark(self, chunk: Chunk, ids: pa.StringArray, reasons: Array) -> None:
        """Give ``FORGOTTEN`` to rows of such people, whatever reason they have already.

        A row that is refused anyway would be kept with all its cells, so there any cell that is their
        id, or holds it as a word, is enough.
        """
        if not self._refusals:
            return
        found = self._are_refused(ids)
        places = np.flatnonzero((reasons != 0) & ~found)
        for at, cells in zip(places.tolist(), chunk.cells(places), strict=True):
            found[at] = self.stand_in(cells)
        reasons[found] = Reason.FORGOTTEN

    def stand_in(self, cells: Iterable[str]) -> bool:
        """Whether a cell is an id of such a person, or holds one as a word."""
        return bool(self._refusals) and any(self._in(cell) for cell in cells)

    def left_out(self, ids: pa.StringArray) -> pa.StringArray:
        """Ids with "" for those that are refused."""
        if not self._refusals:
            return ids
        return pc.if_else(pa.array(self._are_refused(ids)), "", ids)

    def _are_refused(self, ids: pa.StringArray) -> Array:
        encoded = ids.dictionary_encode()
        refused = np.array([one in self._refusals for one in encoded.dictionary.to_pylist()], bool)
        if not refused.any():
            return np.zeros(len(ids), bool)
        taken: Array = refused[encoded.indices.to_numpy(zero_copy_only=False)]
        return taken

    def _in(self, cell: str) -> bool:
        return cell in self._refusals or any(word in self._refusals for word in WORD_ENDS.split(cell) if word)
