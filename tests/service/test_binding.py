"""A folder and a database that do not belong together are not used together."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests import stores
from tests.cli.test_trouble import run_doctor
from tests.conftest import run, workspace_in

stores.only_on_postgresql()
ROW = "person,time,page\nann,2026-01-01,Home\n"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    folder = tmp_path / "other"
    folder.mkdir()
    return workspace_in(folder)


@pytest.fixture
def name(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own name, still to be made."""
    found = f"own_{abs(hash(request.node.nodeid)) % 10**8}"
    yield found
    stores.cluster().drop(found)


def with_url(monkeypatch: pytest.MonkeyPatch, url: str | None) -> None:
    """Let every workspace of the test use this address."""
    monkeypatch.setattr(stores, "environ_of", lambda home: {"DATABASE_URL": url or ""})


def test_init_makes_everything_and_again_changes_nothing(
    new_home: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_url(monkeypatch, stores.cluster().create(name))
    run(new_home, "init")
    bound = (new_home / "workspace-id").read_text()
    assert bound.split()[1] == "postgresql"
    assert not (new_home / "operations.sqlite3").exists()
    run(new_home, "init")
    assert (new_home / "workspace-id").read_text() == bound
    assert "✓ operations" in run(new_home, "doctor")
    assert stores.cluster().run("SELECT workspace FROM workspace_bound", name) == [(bound.split()[0],)]


def test_by_the_unix_socket(new_home: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stores.cluster().create(name)
    with_url(monkeypatch, stores.cluster().url(name, socket=True))
    run(new_home, "init")
    run(new_home, "doctor")


def test_two_workspaces_do_not_share_a_database(
    new_home: Path, other: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_url(monkeypatch, stores.cluster().create(name))
    run(new_home, "init")
    for words in (["init"], ["serve"], ["demo", "--no-serve"]):
        assert "belongs to another workspace" in run(other, *words, code=1)
    assert "There is no workspace" in run(other, "doctor", code=1)
    shutil.copy(new_home / "secret-key", other)
    (other / "workspace-id").write_text("2b0f8c0e-0000-4000-8000-000000000000 postgresql\n")
    for words in (["init"], ["doctor"], ["settings"]):
        assert "belongs to another workspace" in run(other, *words, code=1)


def test_a_folder_is_not_used_with_another_store(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(new_home, "init")
    with_url(monkeypatch, None)
    for words in (["init"], ["settings"]):
        assert "Set DATABASE_URL" in run(new_home, *words, code=1)


@pytest.mark.makes_sqlite
def test_a_folder_with_sqlite_is_not_used_with_postgresql(
    new_home: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_url(monkeypatch, None)
    run(new_home, "init")
    for bound in (True, False):
        if not bound:
            (new_home / "workspace-id").unlink()
        with_url(monkeypatch, stores.cluster().url("nowhere"))
        for words in (["init"], ["settings"]):
            said = run(new_home, *words, code=1)
            assert "operations.sqlite3" in said
            assert stores.cluster().password not in said


def test_a_database_of_something_else_is_left_alone(
    new_home: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_url(monkeypatch, stores.cluster().create(name))
    stores.cluster().run("CREATE TABLE invoices (n int)", name)
    assert "something else, such as invoices" in run(new_home, "init", code=1)
    tables = "SELECT relname FROM pg_stat_user_tables"
    assert stores.cluster().run(tables, name) == [("invoices",)]
    stores.cluster().run("DROP TABLE invoices", name)
    run(new_home, "init")


def test_a_beginning_that_was_cut_off_goes_on(new_home: Path) -> None:
    run(new_home, "init")
    bound = (new_home / "workspace-id").read_text()
    database = stores.cluster().database_of(new_home).rsplit("/", 1)[1]
    stores.cluster().run("DELETE FROM workspace_bound", database)
    run(new_home, "init")
    assert (new_home / "workspace-id").read_text() == bound


def test_a_record_without_its_database_is_left_alone(new_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "touches.csv"
    file.write_text(ROW)
    columns = ["--person", "person", "--time", "time", "--touchpoint", "page"]
    run(new_home, "import", "touches", str(file), *columns)
    database = stores.cluster().database_of(new_home).rsplit("/", 1)[1]
    stores.cluster().drop(database)
    said = run(new_home, "touchpoint", "list", code=1)
    assert "cannot be used" in said
    assert "Traceback" not in said
    stores.cluster().create(database, stores.WITH_TABLES)
    for words in (["init"], ["serve"], ["demo", "--no-serve"]):
        assert "Restore the database from a backup" in run(new_home, *words, code=1)


def test_what_is_wrong_with_a_server_gets_a_sentence(
    new_home: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = stores.cluster()
    right = cluster.create(name)
    for url, word in (
        (right.replace(f":{cluster.password}@", ":wr0ng@"), "password authentication failed"),
        (cluster.url("nowhere_at_all"), "does not exist"),
        (right.replace(f":{cluster.port}/", ":1/"), "refused"),
        (right + "?sslmode=require", "SSL"),
    ):
        with_url(monkeypatch, url)
        said = run(new_home, "init", code=1)
        assert word in said
        assert "Traceback" not in said
        assert "wr0ng" not in said
        assert cluster.password not in said
        assert len(said.strip().splitlines()) == 1, said


def test_another_encoding_refuses(new_home: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stores.cluster().run(
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc"
        if stores.cluster().icu
        else f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
    )
    with_url(monkeypatch, stores.cluster().url(name))
    assert "LATIN1" in run(new_home, "init", code=1)


def test_a_role_that_may_make_no_tables_refuses(
    new_home: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = stores.cluster()
    url = cluster.create(name)
    role = f"r_{name}"
    cluster.run(f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
    cluster.run("REVOKE CREATE ON SCHEMA public FROM PUBLIC", name)
    try:
        with_url(monkeypatch, url.replace(f"touchline:{cluster.password}@", f"{role}:x@"))
        said = run(new_home, "init", code=1)
        assert f"ALTER DATABASE {name} OWNER TO {role}" in said
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {name} OWNER TO {role}")
        run(new_home, "init")
        run(new_home, "doctor")
    finally:
        cluster.drop(name)
        cluster.run(f"DROP ROLE {role}")


NOTEBOOK = """
import sys, touchline
ws = touchline.open(sys.argv[1])
print(ws.people(ws.hourglass(), "stage=know"), flush=True)
sys.stdin.readline()
print(ws.people(ws.hourglass(), "stage=know"), flush=True)
"""


def test_a_notebook_outlives_a_connection(new_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "touches.csv"
    file.write_text(ROW)
    columns = ["--person", "person", "--time", "time", "--touchpoint", "page"]
    run(new_home, "import", "touches", str(file), *columns)
    run(new_home, "touchpoint", "place", "Home", "--stage", "know")
    environ = {**os.environ, **stores.environ_of(new_home)}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-c", NOTEBOOK, str(new_home)]
    with subprocess.Popen(
        command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as notebook:
        assert notebook.stdin
        assert notebook.stdout
        assert notebook.stdout.readline() == "['ann']\n"
        database = stores.cluster().database_of(new_home).rsplit("/", 1)[1]
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
        assert stores.cluster().run(f"{cut} '{database}'")
        notebook.stdin.write("\n")
        notebook.stdin.flush()
        assert notebook.stdout.readline() == "['ann']\n"


def test_doctor_says_when_the_database_does_not_answer(
    new_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(new_home, "init")
    url = stores.cluster().database_of(new_home).replace(f":{stores.cluster().port}/", ":1/")
    with_url(monkeypatch, url)
    said = run_doctor(new_home)
    assert "✕ operations" in said
    assert "See that it runs" in said
    assert "Restore it" not in said
    assert stores.cluster().password not in said
    said = run(new_home, "touchpoint", "list", code=1)
    assert len(said.strip().splitlines()) == 1
