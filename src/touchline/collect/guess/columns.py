"""Which column stands for what: by the words of the header, held against what stands below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.collect.cells.dates import Order
from touchline.collect.cells.numbers import are_amounts
from touchline.collect.cells.times import read_times
from touchline.collect.guess.words import lean, of_birth, rank
from touchline.collect.importers import Chunk
from touchline.collect.reasons import Reason
from touchline.journeys import clock
from touchline.journeys.index import Array
from touchline.lake.parquet import CAMPAIGN
from touchline.workspace import currencies

LOOKED_AT = 2000
"""Rows of the beginning of a file by which columns are told apart."""
AT_A_TIME = 1 << 17
"""Cells that are looked at in one go."""
MOST = 0.9
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"


@dataclass(frozen=True)
class Looks:
    """What stands in a column, as shares of the cells that are not blank; ``filled`` of all cells.

    ``written`` are times with signs between the figures, such as dates; plain figures may be anything.
    """

    filled: float
    email: float
    time: float
    written: float
    number: float
    code: float
    distinct: float
    letters: float

    def says(self) -> str:
        """The plainest thing about the column, as part of a sentence; "" without any."""
        for share, said in (
            (self.email, "e-mail addresses"),
            (self.time, "times"),
            (self.code, "codes of currencies"),
            (self.number, "numbers"),
        ):
            if self.filled and share >= MOST:
                return said
        return ""


@dataclass(frozen=True)
class Found:
    """A column taken for a role, why, and whether that is sure; ``rivals`` are others it may be."""

    role: str
    place: int
    column: str
    why: str
    sure: bool = True
    rivals: tuple[str, ...] = ()


def looks(columns: Sequence[pa.StringArray]) -> list[Looks]:
    """Look at the beginning of columns of one length, many in one go: there may be thousands."""
    rows = len(columns[0]) if columns else 0
    step = max(1, AT_A_TIME // max(rows, 1))
    return [one for at in range(0, len(columns), step) for one in _looks(columns[at : at + step])]


def _looks(columns: Sequence[pa.StringArray]) -> list[Looks]:
    few = [pc.utf8_slice_codeunits(column, 0, 1000) for column in columns]
    text = pc.utf8_trim_whitespace(pa.concat_arrays(few))
    full = pc.greater(pc.binary_length(text), 0)
    there = text.filter(full)
    rows = len(text) // len(columns)
    of = np.repeat(np.arange(len(columns)), rows)[full.to_numpy(zero_copy_only=False)]
    count = np.bincount(of, minlength=len(columns))

    def shares(mask: Array) -> Array:
        return np.bincount(of, weights=mask, minlength=len(columns)) / np.maximum(count, 1)

    times = _times(there)
    found = (
        count / max(rows, 1),
        shares(_is(pc.match_substring_regex(there, EMAIL))),
        shares(times),
        shares(times & _is(pc.match_substring_regex(there, r"[^0-9]"))),
        shares(_is(are_amounts(there))),
        shares(_is(pc.is_in(pc.utf8_upper(there), _codes()))),
        _distinct(there, of, len(columns)) / np.maximum(count, 1),
        shares(_is(pc.match_substring_regex(there, r"\pL"))),
    )
    return [Looks(*(float(one[at]) for one in found)) for at in range(len(columns))]


def _distinct(there: pa.StringArray, of: Array, columns: int) -> Array:
    """How many different texts each column has."""
    texts = there.dictionary_encode()
    numbers = texts.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    different = np.unique(of * max(len(texts.dictionary), 1) + numbers)
    return np.bincount(different // max(len(texts.dictionary), 1), minlength=columns)


@lru_cache(maxsize=1)
def _codes() -> pa.StringArray:
    return pa.array(sorted(currencies.CODES))


def find(role: str, header: Sequence[str], seen: Sequence[Looks], taken: Collection[int]) -> Found | None:
    """The column that stands for a role, if one does."""
    often = Counter(header)
    scores = {
        at: _score(role, name, seen[at])
        for at, name in enumerate(header)
        if at not in taken and often[name] == 1
    }
    good = sorted((at for at in scores if scores[at] > 0), key=lambda at: (-scores[at], at))
    if not good:
        return None
    best = good[0]
    rivals = tuple(header[at] for at in good[1:4] if scores[at] > scores[best] - 0.005)
    sure = scores[best] >= 0.5 and not rivals
    return Found(role, best, header[best], _why(role, header[best], seen[best]), sure, rivals)


def bare_id(header: Sequence[str], seen: Sequence[Looks]) -> Found | None:
    """In a list of people, a column called just "id" that is another in each row."""
    for at, name in enumerate(header):
        if lean(name) == "id" and seen[at].distinct == 1 and seen[at].filled == 1:
            return Found("person", at, name, "each row has another one")
    return None


def _score(role: str, name: str, seen: Looks) -> float:
    """How well a column fits: above 1 header and contents agree, below 0.5 it is not sure, 0 it does not."""
    word = rank(role, name)
    if role == "person":
        odd = seen.time >= MOST or seen.code >= MOST
        return 0 if odd else (word + (seen.email if seen.email >= 0.5 else 0)) * max(seen.filled, 0.1)
    if role == "time":
        return _score_time(word, name, seen)
    if role == "currency":
        return (word or 0.45) + seen.code if seen.code >= MOST else 0
    if role in ("value", "quantity", "price"):
        return word if seen.number >= MOST and seen.time < MOST else 0
    if role in ("order", "event_id"):
        return word if seen.filled and seen.time < MOST else 0
    if role in ("brought_by", "other_id") or role in CAMPAIGN:
        return word if word >= 0.5 and seen.time < MOST else 0
    if role == "name":
        return word if seen.letters > 0.5 and seen.email < 0.5 else 0
    texts = seen.email < 0.5 and seen.time < MOST and seen.code < MOST and seen.letters > 0
    return word if texts else 0


def _score_time(word: float, name: str, seen: Looks) -> float:
    """Times, whatever the name; days without a clock when every row has one; plain figures never surely."""
    if seen.time < MOST or of_birth(name):
        return 0
    everywhere = seen.written >= MOST and seen.filled >= MOST
    unnamed = 0.45 if seen.number < MOST else 0.35 if everywhere else -0.7
    return (word or unnamed) + seen.time


def _why(role: str, name: str, seen: Looks) -> str:
    word, said = rank(role, name), seen.says()
    parts = [f"its name says {role.replace('_', ' ')}"] if word >= 0.5 else []
    parts += [f"its name contains a word for {role.replace('_', ' ')}"] if 0 < word < 0.5 else []
    parts += [f"it holds {said}"] if said else []
    return " and ".join(parts) or "nothing else fits"


def _times(texts: pa.StringArray) -> Array:
    """Which are times, whatever the order of day and month."""
    zone, read = clock.zone("UTC"), np.zeros(len(texts), bool)
    for order in (Order.DAY_FIRST, Order.MONTH_FIRST):
        if not read.all():
            reasons = read_times(texts, zone, order)[1]
            read |= (reasons == 0) | (reasons == Reason.SKIPPED_TIME)
    return read


def _is(mask: pa.BooleanArray) -> Array:
    return np.asarray(mask.to_numpy(zero_copy_only=False))


def seen_in(chunk: Chunk) -> list[Looks]:
    """Look at every column of a file's beginning; rows that cannot be read are passed over."""
    sound = pa.array(chunk.faults[:LOOKED_AT] == 0)
    return looks([column.slice(0, LOOKED_AT).filter(sound) for column in chunk.columns])
