from __future__ import annotations

import numpy as np
import pytest

from touchline.journeys.kernels import packing
from touchline.journeys.kernels.waits import BINS


@pytest.mark.parametrize("most", [1, 3, packing.SORTED, packing.SORTED + 1, 400])
def test_few_waits_and_many_are_packed_alike(most: int) -> None:
    dice = np.random.default_rng(most)
    links = dice.permutation(50).astype(np.int64)
    few = dice.integers(0, most, 50, endpoint=True)
    few[:2] = 0, most
    listed = dice.choice([0, 1, 7, 500, BINS - 1], few.sum()).astype(np.uint16)
    keys, counts = np.empty((2, len(listed) + 1), np.int64)
    whole = np.repeat(links, few) * BINS + listed
    size = packing.pack(np.argsort(links), links, few, np.cumsum(few), listed, keys, counts)
    expected = np.unique(whole, return_counts=True)
    assert keys[:size].tolist() == expected[0].tolist()
    assert counts[:size].tolist() == expected[1].tolist()
