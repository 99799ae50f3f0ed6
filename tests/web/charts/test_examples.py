from __future__ import annotations

import doctest
from importlib import import_module

import pytest

NAMES = ("svg", "colours", "hourglass", "interval", "bars", "spark", "flow", "timeline", "quantiles")


@pytest.mark.parametrize("name", [*(f"charts.{name}" for name in NAMES), "wording"])
def test_the_example_of_a_chart_runs(name: str) -> None:
    module = import_module(f"touchline.web.{name}")
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
