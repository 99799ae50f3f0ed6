"""What every question's test checks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any

import numpy as np
from tests.oracle.plain import lower_median

from touchline.journeys import engine
from touchline.journeys.histogram import BINS, bins_of
from touchline.journeys.index import Array, Index


def check_people(index: Index, question: Any, selector: str, expected: Iterable[int], number: int) -> None:
    """A number opens a list of exactly its length, with exactly the right persons."""
    found = engine.people(index, question, selector)
    assert found.keys.tolist() == sorted(expected), selector
    assert found.count == number == len(found.keys), selector


def check_median(seconds: float | None, waits: list[int]) -> None:
    """A median read from the histogram is at most one per cent from the exact one."""
    exact = lower_median(waits)
    if exact is None:
        assert seconds is None
    elif exact < 1000:
        assert seconds == 0
    else:
        assert seconds is not None
        assert abs(seconds * 1e6 - exact) <= 0.0078 * exact + 1


def check_waits(counts: Array, waits: list[int]) -> None:
    """Every single wait is in its bin, and nothing else is."""
    bins = bins_of(np.array(waits, np.int64))
    assert counts.tolist() == np.bincount(bins, minlength=BINS).tolist()


def sums_of(index: Index, question: Any) -> Any:
    """The partials of all shards, added up."""
    return reduce(add, (question.partial(shard, index.legend) for shard in index.shards))


def check_same_everywhere(make: Any, question: Any) -> None:
    """Neither shards nor threads change a digit."""
    first = engine.ask(make(1), question).to_dict()
    for shards, threads in ((3, 1), (3, 2), (7, 4)):
        assert engine.ask(make(shards), question, threads=threads).to_dict() == first
