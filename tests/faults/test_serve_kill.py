"""A real ``touchline serve``: one at a time, nothing outlives it, a killed child comes back."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests import stores


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(home: Path, port: int) -> subprocess.Popen[str]:
    environ = {**os.environ, "TOUCHLINE_HOME": str(home), **stores.environ_of(home)}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "touchline", "serve", "--port", str(port)]
    return subprocess.Popen(
        command,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthy", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until(true: object, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < until, "It did not happen in time."
        time.sleep(0.1)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path, int]]:
    home, port = tmp_path / "home", free_port()
    serving = start(home, port)
    try:
        wait_until(lambda: serving.poll() is not None or answers(port))
        assert serving.poll() is None, serving.communicate()[1]
        yield serving, home, port
    finally:
        if serving.poll() is None:
            serving.terminate()
            serving.communicate(timeout=60)


def test_it_prints_a_one_time_link_and_a_second_one_refuses(
    served: tuple[subprocess.Popen[str], Path, int],
) -> None:
    serving, home, port = served
    assert serving.stdout is not None
    lines = [serving.stdout.readline() for _ in range(3)]
    assert f"http://127.0.0.1:{port}/join/" in lines[-1], lines
    second = start(home, free_port())
    _, said = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "served already" in said
    assert str(serving.pid) in said
    assert answers(port)


def test_nothing_outlives_a_killed_supervisor(served: tuple[subprocess.Popen[str], Path, int]) -> None:
    serving, home, port = served
    children = psutil.Process(serving.pid).children(recursive=True)
    assert len(children) >= 2
    serving.send_signal(signal.SIGKILL)
    serving.communicate()
    _gone, alive = psutil.wait_procs(children, timeout=20)
    assert not alive
    assert not answers(port)
    again = start(home, port)
    try:
        wait_until(lambda: answers(port))
    finally:
        again.terminate()
        again.communicate(timeout=60)
    assert again.returncode == 0


@pytest.mark.parametrize("role", ["worker", "web"])
def test_a_killed_child_comes_back(served: tuple[subprocess.Popen[str], Path, int], role: str) -> None:
    serving, _home, port = served
    supervisor = psutil.Process(serving.pid)

    def child() -> psutil.Process | None:
        for one in supervisor.children():
            with contextlib.suppress(psutil.Error):
                if f"touchline.service.{role}" in one.cmdline():
                    return one
        return None

    first = child()
    assert first is not None
    first.kill()
    wait_until(lambda: (now := child()) is not None and now.pid != first.pid and answers(port))


def test_a_taken_port_is_named_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = start(tmp_path / "home", taken.getsockname()[1])
        _, said = refused.communicate(timeout=60)
    assert refused.returncode == 1
    assert "Choose another port" in said
