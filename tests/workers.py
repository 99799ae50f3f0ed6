"""Tests on several cores: what the processes that run them share, and what each has of its own.

``pytest -n 2`` starts two workers. Each has a temporary folder, a Django database and a browser of its
own. They share one PostgreSQL server, the compiled kernels and the first copy of the sample business, which
are made once.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache" / "kernels"
"""Where the tests keep compiled kernels."""
OWN = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "TOUCHLINE_HOME")
"""What a worker must not take over from the process that starts it: it would use that one's folder."""


def keep_bytecode() -> None:
    """Compile each module once, also where the environment says to keep nothing of that: here and in what
    is started from here. Processes are started by the hundred, and compiling is most of such a start."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def spare_the_disk() -> None:
    """Wait for no disk: no test loses the power, and a killed process loses nothing the system has."""
    os.fsync = lambda _handle: None


def is_one() -> bool:
    """Whether this process is one of several that run tests."""
    return "PYTEST_XDIST_WORKER" in os.environ


def prepare() -> None:
    """Make ready for workers: compile the kernels once, and let each worker choose its own folder."""
    subprocess.run([sys.executable, "-m", "tests.loaded"], cwd=ROOT, check=True)
    for name in OWN:
        os.environ.pop(name, None)


def shares(item: pytest.Item) -> bool:
    """Whether a test shares something with others of its module, so that one worker runs them in order."""
    fixtures = item._fixtureinfo.name2fixturedefs.values()  # type: ignore[attr-defined]
    return any(one[-1].scope == "module" for one in fixtures)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[Path]:
    """Hold a folder that all workers share, until nobody else does."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
