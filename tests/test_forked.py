"""A forked command is like a started one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import forked
from tests.conftest import environ_of
from tests.workers import ROOT


@pytest.mark.parametrize(
    "words", [["--version"], ["nonsense"], ["ask", "hourglass"], ["init"], ["--home", "elsewhere", "init"]]
)
def test_it_says_ends_and_leaves_the_same(words: list[str], tmp_path: Path) -> None:
    ends, files = [], []
    for name in ("started", "forked"):
        folder = tmp_path / name
        folder.mkdir()
        environ = {**environ_of(folder / "touchline-home"), "TOUCHLINE_HOME": "touchline-home"}
        if name == "forked":
            done = forked.touchline(words, environ, folder)
        else:
            command = [sys.executable, "-m", "touchline", *words]
            done = subprocess.run(command, env=environ, cwd=folder, capture_output=True, text=True)
        said = (done.stdout + done.stderr).replace("python -m touchline", "touchline")
        ends.append((done.returncode, said.replace(str(folder), "")))
        files.append(sorted(str(path.relative_to(folder)) for path in folder.rglob("*")))
    assert ends[0] == ends[1]
    assert files[0] == files[1]


def test_it_is_a_process_of_its_own_with_nothing_started(tmp_path: Path) -> None:
    code = "import os; from django.conf import settings as s; print(os.getpid(), s.configured, os.getcwd())"
    numbers = set()
    for _ in range(2):
        number, started, folder = forked.python(code, {"A": "1"}, tmp_path).stdout.split()
        assert (started, folder) == ("False", str(tmp_path))
        numbers.add(number)
    assert len(numbers) == 2
    shown = forked.python(
        "import os; print(dict(os.environ)); os.write(2, b'x'); exit(7)", {"A": "1"}, tmp_path
    )
    assert (shown.returncode, shown.stdout, shown.stderr) == (7, "{'A': '1'}\n", "x")


def test_a_traceback_is_an_error(tmp_path: Path) -> None:
    done = forked.python("1 / 0", {}, tmp_path)
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr


def test_a_child_says_lines_and_is_killed(tmp_path: Path) -> None:
    words = (tmp_path, "append", 2, 0)
    with forked.Child("tests.faults.lake_child", words, os.environ, ROOT) as child:
        assert child.stdout.readline() == "ready\n"
        assert child.stdout.read().startswith("done 0\ndone 1\nwrites")
    assert child.wait() == 0
    with forked.Child("tests.faults.lake_child", (tmp_path, "append", 10_000, 0), os.environ, ROOT) as child:
        assert child.stdout.readline() == "ready\n"
        child.kill()
    assert child.wait() == -signal.SIGKILL
    with forked.Child("tests.faults.lake_child", (), os.environ, ROOT) as child:
        assert child.stdout.read() == ""
    assert child.wait() == 1
