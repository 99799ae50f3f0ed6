"""Taking a large file into the record through the command line: how fast, in how much memory, where the time goes."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks import files
from benchmarks.measure import MIB, Ran, run, seconds, table
from benchmarks.stages import WORDS

PEOPLE_PER_ROW = 1 / 12


@dataclass(frozen=True)
class Imported:
    """A run of the import: the process, and seconds by step."""

    ran: Ran
    stages: dict[str, float]
    own_peak: float


def measure(folder: Path, rows: int) -> list[str]:
    """Write a file, import it twice into a new workspace, and say what that took."""
    file, home = folder / "touches.csv", folder / "import-home"
    people = max(1, int(rows * PEOPLE_PER_ROW))
    files.write(file, rows, people)
    size = file.stat().st_size
    first, again = _import(home, file, accepted=rows), _import(home, file, accepted=0)
    shutil.rmtree(home)
    file.unlink()
    return [
        "## Taking a file into the record",
        "",
        f"A CSV of {rows:,} touches ({size / MIB:,.0f} MiB) of {people:,} people, in no order: the whole command "
        "`touchline import touches`, from its start to a new index. Memory is that of the process and all its "
        "children, looked at every 50 ms.",
        "",
        *table(
            ("", "seconds", "rows a second", "peak memory"),
            [
                _row("first time", first, rows),
                _row("the same file again: every row is here already", again, rows),
                ("the goal for 10,000,000 rows", "240", f"{10_000_000 / 240:,.0f}", "1,430 MiB"),
            ],
        ),
        "",
        "Where the time goes:",
        "",
        *table(
            ("step", "first time", "share", "again"),
            [
                (
                    words,
                    seconds(first.stages[step]),
                    f"{first.stages[step] / first.ran.seconds:.0%}",
                    seconds(again.stages.get(step, 0.0)),
                )
                for step, words in WORDS.items()
                if step in first.stages
            ],
        ),
        "",
    ]


def _row(name: str, one: Imported, rows: int) -> tuple[str, ...]:
    taken = one.ran
    return (name, f"{taken.seconds:,.1f}", f"{rows / taken.seconds:,.0f}", f"{taken.peak:,.0f} MiB")


def _import(home: Path, file: Path, accepted: int) -> Imported:
    ran = run(["-m", "benchmarks.stages", str(home), str(file)])
    *_, outcome, stages = ran.said.strip().splitlines()
    said, found = json.loads(outcome), json.loads(stages)
    if said["accepted"] != accepted:
        raise AssertionError(f"{accepted:,} rows should have been accepted: {outcome}")
    return Imported(ran, found["stages"], found["peak"])
