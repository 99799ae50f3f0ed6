"""The benchmarks ask every engine the same: on a small record all of them must agree."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest


@pytest.mark.makes_sqlite
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
    assert {engine for engine, question in times.warm if question.startswith("full ")} == set(homes)


def test_answers_that_differ_are_seen() -> None:
    from benchmarks.turns import NEAR, same

    link = [[1, 2], [10, 5, 1_000_000]]
    assert same([link], [[[1, 2], [10, 5, 1_009_000]]], NEAR), "a median of the product's is within 1 %"
    assert not same([link], [[[1, 2], [10, 5, 1_020_000]]], NEAR)
    assert not same([link], [[[1, 2], [11, 5, 1_000_000]]], NEAR), "counts are exact"
    assert not same([link], [], NEAR)
    assert not same([[3, 100]], [[3, 101]], 0.0)


def test_a_goal_is_met_or_not() -> None:
    from benchmarks.goals import Goal, report

    fast = Goal("plain funnel, faster than another, at least", 8.1, 8, "times", least=True)
    large = Goal("memory of a question, at most", 301, 300, "MiB")
    assert fast.met
    assert not large.met
    said = report([fast, large], 1_000)
    assert "1 of 2 goals are met. The goals are for 50,000,000 touches; this run had 1,000." in said
