from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.strategies import examples

from touchline.journeys import intervals


@examples(100)
@given(st.integers(0, 3000), st.integers(1, 3000))
def test_wilsons_ends_are_where_the_test_of_a_share_just_fails(k: int, n: int) -> None:
    """Wilson's interval holds every share p with ``|k/n - p| <= z sqrt(p (1 - p) / n)``."""
    k = min(k, n)
    low, high = intervals.wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    for end, reached in ((low, k > 0), (high, k < n)):
        distance = abs(k / n - end) - intervals.Z * math.sqrt(end * (1 - end) / n)
        assert distance == pytest.approx(0, abs=1e-9) or not reached


def test_known_wilson_intervals() -> None:
    assert intervals.wilson(0, 0) == (0.0, 1.0)
    assert intervals.wilson(0, 10) == (0.0, pytest.approx(0.277533, abs=1e-6))
    assert intervals.wilson(10, 10) == (pytest.approx(0.722467, abs=1e-6), 1.0)
    assert intervals.wilson(5, 10) == (pytest.approx(0.236593, abs=1e-6), pytest.approx(0.763407, abs=1e-6))


@pytest.mark.parametrize("n", [6, 7, 10, 25, 100, 999, 1000, 1001, 5000])
def test_the_ranks_around_a_median_hold_it_with_95_percent_and_no_closer_ones_do(n: int) -> None:
    low, high = intervals.median_ranks(n) or (0, 0)
    assert low + high == n + 1
    assert 1 <= low < high
    below = [Fraction(math.comb(n, k), 2**n) for k in range(low + 1)]
    slack = 1.02 if n > 1000 else 1
    assert sum(below[:low]) <= 0.025 * slack
    assert sum(below[: low + 1]) > 0.025 / slack


@pytest.mark.parametrize("n", [0, 1, 5])
def test_a_median_of_fewer_than_six_has_no_interval(n: int) -> None:
    assert intervals.median_ranks(n) is None
