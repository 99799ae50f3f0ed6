"""What issue 4 asks for, beside what was measured: met or not met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.measure import table

SIZE = 50_000_000


@dataclass(frozen=True)
class Goal:
    """``found`` in a ``unit`` against a ``goal``, which it must not exceed, or with ``least`` must reach."""

    what: str
    found: float
    goal: float
    unit: str
    least: bool = False

    @property
    def met(self) -> bool:
        """Whether it was reached."""
        return self.found >= self.goal if self.least else self.found <= self.goal

    def row(self) -> tuple[str, str, str, str]:
        """What, found, goal, and the verdict."""
        found, goal = (f"{_plain(one)} {self.unit}" for one in (self.found, self.goal))
        return (self.what, found, goal, "met" if self.met else "**not met**")


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:.4g}"


def report(goals: Sequence[Goal], touches: int) -> list[str]:
    """The table of all goals."""
    met = sum(one.met for one in goals)
    about = "" if touches == SIZE else f" The goals are for {SIZE:,} touches; this run had {touches:,}."
    return [
        "## Goals",
        "",
        f"{met} of {len(goals)} goals are met.{about}",
        "",
        "Two goals are said in words and were given numbers here: intervals of shares cost *nothing beyond the pass* (1.05, "
        "as two runs differ by that much), and a person's journey is found *in milliseconds* (5 ms).",
        "",
        *table(("what", "measured", "goal", ""), [one.row() for one in goals]),
        "",
    ]
