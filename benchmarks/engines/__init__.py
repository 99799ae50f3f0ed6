"""One engine a file. Each keeps the touches in the form it likes best and answers four plain questions.

An engine is a module with ``NAME``, ``QUERIES`` (question: what it runs, as text), ``prepare(columns, home)``,
which fills a folder once, and ``open(home)``, which gives an answer function by question. Plain answers are

* funnel: people who came at least as far as each step;
* transitions: {(from, to): (count, sum of waits in microseconds)};
* touches: {touches before the first order: people};
* hourglass: (reached, from before, went on, lost) of each stage.

Full answers, of a period, in which the last number of a row is a median in microseconds and within 1 %:

* full funnel: (people, stopped, still open, wait from the step before) of each step;
* full transitions: {(from, to): (count, people, wait)}; with from -1 the starts, with to -1 the ends, with to -2 the
  touchpoints;
* full touches: {contacts before the first order: people}, -1 for people without an order;
* full hourglass: (reached, from before, went on, lost, open, wait until they went on) of each stage.
"""

from __future__ import annotations

import importlib
from typing import Any

PLAIN = ("funnel", "transitions", "touches", "hourglass")
FULL = tuple(f"full {question}" for question in PLAIN)
ENGINES = ("ours", "clickhouse", "duck", "frames")
THREADS = 2


def load(name: str) -> Any:
    """The module of an engine."""
    return importlib.import_module(f"benchmarks.engines.{name}")
