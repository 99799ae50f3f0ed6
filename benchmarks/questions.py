"""The four questions on millions of touches: Touchline's index against three engines, one run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import engines, journeys, mining, turns
from benchmarks.engines import ENGINES, FULL, PLAIN, THREADS
from benchmarks.goals import Goal
from benchmarks.measure import run, seconds, size_of, table
from benchmarks.sizes import base_of, without_money
from benchmarks.turns import READ, Times

LOADED = "loaded.json"

TITLES = {
    "funnel": "ordered funnel of 5 steps in 30 days",
    "transitions": "transitions between touchpoints, counts and times",
    "touches": "touches before the first order",
    "hourglass": "hourglass: reached, from before, went on, lost",
}
FULL_TITLES = {
    "full funnel": "funnel: people, stopped, still open, median waits",
    "full transitions": "transitions: counts, people, median waits, starts, ends, touchpoints",
    "full touches": "contacts (30 minutes apart, by channel) before the first order; people without one",
    "full hourglass": "hourglass: the four, still open, median waits",
}
FASTER = {
    ("funnel", "clickhouse"): 8,
    ("funnel", "frames"): 5,
    ("transitions", "clickhouse"): 20,
    ("transitions", "frames"): 6,
    ("touches", "clickhouse"): 30,
    ("touches", "frames"): 5,
    **{(question, engine): 5 for question in FULL for engine in ("clickhouse", "duck")},
}
"""How many times as fast as an engine a question should be."""
LIMITS = {"funnel": (4, READ[1]), "transitions": (2, READ[1]), "touches": (1.3, READ[0])}
"""How many times the time of only reading which arrays a plain question should take at most."""
FIRST_ANSWER, BYTES = 1.5, 11


def prepare(folder: Path, touches: int, people: int, tell: Callable[[str], None]) -> dict[str, Path]:
    """Make the journeys and every engine's own form of them, where ``folder`` has none yet; the engines' folders."""
    homes = {engine: folder / engine for engine in ENGINES}
    if (folder / LOADED).exists():
        return homes
    columns = folder / "columns"
    for made in (columns, *homes.values()):
        made.mkdir()
    tell("making journeys")
    journeys.make(columns, touches, people)
    journeys.write_sorted(columns)
    tell("filling the lake")
    took = {"ours": run(["-m", "benchmarks.workspace", str(columns), str(homes["ours"] / "home")])}
    for engine in ENGINES[1:]:
        tell(f"loading {engines.load(engine).NAME}")
        took[engine] = run(["-m", "benchmarks.child", engine, str(homes[engine]), "prepare", str(columns)])
    for name in ("person", "time", "touchpoint", "arrival"):
        (columns / f"{name}.npy").unlink()
    (folder / LOADED).write_text(json.dumps({name: [ran.seconds, ran.peak] for name, ran in took.items()}))
    return homes


def build(homes: dict[str, Path], touches: int, people: int, tell: Callable[[str], None]) -> list[str]:
    """Build the index, and say what it took and what the other engines took."""
    home = homes["ours"] / "home"
    took = json.loads((homes["ours"].parent / LOADED).read_text())
    tell("building the index")
    built = run(["-m", "touchline", "--home", str(home), "index", "build"], TOUCHLINE_THREADS=str(THREADS))
    arrays = base_of(home)
    loaded = ", ".join(
        f"{engines.load(engine).NAME} took {took[engine][0]:,.1f} s and {took[engine][1]:,.0f} MiB to load them"
        for engine in ENGINES[1:-1]
    )
    return [
        "## The index",
        "",
        f"{touches:,} touches of {people:,} people in random order of arrival: {took['ours'][0]:,.0f} s to give people their "
        f"numbers and append the events to the lake ({size_of(home / 'lake') / touches:.1f} bytes an event). `touchline index "
        f"build` makes the index from them in {built.seconds:,.1f} s, {touches / built.seconds / 1e6:.2f} million touches a "
        f"second, in {built.peak:,.0f} MiB. It takes {without_money(arrays) / touches:.1f} bytes a touch, {size_of(arrays) / touches:.1f} with money and orders.",
        "",
        f"The other engines were given the touches as Parquet, sorted already: {loaded}; Polars reads the Parquet into memory "
        "each time.",
        "",
    ]


def small(homes: dict[str, Path], touches: int) -> Goal:
    """How many bytes a touch takes."""
    found = without_money(base_of(homes["ours"] / "home")) / touches
    return Goal("a touch without money, at most", found, BYTES, "bytes")


def measure(
    homes: dict[str, Path], touches: int, people: int, tell: Callable[[str], None]
) -> tuple[list[str], list[Goal]]:
    """Compare the answers, then the times."""
    begin = time.perf_counter()
    tell("asking the questions in turn")
    times = turns.take_turns(homes)
    tell("asking fresh processes")
    turns.first_answers(homes, times)
    tell(f"asked for {time.perf_counter() - begin:.0f} s")
    mined = mining.measure(homes["frames"] / "touch.parquet", touches, times.warm["ours", "transitions"])
    return [*_report(times, touches, people), *mined], _goals(times)


def _report(times: Times, touches: int, people: int) -> list[str]:
    names = [engines.load(engine).NAME for engine in ENGINES]
    fast = times.warm["ours", READ[0]], times.warm["ours", READ[1]]
    return [
        "## The four questions",
        "",
        f"{touches:,} touches, {people:,} people, {journeys.TOUCHPOINTS} touchpoints, {THREADS} threads each. Every engine runs in a "
        "process of its own; all counts and sums are compared first and must be the same in all of them, medians within "
        f"1 %; then the engines take turns, medians of {turns.RUNS}.",
        "",
        "*Plain*: counts and sums only. The product has no plain form: its loops over the same arrays are in "
        "`benchmarks/engines/kernels.py`. *Full*: what the product answers, of a period: people, medians, what is still "
        "open, contacts. Medians of the others are exact, the product's come from a histogram. Intervals and the touchpoints "
        "below each stage are asked of the product alone.",
        "",
        *table(
            ("question, plain", *names, "fastest other ÷ Touchline", "Touchline ÷ only reading"),
            [
                (
                    TITLES[question],
                    *(seconds(times.warm[engine, question]) for engine in ENGINES),
                    _ratio(times, question),
                    f"{times.warm['ours', question] / times.warm['ours', _read(question)]:.1f}",
                )
                for question in PLAIN
            ],
        ),
        "",
        f"Only reading, the limit: summing codes and offsets {seconds(fast[0])}, which is the least for touches before the first "
        f"order, codes, offsets and times {seconds(fast[1])}.",
        "",
        *table(
            ("question, full", *names, "fastest other ÷ Touchline", "Touchline: full ÷ plain"),
            [
                (
                    FULL_TITLES[full],
                    *(seconds(times.warm[engine, full]) for engine in ENGINES),
                    _ratio(times, full),
                    f"{times.warm['ours', full] / times.warm['ours', plain]:,.1f}",
                )
                for plain, full in zip(PLAIN, FULL, strict=True)
            ],
        ),
        "",
        "Cold: from the start of a process to its first answer, libraries and all; medians of 3. Compiled kernels are kept "
        "on disk, and the machine's file cache stays warm.",
        "",
        *table(
            ("question", "Touchline, full", *(f"{name}, plain" for name in names)),
            [
                (
                    TITLES[plain],
                    seconds(times.cold["ours", full]),
                    *(seconds(times.cold[engine, plain]) for engine in ENGINES),
                )
                for plain, full in zip(PLAIN, FULL, strict=True)
            ],
        ),
        "",
        "Peak memory of each engine's process over all of it: "
        + ", ".join(
            f"{name} {times.peak[engine]:,.0f} MiB" for engine, name in zip(ENGINES, names, strict=True)
        )
        + ". Touchline's includes the whole index, mapped into memory, which the system may drop and read again.",
        "",
    ]


def _goals(times: Times) -> list[Goal]:
    goals = []
    for (question, engine), goal in FASTER.items():
        found = times.warm[engine, question] / times.warm["ours", question]
        kind = question if question in FULL else f"plain {question}"
        what = f"{kind}, faster than {engines.load(engine).NAME}, at least"
        goals.append(Goal(what, found, goal, "times", least=True))
    for question, (goal, read) in LIMITS.items():
        found = times.warm["ours", question] / times.warm["ours", read]
        goals.append(Goal(f"plain {question}, at most", found, goal, "x only reading"))
    slowest = max(times.cold["ours", full] for full in FULL)
    return [*goals, Goal("first answer of a new process, at most", slowest, FIRST_ANSWER, "s")]


def _read(question: str) -> str:
    return READ[0] if question == "touches" else READ[1]


def _ratio(times: Times, question: str) -> str:
    best = min(times.warm[engine, question] for engine in ENGINES[1:])
    return f"{best / times.warm['ours', question]:,.1f}"


def queries() -> list[str]:
    """What each engine runs."""
    lines = [
        "## What each engine runs",
        "",
        "No two touches of a person are at the same instant: `windowFunnel` of chDB would put touches of one "
        "instant in the order of the steps, Touchline keeps the order of the record. Its mode `strict_order` is another question: "
        "it ends a chain at any step out of turn, so it is not used.",
        "",
    ]
    for engine in ENGINES:
        module = engines.load(engine)
        language = "sql" if engine in ("clickhouse", "duck") else "python"
        for question, text in module.QUERIES.items():
            lines += [
                "<details>",
                f"<summary>{module.NAME}: {(TITLES | FULL_TITLES)[question]}</summary>",
                "",
                f"```{language}",
                *text.strip().splitlines(),
                "```",
                "",
                "</details>",
                "",
            ]
    return lines
