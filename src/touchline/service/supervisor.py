"""``touchline serve``: one supervisor, one worker, the web processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.db import DatabaseError, connections

from touchline.collect.sweeping import sweep as sweep_corrected
from touchline.service.address import remember_address
from touchline.service.gateway import sweep
from touchline.service.locks import Held, WorkspaceLock, serve_lock
from touchline.settings import Settings, SettingsError
from touchline.workspace.store import unreachable

ROLES = ("worker", "web")
ASK_EVERY = 1.0
"""Seconds between two attempts to get back a lock that was lost with the database."""
GRACE = 5.0
"""Seconds a child has to end after it was asked to, enough for requests and small chores. A long import or
build is cut off then, which loses nothing: it goes on at the next start."""


def serve(settings: Settings, ready: Callable[[], None] = lambda: None) -> None:
    """Serve the workspace until interrupted. Raises ``SettingsError`` with a sentence.

    A second one on the same workspace refuses, and so does a port somebody else listens on. A child
    that ends by itself is started again, later each time it happens soon after the last time.
    ``ready`` is called once the pages answer.
    """
    about = f"process {os.getpid()}, {settings.public_url}"
    try:
        with serve_lock(settings.home, about) as lock:
            _port_is_free(settings)
            sweep(settings.spool)
            sweep_corrected(settings.imports)
            remember_address(settings)
            _Supervisor(settings, lock).run(ready)
    except Held as held:
        raise SettingsError(
            f"This workspace is served already ({held.holder}). Stop that one first, or name another --home."
        ) from None


def _port_is_free(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise SettingsError(
                f"Touchline cannot listen on {settings.host}, port {settings.port}: {error.strerror}. "
                "Choose another port with --port."
            ) from None


def _tell(ready: Callable[[], None]) -> bool:
    """Call ``ready``; whether it could say what it had to. One that is away is asked again."""
    try:
        ready()
    except DatabaseError as error:
        if not unreachable(error):
            raise
        return False
    finally:
        connections.close_all()
    return True


@dataclass
class _Supervisor:
    settings: Settings
    lock: WorkspaceLock
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stopping: bool = False
    asked: float = 0.0

    def run(self, ready: Callable[[], None]) -> None:
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, self._stop)
        failures = dict.fromkeys(ROLES, 0)
        started = dict.fromkeys(ROLES, 0.0)
        again = dict.fromkeys(ROLES, 0.0)
        told = False
        try:
            while not self.stopping:
                now = time.monotonic()
                for role in ROLES:
                    child = self.children.get(role)
                    if child is not None and child.poll() is not None:
                        failures[role] = failures[role] + 1 if now - started[role] < 30 else 1
                        again[role] = now + min(30.0, 0.5 * 2 ** failures[role])
                        sys.stderr.write(f"The {role} process ended ({child.returncode}); it starts again.\n")
                        del self.children[role]
                        child = None
                    if child is None and now >= again[role]:
                        self.children[role] = self._start(role)
                        started[role] = now
                told = told or (self._answers() and _tell(ready))
                self._keep_lock(now)
                time.sleep(0.1)
        finally:
            self._end()

    def _start(self, role: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"touchline.service.{role}", str(os.getpid())]
        environ = dict(os.environ)
        environ.update(
            TOUCHLINE_HOME=str(self.settings.home),
            TOUCHLINE_HOST=self.settings.host,
            TOUCHLINE_PORT=str(self.settings.port),
            TOUCHLINE_PUBLIC_URL=self.settings.public_url,
            TOUCHLINE_THREADS=str(self.settings.threads),
            TOUCHLINE_TRUSTED_PROXY=",".join(str(one) for one in self.settings.trusted_proxies),
        )
        return subprocess.Popen(command, env=environ, start_new_session=True)

    def _answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(  # noqa: S104
            self.settings.host, self.settings.host
        )
        shown = f"[{host}]" if ":" in host else host
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            known_as = {"Host": urlsplit(self.settings.public_url).netloc}
            probe = urllib.request.Request(f"http://{shown}:{self.settings.port}/healthy", headers=known_as)
            with opener.open(probe, timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _keep_lock(self, now: float) -> None:
        """Take the lock again that went with its connection. Raises ``Held`` when another has it."""
        if not self.lock.is_lost or now < self.asked + ASK_EVERY:
            return
        self.asked = now
        with suppress(DatabaseError):
            self.lock.keep()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _end(self) -> None:
        for child in self.children.values():
            child.terminate()
        until = time.monotonic() + GRACE
        for role, child in self.children.items():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
                if role == "worker":
                    sys.stderr.write("The worker was cut off. What it was doing goes on at the next start.\n")
