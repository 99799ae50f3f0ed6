"""Timing side by side: the forms in turn, so that a machine's mood hits all of them alike."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path


def side_by_side(forms: Mapping[str, Callable[[], object]], runs: int = 5) -> dict[str, float]:
    """Median seconds of each form, after one run each that does not count."""
    for form in forms.values():
        form()
    times: dict[str, list[float]] = {name: [] for name in forms}
    for _ in range(runs):
        for name, form in forms.items():
            begin = time.perf_counter()
            form()
            times[name].append(time.perf_counter() - begin)
    return {name: statistics.median(taken) for name, taken in times.items()}


def run_apart(code: str, *arguments: str) -> tuple[float, float, str]:
    """Seconds, peak memory in MiB and output of Python code in a process of its own."""
    tail = "\nimport resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code + tail, *arguments], capture_output=True, text=True, check=True
    )
    *output, peak = done.stdout.strip().splitlines()
    return time.perf_counter() - begin, int(peak) / 1024, "\n".join(output)


def peak_of_children() -> float:
    """The largest peak memory of any child so far, MiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def machine() -> str:
    """What this was measured on, and when."""
    cpu = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    python = platform.python_version()
    return f"{os.cpu_count()} cores of {cpu}, {memory:.0f} GiB, Python {python}, {date.today():%-d %b %Y}"
