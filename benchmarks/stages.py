"""The import of the command line, with a clock at the doors between its steps.

    python -m benchmarks.stages HOME FILE

A step that can no longer be found is not timed, and its time is part of what encloses it. The clocks are
read a few hundred times in all; they cost nothing that can be measured.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.measure import own_peak

COLUMNS = ["person", "time", "touchpoint", "channel", "value"]
STEPS = (
    ("touchline.collect.run", "open_for", "read"),
    ("touchline.collect.sifting", "stage", "stage"),
    ("touchline.collect.judge:Judge", "__call__", "judge"),
    ("touchline.collect.keys:Scribe", "__call__", "hash"),
    ("touchline.collect.resolving", "_number_persons", "number people"),
    ("touchline.collect.resolving", "_tell_apart", "tell equal rows apart"),
    ("touchline.collect.sifting", "resolve", "resolve"),
    ("touchline.collect.verdicts", "tell", "verdicts"),
    ("touchline.collect.verdicts", "keep_cells", "keep cells"),
    ("touchline.collect.run", "write_new", "write what is new"),
    ("touchline.collect.run", "record", "record"),
    ("touchline.service.taking", "refresh", "index"),
)
WORDS = {
    "read": "read the file",
    "judge": "judge every cell",
    "hash": "hash every row",
    "stage": "keep accepted rows aside",
    "number people": "give people numbers",
    "tell equal rows apart": "tell equal rows apart",
    "resolve": "find rows that are here already, and doubtful orders",
    "verdicts": "write a verdict a row",
    "keep cells": "keep the cells of rows worth a look",
    "write what is new": "sort out what is new",
    "record": "record it in the lake",
    "index": "build the index",
    "start": "start, and everything else",
}
"""The steps in their order, in words."""


class Clock:
    """Seconds by step; a step inside another is taken off the outer one."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.peaks: dict[str, float] = {}
        self._inside: list[float] = []

    def time(self, step: str, work: Callable[[], Any]) -> Any:
        """Do a piece of work of a step."""
        begin = time.perf_counter()
        self._inside.append(0.0)
        try:
            return work()
        finally:
            taken = time.perf_counter() - begin
            own = taken - self._inside.pop()
            self.spent[step] = self.spent.get(step, 0.0) + own
            self.peaks[step] = own_peak()
            if self._inside:
                self._inside[-1] += taken

    def set_up(self) -> None:
        """Put the clock at every door."""
        for place, name, step in STEPS:
            module, _, kind = place.partition(":")
            owner = importlib.import_module(module)
            owner = getattr(owner, kind, None) if kind else owner
            function = getattr(owner, name, None)
            if function is None:
                print(f"{place}.{name} is gone; its time is counted elsewhere.", file=sys.stderr)
            else:
                setattr(owner, name, self._timed(function, step))

    def _timed(self, function: Callable[..., Any], step: str) -> Callable[..., Any]:
        def timed(*args: Any, **given: Any) -> Any:
            found = self.time(step, lambda: function(*args, **given))
            return _Reader(found, self, step) if step == "read" else found

        return timed


class _Reader:
    """A reader of a file whose chunks are timed as they come."""

    def __init__(self, reader: Any, clock: Clock, step: str) -> None:
        self._reader, self._clock, self._step = reader, clock, step

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def chunks(self) -> Iterator[Any]:
        """The chunks of the file."""
        chunks = iter(self._reader.chunks())
        while (chunk := self._clock.time(self._step, lambda: next(chunks, None))) is not None:
            yield chunk


def main(home: str, file: str) -> None:
    """Import a file and print, as JSON, what became of it and where the time went."""
    begin = time.perf_counter()
    from touchline.cli import touchline
    from touchline.service.home import use_home

    use_home(home, make=True)
    clock = Clock()
    clock.set_up()
    words = ["--home", home, "import", "touches", file]
    for name in COLUMNS:
        words += [f"--{name}", name]
    touchline.main([*words, "--json"], standalone_mode=False)
    spent = time.perf_counter() - begin
    clock.spent["start"] = spent - sum(clock.spent.values())
    print(json.dumps({"stages": clock.spent, "peaks": clock.peaks, "peak": own_peak()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
