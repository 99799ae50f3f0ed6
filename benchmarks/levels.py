"""What keeping the index fresh costs, against a full build.

A record of N touches over N / 12.5 persons, 4 % of them lines of orders, is built; then touches come in
pieces, late ones among them. Each number is a median, and a share of the full build that was measured in
the same run.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.engines import THREADS
from benchmarks.goals import Goal
from benchmarks.measure import seconds, table
from touchline.journeys import engine
from touchline.journeys.funnel import Funnel
from touchline.journeys.hourglass import Hourglass
from touchline.journeys.orders import Orders
from touchline.journeys.paths import Paths
from touchline.journeys.touches import Touches
from touchline.lake.events import GIVEN, Lake
from touchline.lake.generations import Generations
from touchline.lake.meaning import Meaning, SchemeMeaning, TouchpointMeaning

TOUCHPOINTS = 60
STAGES = ("know", "like", "trust", "try", "buy", "repeat", "refer")
START, SECOND = 1_700_000_000_000_000, 1_000_000
PIECE = 500_000
ROUNDS, FEW = 7, 3_000
NOTHING = 0.01
"""Seconds in which nothing can have been folded."""
NOW = START + 900 * 86_400 * SECOND
MEANING = Meaning(
    touchpoints=tuple(
        TouchpointMeaning(at + 1, f"touchpoint {at}", f"channel {at % 5}", {"hourglass": STAGES[at % 7]})
        for at in range(TOUCHPOINTS)
    ),
    recognised={f"touchpoint {at}": at + 1 for at in range(TOUCHPOINTS)},
    schemes=(SchemeMeaning("hourglass", STAGES, "buy", "repeat", "refer"),),
)
QUESTIONS = {
    "hourglass": Hourglass(),
    "funnel": Funnel(((0,), (1,), (2,), (3,), (39,)), 30 * 86_400 * SECOND),
    "paths": Paths(),
    "touches": Touches(),
    "orders": Orders(),
}


def events(rng: np.random.Generator, count: int, people: int, since: int, until: int) -> pa.Table:
    """``count`` events of persons by chance, between two days of the record."""
    names = pa.array([f"touchpoint {at}" for at in range(TOUCHPOINTS)])
    chosen = np.minimum(rng.geometric(0.06, count) - 1, TOUCHPOINTS - 1).astype(np.int32)
    line = rng.random(count) < 0.04
    money = pa.array(rng.integers(1, 9999, count) * np.where(rng.random(count) < 0.1, -1, 1), mask=~line)
    time_ = START + rng.integers(since * 86_400, until * 86_400, count) * SECOND
    columns = {
        "time": pa.array(time_, pa.int64()).cast(pa.timestamp("us", tz="UTC")),
        "identity": pa.array(rng.integers(1, people + 1, count)),
        "name": pa.DictionaryArray.from_arrays(pa.array(chosen), names).dictionary_decode(),
        "business": pa.repeat(pa.scalar(False), count),
        "money": money,
        "currency": pa.array(np.full(count, "EUR"), mask=~line),
        "order_ref": pa.array(rng.integers(1, 1 << 62, count), mask=~line),
        "class": pa.repeat(pa.scalar("person"), count),
        "import": pa.repeat(pa.scalar(1, pa.int32()), count),
        "key_high": pa.repeat(pa.scalar(0), count),
        "key_low": pa.repeat(pa.scalar(0), count),
    }
    nothing = {one.name: pa.nulls(count, one.type) for one in GIVEN if one.name not in columns}
    return pa.table({one.name: (columns | nothing)[one.name] for one in GIVEN}).cast(GIVEN)


class Bench:
    """A lake and its index, and what was measured."""

    def __init__(self, folder: Path, touches: int, threads: int) -> None:
        self.rng, self.people, self.threads = np.random.default_rng(1), max(1, int(touches / 12.5)), threads
        self.lake, self.here = Lake(folder / "lake"), Generations(folder / "index")
        self.touches, self.version = touches, 0
        self.said: list[tuple[str, float]] = []
        for start in range(0, touches, PIECE):
            self.append(min(PIECE, touches - start), 0, 700)

    def append(self, count: int, since: int, until: int) -> None:
        """Let events come."""
        self.version += 1
        come = events(self.rng, count, self.people, since, until)
        self.lake.append(come, app="bench", version=self.version)

    def build(self) -> float:
        """Seconds of a full build."""
        return timed(lambda: self.here.build(self.lake, MEANING, made_at=NOW, threads=self.threads))

    def refresh(self) -> float:
        """Seconds of a refresh."""
        return timed(lambda: self.here.refresh(self.lake, MEANING, made_at=NOW, threads=self.threads))

    def fold(self) -> float:
        """Seconds of one folding, 0 where none was due."""
        return timed(lambda: self.here.fold(MEANING, made_at=NOW, threads=self.threads))

    def tell(self, what: str, taken: float) -> None:
        """Keep a line for the report."""
        self.said.append((what, taken))

    def levels(self) -> str:
        """The levels there are."""
        said = self.here.manifest(self.here.current() or "")["levels"]
        return ", ".join(f"{one['level']} {one['touches']:,}" for one in said)


def timed(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def measure(folder: Path, touches: int) -> tuple[list[str], list[Goal]]:
    """Build, refresh, ask and fold; then throw it all away."""
    engine.warm_up()
    home = folder / "levels"
    try:
        bench = Bench(home, touches, THREADS)
        bench.append(10, 690, 700)
        bench.build()
        full = statistics.median(bench.build() for _ in range(3))
        bench.tell("a full build", full)
        few, _ = refreshed(bench, FEW, ROUNDS)
        many, _ = refreshed(bench, touches // 100, 3)
        answers = asked(bench)
        bench.append(touches // 12, 600, 700)
        bench.tell("a refresh after 8 % more touches", bench.refresh())
        merged = folded(bench)
    finally:
        shutil.rmtree(home)
    goals = [
        Goal(f"refresh after {FEW:,} touches, at most", few * 1000, 50, "ms"),
        Goal("refresh after 1 % new touches, at most", 100 * many / full, 10, "% of a full build"),
        Goal("merging into the base, at most", 100 * merged / full, 15, "% of a full build"),
    ]
    return _report(bench, full, answers), goals


def refreshed(bench: Bench, count: int, rounds: int) -> tuple[float, float]:
    """Seconds of a refresh after so many touches, and of the longest folding between two of them."""
    taken, folds = [], []
    for _ in range(rounds):
        bench.append(count, 600, 700)
        taken.append(bench.refresh())
        while (one := bench.fold()) > NOTHING:
            folds.append(one)
    bench.tell(f"a refresh after {count:,} touches", statistics.median(taken))
    if folds:
        bench.tell(f"the longest of {len(folds)} foldings between them", max(folds))
    return statistics.median(taken), max(folds, default=0.0)


def folded(bench: Bench) -> float:
    """Fold as long as it is time to; the seconds of the last one, which makes a new base."""
    last = 0.0
    while (taken := bench.fold()) > NOTHING:
        last = taken
        bench.tell(f"folding into {bench.levels()}", taken)
    return last


def asked(bench: Bench) -> list[tuple[str, ...]]:
    """Each question anew, again, and after a few touches more."""
    rows = []
    for name, question in QUESTIONS.items():
        index = bench.here.open()
        anew, again = (
            timed(lambda one=question, index=index: engine.ask(index, one, bench.threads)) for _ in range(2)
        )
        bench.append(FEW, 600, 700)
        bench.refresh()
        index = bench.here.open()
        fresh = timed(lambda one=question, index=index: engine.ask(index, one, bench.threads))
        rows.append((name, seconds(anew), seconds(again), seconds(fresh)))
    return rows


def _report(bench: Bench, full: float, answers: list[tuple[str, ...]]) -> list[str]:
    return [
        "## Always fresh",
        "",
        f"{bench.touches:,} touches of {bench.people:,} people, 4 % of them lines of orders, built; then more come, late ones "
        "among them. The worker folds and merges in the background, while refreshes go on. Medians of "
        f"{ROUNDS} after {FEW:,} touches, of 3 else.",
        "",
        *table(
            ("what", "time", "of a full build"),
            [(what, seconds(taken), f"{100 * taken / full:.1f} %") for what, taken in bench.said],
        ),
        "",
        f"A question over all levels: counted anew, asked again, and asked after {FEW:,} more touches, when the base is known.",
        "",
        *table(("question", "anew", "again", "after more touches"), answers),
        "",
    ]
