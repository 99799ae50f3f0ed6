from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.strategies import examples

FAR = 2**62


@examples(80)
@given(
    counts=st.lists(st.integers(0, 200), min_size=1, max_size=5),
    spread=st.sampled_from([1, 5, 1000, 10**14, FAR]),
    tidy=st.booleans(),
    seed=st.integers(0, 2**32),
)
def test_touches_are_sorted_by_time_and_seq(counts: list[int], spread: int, tidy: bool, seed: int) -> None:
    from touchline.journeys.kernels import ordering

    dice = np.random.default_rng(seed)
    offset = np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32)
    size = int(offset[-1])
    seq = np.arange(size) if tidy else dice.permutation(size)
    time = dice.integers(-spread, spread, size)
    at, found = np.arange(size, dtype=np.int32), time.copy()
    ordering.order(seq, np.full(len(counts), tidy, np.uint8), offset, at, found)
    person = np.repeat(np.arange(len(counts)), counts)
    wanted = np.lexsort((seq, time, person))
    assert at.tolist() == wanted.tolist()
    assert found.tolist() == time[wanted].tolist()
