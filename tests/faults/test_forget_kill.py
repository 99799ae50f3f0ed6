"""kill -9 while a person is being forgotten: finished afterwards, nothing of them is left.

``TOUCHLINE_PROVE=1`` makes ten times as many kills.
"""

from __future__ import annotations

import http.cookiejar
import random
import re
import shutil
import signal
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from tests import forked, stores
from tests.conftest import EXAMPLES, environ_of, run, workspace_in
from tests.faults.test_serve_kill import answers, free_port, start, wait_until
from tests.service.erasable import ID, SECRETS, fill, litter, merge, naming, of_others, run_all
from tests.workers import ROOT

from touchline.lake.events import Lake

KILLS = 4


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = workspace_in(tmp_path_factory.mktemp("filled"))
    fill(home, home.parent / "files")
    merge(home)
    litter(home)
    return home


def child(home: Path, *, die_at: int = 0, after: float | None = None) -> list[str]:
    """Forget her in a child until it ends or has been killed; what it said."""
    words = (home, ID, die_at)
    with forked.Child("tests.faults.forget_child", words, environ_of(home), ROOT) as process:
        said = [process.stdout.readline().strip()]
        assert said == ["ready"]
        if after is not None:
            time.sleep(after)
            process.kill()
        said += process.stdout.read().split()
        assert process.wait() in (0, -signal.SIGKILL)
    return said


def test_killed_at_any_moment_it_is_finished_afterwards(filled: Path, tmp_path: Path) -> None:
    others, chance = of_others(filled), random.Random(7)
    home = stores.copy_workspace(filled, tmp_path / "whole")
    *_, writes, seconds = child(home)
    assert naming(home) == []
    assert of_others(home) == others
    killed = 0
    for attempt in range(KILLS * EXAMPLES):
        home = stores.copy_workspace(filled, tmp_path / f"home-{attempt}")
        for again in range(2):  # the erasure that goes on is killed as well
            if (attempt + again) % 2:
                said = child(home, after=chance.random() * float(seconds))
            else:
                said = child(home, die_at=chance.randrange(1, int(writes)))
            killed += len(said) == 1
        run_all(home, [("forget", "--finish")])
        assert naming(home) == [], attempt
        assert not stores.POSTGRESQL or stores.cluster().files_with(home, SECRETS) == []
        assert of_others(home) == others
        assert Lake(home / "lake").check() == []
        shutil.rmtree(home)
    assert killed >= KILLS * EXAMPLES


def test_while_it_is_served_the_worker_does_it_and_pages_let_go(filled: Path, tmp_path: Path) -> None:
    home = stores.copy_workspace(filled, tmp_path / "served")
    port = free_port()
    serving = start(home, port)
    try:
        wait_until(lambda: serving.poll() is not None or answers(port))
        assert serving.stdout
        link = next(line for line in iter(serving.stdout.readline, "") if "/join/" in line).strip()
        browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )
        token = _token(browser.open(link).read().decode())
        who = {"email": "owner@example.com", "name": "Olga Owner", "password": "correct horse battery"}
        form = urllib.parse.urlencode(
            {**who, "password_again": who["password"], "csrfmiddlewaretoken": token}
        )
        page = browser.open(urllib.request.Request(link, form.encode(), {"Referer": link})).read().decode()
        assert "Sign out" in page
        people = browser.open(f"http://127.0.0.1:{port}/people").read().decode()
        assert "21 people are in the record" in people, "the web process has a generation open"
        said = run(home, "forget", ID, "--yes")
        assert "It is done" in said
        assert naming(home) == []
        assert len(list((home / "index" / "generations").iterdir())) == 1
        assert len(list((home / "index" / "bases").iterdir())) == 1
        people = browser.open(f"http://127.0.0.1:{port}/people").read().decode()
        assert "20 people are in the record" in people
        held = [
            f"{Path(f'/proc/{process}/cmdline').read_text()} {path.readlink()}"
            for process in _processes(serving.pid)
            for path in Path(f"/proc/{process}/map_files").glob("*")
        ]
        assert not [one for one in held if "(deleted)" in one and str(home) in one]
        assert naming(home) == []
    finally:
        if serving.poll() is None:
            serving.terminate()
            serving.communicate(timeout=60)


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


def _processes(supervisor: int) -> list[int]:
    import psutil

    return [one.pid for one in psutil.Process(supervisor).children(recursive=True)]
