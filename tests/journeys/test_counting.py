"""Partials are added up as they come, and few of them wait at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest

from touchline.journeys.counting import Pile
from touchline.journeys.index import Array
from touchline.journeys.sums import Sums


@dataclass(frozen=True)
class Some(Sums):
    """A sum of one number."""

    number: Array

    @classmethod
    def of(cls, number: int) -> Some:
        return cls(np.array([number], np.int64))


@pytest.mark.parametrize("items", [1, 2, 3, 7, 8, 100])
@pytest.mark.parametrize("threads", [1, 4])
def test_all_are_added_up_whoever_comes_first(items: int, threads: int) -> None:
    pile: Pile[Some] = Pile()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda at: pile.add(Some.of(1 << at % 60)), range(items)))
    assert pile.whole().number.tolist() == [sum(1 << at % 60 for at in range(items))]


def test_few_wait_for_another() -> None:
    pile: Pile[Some] = Pile()
    for _ in range(1000):
        pile.add(Some.of(1))
        assert pile.waiting <= 10
