"""pm4py's alignments beside the question about a planned chain: equal costs, and how much longer they take.

    python -m benchmarks.alignments PARQUET

Costs are compared journey by journey, on random small logs with random chains and on journeys of the benchmark.
pm4py is under the AGPL: it is asked in a process of the benchmark's own, and the product never imports it.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.goals import Goal
from benchmarks.journeys import DAY, name_of
from benchmarks.measure import run

LOGS, TRACES, LONGEST = 300, 8, 12
JOURNEYS, TIMES, RUNS = 200, 100, 5
GOAL, CHAIN_GOAL = 10_000, 2
LINKS: tuple[dict[str, Any], ...] = (
    {"touchpoints": (0,)},
    {"touchpoints": (1,), "expected": 7 * DAY},
    {"touchpoints": (2,), "expected": 7 * DAY},
    {"touchpoints": (3,), "optional": True},
    {"touchpoints": (4, 5), "expected": 14 * DAY},
    {"touchpoints": (6,), "repeated": True},
    {"touchpoints": (8,), "expected": 7 * DAY},
    {"touchpoints": (12, 14)},
    {"touchpoints": (20,), "optional": True, "repeated": True},
    {"touchpoints": (39,), "expected": 30 * DAY},
)
"""The chain of ten links that journeys are held against, by the numbers of its touchpoints."""


def measure(parquet: Path, people: int, ours: float) -> tuple[list[str], list[Goal]]:
    """What pm4py takes a journey, beside ``ours`` in seconds for all ``people``."""
    goals = [Goal("a planned chain of ten links against everybody, at most", ours, CHAIN_GOAL, "s")]
    head = ["## A planned chain held against journeys", ""]
    if find_spec("pm4py") is None:
        return [*head, "pm4py is not installed, so its alignments are left out.", ""], goals
    found = json.loads(run(["-m", "benchmarks.alignments", str(parquet)]).said.splitlines()[-1])
    times = found["pm4py"] / found["ours"]
    goals.append(Goal("a chain, faster than pm4py's alignments, at least", times, GOAL, "times", least=True))
    lines = [
        f"A chain of ten links, with alternatives, optional and repeated ones, against {people:,} people: {ours:.2f} s, of which "
        f"the alignment is a part. pm4py aligns {found['journeys']:,} of these journeys ({found['touches']:,} touches, "
        f"{found['variants']:,} of them different) in {found['pm4py']:.1f} s. Given just these journeys, {TIMES} times over, in "
        f"one thread, Touchline takes {found['ours'] * 1000:.2f} ms for each time, a {times:,.0f}th.",
        "",
        f"All costs are the same: of these journeys, and of {found['traces']:,} journeys of {found['logs']:,} random logs, each with "
        "a random chain.",
        "",
    ]
    return [*head, *lines], goals


def main(parquet: Path) -> None:
    """Compare costs, then take the time of the last comparison."""
    os.environ["TQDM_DISABLE"] = "1"
    dice = np.random.default_rng(7)
    traces = 0
    for _ in range(LOGS):
        log = [dice.integers(0, 6, dice.integers(1, LONGEST + 1)) for _ in range(TRACES)]
        links = _random_chain(dice)
        log = _cut(log, links)
        traces += len(log)
        _compare(log, links)
    log = _journeys(parquet)
    theirs, mine = _compare(log, LINKS)
    found = {
        "logs": LOGS,
        "traces": traces,
        "journeys": len(log),
        "touches": sum(len(trace) for trace in log),
        "variants": len({tuple(trace.tolist()) for trace in log}),
        "pm4py": theirs,
        "ours": mine,
    }
    print(json.dumps(found))


def _random_chain(dice: np.random.Generator) -> list[dict[str, Any]]:
    links = [
        {
            "touchpoints": tuple(dice.choice(5, dice.integers(1, 3), replace=False).tolist()),
            "optional": bool(dice.random() < 0.3),
            "repeated": bool(dice.random() < 0.3),
        }
        for _ in range(dice.integers(1, 7))
    ]
    links[0]["optional"] = False
    return links


def _journeys(parquet: Path) -> list[Any]:
    """The journeys of the first people."""
    import pyarrow.parquet as pq

    piece = next(pq.ParquetFile(parquet).iter_batches(100 * JOURNEYS))
    person, what = (piece.column(name).to_numpy() for name in ("person", "touchpoint"))
    whole = np.split(what.astype(np.int64), np.flatnonzero(np.diff(person)) + 1)[:-1]
    return _cut(whole, LINKS)[:JOURNEYS]


def _cut(log: list[Any], links: Any) -> list[Any]:
    """The journeys that enter a chain, from their first touch at it on."""
    at_it = [np.isin(trace, [at for link in links for at in link["touchpoints"]]) for trace in log]
    return [trace[int(np.argmax(there)) :] for trace, there in zip(log, at_it, strict=True) if there.any()]


def _compare(log: list[Any], links: Any) -> tuple[float, float]:
    """Seconds of both, once all costs are the same."""
    theirs, took = _of_pm4py(log, links)
    mine, ours = _of_touchline(log, links)
    if theirs != mine:
        raise AssertionError(f"pm4py has other costs for {links}.")
    return took, ours


def _of_touchline(log: list[Any], links: Any) -> tuple[list[int], float]:
    """Costs by the question itself, each journey a group of its own; and its seconds, of many times the log."""
    from touchline.journeys.chain import Chain, ChainLink
    from touchline.journeys.groups import Groups
    from touchline.journeys.index import Legend

    size = 1 + max(int(max(trace)) for trace in [*log, *(link["touchpoints"] for link in links)])
    legend = Legend(
        touchpoints=tuple(name_of(at) for at in range(size)),
        touchpoint_numbers=tuple(range(size)),
        code_touchpoint=np.arange(size, dtype=np.int32),
        code_channel=np.full(size, -1, np.int32),
        code_initiative=np.zeros(size, np.uint8),
        code_money=np.zeros(size, np.uint8),
        schemes={},
    )
    question = Chain(tuple(ChainLink(**link) for link in links))
    groups = Groups(np.arange(len(log), dtype=np.int16), max(len(log), 1))
    each = question.partial(_shard(log), legend, groups)
    shard, taken = _shard(log * TIMES), []
    for _ in range(RUNS):
        begin = time.perf_counter()
        question.partial(shard, legend)
        taken.append((time.perf_counter() - begin) / TIMES)
    return each.totals[: len(log), 4:].sum(axis=1).tolist(), statistics.median(taken)


def _shard(log: list[Any]) -> Any:
    from touchline.journeys.index import SHARD_DTYPES, Shard

    arrays: dict[str, Any] = {name: np.zeros(0, kind) for name, kind in SHARD_DTYPES.items()}
    arrays |= {
        "key": np.arange(len(log), dtype=np.int64),
        "offset": np.cumsum([0, *(len(trace) for trace in log)]).astype(np.uint32),
        "code": np.concatenate([*log, np.zeros(0, np.int64)]).astype(np.uint16),
    }
    return Shard(**arrays | {"time": np.arange(len(arrays["code"]), dtype=np.int64)})


def _of_pm4py(log: list[Any], links: Any) -> tuple[list[int], float]:
    """Costs by pm4py's default way, which searches with A* and the state equation, and its seconds."""
    import pandas as pd
    from pm4py.algo.conformance.alignments.petri_net import algorithm

    rows = [(f"{at:05}", name_of(int(one))) for at, trace in enumerate(log) for one in trace]
    frame = pd.DataFrame(rows, columns=["case:concept:name", "concept:name"])
    frame["time:timestamp"] = pd.to_datetime(np.arange(len(frame)), unit="s", utc=True)
    net = _net(links)
    begin = time.perf_counter()
    found = algorithm.apply(frame, *net, parameters={"show_progress_bar": False}) if len(frame) else []
    took = time.perf_counter() - begin
    return [one["cost"] // 10_000 for one in found], took


def _net(links: Any) -> tuple[Any, Any, Any]:
    """The chain as a Petri net: a choice an alternative, a silent way past what is optional, a loop for repeats."""
    from pm4py.objects.petri_net.obj import Marking, PetriNet
    from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

    net = PetriNet("chain")
    ends = [PetriNet.Place(f"place {at}") for at in range(len(links) + 1)]
    net.places.update(ends)

    def way(name: str, label: str | None, one: Any, other: Any) -> None:
        transition = PetriNet.Transition(name, label)
        net.transitions.add(transition)
        add_arc_from_to(one, transition, net)
        add_arc_from_to(transition, other, net)

    for at, link in enumerate(links):
        begin, end = ends[at], ends[at + 1]
        if link.get("optional"):
            way(f"past {at}", None, begin, end)
        met = end
        if link.get("repeated"):
            met = PetriNet.Place(f"met {at}")
            net.places.add(met)
            way(f"on {at}", None, met, end)
        for one in link["touchpoints"]:
            way(f"{at} at {one}", name_of(one), begin, met)
            if link.get("repeated"):
                way(f"{at} at {one} again", name_of(one), met, met)
    return net, Marking({ends[0]: 1}), Marking({ends[-1]: 1})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
