"""Touchline: a workspace whose index the product built from its own lake."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.engines import PLAIN, THREADS
from benchmarks.journeys import CONTACT, PERIOD, REPEAT, STAGES, STEPS, TOUCHPOINTS, WITHIN, name_of

NAME = "Touchline"
QUERIES = {
    name: (Path(__file__).parent / "kernels.py").read_text().split(f"def {name}(")[1].split("\n\n\n")[0]
    for name in PLAIN
}
QUERIES = {name: f"def {name}({text}" for name, text in QUERIES.items()}


def open(home: Path) -> dict[str, Callable[[], Any]]:
    """The four questions in the plain form; with "full " before their names, as the product answers them."""
    index = index_of(home / "home")
    pool = ThreadPoolExecutor(THREADS)
    return {**_plain(index, pool), **_full(index)}


def index_of(workspace: Path) -> Any:
    """The newest index of a workspace."""
    os.environ["TOUCHLINE_THREADS"] = str(THREADS)
    from touchline.service.home import use_home

    use_home(workspace)
    from touchline.service.answers import open_index

    return open_index()


def _plain(index: Any, pool: ThreadPoolExecutor) -> dict[str, Callable[[], Any]]:
    from benchmarks.engines import kernels
    from touchline.journeys.index import ORDER

    legend = index.legend
    place = {name: at for at, name in enumerate(legend.touchpoints)}
    number = np.zeros(len(place), np.int32)
    number[[place[name_of(at)] for at in range(TOUCHPOINTS)]] = np.arange(TOUCHPOINTS)
    touchpoint_of = number[legend.code_touchpoint]
    step_of = np.full(TOUCHPOINTS, -1, np.int64)
    step_of[list(STEPS)] = np.arange(len(STEPS))
    step_of = step_of[touchpoint_of]
    is_order = (legend.code_money == ORDER).astype(np.int64)
    orders = np.flatnonzero(is_order).astype(np.uint16)
    stage_of = legend.schemes["hourglass"].stage_of[legend.code_touchpoint].astype(np.int64)

    def each(work: Callable[[Any], Any]) -> Any:
        return sum(pool.map(work, index.shards))

    def funnel(shard: Any) -> Any:
        people = np.zeros(len(STEPS) + 1, np.int64)
        kernels.funnel(shard.offset, shard.code, shard.time, step_of, len(STEPS), WITHIN, people)
        return people

    def transitions(shard: Any) -> Any:
        links = np.zeros((TOUCHPOINTS**2, 2), np.int64)
        kernels.transitions(shard.offset, shard.code, shard.time, touchpoint_of, TOUCHPOINTS, links)
        return links

    def touches(shard: Any) -> Any:
        counts = np.zeros(1 << 16, np.int64)
        kernels.touches(shard.offset, shard.code, orders, counts)
        return counts

    def hourglass(shard: Any) -> Any:
        people = np.zeros((len(STAGES), 4), np.int64)
        quiet = legend.end - legend.silence
        kernels.hourglass(shard.offset, shard.code, shard.time, stage_of, is_order, REPEAT, quiet, people)
        return people

    def links(found: Any) -> dict[tuple[int, int], tuple[int, int]]:
        there = np.flatnonzero(found[:, 0])
        return {divmod(at, TOUCHPOINTS): tuple(found[at].tolist()) for at in there.tolist()}

    return {
        "funnel": lambda: np.cumsum(each(funnel)[:0:-1])[::-1].tolist(),
        "transitions": lambda: links(each(transitions)),
        "touches": lambda: {at: n for at, n in enumerate(each(touches).tolist()) if n},
        "hourglass": lambda: [tuple(row) for row in each(hourglass).tolist()],
        "read code": lambda: int(each(lambda shard: kernels.read_code(shard.offset, shard.code))),
        "read code and time": lambda: int(
            each(lambda shard: kernels.read_both(shard.offset, shard.code, shard.time))
        ),
    }


def _full(index: Any) -> dict[str, Callable[[], Any]]:
    from touchline.journeys.funnel import Funnel
    from touchline.journeys.hourglass import Hourglass
    from touchline.journeys.paths import Paths
    from touchline.journeys.question import Period
    from touchline.journeys.touches import Touches

    number = {name_of(at): at for at in range(TOUCHPOINTS)}
    period = Period(*PERIOD)

    def ask(question: Any) -> Any:
        return anew(index, question)

    def funnel() -> list[tuple[int, ...]]:
        rows = ask(Funnel(names_of_steps(index), WITHIN, period)).steps
        return [(row.people, row.stopped, row.still_open, _micros(row.median_seconds)) for row in rows]

    def transitions() -> dict[tuple[int, int], tuple[int, ...]]:
        found = ask(Paths(period))
        links = {
            (number[row.from_], number[row.to]): (row.count, row.people, _micros(row.median_seconds))
            for row in found.links
        }
        starts = {(-1, number[row.touchpoint]): (row.people, row.people, 0) for row in found.starts}
        ends = {(number[row.touchpoint], -1): (row.people, row.people, 0) for row in found.ends}
        touchpoints = {
            (number[row.touchpoint], -2): (row.touches, row.people, 0) for row in found.touchpoints
        }
        return links | starts | ends | touchpoints

    def touches() -> dict[int, int]:
        found = ask(Touches("order", CONTACT, period))
        never = {-1: found.never} if found.never else {}
        return {row.touches: row.people for row in found.counts} | never

    def hourglass() -> list[tuple[int, ...]]:
        return [
            (row.reached, row.from_before, row.went_on, row.lost, row.open, _micros(row.median_seconds))
            for row in ask(Hourglass(period=period)).stages
        ]

    return {
        "full funnel": funnel,
        "full transitions": transitions,
        "full touches": touches,
        "full hourglass": hourglass,
    }


def anew(index: Any, question: Any, audience: Any = None) -> Any:
    """Count it from the arrays: what the index keeps of an earlier answer is not to be measured."""
    from touchline.journeys import engine
    from touchline.journeys.kept import Kept

    return engine.ask(replace(index, kept=Kept()), question, THREADS, audience)


def names_of_steps(index: Any) -> tuple[tuple[int, ...], ...]:
    """The steps of the funnel as the index knows them."""
    from touchline.journeys import names

    return names.resolve_steps(index.legend, [name_of(step) for step in STEPS])


def _micros(seconds: float | None) -> int:
    return round((seconds or 0) * 1e6)
