"""Backups of a workspace whose store is PostgreSQL: empty databases only, whole or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from tests import stores
from tests.conftest import inside, missing, run, workspace_in
from tests.faults.test_serve_kill import wait_until

from touchline.service.operations.postgresql import HALF

stores.only_on_postgresql()

CUT_OFF = """
import os, sys
from touchline.service import restore
restore.sync_tree = lambda _home: os._exit(9)
from touchline.cli import touchline
touchline.main(["restore", sys.argv[1]])
"""
IDLE = """
from django.db import connection
from touchline.service.operations.postgresql import Moment
with connection.cursor() as cursor:
    cursor.execute("SHOW idle_in_transaction_session_timeout")
    print(cursor.fetchone()[0])
with Moment() as now:
    print(now.ask("SHOW idle_in_transaction_session_timeout")[0][0])
"""
MOMENT = """
import os
from pathlib import Path
from touchline.service.operations.postgresql import Moment
from touchline.workspace.models import SignInAttempt, Upgrade
SignInAttempt.objects.create(email="kept-nowhere@example.com", address="::1", device="x")
with Moment() as now:
    before = now.ask("SELECT count(*) FROM workspace_upgrade")
    Upgrade.objects.create(version="0.0.9")
    assert now.ask("SELECT count(*) FROM workspace_upgrade") == before
    now.write(Path(os.environ["DUMP"]))
"""


@pytest.fixture(autouse=True)
def tools() -> None:
    if not (shutil.which("pg_dump") and shutil.which("pg_restore")):
        missing("pg_dump")


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a workspace with three people. Tests only read it."""
    home = workspace_in(tmp_path_factory.mktemp("small"))
    file = home.parent / "file.csv"
    file.write_text("person,time,met\nann,2026-01-01,A\nbob,2026-01-01,A\ncy,2026-01-01,A\n")
    run(home, "import", "touches", str(file), "--person", "person", "--time", "time", "--touchpoint", "met")
    run(home, "backup", str(home.parent / "backup"))
    return home.parent / "backup"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return stores.begin_empty(workspace_in(tmp_path))


def tables(home: Path) -> set[str]:
    return {
        name for (name,) in stores.ask(home, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    }


def environ(home: Path) -> dict[str, str]:
    found = {**os.environ, "TOUCHLINE_HOME": str(home), **stores.environ_of(home)}
    found.pop("DJANGO_SETTINGS_MODULE", None)
    return found


def test_a_copy_is_a_workspace_of_its_own(backup: Path, copy: Path) -> None:
    first = backup.parent / "workspace"
    run(copy, "restore", str(backup))
    assert "Everything is well." in run(copy, "doctor")
    assert HALF not in tables(copy)
    assert (copy / "workspace-id").read_text() != (first / "workspace-id").read_text()
    assert stores.ask(copy, "SELECT writer FROM workspace_bound") == [("",)]
    mixed = environ(copy) | stores.environ_of(first)
    done = subprocess.run(
        [sys.executable, "-m", "touchline", "imports"], env=mixed, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "belongs to another workspace" in done.stderr
    file = copy.parent / "more.csv"
    file.write_text("person,time,met\ndora,2026-01-02,A\n")
    run(copy, "import", "touches", str(file), "--person", "person", "--time", "time", "--touchpoint", "met")
    assert stores.ask(copy, "SELECT number FROM people_identity WHERE value = 'dora'") == [(4,)]


def test_a_database_that_holds_anything_stays_as_it_is(backup: Path, copy: Path) -> None:
    stores.ask(copy, "CREATE TABLE theirs (one int)")
    assert "is not empty" in run(copy, "restore", str(backup), code=1)
    assert tables(copy) == {"theirs"}
    stores.ask(copy, "DROP TABLE theirs")
    run(copy, "restore", str(backup))


def test_a_restore_that_was_cut_off_is_no_workspace_and_begins_anew(backup: Path, copy: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CUT_OFF, str(backup)], env=environ(copy), check=False)
    assert done.returncode == 9
    assert HALF in tables(copy)
    assert "was cut off" in run(copy, "doctor", code=1)
    run(copy, "restore", str(backup))
    assert HALF not in tables(copy)
    assert "Everything is well." in run(copy, "doctor")


def test_a_failure_leaves_the_database_empty(backup: Path, copy: Path) -> None:
    broken = CUT_OFF.replace("os._exit(9)", "(_ for _ in ()).throw(OSError('no more'))")
    done = subprocess.run(
        [sys.executable, "-c", broken, str(backup)], env=environ(copy), capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "no more" in done.stderr
    assert tables(copy) == set()
    run(copy, "restore", str(backup))


def test_a_backup_of_the_other_form_is_refused(backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "small"
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", "touchline", "restore", str(backup), "--home", str(home)],
        env=environ,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "holds a PostgreSQL database. Set DATABASE_URL to an empty PostgreSQL database" in done.stderr
    assert not home.exists()


def test_without_the_tools_a_sentence(backup: Path, copy: Path) -> None:
    bare = environ(backup.parent / "workspace") | {"PATH": str(copy)}
    command = [sys.executable, "-m", "touchline", "backup", str(copy.parent / "new")]
    done = subprocess.run(command, env=bare, capture_output=True, text=True)
    assert done.returncode == 1
    assert "pg_dump is not installed" in done.stderr
    assert not (copy.parent / "new").exists()


def test_a_moment_lasts_and_holds_what_was_there(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(new_home, "init")
    assert inside(new_home, IDLE).split() == ["10min", "0"]
    dump = new_home.parent / "dump"
    monkeypatch.setenv("DUMP", str(dump))
    inside(new_home, MOMENT)
    data = dump.read_bytes()
    assert b"workspace_signinattempt" in data
    assert b"kept-nowhere" not in data
    assert b"0.0.9" not in data


def test_the_tools_end_with_a_killed_restore(backup: Path, copy: Path, tmp_path: Path) -> None:
    tool, number = tmp_path / "bin" / "pg_restore", tmp_path / "number"
    tool.parent.mkdir()
    tool.write_text(f"#!/bin/sh\necho $$ > {number}.new\nmv {number}.new {number}\nexec sleep 600\n")
    tool.chmod(0o755)
    words = [sys.executable, "-m", "touchline", "restore", str(backup)]
    path = {"PATH": f"{tool.parent}{os.pathsep}{os.environ['PATH']}"}
    with subprocess.Popen(words, env=environ(copy) | path) as restoring:
        wait_until(number.exists)
        restoring.kill()
    wait_until(lambda: _is_gone(int(number.read_text())))
    run(copy, "restore", str(backup))
    assert "Everything is well." in run(copy, "doctor")


def _is_gone(number: int) -> bool:
    try:
        return psutil.Process(number).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
