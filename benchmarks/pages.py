"""How long pages take: a real ``touchline serve``, asked by a plain HTTP client that joined with the one-time link."""

from __future__ import annotations

import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from benchmarks.engines import THREADS
from benchmarks.goals import Goal
from benchmarks.journeys import STEPS, name_of
from benchmarks.measure import ROOT, Watch, environment, seconds, table

FUNNEL = urlencode([*(("step", name_of(step)) for step in STEPS), ("within", "30d")])
PAGES = {
    "hourglass": "/",
    "journeys: funnel": f"/journeys?{FUNNEL}",
    "journeys: paths": "/journeys/paths",
    "journeys: touches before an order": "/journeys/touches",
    "journeys: orders": "/journeys/orders",
}
STARTS, FRESH, AGAIN = 3, 20, 50
"""Starts of the server for the first page; questions never asked before; times a question is asked again."""
FIRST_DAY = date(2023, 12, 1)
PATIENCE = 120.0
WARM = 0.5
EMAIL, PASSWORD = "ada@example.com", "correct horse battery"


class Visitor:
    """A browser without a screen: cookies, and pages read to their last byte."""

    def __init__(self, site: str) -> None:
        self.site = site
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[float, str]:
        """Seconds until the whole page was here, and the page. A page that is not 200 is an error."""
        begin = time.perf_counter()
        with self._opener.open(self.site + path, timeout=PATIENCE) as answer:
            page: bytes = answer.read()
        return time.perf_counter() - begin, page.decode()

    def send(self, path: str, **fields: str) -> None:
        """Fill in the form of a page."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path)[1])
        assert found is not None
        data = urlencode({**fields, "csrfmiddlewaretoken": found[1]}).encode()
        self._opener.open(self.site + path, data=data, timeout=PATIENCE).read()

    def sign_in(self) -> None:
        """Sign in, and land on a page that asks nothing."""
        self.send("/sign-in", email=EMAIL, password=PASSWORD, next="/account")


@dataclass
class Server:
    """A running server: where it is, the one-time link it printed if any, how much memory it took so far."""

    site: str
    link: str
    watch: Watch


@contextmanager
def serving(home: Path, *, owner: bool = True) -> Iterator[Server]:
    """``touchline serve`` on a workspace, until the block ends; ``owner``: it has one already."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "touchline", "--home", str(home), "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(TOUCHLINE_THREADS=str(THREADS)),
        cwd=ROOT,
    )
    watch = Watch(process.pid)
    try:
        yield Server(f"http://127.0.0.1:{port}", _ready(process, owner), watch)
    finally:
        process.terminate()
        process.wait(30)
        watch.end()


def _ready(process: subprocess.Popen[str], owner: bool) -> str:
    """Wait until the pages answer; the path of the one-time link, or "" where there is an owner."""
    assert process.stdout is not None
    said = process.stdout.readline()
    if not said.startswith("Touchline is at"):
        raise RuntimeError(f"touchline serve said: {said}")
    if owner:
        return ""
    process.stdout.readline()
    return re.sub(r"^\s*https?://[^/]+", "", process.stdout.readline()).strip()


def measure(home: Path, touches: int, people: int) -> tuple[list[str], list[Goal]]:
    """Times of every page: the first after a start, a question never asked before, one asked before."""
    rows, peak = [], 0.0
    joined = home.parent / "joined"
    with serving(home, owner=joined.exists()) as server:
        visitor = Visitor(server.site)
        if server.link:
            visitor.send(server.link, name="Ada", email=EMAIL, password=PASSWORD)
            joined.touch()
        else:
            visitor.sign_in()
        for name, path in PAGES.items():
            visitor.get(path)
            fresh = [visitor.get(_of_day(path, day))[0] for day in range(FRESH)]
            again = [visitor.get(path)[0] for _ in range(AGAIN)]
            rows.append((name, fresh, again))
        peak = server.watch.peak
    first = {name: _first(home, path) for name, path in PAGES.items()}
    slowest, name = max((statistics.median(fresh), name) for name, fresh, _again in rows)
    goal = Goal(f"a page of a warm server, at most (slowest: {name})", slowest, WARM, "s")
    return _report(rows, first, peak, touches, people), [goal]


def _of_day(path: str, day: int) -> str:
    """The same question from another day on."""
    return f"{path}{'&' if '?' in path else '?'}from={FIRST_DAY + timedelta(days=day)}"


def _first(home: Path, path: str) -> list[float]:
    """The first page of a server that just started; signing in comes before it and asks nothing."""
    taken = []
    for _ in range(STARTS):
        with serving(home) as server:
            visitor = Visitor(server.site)
            visitor.send(
                "/sign-in", email="ada@example.com", password="correct horse battery", next="/account"
            )
            taken.append(visitor.get(path)[0])
    return taken


def _report(
    rows: Sequence[tuple[str, list[float], list[float]]],
    first: dict[str, list[float]],
    peak: float,
    touches: int,
    people: int,
) -> list[str]:
    return [
        "## Pages",
        "",
        f"`touchline serve` on the same workspace ({touches:,} touches, {people:,} people, {THREADS} threads), one reader, the "
        "time until the last byte is here. *Asked before*: the server remembers answers of the newest index. *Never asked "
        f"before*: {FRESH} periods, each from another day on, so every page counts anew. *First*: the first page "
        f"of a server that just started, {STARTS} starts; the machine's file cache was warm. All processes of the server "
        f"together held at most {peak:,.0f} MiB, mapped pages of the index included.",
        "",
        *table(
            ("page", "first", "never asked before: median", "p95", "asked before: median", "p95"),
            [
                (
                    name,
                    seconds(statistics.median(first[name])),
                    seconds(statistics.median(fresh)),
                    seconds(_p95(fresh)),
                    seconds(statistics.median(again)),
                    seconds(_p95(again)),
                )
                for name, fresh, again in rows
            ],
        ),
        "",
    ]


def _p95(values: list[float]) -> float:
    return sorted(values)[-(-95 * len(values) // 100) - 1]
