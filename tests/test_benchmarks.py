"""The benchmarks ask every engine the same: on a small record all of them must agree."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest


@pytest.mark.parametrize(("touches", "people"), [(4_000, 300), (40, 1)])
def test_all_engines_give_the_same_answers(tmp_path: Path, touches: int, people: int) -> None:
    for name in ("chdb", "polars", "psutil"):
        if find_spec(name) is None:
            pytest.skip(f"{name} is not there: make bench installs it.")
    from benchmarks import questions, turns

    homes = questions.prepare(tmp_path, touches, people, lambda _: None)
    report = questions.build(homes, touches, people, lambda _: None)
    assert any(f"{touches:,} touches of {people:,}" in line for line in report)
    times = turns.take_turns(homes, runs=1)  # raises when two answers differ
    assert {engine for engine, _ in times.warm} == set(homes)
