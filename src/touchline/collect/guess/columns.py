"""Which column stands for what: by the words of the header, held against what stands below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.collect.cells.dates import Order
from touchline.collect.cells.numbers import are_amounts
from touchline.collect.cells.times import read_times
from touchline.collect.guess.words import lean, rank
from touchline.collect.importers import Chunk
from touchline.collect.reasons import Reason
from touchline.journeys import clock
from touchline.lake.parquet import CAMPAIGN
from touchline.workspace import currencies

LOOKED_AT = 2000
"""Rows of the beginning of a file by which columns are told apart."""
MOST = 0.9
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"


@dataclass(frozen=True)
class Looks:
    """What stands in a column, as shares of the cells that are not blank; ``filled`` of all cells."""

    filled: float
    email: float
    time: float
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


def looks(column: pa.StringArray) -> Looks:
    """Look at the beginning of a column."""
    few = pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(column.slice(0, LOOKED_AT), 0, 1000))
    there = few.filter(pc.greater(pc.binary_length(few), 0))
    count = len(there)
    if not count:
        return Looks(0, 0, 0, 0, 0, 0, 0)
    codes = pc.is_in(pc.utf8_upper(there), pa.array(sorted(currencies.CODES)))
    return Looks(
        filled=count / len(few),
        email=_share(pc.match_substring_regex(there, EMAIL)),
        time=_times(there),
        number=_share(are_amounts(there)),
        code=_share(codes),
        distinct=pc.count_distinct(there).as_py() / count,
        letters=_share(pc.match_substring_regex(there, r"\pL")),
    )


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
    if role in ("time", "currency"):
        share = seen.time if role == "time" else seen.code
        plain = word or (0.45 if seen.number < MOST else -0.7)
        return plain + share if share >= MOST else 0
    if role in ("value", "quantity", "price"):
        return word if seen.number >= MOST and seen.time < MOST else 0
    if role in ("order", "event_id"):
        return word if seen.filled and seen.time < MOST else 0
    if role == "brought_by" or role in CAMPAIGN:
        return word if word >= 0.5 else 0
    if role == "name":
        return word if seen.letters > 0.5 and seen.email < 0.5 else 0
    texts = seen.email < 0.5 and seen.time < MOST and seen.code < MOST and seen.letters > 0
    return word if texts else 0


def _why(role: str, name: str, seen: Looks) -> str:
    word, said = rank(role, name), seen.says()
    parts = [f"its name says {role.replace('_', ' ')}"] if word >= 0.5 else []
    parts += [f"its name contains a word for {role.replace('_', ' ')}"] if 0 < word < 0.5 else []
    parts += [f"it holds {said}"] if said else []
    return " and ".join(parts) or "nothing else fits"


def _times(texts: pa.StringArray) -> float:
    """The share of times, whatever the order of day and month."""
    zone, read = clock.zone("UTC"), np.zeros(len(texts), bool)
    for order in (Order.DAY_FIRST, Order.MONTH_FIRST):
        if not read.all():
            reasons = read_times(texts, zone, order)[1]
            read |= (reasons == 0) | (reasons == Reason.SKIPPED_TIME)
    return float(np.count_nonzero(read) / len(texts))


def _share(mask: pa.BooleanArray) -> float:
    return float(np.count_nonzero(mask.to_numpy(zero_copy_only=False)) / max(len(mask), 1))


def seen_in(chunk: Chunk) -> list[Looks]:
    """Look at every column of a file's beginning; rows that cannot be read are passed over."""
    sound = pa.array(chunk.faults[:LOOKED_AT] == 0)
    return [looks(column.slice(0, LOOKED_AT).filter(sound)) for column in chunk.columns]
