"""pm4py, which mines processes: its directly-follows graph beside the transitions, on a smaller log.

    python -m benchmarks.mining PARQUET TOUCHES

pm4py is under the AGPL: it is asked in a process of the benchmark's own, and the product never imports it.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from benchmarks.measure import run

MOST, RUNS = 1_000_000, 5


def measure(parquet: Path, touches: int, ours: float) -> list[str]:
    """How many touches a second, beside ``ours`` in seconds for all ``touches``."""
    if find_spec("pm4py") is None:
        return ["pm4py is not installed, so its directly-follows graph is left out.", ""]
    found = json.loads(run(["-m", "benchmarks.mining", str(parquet), str(MOST)]).said.splitlines()[-1])
    rate, our_rate = found["touches"] / found["seconds"], touches / ours
    return [
        f"pm4py's directly-follows graph counts the transitions of the first {found['touches']:,} touches, given as a sorted "
        f"pandas frame, in {found['seconds']:.2f} s: {rate / 1e6:.2f} million touches a second, where Touchline's plain form "
        f"counts {our_rate / 1e6:,.0f} million a second ({our_rate / rate:,.0f} times as many). All its counts are the same.",
        "",
    ]


def main(parquet: Path, most: int) -> None:
    """Compare the counts of the links with those of plain Python, then time pm4py."""
    import pandas as pd
    import pm4py
    import pyarrow.parquet as pq

    names = {"person": "case:concept:name", "touchpoint": "concept:name", "time": "time:timestamp"}
    piece = next(pq.ParquetFile(parquet).iter_batches(most)).to_pandas().rename(columns=names)
    person, what = (piece[name].to_numpy() for name in ("case:concept:name", "concept:name"))
    follows = person[1:] == person[:-1]
    links = pd.Series(list(zip(what[:-1][follows].tolist(), what[1:][follows].tolist(), strict=True)))
    piece["time:timestamp"] = pd.to_datetime(piece["time:timestamp"], unit="us", utc=True)
    for name in ("case:concept:name", "concept:name"):
        piece[name] = piece[name].astype(str)
    taken = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        graph, _starts, _ends = pm4py.discover_dfg(piece)
        taken.append(time.perf_counter() - begin)
    if {(int(a), int(b)): count for (a, b), count in graph.items()} != links.value_counts().to_dict():
        raise AssertionError("pm4py counts other transitions.")
    print(json.dumps({"seconds": statistics.median(taken), "touches": len(piece)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
