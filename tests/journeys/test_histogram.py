from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.checks import check_median
from tests.journeys.strategies import examples

from touchline.journeys import histogram

waits = st.one_of(
    st.integers(0, 5000),
    st.integers(0, 10**9),
    st.integers(0, 2**59 - 1),
    st.integers(9, 59).map(lambda k: 2**k),
)


def counted(values: list[int]) -> np.ndarray:
    return np.bincount(histogram.bins_of(np.array(values, np.int64)), minlength=histogram.BINS)


def test_bins_have_no_gaps_and_begin_at_a_millisecond() -> None:
    assert len(histogram.EDGES) == histogram.BINS + 1 == len(histogram.MIDDLES) + 1
    assert histogram.EDGES[:2].tolist() == [0, 1000]
    assert (np.diff(histogram.EDGES) > 0).all()


def test_no_bin_is_wider_than_promised() -> None:
    inside, edges = histogram.MIDDLES[1:], histogram.EDGES[1:]
    assert max((edges[1:] / inside - 1).max(), (1 - edges[:-1] / inside).max()) < 0.0078


def test_any_wait_between_two_dates_has_a_bin_of_its_own_size() -> None:
    longest = 9998 * 366 * 86_400_000_000
    (at,) = histogram.bins_of(np.array([longest]))
    assert histogram.EDGES[at] <= longest < histogram.EDGES[at + 1]


@examples(200)
@given(st.lists(waits, min_size=1, max_size=50))
def test_the_kernel_puts_every_wait_in_the_bin_that_holds_it(values: list[int]) -> None:
    from touchline.journeys.kernels import waits as kernel

    plain = [sum(1 for edge in histogram.EDGES[1:-1] if edge <= float(value)) for value in values[:3]]
    assert histogram.bins_of(np.array(values[:3])).tolist() == plain
    compiled = [int(kernel.bin_of(value)) for value in values]
    assert compiled == histogram.bins_of(np.array(values)).tolist()


@examples(100)
@given(st.lists(waits, max_size=40))
def test_the_median_is_the_lower_middle_value_within_one_percent(values: list[int]) -> None:
    check_median(histogram.median(counted(values)), values)


@examples(50)
@given(st.lists(waits, max_size=40), st.lists(waits, max_size=40))
def test_histograms_add_up(one: list[int], other: list[int]) -> None:
    assert (counted(one) + counted(other) == counted(one + other)).all()


def test_the_interval_is_the_order_statistics_widened_to_their_bins() -> None:
    values = sorted(int(math.exp(k / 3)) * 10_000 for k in range(1, 26))
    low, high = histogram.median_interval(counted(values))
    assert low is not None
    assert high is not None
    assert values[7] / 1.0157 <= low * 1e6 <= values[7]
    assert values[17] <= high * 1e6 <= values[17] * 1.0157


@pytest.mark.parametrize("people", [12, 100, 1000, 20_000])
def test_the_interval_of_a_median_covers_it(people: int) -> None:
    random = np.random.default_rng(people)
    true = 48 * 3600.0
    inside = 0
    for _ in range(200):
        drawn = (true * 1e6 * np.exp(random.normal(0, 1, people))).astype(np.int64)
        low, high = histogram.median_interval(np.bincount(histogram.bins_of(drawn), minlength=histogram.BINS))
        inside += bool(low is not None and high is not None and low <= true <= high)
    assert inside / 200 >= 0.93


def test_an_empty_histogram_has_no_median() -> None:
    nothing = np.zeros(histogram.BINS, np.int64)
    assert histogram.median(nothing) is None
    assert histogram.median_interval(nothing) == (None, None)
