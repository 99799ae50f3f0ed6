"""The clock jumps a year ahead and a day back while serving: nothing is lost, nobody is shut out."""

from __future__ import annotations

import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.browser.conftest import OWNER, Served, serve
from tests.conftest import run
from tests.faults.test_serve_imports import WORDS, file_of, people

CLOCK = Path(__file__).with_name("clock")
DAY = 86_400
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """Opens pages and sends forms."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, path: str, **form: str) -> tuple[int, str, str]:
        """The status, the address in the end, and the page."""
        data = None
        if form:
            found = TOKEN.search(self.open(path)[2])
            assert found
            data = urlencode({**form, "csrfmiddlewaretoken": found[1]}).encode()
        request = urllib.request.Request(self.url + path, data, {"Referer": self.url + path})
        try:
            with self._opener.open(request, timeout=60) as answer:
                return answer.status, answer.url.removeprefix(self.url), answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, path, error.read().decode()

    def sign_in(self, password: str) -> bool:
        """Whether the owner is let in."""
        return self.open("/sign-in", email=OWNER["email"], password=password)[1].startswith("/?") or (
            self.open("/account")[1] == "/account"
        )


@pytest.fixture
def wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that says how wrong the clock of every process is."""
    file = tmp_path / "clock"
    file.write_text("0")
    monkeypatch.setenv("WRONG_CLOCK", str(file))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(CLOCK), os.environ.get("PYTHONPATH", "")]))
    return file


@pytest.fixture
def served(wrong: Path, new_home: Path) -> Iterator[Served]:
    run(new_home, "init")
    serving, here = serve(new_home)
    try:
        yield here
    finally:
        serving.terminate()
        serving.communicate(timeout=60)


def take(home: Path, folder: Path, name: str, rows: range) -> int:
    said = run(home, "import", "touches", str(file_of(folder, name, rows)), *WORDS, "--json")
    return int(json.loads(said)["accepted"])


def test_a_year_ahead_and_a_day_back(served: Served, wrong: Path, new_home: Path, tmp_path: Path) -> None:
    owner = Browser(served.url)
    owner.open(served.link.removeprefix(served.url), **OWNER)
    assert owner.open("/account")[1] == "/account"
    assert take(new_home, tmp_path, "a.csv", range(50)) == 50

    wrong.write_text(str(365 * DAY))
    assert take(new_home, tmp_path, "b.csv", range(40, 90)) == 40
    assert people(new_home) == 90
    assert owner.open("/account")[1].startswith("/sign-in"), "a session ends after 14 days"
    assert owner.sign_in(OWNER["password"])
    stranger = Browser(served.url)
    for _ in range(6):
        assert not stranger.sign_in("wrong")
    assert stranger.open("/sign-in", email=OWNER["email"], password="wrong")[0] != 200

    wrong.write_text(str(-DAY))
    assert Browser(served.url).sign_in(OWNER["password"]), "nobody is shut out for a year"
    assert take(new_home, tmp_path, "c.csv", range(80, 120)) == 30
    assert people(new_home) == 120
    run(new_home, "undo", "2")
    assert people(new_home) == 80
    assert "Everything is well." in run(new_home, "doctor")

    wrong.write_text("0")
    assert take(new_home, tmp_path, "b.csv", range(40, 90)) == 40
    assert people(new_home) == 120
    assert owner.open("/account")[0] == 200
    assert "Everything is well." in run(new_home, "doctor")
