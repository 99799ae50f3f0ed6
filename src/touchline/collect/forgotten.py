"""Rows of people who asked to be forgotten and not to be received again."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.collect.importers import Chunk
from touchline.collect.reasons import Reason
from touchline.journeys.index import Array
from touchline.people.refusals import Refusals

CELL_ENDS = re.compile(r"[,;|\t\r\n\"']")


class Forgotten:
    """Knows who is refused while one file is judged. Costs nothing while nobody is."""

    def __init__(self) -> None:
        self._refusals = Refusals()

    def mark(
        self, chunk: Chunk, ids: pa.StringArray, reasons: Array, others: pa.StringArray | None = None
    ) -> None:
        """Give ``FORGOTTEN`` to rows of such people, whatever reason they have already.

        A row that is refused anyway is looked at whole, since all of it would be kept: ``others`` are
        further ids in it, and of rows that could not be read as such every cell may be one.
        """
        if not self._refusals:
            return
        found = self._are_refused(ids)
        if others is not None:
            found |= self._are_refused(others) & (reasons != 0)
        for at in np.flatnonzero(chunk.faults).tolist():
            found[at] |= any(self._in(cell) for cell in next(chunk.cells(np.array([at]))))
        reasons[found] = Reason.FORGOTTEN

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
        return cell in self._refusals or any(part in self._refusals for part in CELL_ENDS.split(cell))
