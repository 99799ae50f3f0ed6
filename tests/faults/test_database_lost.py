"""The database goes away under a running ``touchline serve`` and comes back: nothing lost, nothing twice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests import stores
from tests.conftest import EXAMPLES, workspace_in
from tests.faults.test_import_kill import file_of, recorded
from tests.faults.test_serve_kill import free_port, start, wait_until

stores.only_on_postgresql()
COLUMNS = {
    "touches": ["--person", "person", "--time", "time", "--touchpoint", "touchpoint"],
    "people": ["--person", "person", "--brought-by", "touchpoint", "--brought-as", "fan"],
}


@pytest.fixture
def cluster() -> Iterator[stores.Cluster]:
    """A server of the test's own, which it may stop."""
    made = stores.new_cluster()
    try:
        yield made
    finally:
        stores.throw_away(made)


@pytest.fixture
def home(cluster: stores.Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace on that server."""
    url = cluster.create("faults")
    monkeypatch.setattr(stores, "environ_of", lambda _home: {"DATABASE_URL": url})
    return workspace_in(tmp_path)


@pytest.fixture
def port(home: Path) -> Iterator[int]:
    """The port the workspace is served on."""
    found = free_port()
    serving = start(home, found)
    try:
        wait_until(lambda: serving.poll() is not None or status(found, "/healthy") == 200)
        yield found
        assert serving.poll() is None, serving.communicate()[1]
    finally:
        serving.terminate()
        serving.communicate(timeout=60)


def ask(port: int, path: str) -> tuple[int, str, str]:
    """Status, Retry-After and text of a page."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status, "", answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get("Retry-After", ""), error.read().decode()
    except OSError as error:
        return 0, "", str(error)


def status(port: int, path: str) -> int:
    return ask(port, path)[0]


def processes(port: int) -> set[int]:
    """The processes that answer on a port and their workers' siblings, by number."""
    return {
        one.pid
        for one in psutil.process_iter(["cmdline"])
        if "touchline.service.web" in (one.info["cmdline"] or []) and f"{port}" in _environ(one)
    }


def _environ(process: psutil.Process) -> str:
    try:
        return process.environ().get("TOUCHLINE_PORT", "")
    except psutil.Error:
        return ""


def test_pages_say_so_and_come_back_by_themselves(cluster: stores.Cluster, port: int) -> None:
    before = processes(port)
    assert len(before) >= 1
    for _ in range(2):
        assert status(port, "/sign-in") == 200
        cluster.stop()
        for path in ("/sign-in", "/healthy", "/", "/join/made-up"):
            code, again, text = ask(port, path)
            if path != "/" or code != 302:
                assert code == 503, (path, code)
                assert again == "5"
                assert "The database does not answer." in text
        cluster.start()
        for path in ("/sign-in", "/healthy", "/sign-in"):
            code, _again, text = ask(port, path)
            assert code == 200, text
    assert processes(port) == before


def take(home: Path, kind: str, file: Path) -> subprocess.Popen[str]:
    environ = {**os.environ, "TOUCHLINE_HOME": str(home), **stores.environ_of(home)}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    words = [sys.executable, "-m", "touchline", "import", kind, str(file), *COLUMNS[kind], "--json"]
    return subprocess.Popen(
        words, env=environ, cwd=home.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def state(cluster: stores.Cluster) -> tuple[object, ...]:
    rows = cluster.run(
        "SELECT state, accepted, refused, duplicates, error FROM collect_import ORDER BY number DESC LIMIT 1",
        "faults",
    )
    return tuple(rows[0]) if rows else ("nothing",)


@pytest.mark.parametrize("kind", ["touches", "people"])
def test_an_import_of_the_worker_goes_on_without_doubling(
    kind: str, cluster: stores.Cluster, home: Path, port: int, tmp_path: Path
) -> None:
    chance = random.Random(kind)
    wanted: Counter[tuple[str, ...]] = Counter()
    for seed in range(EXAMPLES):
        file, good, bad = file_of(kind, tmp_path, seed, rows=30_000)
        new = (wanted | good).total() - wanted.total()
        wanted |= good
        with take(home, kind, file) as asking:
            wait_until(lambda: state(cluster)[0] not in ("nothing", "done", "failed"))
            time.sleep(chance.random() * 2)
            cluster.stop()
            time.sleep(0.5)
            cluster.start()
            told, wrong = asking.communicate(timeout=120)
            assert asking.returncode == 0, wrong
            assert f'"accepted": {new if kind == "touches" else good.total()}' in told
        assert state(cluster)[:3] == ("done", new if kind == "touches" else good.total(), bad)
    if kind == "touches":
        rows = recorded(home)
        assert [seq for seq, _ in rows] == list(range(1, wanted.total() + 1))


def test_an_import_of_a_command_ends_with_a_sentence_and_goes_on_later(
    cluster: stores.Cluster, home: Path, tmp_path: Path
) -> None:
    file, good, bad = file_of("touches", tmp_path, 0, rows=60_000)
    with take(home, "touches", file) as cut:
        wait_until(lambda: tables(cluster) and state(cluster)[0] in ("reading", "writing"))
        cluster.stop()
        said = cut.communicate(timeout=60)[1]
    assert cut.returncode in (1, 75), said
    assert "Traceback" not in said
    assert "database" in said
    cluster.start()
    with take(home, "touches", file) as again:
        _told, wrong = again.communicate(timeout=120)
    assert again.returncode == 0, wrong
    counts = cluster.run(
        "SELECT state, sum(accepted), sum(refused) FROM collect_import GROUP BY state", "faults"
    )
    assert counts == [("done", good.total(), 2 * bad)]
    assert len(recorded(home)) == good.total()


def tables(cluster: stores.Cluster) -> bool:
    found = cluster.run("SELECT 1 FROM pg_tables WHERE tablename = 'collect_import'", "faults")
    return bool(found)
