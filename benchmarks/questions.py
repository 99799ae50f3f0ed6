"""The four questions on 10 million touches, against the slow form in DuckDB, answers compared first."""

from __future__ import annotations

import time

import numpy as np

from benchmarks import data, slow
from benchmarks.measure import side_by_side
from touchline.journeys import engine
from touchline.journeys.build import build_shard
from touchline.journeys.funnel import Funnel
from touchline.journeys.hourglass import Hourglass
from touchline.journeys.index import Index, shard_of
from touchline.journeys.paths import Paths
from touchline.journeys.touches import Touches

STEPS = (0, 1, 2, 3, data.ORDER_AT)
WITHIN = 30 * data.DAY
THREADS = 2


def build(columns: dict[str, np.ndarray], runs: int = 3) -> float:
    """Touches a second of the build kernel on one shard after another, columns in memory, one thread."""
    where = shard_of(columns["person"], 4)
    parts = [data.rows_of(columns, np.flatnonzero(where == at)) for at in range(4)]
    table = data.code_table()
    taken = []
    for _ in range(runs + 1):
        begin = time.perf_counter()
        for part in parts:
            build_shard(part, table)
        taken.append(time.perf_counter() - begin)
    return len(columns["person"]) / float(np.median(taken[1:]))


def measure(touches: int, people: int) -> tuple[list[tuple[str, float, float]], Index, float]:
    """Seconds by question: ours and DuckDB's; the index; and touches a second of its build."""
    columns = data.journeys(touches, people)
    built = build(columns)
    index = data.index(columns)
    base = slow.connect(data.arrow(columns))
    del columns
    end, silence = index.legend.end, index.legend.silence
    ours = {
        "hourglass": Hourglass(),
        "funnel of 5 steps in 30 days": Funnel(tuple((step,) for step in STEPS), WITHIN),
        "paths": Paths(),
        "touches before the first order": Touches("order"),
    }
    theirs = {
        "hourglass": lambda: slow.hourglass(base, silence, end),
        "funnel of 5 steps in 30 days": lambda: slow.funnel(base, list(STEPS), WITHIN),
        "paths": lambda: slow.paths(base),
        "touches before the first order": lambda: slow.touches(base),
    }
    table = []
    for name, question in ours.items():
        _equal(name, engine.ask(index, question).to_dict(), theirs[name]())
        found = side_by_side(
            {
                "ours": lambda question=question: engine.ask(index, question, threads=THREADS),
                "theirs": theirs[name],
            }
        )
        table.append((name, found["ours"], found["theirs"]))
    return table, index, built


def _equal(name: str, ours: dict, theirs: object) -> None:
    rows = ours.get("rows", [])
    if name == "hourglass":
        mine = [(row["reached"], row["from_before"], row["went_on"], row["lost"]) for row in rows]
    elif name.startswith("funnel"):
        mine = [row["people"] for row in rows]
    elif name == "paths":
        number = {f"touchpoint {at}": at for at in range(data.TOUCHPOINTS)}
        mine = {
            (number[row["from"]], number[row["to"]]): (row["count"], row["people"]) for row in ours["links"]
        }
    else:
        mine = {row["touches"]: row["people"] for row in rows if row["people"]}
    if mine != theirs:
        raise AssertionError(f"{name}: the two answers differ.\n{mine}\n{theirs}")
