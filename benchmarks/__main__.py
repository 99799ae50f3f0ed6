"""``make bench``: measure, and write docs/benchmarks.md."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import data
from benchmarks.measure import machine, run_apart

ROOT = Path(__file__).parent.parent
TOUCHES, PEOPLE = 10_000_000, 800_000
FILE_ROWS, FILE_PEOPLE = 5_000_000, 400_000

IMPORT = """
import sys
from touchline.cli import touchline
touchline.main(["--home", sys.argv[1], "import", "touches", sys.argv[2], "--person", "person", "--time", "time",
    "--touchpoint", "touchpoint", "--channel", "channel", "--value", "value", "--json"], standalone_mode=False)
"""


def main(scale: float = 1.0) -> None:
    """Measure everything once, at a scale below 1 for a quick look (nothing is written then)."""
    from touchline.journeys import kernels

    kernels.use_cache(ROOT / ".cache" / "kernels")
    from benchmarks.questions import THREADS, measure

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "touches.csv"
        rows = int(FILE_ROWS * scale)
        data.write_csv(file, rows, int(FILE_PEOPLE * scale))
        size = file.stat().st_size / (1 << 20)
        first, peak, said = run_apart(IMPORT, f"{folder}/home", str(file))
        again, peak_again, said_again = run_apart(IMPORT, f"{folder}/home", str(file))
    begin = time.perf_counter()
    table, index, built = measure(int(TOUCHES * scale), int(PEOPLE * scale))
    stored = sum(
        array.nbytes for shard in index.shards for array in (shard.key, shard.offset, shard.code, shard.time)
    )
    lines = [
        "# Benchmarks",
        "",
        f"Measured by `make bench` on {machine()}. The machine is shared, so the ratios say more than the seconds.",
        "",
        "## Taking a file into the record",
        "",
        f"A CSV of {rows:,} touches ({size:,.0f} MiB) of {int(FILE_PEOPLE * scale):,} people, the whole command from "
        "start to a new index, in a process of its own.",
        "",
        "| | seconds | rows a second | peak memory |",
        "|---|--:|--:|--:|",
        f"| first time | {first:,.1f} | {rows / first:,.0f} | {peak:,.0f} MiB |",
        f"| the same file again: every row is a duplicate | {again:,.1f} | {rows / again:,.0f} | {peak_again:,.0f} MiB |",
        "",
        "## The index",
        "",
        f"{index.touches:,} touches of {index.people:,} people take {stored / index.touches:.1f} bytes a touch, plus money. "
        f"The build kernel makes them from columns in memory, in random order of arrival, at {built / 1e6:.1f} million "
        "touches a second on one thread.",
        "",
        "## The four questions",
        "",
        f"On {index.touches:,} touches, {index.people:,} people, {data.TOUCHPOINTS} touchpoints; {THREADS} threads each. Both "
        "answers are compared before anything is timed; then the two take turns, medians of five. DuckDB works on a table in "
        "memory, sorted by person and time, with each touch's position computed beforehand; its SQL is in "
        "`benchmarks/slow.py`. Ours counts more in the same pass: still open, stopped, intervals and waits.",
        "",
        "| question | Touchline | DuckDB | ratio |",
        "|---|--:|--:|--:|",
        *(
            f"| {name} | {ours * 1000:,.0f} ms | {theirs * 1000:,.0f} ms | {theirs / ours:,.1f} |"
            for name, ours, theirs in table
        ),
        "",
    ]
    sys.stderr.write(f"{said}\n{said_again}\nquestions took {time.perf_counter() - begin:.0f} s\n")
    text = "\n".join(lines)
    if scale >= 1:
        (ROOT / "docs" / "benchmarks.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main(float(os.environ.get("BENCH_SCALE", "1")))
