"""Seconds and memory: of a process with its children, and of the machine it ran on."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
KERNELS = ROOT / ".cache" / "kernels"
"""Where compiled loops are kept for all measured processes."""
MIB = 1 << 20
EVERY = 0.05


@dataclass(frozen=True)
class Ran:
    """A command that ended: seconds, peak memory of it and all its children in MiB, what it printed."""

    seconds: float
    peak: float
    said: str


class Watch:
    """Looks every 50 ms how much memory a process and its children hold together (resident, MiB)."""

    def __init__(self, pid: int) -> None:
        self.peak = 0.0
        self._process = psutil.Process(pid)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.wait(EVERY):
            try:
                family = [self._process, *self._process.children(recursive=True)]
                self.peak = max(self.peak, sum(one.memory_info().rss for one in family) / MIB)
            except psutil.Error:
                continue

    def end(self) -> float:
        """Stop looking; the peak in MiB."""
        self._ended.set()
        self._thread.join()
        return self.peak


class Others:
    """How many of the machine's cores work that is not ours takes."""

    def __init__(self) -> None:
        self._before = self._now()

    def cores(self) -> float:
        """On average since this was asked last."""
        (begin, busy, own), self._before = self._before, self._now()
        end, busy_now, own_now = self._before
        return max(0.0, (busy_now - busy) - (own_now - own)) / (end - begin)

    def _now(self) -> tuple[float, float, float]:
        """The clock, seconds of work of all cores, and those of this process and its ended children."""
        all_of_it = psutil.cpu_times()
        idle = all_of_it.idle + getattr(all_of_it, "iowait", 0.0)
        took = os.times()
        own = took.user + took.system + took.children_user + took.children_system
        return time.perf_counter(), sum(all_of_it[:8]) - idle, own


class Beyond:
    """How much memory of its own this process takes at most while a block runs: no mapped files, MiB."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Beyond:
        self._before = own_memory()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            self.peak = max(self.peak, own_memory() - self._before)
            if self._ended.wait(0.002):
                return


def own_memory() -> float:
    """What this process holds now but for mapped files, MiB."""
    return int(Path("/proc/self/status").read_text().split("RssAnon:")[1].split()[0]) / 1024


def environment(**more: str) -> dict[str, str]:
    """The environment of a measured process: this repository's code, nothing of the caller's workspace."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TOUCHLINE_")}
    return {**kept, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", **more}


def run(words: Sequence[str], *, before: Sequence[str] = (), **more: str) -> Ran:
    """Run Python with these words to its end, and watch it; ``before``: what starts Python. Raises ``RuntimeError`` with what it said when it fails."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        [*before, sys.executable, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(**more),
        cwd=ROOT,
    )
    watch = Watch(process.pid)
    said, wrong = process.communicate()
    seconds, peak = time.perf_counter() - begin, watch.end()
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)}\n{said}\n{wrong}")
    return Ran(seconds, peak, said)


def own_peak() -> float:
    """The most memory this program ever held, MiB. Unlike ``ru_maxrss`` it begins anew with the program."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def machine() -> str:
    """What this was measured on, and when."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    cpu = models[0] if models else platform.machine()
    return f"{os.cpu_count()} cores of {cpu}, {memory:.0f} GiB, Python {platform.python_version()}, {date.today():%-d %b %Y}"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """A table in Markdown: the first column to the left, the others to the right."""
    marks = ["---", *["--:"] * (len(head) - 1)]
    return ["| " + " | ".join(map(str, row)) + " |" for row in (head, marks, *rows)]


def seconds(value: float) -> str:
    """A time as people read it."""
    if value < 1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.2f} s" if value < 10 else f"{value:,.1f} s"
