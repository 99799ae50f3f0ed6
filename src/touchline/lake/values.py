"""The values of a column, and the place of each: 0 for none; beyond ``MOST`` of them all is "other"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from touchline.journeys.index import Array

MOST = 65_534
SEEN = 1_000_000
"""Different texts that are told apart while events are read; those that first appear later are "other"."""
OTHER = "other"


@dataclass(frozen=True)
class Placed:
    """``texts`` by place, "" first; ``place_of`` uint16 the place of each number, and last the 0 of none.

    ``other`` counts rows whose value has no place of its own: they are at the last place, ``OTHER``.
    """

    texts: tuple[str, ...]
    place_of: Array
    other: int


class Values:
    """Texts by number, in order of appearance, and how many rows say each."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._counts = np.zeros(0, np.int64)

    def number(self, texts: Sequence[str]) -> Array:
        """The numbers of some texts as int32; the last entry stands for none."""
        known = self._numbers
        found = [
            known.setdefault(text, len(known)) if len(known) < SEEN else known.get(text, SEEN)
            for text in texts
        ]
        return np.array([*found, -1], np.int32)

    def count(self, numbers: Array) -> None:
        """Rows that say these; -1 says nothing."""
        more = np.bincount(numbers + 1)[1:]
        if len(more) > len(self._counts):
            self._counts, more = more.astype(np.int64), self._counts
        self._counts[: len(more)] += more

    def place(self, known: Sequence[str] = (), *, full: bool = False) -> Placed:
        """A place for each text that was counted, the most frequent ones where there are too many.

        ``known``: texts that keep the places from 1 on that they have already; with ``full`` no other
        text gets one. New texts follow in the order of their letters.
        """
        counts = np.zeros(max(len(self._numbers), len(self._counts)), np.int64)
        counts[: len(self._counts)] = self._counts
        there = set(known)
        new = [(-int(counts[at]), text) for text, at in self._numbers.items() if counts[at]]
        new = sorted(item for item in new if item[1] not in there)
        free = 0 if full else MOST - len(known)
        kept = (*known, *sorted(text for _, text in new[:free]))
        place_of = np.full(len(counts) + 1, len(kept) + 1, np.uint16)
        place_of[-1] = 0
        for place, text in enumerate(kept, 1):
            if text in self._numbers:
                place_of[self._numbers[text]] = place
        other = int(counts[place_of[:-1] == len(kept) + 1].sum())
        return Placed(("", *kept, OTHER) if other else ("", *kept), place_of, other)
