"""Judging people: each row is accepted as facts about a person or refused with a reason."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.collect.cells import fields
from touchline.collect.cells.consents import NO, UNKNOWN, YES, read_consents
from touchline.collect.doubts import Doubt
from touchline.collect.forgotten import Forgotten
from touchline.collect.importers import Chunk
from touchline.collect.options import Options
from touchline.collect.reasons import LONGEST_PERSON, Reason
from touchline.journeys.index import Array
from touchline.people.identities import Numbering
from touchline.people.known import Fact
from touchline.people.models import BroughtAs, Letters

LONGEST_PERSON_NAME = 300
NOT_KEPT = ("person", "other_id", "name", "brought_by", "brought_as")


class PeopleJudge:
    """Judges chunk after chunk of one file of people."""

    def __init__(self, options: Options) -> None:
        self.options = options
        used = {options.columns[name] for name in NOT_KEPT if name in options.columns} | {*options.ignored}
        self.forgotten = Forgotten()
        self._others = [(place, name) for place, name in enumerate(options.names) if place not in used]

    def judge(self, chunk: Chunk) -> Array:
        """A ``Reason`` a row, as far as the row alone tells."""
        reasons = chunk.faults.copy()
        first, others = self._who(chunk)
        ids, found = fields.persons(first)
        np.copyto(reasons, found, where=reasons == 0)
        bringers = _bringers(self._column(chunk, "brought_by"))
        fields.mark(
            reasons, _mask(pc.greater(pc.utf8_length(bringers), LONGEST_PERSON)), Reason.IMPOSSIBLE_PERSON
        )
        fields.mark(reasons, _mask(pc.equal(ids, bringers)), Reason.BROUGHT_BY_ONESELF)
        ways = pc.is_in(self._ways(chunk), pa.array(["", *BroughtAs.values]))
        fields.mark(reasons, ~_mask(ways), Reason.UNKNOWN_BROUGHT_AS)
        consents = read_consents(self._column(chunk, "consent"))
        fields.mark(reasons, consents == UNKNOWN, Reason.UNKNOWN_CONSENT)
        names = pc.utf8_trim_whitespace(self._column(chunk, "name"))
        fields.mark(
            reasons, _mask(pc.greater(pc.utf8_length(names), LONGEST_PERSON_NAME)), Reason.LONG_PERSON_NAME
        )
        self.forgotten.mark(chunk, ids, reasons)
        if "other_id" in self.options.columns:
            self.forgotten.mark(chunk, pc.fill_null(others, ""), reasons)
        return reasons

    def doubts(self, chunk: Chunk) -> Array:
        """A ``Doubt`` a row (uint8), as far as the row alone tells."""
        claimed = read_consents(self._column(chunk, "consent")) == YES
        return np.where(claimed, Doubt.CONSENT_CLAIMED, Doubt.NONE).astype(np.uint8)

    def facts(self, chunk: Chunk, places: Sequence[int], numbering: Numbering) -> list[Fact]:
        """What the rows at ``places`` say; ``numbering`` gives ids their numbers."""
        taken = pa.array(places, pa.int64())
        ids = self._ids(chunk).take(taken).to_pylist()
        bringers = self.forgotten.left_out(
            _bringers(self._column(chunk, "brought_by")).take(taken)
        ).to_pylist()
        names = pc.utf8_trim_whitespace(self._column(chunk, "name")).take(taken).to_pylist()
        ways = self._ways(chunk).take(taken).to_pylist()
        refused = (read_consents(self._column(chunk, "consent")) == NO)[list(places)]
        others = [(name, chunk.columns[place].take(taken).to_pylist()) for place, name in self._others]
        keys = numbering([*ids, *(one for one in bringers if one)]).tolist()
        own, above = keys[: len(ids)], iter(keys[len(ids) :])
        return [
            Fact(
                key=own[at],
                name=names[at],
                attributes={name: cells[at] for name, cells in others if cells[at].strip()},
                brought_by=next(above) if bringers[at] else 0,
                brought_as=ways[at],
                letters=Letters.REFUSED if refused[at] else "",
            )
            for at in range(len(ids))
        ]

    def ties(self, chunk: Chunk, places: Sequence[int]) -> list[tuple[str, str, int]]:
        """The two ids of the rows at ``places`` that have two, and the number of the row."""
        if "other_id" not in self.options.columns:
            return []
        ids, others = (column.to_pylist() for column in self._who(chunk))
        return [(ids[at], others[at], int(chunk.rows[at])) for at in places if others[at] is not None]

    def _ids(self, chunk: Chunk) -> pa.StringArray:
        return pc.utf8_trim_whitespace(self._who(chunk)[0])

    def _who(self, chunk: Chunk) -> tuple[pa.Array, pa.Array]:
        """The id of each row's person, and the other id that stands beside it, or null."""
        first = self._column(chunk, "person")
        if "other_id" not in self.options.columns:
            return first, pa.nulls(len(chunk.rows), pa.string())
        return fields.others(first, self._column(chunk, "other_id"))

    def _column(self, chunk: Chunk, name: str) -> pa.StringArray:
        if name in self.options.columns:
            return chunk.columns[self.options.columns[name]]
        return pa.repeat(pa.scalar(""), len(chunk.rows))

    def _ways(self, chunk: Chunk) -> pa.StringArray:
        if "brought_as" in self.options.columns:
            return pc.utf8_lower(pc.utf8_trim_whitespace(self._column(chunk, "brought_as")))
        return pa.repeat(pa.scalar(self.options.brought_as), len(chunk.rows))


def _bringers(column: pa.StringArray) -> pa.StringArray:
    """Trimmed ids of who brought the person; "" for nobody, and for words like "none"."""
    ids = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.is_in(pc.utf8_lower(ids), fields.IMPOSSIBLE), "", ids)


def _mask(column: pa.BooleanArray) -> Array:
    return np.asarray(column.to_numpy(zero_copy_only=False))
