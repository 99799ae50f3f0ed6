"""What grows with the record: ``python -m benchmarks sizes [--sizes 1 10 100] [--write]``, in million touches.

Each size has its own record and its own process a question. From these a size model follows: bytes a touch on disk
and in memory, seconds a billion touches and core.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from benchmarks import journeys
from benchmarks.engines import THREADS
from benchmarks.measure import run, seconds, size_of, table

MILLION, BILLION, MIB = 1_000_000, 1_000_000_000, 1 << 20
PER_PERSON = 12.5
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
MONEY = ("money", "money_at", "money_currency", "refund_at", "refund_of", "lines-32", "lines-64")


def measure(folder: Path, sizes: list[float], tell: Callable[[str], None]) -> list[str]:
    """A table a thing that grows, a row a size."""
    index, asked = [], []
    for millions in sizes:
        touches = int(millions * MILLION)
        tell(f"{touches:,} touches")
        home = make(folder / f"{touches}", touches)
        built = run(
            ["-m", "touchline", "--home", str(home), "index", "build"], TOUCHLINE_THREADS=str(THREADS)
        )
        arrays = base_of(home)
        took = json.loads(run(["-m", "benchmarks.more", str(home)]).said)["alone"]
        held = {name: float(run(["-m", "benchmarks.more", str(home), name]).said) for name in QUESTIONS}
        name = f"{touches:,}"
        index.append(
            (
                name,
                f"{without_money(arrays) / touches:.1f}",
                f"{size_of(arrays) / touches:.1f}",
                f"{size_of(home / 'lake') / touches:.1f}",
                seconds(built.seconds),
                f"{per_core(built.seconds, touches):,.0f} s",
                f"{built.peak:,.0f} MiB",
            )
        )
        asked.append(
            (name, *(f"{per_core(took[one], touches):.1f} s, {held[one]:,.0f} MiB" for one in QUESTIONS))
        )
    core = "seconds a billion touches and core"
    return [
        "## What grows with the record",
        "",
        f"{THREADS} threads; times are multiplied by the threads, so they are those of one core. Bytes are those of the files "
        "of the index, which are mapped into memory as they are.",
        "",
        *table(
            (
                "touches",
                "bytes a touch",
                "with money",
                "bytes an event in the lake",
                "build",
                core,
                "its peak memory",
            ),
            index,
        ),
        "",
        f"Questions in full: {core}, and memory beyond the mapped index.",
        "",
        *table(("touches", *QUESTIONS), asked),
        "",
    ]


def make(folder: Path, touches: int) -> Path:
    """A workspace with so many touches in its lake, made where there is none yet."""
    home = folder / "home"
    if not (folder / "filled").exists():
        columns = folder / "columns"
        columns.mkdir(parents=True)
        journeys.make(columns, touches, max(1, int(touches / PER_PERSON)))
        run(["-m", "benchmarks.workspace", str(columns), str(home)])
        for file in columns.iterdir():
            file.unlink()
        (folder / "filled").touch()
    return home


def base_of(home: Path) -> Path:
    """The newest base of the index of a workspace."""
    return max((home / "index" / "bases").iterdir(), key=lambda base: base.name)


def without_money(base: Path) -> int:
    """Bytes of a base but for money and the lines of orders."""
    return size_of(base) - sum(file.stat().st_size for file in base.rglob("*.npy") if file.stem in MONEY)


def per_core(taken: float, touches: int) -> float:
    """Seconds that one core would take for a billion touches."""
    return taken * THREADS * BILLION / touches
