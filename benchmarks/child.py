"""A process of its own for an engine, so that none disturbs another and each one's memory is seen.

    python -m benchmarks.child ENGINE HOME prepare COLUMNS
    python -m benchmarks.child ENGINE HOME

The second form reads the name of a question a line and answers with a line of JSON: seconds, the answer,
peak memory in MiB so far.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import engines
from benchmarks.measure import own_peak


def serve(engine: str, home: Path) -> None:
    """Answer until nothing more is asked."""
    questions = engines.load(engine).open(home)
    for line in sys.stdin:
        begin = time.perf_counter()
        found = questions[line.strip()]()
        taken = time.perf_counter() - begin
        print(json.dumps({"seconds": taken, "answer": as_lists(found), "peak": own_peak()}), flush=True)


def as_lists(found: Any) -> Any:
    """An answer as lists that JSON can hold and that can be compared."""
    if isinstance(found, dict):
        return sorted([key, value] for key, value in found.items())
    return found


if __name__ == "__main__":
    _, name, folder, *rest = sys.argv
    if rest:
        engines.load(name).prepare(Path(rest[1]), Path(folder))
    else:
        serve(name, Path(folder))
