"""A real ``touchline serve`` on a small record, and a real Chromium before it."""

from __future__ import annotations

import csv
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests import forked, stores
from tests.conftest import missing
from tests.web.world import DAY0, PLACES, firm

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
OWNER = {"name": "Ada Lindgren", "email": "ada@example.com", "password": "a bicycle for two"}
READY = re.compile(r"Touchline is at (\S+)")
LINK = re.compile(r"(http://\S+/join/\S+)")


@dataclass
class Served:
    """A workspace that is being served, with a way to run commands on it."""

    home: Path
    url: str
    link: str

    def run(self, *words: str) -> str:
        """Run a command of the command line on the workspace."""
        return command(self.home, *words)


def command(home: Path, *words: str) -> str:
    """Run ``touchline WORDS`` on a workspace and return what it printed."""
    done = forked.touchline(["--home", str(home), *words], environ(home), home.parent)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def environ(home: Path) -> dict[str, str]:
    """The environment without what the tests themselves set, and with the store of the workspace."""
    mine = {
        name: value for name, value in os.environ.items() if not name.startswith(("TOUCHLINE_", "DJANGO_"))
    }
    return mine | stores.environ_of(home)


def record(home: Path, folder: Path) -> None:
    """A small record: a file of touches, places for most of them."""
    path = folder / "touches.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["who", "when", "what", "where", "paid"])
        for one in firm(80):
            when = (DAY0 + timedelta(days=one.day)).isoformat()
            paid = "" if one.money is None else f"{one.money / 100:.2f}"
            writer.writerow([one.person, when, one.touchpoint, one.channel or "", paid])
    words = [
        "--person",
        "who",
        "--time",
        "when",
        "--touchpoint",
        "what",
        "--channel",
        "where",
        "--value",
        "paid",
    ]
    command(home, "import", "touches", str(path), *words)
    for name, (stage, _channel) in PLACES.items():
        if name not in ("Reviews", "Workshop evening"):
            command(home, "touchpoint", "place", name, "--stage", stage)


def serve(home: Path) -> tuple[subprocess.Popen[str], Served]:
    """Start serving on a free port of this machine, and wait until the pages answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serving = subprocess.Popen(
        [sys.executable, "-m", "touchline", "--home", str(home), "serve", "--port", str(port)],
        env=environ(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert serving.stdout is not None
    said = ""
    for line in serving.stdout:
        said += line
        if LINK.search(said):
            break
    found, link = READY.search(said), LINK.search(said)
    assert found, said
    assert link, said
    return serving, Served(home, found[1], link[1])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, or a skip where it is absent."""
    path = shutil.which("chromium")
    if path is None:
        missing("Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield found
        found.close()


def _served(folder: Path, *, full: bool) -> Iterator[Served]:
    home = folder / "home"
    command(home, "init")
    if full:
        record(home, folder)
    serving, served = serve(home)
    try:
        yield served
    finally:
        serving.terminate()
        serving.communicate(timeout=60)


@pytest.fixture(scope="module")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A served workspace with a record."""
    yield from _served(tmp_path_factory.mktemp("full"), full=True)


@pytest.fixture(scope="module")
def empty(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A served workspace without anything in it."""
    yield from _served(tmp_path_factory.mktemp("empty"), full=False)


@pytest.fixture(scope="module")
def owner(browser: Browser, served: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The owner joined; their cookies, to open further pages with."""
    return join(browser, served, tmp_path_factory.mktemp("owner") / "state.json")


def join(browser: Browser, served: Served, state: Path) -> Path:
    """Become the owner with the one-time link, and keep the cookies."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.link)
    for name, value in OWNER.items():
        page.fill(f"[name={name}]", value)
    page.click("button.go")
    page.wait_for_url(f"{served.url}/")
    context.storage_state(path=state)
    context.close()
    return state


Opener = Callable[..., "Page"]


@pytest.fixture
def opener(browser: Browser, served: Served, owner: Path) -> Iterator[Opener]:
    """Opens a page as the owner; whatever the console complains about fails the test."""
    contexts, complaints = [], []

    def open_page(path: str, width: int = 1440, scheme: str = "light", script: bool = True) -> Page:
        context = browser.new_context(
            base_url=served.url,
            storage_state=owner,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda said: complaints.append((path, said.text)) if said.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append((path, str(error))))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints
