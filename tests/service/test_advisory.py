"""Locks in the database: what two machines see of each other. Here two folders stand for two machines."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests import stores

stores.only_on_postgresql()

HOLD = """
import sys, time
from pathlib import Path
from touchline.service.home import use_home
use_home(sys.argv[1])
from touchline.service import locks
lock = locks.worker_lock if sys.argv[3] == "worker" else locks.serve_lock
with lock(Path(sys.argv[2]), "the other one") as held:
    print("held", flush=True)
    for _ in range(600):
        if held.is_lost:
            print("lost", flush=True)
            held.keep()
            print("kept", flush=True)
        time.sleep(0.1)
"""
TAKE = """
import sys
from pathlib import Path
from touchline.service.home import use_home
use_home(sys.argv[1])
from touchline.service import advisory, locks
advisory.SILENT_SECONDS = advisory.PING_SECONDS = 0
waited = []
advisory.wait_for_the_last_one = lambda: waited.append(1)
try:
    with locks.worker_lock(Path(sys.argv[2])):
        print("taken", len(waited))
except locks.Held as held:
    print("held by", held.holder)
"""


@pytest.fixture
def machines(new_home: Path, tmp_path: Path) -> tuple[Path, Path, Path]:
    """A workspace, and two folders whose file locks know nothing of each other."""
    from tests.conftest import run

    run(new_home, "init")
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    return new_home, tmp_path / "here", tmp_path / "there"


def python(code: str, home: Path, *words: str) -> subprocess.Popen[str]:
    import os

    environ = {**os.environ, **stores.environ_of(home)}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-c", code, str(home), *words]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def said(child: subprocess.Popen[str]) -> str:
    assert child.stdout
    line = child.stdout.readline().strip()
    assert line, child.communicate()[1]
    return line


def take(home: Path, where: Path) -> str:
    with python(TAKE, home, str(where)) as child:
        return said(child)


def cut(home: Path) -> int:
    """Cut the connection that holds a lock; how many there were."""
    database = stores.cluster().database_of(home).rsplit("/", 1)[1]
    return len(
        stores.cluster().run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{database}' AND application_name = 'the other one'"
        )
    )


def test_one_writer_for_all_machines(machines: tuple[Path, Path, Path]) -> None:
    home, here, there = machines
    with python(HOLD, home, str(here), "worker") as holder:
        assert said(holder) == "held"
        assert take(home, there) == "held by the other one"
        holder.kill()
    deadline = time.monotonic() + 20
    while (answer := take(home, there)) == "held by the other one":
        assert time.monotonic() < deadline
    assert answer == "taken 1"  # the killed one did not say that it had ended
    assert take(home, here) == "taken 0"


def test_a_writer_whose_connection_is_cut_ends_and_the_next_one_gives_it_time(
    machines: tuple[Path, Path, Path],
) -> None:
    home, here, there = machines
    with python(HOLD, home, str(here), "worker") as holder:
        assert said(holder) == "held"
        assert cut(home) == 1
        assert take(home, there) == "taken 1"
        assert holder.wait(20) == 75
        assert "right to write" in holder.communicate()[1]
    assert take(home, there) == "taken 0"


def test_on_the_same_machine_nobody_waits(machines: tuple[Path, Path, Path]) -> None:
    home, here, _there = machines
    with python(HOLD, home, str(here), "worker") as holder:
        assert said(holder) == "held"
        holder.kill()
        holder.wait()
    assert take(home, here) == "taken 0"


def test_who_serves_takes_the_lock_again_unless_another_has_it(machines: tuple[Path, Path, Path]) -> None:
    home, here, there = machines
    with python(HOLD, home, str(here), "serve") as first:
        assert said(first) == "held"
        assert cut(home) == 1
        assert [said(first), said(first)] == ["lost", "kept"]
        with python(HOLD, home, str(there), "serve") as second:
            assert second.wait(20) == 1
            assert "Held: the other one" in second.communicate()[1]
        first.kill()
