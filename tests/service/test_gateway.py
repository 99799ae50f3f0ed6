"""A thread never waits for a client: bodies are read and answers written before and after it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from touchline.service import gateway
from touchline.service.gateway import SMALL, Gateway, sweep
from touchline.service.rsgi import environ_of


@dataclass
class Asked:
    """A request as the web server hands it over."""

    method: str = "POST"
    path: str = "/form"
    headers: dict[str, str] = field(default_factory=dict)
    query_string: str = "a=1"
    proto: str = "http"
    http_version: str = "1.1"
    server: str = "127.0.0.1:8000"
    client: str = "192.0.2.7:4711"
    scheme: str = "http"


class Wire:
    """Sends the body in parts, a wait before each, and keeps the answer."""

    def __init__(self, parts: Iterable[bytes] = (), wait: float = 0.0) -> None:
        self.parts, self.wait = list(parts), wait
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""
        self.file = ""
        self.closed = False
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            await asyncio.sleep(self.wait)
            self.sent += 1
            yield part

    def close(self, status: int | None = None) -> None:
        self.closed = True

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, dict(headers), body

    def response_file(self, status: int, headers: list[tuple[str, str]], file: str) -> None:
        self.status, self.headers, self.file = status, dict(headers), file
        self.body = Path(file).read_bytes()


App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["REQUEST_METHOD"].encode(), b" ", environ["wsgi.input"].read()]


def ask(wire: Wire, asked: Asked, spool: Path, app: App = echo, largest: int = SMALL) -> Wire:
    async def once() -> None:
        served = Gateway(app, threads=1, spool=spool, largest=lambda _environ: largest)
        await served.__rsgi__(asked, wire)

    asyncio.run(once())
    return wire


def said(size: int) -> dict[str, str]:
    return {"content-length": str(size)}


def test_a_body_arrives_whole(tmp_path: Path) -> None:
    wire = ask(Wire([b"ab", b"c"]), Asked(headers=said(3)), tmp_path)
    assert (wire.status, wire.body) == (200, b"POST abc")
    assert ask(Wire(), Asked(method="GET"), tmp_path).body == b"GET "


def test_a_large_body_stands_in_no_named_file(tmp_path: Path) -> None:
    size = 3 * SMALL

    def look(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        return [f"{len(environ['wsgi.input'].read())} {len(list(tmp_path.iterdir()))}".encode()]

    parts = [b"x" * 65_536] * (size // 65_536)
    assert (
        ask(Wire(parts), Asked(headers=said(size)), tmp_path, look, largest=size).body == f"{size} 0".encode()
    )


@pytest.mark.parametrize(
    ("headers", "parts", "status"),
    [
        (said(SMALL + 1), [b"x"], 413),
        ({"transfer-encoding": "chunked"}, [b"x"], 411),
        (said(10), [b"abc"], 400),
        ({"content-length": "many"}, [], 400),
        ({"content-length": "-1"}, [], 400),
        ({"content-length": "9" * 30}, [], 400),
    ],
)
def test_what_is_refused_never_reaches_a_page(
    tmp_path: Path, headers: dict[str, str], parts: list[bytes], status: int
) -> None:
    def never(*_: object) -> Iterable[bytes]:
        raise AssertionError

    wire = ask(Wire(parts), Asked(headers=headers), tmp_path, never)
    assert wire.status == status
    assert wire.body.decode().strip().endswith(".")
    assert wire.headers["connection"] == "close"


def test_a_body_that_comes_too_slowly_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "SILENCE", 0.2)
    silent = ask(Wire([b"x"], wait=30), Asked(headers=said(1)), tmp_path)
    assert silent.status == 408
    dripping = ask(Wire([b"x"] * 1000, wait=0.05), Asked(headers=said(1000)), tmp_path)
    assert dripping.status == 408, "a byte now and then keeps no connection"
    steady = ask(Wire([b"x" * 1000] * 20, wait=0.05), Asked(headers=said(20_000)), tmp_path)
    assert steady.status == 200, "slow, but fast enough"


def test_who_is_refused_can_read_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "PATIENCE", 0.3)
    eager = ask(Wire([b"x"] * 5, wait=0.01), Asked(headers=said(SMALL + 1)), tmp_path)
    assert (eager.status, eager.sent) == (413, 5), "what is on its way arrives first"
    endless = ask(Wire([b"x"] * 10_000, wait=0.01), Asked(headers=said(SMALL + 1)), tmp_path)
    assert endless.status == 413
    assert endless.sent < 10_000, "but not for ever"


def test_slow_bodies_hold_no_thread(tmp_path: Path) -> None:
    async def both() -> tuple[Wire, list[Wire]]:
        served = Gateway(echo, threads=1, spool=tmp_path, largest=lambda _environ: SMALL)
        slow = [Wire([b"x"], wait=60) for _ in range(8)]
        tasks = [asyncio.create_task(served.__rsgi__(Asked(headers=said(1)), wire)) for wire in slow]
        await asyncio.sleep(0)
        quick = Wire()
        await asyncio.wait_for(served.__rsgi__(Asked(method="GET"), quick), 20)
        for task in tasks:
            task.cancel()
        return quick, slow

    quick, slow = asyncio.run(both())
    assert quick.status == 200
    assert [wire.status for wire in slow] == [0] * 8


def test_a_large_answer_waits_in_a_file_for_whoever_reads_slowly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = []
    monkeypatch.setattr(gateway, "OPENED", 0.0)

    class Rows:
        def __iter__(self) -> Iterator[bytes]:
            for _ in range(40):
                yield b"x" * 65_536

        def close(self) -> None:
            closed.append(threading.current_thread().name)

    def rows(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/csv"), ("Content-Length", "7")])
        return Rows()

    async def once() -> None:
        served = Gateway(rows, threads=1, spool=tmp_path, largest=lambda _environ: SMALL)
        await served.__rsgi__(Asked(method="GET"), wire)
        await asyncio.sleep(0.05)

    wire = Wire()
    asyncio.run(once())
    assert len(wire.body) == 40 * 65_536
    assert wire.headers == {"content-type": "text/csv", "content-length": str(40 * 65_536)}
    assert closed[0].startswith("pages")
    assert list(tmp_path.iterdir()) == [], "its name goes"
    assert ask(Wire(), Asked(method="HEAD"), tmp_path, rows).body == b""


def test_an_answer_that_breaks_half_way_leaves_nothing(tmp_path: Path) -> None:
    def breaks(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        yield b"x" * (SMALL + 1)
        raise RuntimeError("secret")

    wire = ask(Wire(), Asked(method="GET"), tmp_path, breaks)
    assert (wire.status, b"secret" in wire.body) == (500, False)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / "answer-x").write_text("x")
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_request_as_the_pages_take_it() -> None:
    asked = Asked(path="/p ä", headers={"content-type": "a/b", "host": "x", "x_forwarded_for": "1.2.3.4"})
    environ = environ_of(asked)
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/p ä"
    assert (environ["REMOTE_ADDR"], environ["CONTENT_TYPE"], environ["HTTP_HOST"]) == (
        "192.0.2.7",
        "a/b",
        "x",
    )
    assert not [name for name in environ if "FORWARDED" in name], "an underscore passes for a dash"
    six = environ_of(Asked(client="[2001:db8::7]:99", server="[::1]:8000"))
    assert (six["REMOTE_ADDR"], six["SERVER_NAME"]) == ("2001:db8::7", "::1")


def test_other_protocols_are_refused(tmp_path: Path) -> None:
    assert ask(Wire(), Asked(proto="ws"), tmp_path).closed
