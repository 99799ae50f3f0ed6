"""Touchline: a workspace whose index the product built from its own lake."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.engines import PLAIN, THREADS
from benchmarks.journeys import REPEAT, STAGES, STEPS, TOUCHPOINTS, WITHIN, name_of

NAME = "Touchline"
CONTACT = 30 * 60 * 1_000_000
QUERIES = {
    name: (Path(__file__).parent / "kernels.py").read_text().split(f"def {name}(")[1].split("\n\n\n")[0]
    for name in PLAIN
}
QUERIES = {name: f"def {name}({text}" for name, text in QUERIES.items()}


def open(home: Path) -> dict[str, Callable[[], Any]]:
    """The four questions in the plain form; with "full " before their names, in the product's."""
    os.environ["TOUCHLINE_THREADS"] = str(THREADS)
    from touchline.service.home import use_home

    use_home(home / "home")
    from touchline.service.answers import open_index

    index = open_index()
    pool = ThreadPoolExecutor(THREADS)
    return {**_plain(index, pool), **_full(index)}


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
        kernels.touches(shard.offset, shard.code, is_order, counts)
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
        "reading": lambda: int(each(lambda shard: kernels.reading(shard.offset, shard.code, shard.time))),
    }


def _full(index: Any) -> dict[str, Callable[[], Any]]:
    from touchline.journeys import engine, names
    from touchline.journeys.funnel import Funnel
    from touchline.journeys.hourglass import Hourglass
    from touchline.journeys.paths import Paths
    from touchline.journeys.touches import Touches

    steps = names.resolve_steps(index.legend, [name_of(step) for step in STEPS])
    number = {name_of(at): at for at in range(TOUCHPOINTS)}

    def ask(question: Any) -> Any:
        return engine.ask(_forgetful(index), question, threads=THREADS)

    def hourglass() -> list[tuple[int, ...]]:
        rows = ask(Hourglass()).stages
        return [(row.reached, row.from_before, row.went_on, row.lost) for row in rows]

    def contacts() -> None:
        ask(Touches("order", apart=CONTACT))

    return {
        **_with_options(index, steps),
        "full funnel": lambda: [row.people for row in ask(Funnel(steps, WITHIN)).steps],
        "full transitions": lambda: {
            (number[row.from_], number[row.to]): row.count for row in ask(Paths()).links
        },
        "full touches": lambda: {row.touches: row.people for row in ask(Touches("order")).counts},
        "full contacts": contacts,
        "full hourglass": hourglass,
    }


def _forgetful(index: Any) -> Any:
    """The index, which keeps nothing of what was counted before."""
    from touchline.journeys.kept import Kept

    return replace(index, kept=Kept())


def _with_options(index: Any, steps: Any) -> dict[str, Callable[[], Any]]:
    """The product's questions of an audience, and broken down by the channel of the first touch.

    Nothing is kept of them between two runs.
    """
    from touchline.journeys import engine
    from touchline.journeys.audience_reading import read
    from touchline.journeys.breakdown import By
    from touchline.journeys.funnel import Funnel
    from touchline.journeys.hourglass import Hourglass
    from touchline.journeys.options import Options
    from touchline.journeys.paths import Paths
    from touchline.journeys.touches import Touches

    audience = read(f"did '{name_of(STEPS[0])}'")
    by = Options(by=By("first", "channel"))
    asked: dict[str, Any] = {
        "funnel": Funnel(steps, WITHIN),
        "transitions": Paths(),
        "touches": Touches("order", apart=CONTACT),
        "hourglass": Hourglass(),
    }
    found: dict[str, Callable[[], Any]] = {}
    for name, question in asked.items():
        found[f"audience {name}"] = partial(_audience, engine.ask, index, question, audience)
        found[f"breakdown {name}"] = partial(_breakdown, engine.ask_parts, index, question, by)
    return found


def _audience(ask: Any, index: Any, question: Any, audience: Any) -> None:
    ask(_forgetful(index), question, THREADS, audience)


def _breakdown(ask: Any, index: Any, question: Any, options: Any) -> None:
    ask(_forgetful(index), question, options, THREADS)
