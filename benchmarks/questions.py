"""The four questions on millions of touches: Touchline's index against three engines, one run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import engines, journeys, turns
from benchmarks.engines import ENGINES, PLAIN, THREADS
from benchmarks.measure import run, seconds, size_of, table
from benchmarks.turns import Times

LOADED = "loaded.json"

TITLES = {
    "funnel": "ordered funnel of 5 steps in 30 days",
    "transitions": "transitions between touchpoints, counts and times",
    "touches": "touches before the first order",
    "hourglass": "hourglass: reached, from before, went on, lost",
}
ASKED = {"funnel": 0.25, "transitions": 0.12, "touches": 0.05}
"""What the design asks of the plain form at 50 million touches, from a sketch on another machine with two cores."""

PAGE = {name: f"full {name}" for name in PLAIN} | {"touches": "full contacts"}
"""How the pages ask: touches are counted as contacts."""


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
    arrays = max((home / "index" / "bases").iterdir(), key=lambda base: base.name)
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
        f"second, in {built.peak:,.0f} MiB. It takes {size_of(arrays) / touches:.1f} bytes a touch.",
        "",
        f"The other engines were given the touches as Parquet, sorted already: {loaded}; Polars reads the Parquet into memory "
        "each time.",
        "",
    ]


def measure(homes: dict[str, Path], touches: int, people: int, tell: Callable[[str], None]) -> list[str]:
    """Compare the answers, then the times."""
    begin = time.perf_counter()
    tell("asking the questions in turn")
    times = turns.take_turns(homes)
    tell("asking fresh processes")
    turns.first_answers(homes, times)
    tell(f"asked for {time.perf_counter() - begin:.0f} s")
    names = [engines.load(engine).NAME for engine in ENGINES]
    return [
        "## The four questions",
        "",
        f"{touches:,} touches, {people:,} people, {journeys.TOUCHPOINTS} touchpoints, {THREADS} threads each. Every engine runs in a "
        "process of its own; all counts and sums are compared first and must be the same in all of them; then the engines "
        f"take turns, medians of {turns.RUNS}.",
        "",
        "*Plain*: counts and sums only, the same for all four. The product has no plain form: its loops over the same arrays "
        "are in `benchmarks/engines/kernels.py`. *As pages ask*: the product's own question, which also counts "
        "people and waits, medians, what is still open, places of the stages, contacts instead of raw touches, and "
        "intervals. The transitions pay most for that: the people of each link and a histogram of its waits, where a plain "
        "answer has one sum.",
        "",
        *table(
            ("question, plain", *names, "fastest other ÷ Touchline", "the design's goal"),
            [
                (
                    TITLES[question],
                    *(seconds(times.warm[engine, question]) for engine in ENGINES),
                    _ratio(times, question, question),
                    seconds(ASKED[question]) if question in ASKED else "",
                )
                for question in PLAIN
            ],
        ),
        "",
        f"Only reading the two arrays takes {seconds(times.warm['ours', 'reading'])}: the limit. The design's goal is for 50 "
        "million touches.",
        "",
        *table(
            ("question, as pages ask", "Touchline", "÷ its plain form", "fastest other, plain ÷ Touchline"),
            [
                (
                    TITLES[question],
                    seconds(times.warm["ours", PAGE[question]]),
                    f"{times.warm['ours', PAGE[question]] / times.warm['ours', question]:,.1f}",
                    _ratio(times, question, PAGE[question]),
                )
                for question in PLAIN
            ],
        ),
        "",
        "Cold: from the start of a process to its first answer, libraries and all; medians of 3. Compiled kernels are kept "
        "on disk, and the machine's file cache stays warm.",
        "",
        *table(
            (
                "question",
                "Touchline, as pages ask",
                "Touchline, plain",
                *(f"{name}, plain" for name in names[1:]),
            ),
            [
                (
                    TITLES[question],
                    seconds(times.cold["ours", PAGE[question]]),
                    *(seconds(times.cold[engine, question]) for engine in ENGINES),
                )
                for question in PLAIN
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


def _ratio(times: Times, question: str, ours: str) -> str:
    best = min(times.warm[engine, question] for engine in ENGINES[1:])
    return f"{best / times.warm['ours', ours]:,.1f}"


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
                f"<summary>{module.NAME}: {TITLES[question]}</summary>",
                "",
                f"```{language}",
                *text.strip().splitlines(),
                "```",
                "",
                "</details>",
                "",
            ]
    return lines
