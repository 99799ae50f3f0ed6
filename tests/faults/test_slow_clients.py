"""Slow clients before a real ``touchline serve`` with two web threads: everybody else is answered."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.conftest import inside
from tests.faults.test_serve_kill import answers, free_port, start, wait_until

MANY = 12
MANY_CHANGES = """
from touchline.workspace.models import AuditEntry
AuditEntry.objects.bulk_create(AuditEntry(verb="placed", what="x" * 290) for _ in range(60_000))
"""

Served = tuple[subprocess.Popen[str], Path, int]


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("TOUCHLINE_THREADS", "1")
    home, port = tmp_path / "home", free_port()
    serving = start(home, port)
    try:
        wait_until(lambda: serving.poll() is not None or answers(port))
        assert serving.poll() is None, serving.communicate()[1]
        yield serving, home, port
    finally:
        serving.terminate()
        serving.communicate(timeout=60)


def opened(port: int, head: str) -> socket.socket:
    """A connection that has sent the beginning of a request, and then sends and reads nothing."""
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(head.encode())
    return client


def still_open(client: socket.socket) -> bool:
    client.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        return bool(client.recv(1, socket.MSG_PEEK))
    return True


def test_slow_senders_hold_nobody_up(served: Served) -> None:
    _serving, _home, port = served
    host = f"Host: 127.0.0.1:{port}\r\n"
    form = f"Cookie: csrftoken={'a' * 32}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with contextlib.ExitStack() as stack:
        bodies = [f"POST /sign-in HTTP/1.1\r\n{host}{form}Content-Length: 1000\r\n\r\nemail="] * MANY
        heads = ["GET /sign-in HT"] * MANY
        clients = [stack.enter_context(opened(port, head)) for head in bodies + heads]
        time.sleep(0.5)
        for _ in range(20):
            assert answers(port)
        assert all(still_open(client) for client in clients[:MANY]), "they were slow all the while"


def join(serving: subprocess.Popen[str], port: int) -> CookieJar:
    """Become the owner with the printed link; the session."""
    assert serving.stdout is not None
    link = next(line.strip() for line in serving.stdout if "/join/" in line)
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    form = opener.open(link).read().decode()
    token = form.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    fields = {"name": "Ada", "email": "ada@example.com", "password": "a bicycle for two"}
    opener.open(link, urlencode({**fields, "csrfmiddlewaretoken": token}).encode()).close()
    return jar


def test_who_reads_no_download_holds_nobody_up(served: Served) -> None:
    serving, home, port = served
    jar = join(serving, port)
    inside(home, MANY_CHANGES)
    cookies = "; ".join(f"{one.name}={one.value}" for one in jar)
    head = f"GET /audit.csv HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\n\r\n"
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(opened(port, head)) for _ in range(6)]
        for client in clients:
            client.settimeout(120)
            assert client.recv(12, socket.MSG_PEEK) == b"HTTP/1.1 200", "each download has begun"
        for _ in range(20):
            assert answers(port)
        got = b""
        while b"\r\n\r\n" not in got:
            got += clients[0].recv(65_536)
        length = int(got.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        assert length > 60_000 * 290
        left = length - len(got.split(b"\r\n\r\n", 1)[1])
        while left > 0:
            part = clients[0].recv(1 << 20)
            assert part, f"{left} bytes are missing"
            left -= len(part)
    wait_until(lambda: not list((home / "spool").iterdir()))
