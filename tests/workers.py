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

OWN = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "TOUCHLINE_HOME")
"""What a worker must not take over from the process that starts it: it would use that one's folder."""
COMPILE = """
import importlib, pathlib, pkgutil, sys
from touchline.journeys import kernels
kernels.use_cache(pathlib.Path(sys.argv[1]))
for module in pkgutil.iter_modules(kernels.__path__, f"{kernels.__name__}."):
    importlib.import_module(module.name)
"""


def is_one() -> bool:
    """Whether this process is one of several that run tests."""
    return "PYTEST_XDIST_WORKER" in os.environ


def prepare(kernels: Path) -> None:
    """Make ready for workers: compile the kernels once, and let each worker choose its own folder."""
    subprocess.run([sys.executable, "-c", COMPILE, str(kernels)], check=True)
    for name in OWN:
        os.environ.pop(name, None)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[Path]:
    """Hold a folder that all workers share, until nobody else does."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
