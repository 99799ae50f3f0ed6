"""What grows with the record: ``python -m benchmarks sizes [--sizes 1 10 100] [--write]``, in million touches.

Each size has its own record, and each question of it a process of its own. From these a size model follows: bytes a
touch on disk and in memory, seconds a billion touches and core. At 100 million the lake takes 2.6 GB, the index
1.1 GB, and its build as much as both for a while. With ``--folder`` what was measured of a size is kept and not
measured again.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.engines import THREADS
from benchmarks.engines.ours import anew, index_of
from benchmarks.measure import Beyond, run, seconds, size_of, table

MILLION, BILLION = 1_000_000, 1_000_000_000
PER_PERSON, ROUNDS = 12.5, 3
QUESTIONS = (
    "funnel",
    "transitions",
    "touches",
    "hourglass",
    "orders",
    "retention",
    "time to",
    "routes",
    "loops",
)
PERSON = "a person's journey by key"
MONEY = ("money", "money_at", "money_currency", "refund_at", "refund_of")


def measure(folder: Path, sizes: list[float], tell: Callable[[str], None]) -> list[str]:
    """A table a thing that grows, a row a size."""
    index, asked = [], []
    for millions in sizes:
        touches = int(millions * MILLION)
        found = _measured(folder / f"{touches}", touches, tell)
        name = f"{touches:,}"
        index.append(
            (
                name,
                f"{found['without money'] / touches:.1f}",
                f"{found['bytes'] / touches:.1f}",
                f"{found['lake'] / touches:.1f}",
                seconds(found["build"]),
                f"{per_core(found['build'], touches):,.0f} s",
                f"{found['peak']:,.0f} MiB",
                f"{found['person'] * 1000:.2f} ms",
            )
        )
        answers = [found["questions"][one] for one in QUESTIONS]
        asked.append((name, *(f"{per_core(took, touches):.1f} s, {held:,.0f} MiB" for took, held in answers)))
    return _report(index, asked)


def _report(index: list[tuple[str, ...]], asked: list[tuple[str, ...]]) -> list[str]:
    core = "seconds a billion touches and core"
    columns = (
        "bytes a touch",
        "with money",
        "bytes an event in the lake",
        "build",
        core,
        "its peak memory",
        PERSON,
    )
    return [
        "## What grows with the record",
        "",
        f"{THREADS} threads; times are multiplied by the threads, so they are those of one core. Bytes are those of the files "
        "of the index, which are mapped into memory as they are. The build is `touchline index build`, from its start on.",
        "",
        *table(("touches", *columns), index),
        "",
        f"Questions in full: {core}, medians of {ROUNDS}, and memory that the first answer takes beyond the mapped index.",
        "",
        *table(("touches", *QUESTIONS), asked),
        "",
    ]


def _measured(folder: Path, touches: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """What was measured of one size, now or in a run before."""
    kept = folder / "measured.json"
    if not kept.exists():
        tell(f"{touches:,} touches: filling the lake")
        home = make(folder, touches)
        tell(f"{touches:,} touches: building the index")
        built = build(home)
        base = base_of(home)
        found: dict[str, Any] = {
            "build": built.seconds,
            "peak": built.peak,
            "bytes": size_of(base),
            "without money": without_money(base),
            "lake": size_of(home / "lake"),
            "person": json.loads(run(["-m", "benchmarks.sizes", str(home), PERSON]).said),
            "questions": {},
        }
        for name in QUESTIONS:
            tell(f"{touches:,} touches: {name}")
            found["questions"][name] = json.loads(run(["-m", "benchmarks.sizes", str(home), name]).said)
        kept.write_text(json.dumps(found))
    said: dict[str, Any] = json.loads(kept.read_text())
    return said


def make(folder: Path, touches: int) -> Path:
    """A workspace with so many touches in its lake; one that was begun is filled up."""
    home = folder / "home"
    if not (folder / "filled").exists():
        folder.mkdir(parents=True, exist_ok=True)
        people = max(1, int(touches / PER_PERSON))
        run(["-m", "benchmarks.filling", str(home), str(touches), str(people)])
        (folder / "filled").touch()
    return home


def build(home: Path) -> Any:
    """Build the index of a workspace from nothing."""
    shutil.rmtree(home / "index", ignore_errors=True)
    return run(["-m", "touchline", "--home", str(home), "index", "build"], TOUCHLINE_THREADS=str(THREADS))


def base_of(home: Path) -> Path:
    """The newest base of the index of a workspace."""
    return max((home / "index" / "bases").iterdir(), key=lambda base: base.name)


def without_money(base: Path) -> int:
    """Bytes of a base but for money and the lines of orders."""
    from touchline.journeys import sections

    parts = [sections.sizes(path) for path in base.glob("*.arrays")]
    money = sum(
        size for one in parts for name, size in one.items() if name in MONEY or name.startswith("line-")
    )
    return size_of(base) - money


def per_core(taken: float, touches: int) -> float:
    """Seconds that one core would take for a billion touches."""
    return taken * THREADS * BILLION / touches


def ask(home: Path, name: str) -> tuple[float, float]:
    """Median seconds of a question, and the MiB its first answer took beyond the mapped index."""
    from benchmarks.more import questions
    from touchline.journeys import engine

    index = index_of(home)
    engine.warm_up()
    question = questions(index)[name]
    with Beyond() as beyond:
        anew(index, question)
    taken = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        anew(index, question)
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken), beyond.peak


def person(home: Path) -> float:
    """Median seconds to find a person and copy their touches."""
    from benchmarks.more import by_key

    return statistics.median(by_key(index_of(home)))


if __name__ == "__main__":
    folder, what = Path(sys.argv[1]), sys.argv[2]
    print(json.dumps(person(folder) if what == PERSON else ask(folder, what)))
