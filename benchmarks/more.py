"""What only Touchline is asked: every question, what options and intervals cost, memory, one person.

    python -m benchmarks.more HOME [NAME]

Without a name it prints seconds as JSON; with the name of a question, how much memory its first answer takes
beyond the mapped index, in a process that has done nothing else.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import alignments
from benchmarks.engines import THREADS
from benchmarks.engines.ours import anew, index_of, names_of_steps
from benchmarks.goals import Goal
from benchmarks.journeys import CONTACT, PERIOD, STEPS, WITHIN, name_of
from benchmarks.measure import Beyond, run, seconds, table

RUNS = 5
BY, AUDIENCE = "first-channel", "did order"
PEOPLE = 200
MEMORY_GOAL, OPTION_GOAL, INTERVAL_GOAL = 300, 1.3, 1.5
SHARES = ("loops", "retention")
"""Questions whose intervals are of shares alone: they may cost nothing beyond the pass, which is 1.05 here."""


def questions(index: Any) -> dict[str, Any]:
    """Every question there is, as the benchmark asks it."""
    from touchline.journeys.between import Between
    from touchline.journeys.chain import Chain, links_of
    from touchline.journeys.chain_plan import PlannedLink
    from touchline.journeys.clock import MINUTE
    from touchline.journeys.funnel import Funnel
    from touchline.journeys.hourglass import Hourglass
    from touchline.journeys.loops import Loops
    from touchline.journeys.names import resolve_step
    from touchline.journeys.orders import Orders
    from touchline.journeys.paths import Paths
    from touchline.journeys.question import Period
    from touchline.journeys.retention import Retention
    from touchline.journeys.routes import Routes
    from touchline.journeys.stopped import Stopped
    from touchline.journeys.time_to import TimeTo
    from touchline.journeys.touches import Touches

    first, period = resolve_step(index.legend, name_of(STEPS[0])), Period(*PERIOD)
    planned = [
        PlannedLink(
            tuple(name_of(at) for at in link["touchpoints"]),
            link.get("optional", False),
            link.get("repeated", False),
            link["expected"] // MINUTE if "expected" in link else None,
        )
        for link in alignments.LINKS
    ]
    return {
        "funnel": Funnel(names_of_steps(index), WITHIN, period),
        "transitions": Paths(period),
        "touches": Touches("order", CONTACT, period),
        "hourglass": Hourglass(period=period),
        "orders": Orders(period=period),
        "retention": Retention("any", "any", period=period),
        "time to": TimeTo((first,), ("order",), WITHIN, period),
        "routes": Routes(period=period),
        "between": Between(start=first, period=period),
        "loops": Loops(period),
        "stopped": Stopped(period=period),
        "chain": Chain(links_of(index.legend, planned), period),
    }


def time_all(home: Path) -> dict[str, dict[str, float]]:
    """Median seconds by what was done and question; the ways to ask a question take turns."""
    from touchline.journeys import engine, jackknife

    index = index_of(home)
    engine.warm_up()
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    for name, question in questions(index).items():
        ways = _ways(index, question)
        for _ in range(RUNS + 1):
            for way, work in ways.items():
                taken[way, name].append(_timed(work))
    blocks = jackknife.BLOCKS
    orders = questions(index)["orders"]
    for _ in range(RUNS + 1):
        jackknife.BLOCKS = 1
        taken["without intervals", "orders"].append(_timed(lambda: anew(index, orders)))
        jackknife.BLOCKS = blocks
        taken["alone", "orders"].append(_timed(lambda: anew(index, orders)))
    taken["person", "by key"] = by_key(index)
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for (way, name), values in taken.items():
        found[way][name] = statistics.median(values[1:])
    return found


def _ways(index: Any, question: Any) -> dict[str, Callable[[], object]]:
    from touchline.journeys import audience_reading, breakdown, engine
    from touchline.journeys.kept import Kept
    from touchline.journeys.options import Options

    by, audience = breakdown.read(BY, index.legend), audience_reading.read(AUDIENCE)

    def fresh() -> Any:
        return replace(index, kept=Kept())

    ways: dict[str, Callable[[], object]] = {
        "alone": lambda: anew(index, question),
        "by": lambda: engine.ask_parts(fresh(), question, Options(by=by), THREADS),
        "audience": lambda: anew(index, question, audience),
    }
    if not hasattr(question, "prepare"):
        ways["without intervals"] = lambda: engine.total(fresh(), question, THREADS)
    return ways


def by_key(index: Any) -> list[float]:
    """Seconds to find a person's touches and copy them; the people by chance."""
    dice, taken = np.random.default_rng(3), []
    for key in dice.integers(1, index.people + 1, PEOPLE).tolist():
        begin = time.perf_counter()
        shard, row = index.find(key)
        here = slice(int(shard.offset[row]), int(shard.offset[row + 1]))
        shard.time[here].copy(), shard.code[here].copy()
        taken.append(time.perf_counter() - begin)
    return taken


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def memory(home: Path, name: str) -> float:
    """MiB that the first answer takes beyond the mapped index and what the process held before."""
    from touchline.journeys import engine

    index = index_of(home)
    engine.warm_up()
    question = questions(index)[name]
    with Beyond() as beyond:
        anew(index, question)
    return beyond.peak


def measure(home: Path, parquet: Path, people: int) -> tuple[list[str], list[Goal]]:
    """The tables, and what the issue asks for beside what was found."""
    took = json.loads(run(["-m", "benchmarks.more", str(home)]).said)
    names = list(took["alone"])
    held = {name: float(run(["-m", "benchmarks.more", str(home), name]).said) for name in names}
    lines, goals = alignments.measure(parquet, people, took["alone"]["chain"])
    return [*_report(took, held), *lines], [*_goals(took, held), *goals]


def _report(took: dict[str, dict[str, float]], held: dict[str, float]) -> list[str]:
    def times(way: str, name: str) -> str:
        return f"{took[way][name] / took['alone'][name]:.2f}" if name in took[way] else ""

    def without(name: str) -> str:
        cost = took["without intervals"].get(name)
        return f"{took['alone'][name] / cost:.2f}" if cost else ""

    return [
        "## Every question, options, intervals, memory",
        "",
        f"The product's own questions in full, of a period, counted anew each time; medians of {RUNS}, the ways to ask "
        f"taking turns in one process. *By*: broken down by {BY}, which answers for everybody as well. *Filter*: only people "
        f"who `{AUDIENCE}`, who are found anew each time. *With intervals*: the whole question divided by its sums alone; for "
        "orders, 200 blocks divided by one. *Memory*: the most that the first answer of a new process holds beyond the mapped "
        "index and what the process held before, looked at every 2 ms.",
        "",
        *table(
            ("question", "alone", "by ÷ alone", "filter ÷ alone", "with ÷ without intervals", "memory"),
            [
                (
                    name,
                    seconds(took["alone"][name]),
                    times("by", name),
                    times("audience", name),
                    without(name),
                    f"{held[name]:,.0f} MiB",
                )
                for name in took["alone"]
            ],
        ),
        "",
        f"A person's touches by key: {took['person']['by key'] * 1000:.3f} ms, median of {PEOPLE} people.",
        "",
    ]


def _goals(took: dict[str, dict[str, float]], held: dict[str, float]) -> list[Goal]:
    def worst(way: str) -> tuple[float, str]:
        return max((took[way][name] / took["alone"][name], name) for name in took[way])

    goals = []
    for way, words in (("by", "a breakdown"), ("audience", "a filter")):
        times, name = worst(way)
        goals.append(Goal(f"{words}, at most (worst: {name})", times, OPTION_GOAL, "x the question"))
    for name, cost in took["without intervals"].items():
        goal = 1.05 if name in SHARES else INTERVAL_GOAL
        goals.append(Goal(f"intervals of {name}, at most", took["alone"][name] / cost, goal, "x the pass"))
    most, name = max((one, name) for name, one in held.items())
    goals.append(Goal(f"memory of a question, at most (worst: {name})", most, MEMORY_GOAL, "MiB"))
    goals.append(Goal("a person's journey by key, at most", took["person"]["by key"] * 1000, 5, "ms"))
    return goals


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(memory(Path(sys.argv[1]), sys.argv[2]))
    else:
        print(json.dumps(time_all(Path(sys.argv[1]))))
