"""Which operations store the tests run on, and a PostgreSQL cluster of their own where it is PostgreSQL.

``TOUCHLINE_TEST_STORE=postgresql`` starts a cluster in a temporary folder, on a free loopback port and a
unix socket, and ends it with the tests, whatever ends them. Every workspace of a test has a database of
its own there, copied from one that holds the tables already.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

STORE = os.environ.get("TOUCHLINE_TEST_STORE") or "sqlite"
POSTGRESQL = STORE == "postgresql"
on_sqlite = pytest.mark.skipif(POSTGRESQL, reason="This is about the SQLite file.")
NOT_HERE = "TOUCHLINE_TEST_STORE=postgresql runs this."
on_postgresql = pytest.mark.skipif(not POSTGRESQL, reason=NOT_HERE)
ROLE = "touchline"
EMPTY, WITH_TABLES = "touchline_empty", "touchline_tables"
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "listen_addresses": "127.0.0.1",
    "max_wal_size": "2GB",
}


_only_here: set[str] = set()


def only_on_postgresql() -> None:
    """Skip the rest of a module where the tests run on SQLite."""
    if not POSTGRESQL:
        pytest.skip(NOT_HERE, allow_module_level=True)
    _only_here.add(sys._getframe(1).f_globals["__name__"])


def is_only_here(item: pytest.Item) -> bool:
    """Whether a test is about PostgreSQL alone."""
    marks = item.iter_markers("skipif")
    module = getattr(item, "module", None)
    return getattr(module, "__name__", "") in _only_here or any(
        mark.kwargs.get("reason") == NOT_HERE for mark in marks
    )


def binary(name: str) -> str | None:
    """Where a program of PostgreSQL is: on the path, else the newest of Debian's packages."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return shutil.which(name) or (str(versions[-1]) if versions else None)


@dataclass
class Cluster:
    """A PostgreSQL server of the tests' own."""

    folder: Path
    port: int
    password: str
    icu: bool = False
    process: subprocess.Popen[bytes] | None = None
    databases: dict[str, Path] = field(default_factory=dict)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        server = binary("postgres")
        assert server
        words = [server, "-D", str(self.folder / "data"), "-p", str(self.port), "-k", str(self.folder)]
        for name, value in SETTINGS.items():
            words += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                words, stdout=log, stderr=log, preexec_fn=_quit_with_parent, **_not_root()
            )
        until = time.monotonic() + 60
        while not self.answers():
            assert self.process.poll() is None, (self.folder / "log").read_text(errors="replace")
            assert time.monotonic() < until, "PostgreSQL does not start."
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server at once, cutting all connections."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(20)
            self.process = None

    def answers(self) -> bool:
        """Whether one can connect."""
        import psycopg

        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, name: str, *, socket: bool = False) -> str:
        """The address of a database, over the network, or by the unix socket without a password."""
        if socket:
            return f"postgresql://{ROLE}@/{name}?host={quote(str(self.folder), safe='')}&port={self.port}"
        return f"postgresql://{ROLE}:{quote(self.password)}@127.0.0.1:{self.port}/{name}"

    def run(self, statement: str, name: str = "postgres") -> list[Any]:
        """Run one statement in a database; its rows."""
        import psycopg

        with psycopg.connect(self.url(name), autocommit=True) as connection:
            cursor = connection.execute(statement)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database; its address."""
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop a database, cutting its connections."""
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def database_of(self, home: Path) -> str:
        """The address of the database that belongs to a workspace folder; made when first asked for."""
        name = _name_of(home)
        if name not in self.databases:
            self.create(name, WITH_TABLES)
            self.databases[name] = home
        return self.url(name)

    def copy(self, home: Path, to: Path) -> None:
        """Copy the database of one workspace folder for another one."""
        source, name = _name_of(home), _name_of(to)
        self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{source}'")
        self.create(name, source)
        self.databases[name] = to

    def empty(self, home: Path) -> None:
        """Give a workspace-to-be a database without tables."""
        name = _name_of(home)
        self.drop(name)
        self.create(name)
        self.databases[name] = home

    def files_with(self, home: Path, texts: Iterable[str]) -> list[str]:
        """Files of a workspace's database that hold a byte of one of the texts, whatever their case."""
        name = _name_of(home)
        self.run("CHECKPOINT")
        wanted = [text.lower().encode() for text in texts]
        [(number,)] = self.run(f"SELECT oid FROM pg_database WHERE datname = '{name}'")
        found = []
        for path in (self.folder / "data" / "base" / str(number)).iterdir():
            data = path.read_bytes().lower()
            found += [path.name] * any(one in data for one in wanted)
        return sorted(found)

    def drop_below(self, folder: Path) -> None:
        """Drop the databases of workspaces below a folder."""
        for name, home in list(self.databases.items()):
            if home.is_relative_to(folder):
                self.drop(name)
                del self.databases[name]


_cluster: list[Cluster] = []


def cluster() -> Cluster:
    """The cluster of this run. Only where the tests run on PostgreSQL."""
    return _cluster[0]


def new_cluster() -> Cluster:
    """Another cluster, started. Whoever asks for it throws it away with ``throw_away``."""
    folder = Path(tempfile.mkdtemp(prefix="touchline-postgresql-"))
    made = Cluster(folder, _free_port(), secrets.token_urlsafe(12))
    _init(made)
    made.start()
    return made


def throw_away(gone: Cluster) -> None:
    """Stop a cluster and remove its folder."""
    gone.stop()
    shutil.rmtree(gone.folder, ignore_errors=True)


def begin() -> None:
    """Start the cluster, and make the database whose tables all others begin with."""
    made = new_cluster()
    folder = made.folder
    _cluster.append(made)
    made.create(EMPTY)
    made.create(WITH_TABLES)
    environ = {**os.environ, "DATABASE_URL": made.url(WITH_TABLES), "TOUCHLINE_HOME": str(folder / "home")}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", "touchline", "init"], env=environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    made.run("DELETE FROM workspace_bound", WITH_TABLES)
    os.environ["DATABASE_URL"] = made.url(EMPTY)


def describe() -> dict[str, Any]:
    """What another process needs to use the cluster of this one."""
    made = cluster()
    return {"folder": str(made.folder), "port": made.port, "password": made.password, "icu": made.icu}


def join(known: dict[str, Any]) -> None:
    """Use the cluster of another process, which describes it."""
    _cluster.append(Cluster(**(known | {"folder": Path(known["folder"])})))
    os.environ["DATABASE_URL"] = cluster().url(EMPTY)


def end() -> None:
    """Stop the cluster and throw it away; leave alone that of another process."""
    while _cluster:
        gone = _cluster.pop()
        if gone.process is not None:
            throw_away(gone)


def looks(*cases: Any) -> list[Any]:
    """Cases that differ in how a page looks: each on SQLite, the first alone on PostgreSQL."""
    return list(cases[:1] if POSTGRESQL else cases)


def drop_below(folder: Path) -> None:
    """Drop the databases of workspaces below a folder."""
    if POSTGRESQL:
        cluster().drop_below(folder)


def copy_workspace(home: Path, to: Path) -> Path:
    """Copy a workspace nobody works on: its folder, and its database where it has one."""
    shutil.copytree(home, to, symlinks=True)
    if POSTGRESQL:
        cluster().copy(home, to)
    return to


def begin_empty(home: Path) -> Path:
    """A workspace-to-be whose store, unlike that of other tests, has no tables yet."""
    if POSTGRESQL:
        cluster().empty(home)
    return home


def ask(home: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query to the operations store of a workspace, past Touchline."""
    if POSTGRESQL:
        return cluster().run(query, cluster().database_of(home).rpartition("/")[2])
    with closing(sqlite3.connect(home / "operations.sqlite3")) as base, base:
        return base.execute(query).fetchall()


def environ_of(home: Path) -> dict[str, str]:
    """What the environment of a process that works on the workspace in ``home`` needs beside its folder."""
    return {"DATABASE_URL": cluster().database_of(home)} if POSTGRESQL else {}


def _name_of(home: Path) -> str:
    return "w" + hashlib.sha256(str(home).encode()).hexdigest()[:16]


def _init(made: Cluster) -> None:
    init = binary("initdb")
    assert init
    identity = _not_root()
    if identity:
        account = pwd.getpwnam(identity["user"])
        os.chown(made.folder, account.pw_uid, account.pw_gid)
    made.folder.chmod(0o755)
    secret = made.folder / "password"
    secret.write_text(made.password)
    secret.chmod(0o644)
    words = [init, "-D", str(made.folder / "data"), "-U", ROLE, f"--pwfile={secret}", "--encoding=UTF8"]
    words += ["--auth-host=scram-sha-256", "--auth-local=trust", "--no-sync", "--locale=C.UTF-8"]
    if _knows_icu(init):  # an order of text unlike that of bytes, so that nothing may lean on the server's
        made.icu = True
        words += ["--locale-provider=icu", "--icu-locale=en-u-ks-level1"]
    done = subprocess.run(words, capture_output=True, text=True, **identity)
    secret.unlink()
    assert done.returncode == 0, done.stderr


def _knows_icu(init: str) -> bool:
    return "--icu-locale" in subprocess.run([init, "--help"], capture_output=True, text=True).stdout


def _not_root() -> dict[str, Any]:
    """PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": name, "group": account.pw_gid, "extra_groups": [], "cwd": "/"}
    raise AssertionError("There is neither a user postgres nor a user nobody to run PostgreSQL as.")


def _quit_with_parent() -> None:
    """Stop with the tests, even when they are killed."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT, 0, 0, 0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
