"""``touchline serve`` ends when it is asked to, whatever is under way, and nothing of it is lost."""

from __future__ import annotations

import json
import signal
import socket
from pathlib import Path

from tests.browser.conftest import serve
from tests.conftest import run
from tests.faults.test_serve_imports import WORDS, file_of, people, start
from tests.faults.test_serve_kill import wait_until

from touchline.service.supervisor import GRACE

ROWS = 3_000_000


def test_it_does_not_wait_for_an_import(new_home: Path, tmp_path: Path) -> None:
    run(new_home, "init")
    serving, _ = serve(new_home)
    file = file_of(tmp_path, "long.csv", range(ROWS))
    going = start(new_home, "import", "touches", str(file), *WORDS)
    try:
        wait_until(lambda: any((new_home / "imports").glob("*/stage/rows.parquet")))
        serving.send_signal(signal.SIGTERM)
        serving.communicate(timeout=60)
        assert serving.returncode == 0
    finally:
        going.kill()
        going.communicate()
    (one,) = json.loads(run(new_home, "imports", "--json"))["imports"]
    assert one["state"] in ("waiting", "reading", "writing"), "it was not waited for"
    run(new_home, "undo", "1")
    assert people(new_home) == 0
    other = file_of(tmp_path, "short.csv", range(7))
    run(new_home, "import", "touches", str(other), *WORDS)
    assert people(new_home) == 7


def test_it_does_not_wait_for_clients(new_home: Path) -> None:
    run(new_home, "init")
    serving, served = serve(new_home)
    port = int(served.url.rpartition(":")[2])
    clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
    try:
        clients[0].sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf")
        clients[1].sendall(b"GET /healthy HTTP/1.1\r\nHo")
        clients[2].sendall(f"GET /healthy HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        assert clients[2].recv(100).startswith(b"HTTP/1.1 200"), "it is kept open behind its answer"
        serving.send_signal(signal.SIGTERM)
        serving.communicate(timeout=60)
        assert serving.returncode == 0
    finally:
        for one in clients:
            one.close()


def test_the_bound_is_short() -> None:
    assert GRACE <= 10, "a service manager waits 90 seconds, a member at a terminal far less"
