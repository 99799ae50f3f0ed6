"""What keeping the index fresh costs, against a full build: ``python -m benchmarks.levels [--touches N]``.

A record of N touches over N / 12.5 persons, 4 % of them lines of orders, is built; then touches come in
pieces, late ones among them. Each number is a median, and a share of the full build that was measured in
the same run. Nothing is written but what is printed.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from touchline.journeys import engine, kernels
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
ROUNDS = 7
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

    def levels(self) -> str:
        """The levels there are."""
        said = self.here.manifest(self.here.current() or "")["levels"]
        return ", ".join(f"{one['level']} {one['touches']:,}" for one in said)


def timed(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    """Measure, and print a line each."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--touches", type=int, default=5_000_000)
    reading.add_argument("--threads", type=int, default=2)
    given = reading.parse_args()
    kernels.use_cache(Path(__file__).parent.parent / ".cache" / "kernels")
    engine.warm_up()
    folder = Path(tempfile.mkdtemp(prefix="levels-"))
    try:
        measure(Bench(folder, given.touches, given.threads))
    finally:
        shutil.rmtree(folder)


def measure(bench: Bench) -> None:
    """All the costs."""
    bench.append(10, 690, 700)
    bench.build()
    full = statistics.median(bench.build() for _ in range(3))
    tell("full build", full, full)
    cold = {
        name: timed(lambda one=one: engine.ask(bench.here.open(), one, 2)) for name, one in QUESTIONS.items()
    }
    refreshed(bench, full, 3_000, ROUNDS)
    refreshed(bench, full, bench.touches // 100, 3)
    index = bench.here.open()
    for name, one in QUESTIONS.items():
        whole = timed(lambda one=one, index=index: engine.ask(index, one, bench.threads))
        warm = timed(lambda one=one, index=index: engine.ask(index, one, bench.threads))
        print(f"{name}: {cold[name]:.3f} s with a base alone, {whole:.3f} s anew, {warm:.4f} s again")
        bench.append(3_000, 600, 700)
        bench.refresh()
        index = bench.here.open()
        fresh = timed(lambda one=one, index=index: engine.ask(index, one, bench.threads))
        print(f"{name}: {fresh:.3f} s after 3,000 more touches, the base as it was counted before")
    keys = bench.rng.integers(1, bench.people, 200).tolist()
    each = timed(lambda: [index.find(key) for key in keys]) / len(keys)
    print(f"a person by key: {each * 1000:.3f} ms")
    bench.append(bench.touches // 12, 600, 700)
    bench.refresh()
    folded(bench, full)


def refreshed(bench: Bench, full: float, count: int, rounds: int) -> None:
    """Refreshes after so many touches each; between them levels are folded, as the worker does it."""
    seconds, folds = [], []
    for _ in range(rounds):
        bench.append(count, 600, 700)
        seconds.append(bench.refresh())
        while (one := bench.fold()) > NOTHING:
            folds.append(one)
    tell(f"refresh of {count:,} touches ({bench.levels()})", statistics.median(seconds), full)
    if folds:
        tell(f"{len(folds)} foldings between them, the longest", max(folds), full)


def folded(bench: Bench, full: float) -> None:
    """Fold as long as it is time to."""
    while (seconds := bench.fold()) > NOTHING:
        tell(f"folded into {bench.levels()}", seconds, full)


def tell(what: str, seconds: float, full: float) -> None:
    """One line."""
    print(f"{what}: {seconds * 1000:,.1f} ms, {100 * seconds / full:.1f} % of a full build", flush=True)


if __name__ == "__main__":
    main()
