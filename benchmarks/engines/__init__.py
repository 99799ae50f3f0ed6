"""One engine a file. Each keeps the touches in the form it likes best and answers four plain questions.

An engine is a module with ``NAME``, ``QUERIES`` (question: what it runs, as text), ``prepare(columns, home)``,
which fills a folder once, and ``open(home)``, which gives an answer function by question. Answers are

* funnel: people who came at least as far as each step;
* transitions: {(from, to): (count, sum of waits in microseconds)};
* touches: {touches before the first order: people};
* hourglass: (reached, from before, went on, lost) of each stage.
"""

from __future__ import annotations

import importlib
from typing import Any

PLAIN = ("funnel", "transitions", "touches", "hourglass")
ENGINES = ("ours", "clickhouse", "duck", "frames")
THREADS = 2


def load(name: str) -> Any:
    """The module of an engine."""
    return importlib.import_module(f"benchmarks.engines.{name}")
