"""An index larger than the memory there is: ``python -m benchmarks larger [--touches N] [--limit MIB] [--write]``.

How the limit is held: by the kernel where it may be asked (``benchmarks/limits.py``): all memory of the process, its
share of the file cache included, and the process is killed when it needs more. Elsewhere the process holds it by
itself: ``RLIMIT_DATA`` refuses it more memory of its own than the limit, and every 10 ms a thread looks how much is
resident, mapped pages of the index included; at the limit less a tenth it gives all pages of the index back
(``MADV_DONTNEED``, and out of the file cache, ``POSIX_FADV_DONTNEED``). Between two looks more may be resident; the
most that was seen is reported.

200 million touches take 5 GB for the lake, 2 GB for the index, and 6 GB more while it is built. With ``--folder`` the
lake and the index are kept and used again.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import limits
from benchmarks.engines import FULL
from benchmarks.measure import run, seconds, size_of, table
from benchmarks.sizes import base_of, build, make

MIB, EVERY = 1 << 20, 0.01
TOUCHES = 200_000_000
LEAST = 700
"""MiB without which Python and its libraries do not start."""
DONTNEED = 4


class Held:
    """Keeps what this process has resident under a limit by giving mapped files below a folder back."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.most, self.given_back = 0, 0
        self._folder, self._limit = str(folder), limit
        self._libc = ctypes.CDLL(None)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        page = os.sysconf("SC_PAGE_SIZE")
        while True:
            resident = int(Path("/proc/self/statm").read_text().split()[1]) * page
            self.most = max(self.most, resident)
            if resident > 0.9 * self._limit:
                self._give_back()
            time.sleep(EVERY)

    def _give_back(self) -> None:
        self.given_back += 1
        for line in Path("/proc/self/maps").read_text().splitlines():
            span, *_, name = line.split(maxsplit=5)
            if name.startswith(self._folder):
                begin, end = (int(one, 16) for one in span.split("-"))
                self._libc.madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), DONTNEED)
        forget(Path(self._folder))


def forget(folder: Path) -> None:
    """Out of the file cache with every file of a folder."""
    for file in folder.rglob("*.arrays"):
        descriptor = os.open(file, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def measure(folder: Path, touches: int, limit: int | None, tell: Callable[[str], None]) -> list[str]:
    """Ask with and without a limit of so many MiB, half the index unless given; the answers must be the same."""
    folder = folder / f"{touches}"
    tell("filling the lake")
    home = make(folder, touches)
    kept = folder / "built.json"
    if not kept.exists():
        tell("building the index")
        built = build(home)
        kept.write_text(json.dumps({"seconds": built.seconds, "peak": built.peak}))
    said = json.loads(kept.read_text())
    size = size_of(base_of(home)) / MIB
    limit = limit or max(LEAST, int(size / 2))
    tell("asking without a limit")
    free = _asked(home, 0, ())
    tell(f"asking in {limit:,} MiB")
    with limits.held(limit) as by_kernel:
        tight = _asked(home, 0, by_kernel.before) if by_kernel else _asked(home, limit, ())
    for name in FULL:
        if free[name]["answer"] != tight[name]["answer"]:
            raise AssertionError(f"{name}: the answer under a limit differs.")
    return [
        "## Larger than memory",
        "",
        f"{touches:,} touches; the index takes {size:,.0f} MiB and was built in {seconds(said['seconds'])} and {said['peak']:,.0f} MiB. "
        f"Each question asked once, cold, of a process that may hold {limit:,} MiB, {limit / size:.0%} of the index. "
        f"{_how(by_kernel, tight)} The answers are the same.",
        "",
        *table(
            ("question", "without a limit", f"in {limit:,} MiB"),
            [(name, seconds(free[name]["seconds"]), seconds(tight[name]["seconds"])) for name in FULL],
        ),
        "",
    ]


def _how(by_kernel: limits.Limit | None, tight: dict[str, Any]) -> str:
    if by_kernel is None:
        return (
            f"The process held the limit by itself, as `benchmarks/larger.py` says: {tight['most']:,.0f} MiB were the most that "
            f"was seen resident, all pages of the index were given back {tight['given back']:,} times."
        )
    most = f"; {by_kernel.most:,.0f} MiB were the most it took" if by_kernel.most else ""
    return f"The kernel held the limit ({by_kernel.how}), the file cache included{most}."


def _asked(home: Path, limit: int, before: Sequence[str]) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(
        run(["-m", "benchmarks.larger", str(home), str(limit)], before=before).said
    )
    return said


def main(home: Path, limit: int) -> None:
    """Ask the four questions in full under a limit in MiB, 0 for none; print seconds and answers as JSON."""
    from benchmarks.child import as_lists
    from benchmarks.engines import ours
    from touchline.journeys import engine

    questions, found = ours.open(home.parent), {}
    engine.warm_up()
    forget(home / "index")
    held = Held(home / "index", limit * MIB) if limit else None
    for name in FULL:
        begin = time.perf_counter()
        answer = questions[name]()
        found[name] = {"seconds": time.perf_counter() - begin, "answer": as_lists(answer)}
    most, given = (held.most / MIB, held.given_back) if held else (0, 0)
    print(json.dumps({**found, "most": most, "given back": given}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
