"""The engines in turn, each in a process of its own; answers are compared before anything is timed."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.engines import ENGINES, FULL, PLAIN
from benchmarks.measure import ROOT, environment

MEDIANS = ("full funnel", "full transitions", "full hourglass")
NEAR = 0.01
"""How far a median of the product's may be from the true one."""
RUNS = 5
READ = ("read code", "read code and time")
"""The arrays that a question must touch: the first is enough for touches before the first order."""


class Child:
    """An engine in a process, asked over a pipe."""

    def __init__(self, engine: str, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.child", engine, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
            cwd=ROOT,
        )

    def ask(self, question: str) -> dict[str, Any]:
        """Seconds, answer and peak memory."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{question}\n")
        self.process.stdin.flush()
        while line := self.process.stdout.readline():
            if line.startswith('{"seconds"'):
                said: dict[str, Any] = json.loads(line)
                return said
        raise RuntimeError(f"The engine ended while it was asked for {question}.")

    def end(self) -> None:
        """Let it end."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


@dataclass
class Times:
    """Median seconds by engine and question, warm and cold; peak memory in MiB by engine."""

    warm: dict[tuple[str, str], float] = field(default_factory=dict)
    cold: dict[tuple[str, str], float] = field(default_factory=dict)
    peak: dict[str, float] = field(default_factory=dict)


def take_turns(homes: Mapping[str, Path], runs: int = RUNS) -> Times:
    """Ask every engine every question. Raises ``AssertionError`` when two answers differ."""
    times = Times()
    children = {engine: Child(engine, homes[engine]) for engine in ENGINES}
    try:
        _compare(children)
        taken: dict[tuple[str, str], list[float]] = defaultdict(list)
        for question in (*PLAIN, *FULL):
            for _ in range(runs):
                for engine, child in children.items():
                    taken[engine, question].append(child.ask(question)["seconds"])
        for _ in range(runs):
            for array in READ:
                taken["ours", array].append(children["ours"].ask(array)["seconds"])
        times.warm = {key: statistics.median(values) for key, values in taken.items()}
        times.peak = {engine: child.ask("touches")["peak"] for engine, child in children.items()}
    finally:
        for child in children.values():
            child.end()
    return times


def _compare(children: Mapping[str, Child]) -> None:
    """Every engine's answer to every question in both forms. It warms them too."""
    for array in READ:
        children["ours"].ask(array)
    for question in (*PLAIN, *FULL):
        answers = {engine: child.ask(question)["answer"] for engine, child in children.items()}
        for engine, answer in answers.items():
            if not same(answer, answers["ours"], NEAR if question in MEDIANS else 0.0):
                raise AssertionError(f"{question}: {engine} differs.\n{answer}\n{answers['ours']}")


def same(one: Any, other: Any, near: float) -> bool:
    """Whether two answers are equal; the last number of each list, a median, as near as ``near`` or a millisecond."""
    if not isinstance(one, list) or not isinstance(other, list):
        return bool(one == other)
    if len(one) != len(other):
        return False
    if not near or len(one) < 3 or isinstance(one[0], list):
        return all(same(*both, near) for both in zip(one, other, strict=True))
    return one[:-1] == other[:-1] and abs(one[-1] - other[-1]) <= max(1000, near * one[-1])


def first_answers(homes: Mapping[str, Path], times: Times, runs: int = 3) -> None:
    """Seconds from the start of a process to its first answer. The machine's file cache stays warm."""
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    for _ in range(runs):
        for engine in ENGINES:
            for question in (*PLAIN, *(FULL if engine == "ours" else ())):
                begin = time.perf_counter()
                child = Child(engine, homes[engine])
                child.ask(question)
                taken[engine, question].append(time.perf_counter() - begin)
                child.end()
    times.cold = {key: statistics.median(values) for key, values in taken.items()}
