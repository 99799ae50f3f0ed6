"""A workspace moves from SQLite to PostgreSQL and is the same there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import stores
from tests.conftest import run

stores.only_on_postgresql()
QUESTIONS = (["hourglass"], ["hourglass", "--people", "brought"])


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    name = f"moved_{abs(hash(tmp_path)) % 10**8}"
    yield stores.cluster().create(name)
    stores.cluster().drop(name)


@pytest.fixture
def small(new_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace on SQLite, with something in most tables."""
    on(monkeypatch, "")
    run(new_home, "demo", "--people", "60", "--no-serve")
    run(new_home, "settings", "--name", "Räder & Söhne")
    run(new_home, "member", "link")
    return new_home


def on(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr(stores, "environ_of", lambda home: {"DATABASE_URL": url})


def said(home: Path) -> list[object]:
    answers: list[object] = [json.loads(run(home, "ask", *words, "--json")) for words in QUESTIONS]
    return [*answers, run(home, "touchpoint", "list", "--json")]


def test_everything_moves_and_numbers_go_on(small: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    before = said(small)
    with sqlite3.connect(small / "operations.sqlite3") as base:
        base.execute("INSERT INTO people_identity (value) VALUES ('gone')")
        highest = base.execute("SELECT max(number) FROM people_identity").fetchone()[0]
        base.execute("DELETE FROM people_identity WHERE value = 'gone'")
    base.close()
    bound = (small / "workspace-id").read_text().split()[0]
    told = run(small, "move-to", url)
    assert "rows moved to postgresql://touchline@127.0.0.1" in told
    assert stores.cluster().password not in told
    assert not list(small.glob("operations*"))
    assert (small / "workspace-id").read_text().split() == [bound, "postgresql"]
    assert "Set DATABASE_URL" in run(small, "settings", code=1)
    on(monkeypatch, url)
    assert said(small) == before
    assert "Everything is well." in run(small, "doctor")
    assert "moved already" in run(small, "move-to", code=1)
    file = small.parent / "more.csv"
    file.write_text("who\nnobody before\n")
    run(small, "import", "people", str(file), "--person", "who")
    name = url.rsplit("/", 1)[1]
    found = stores.cluster().run("SELECT number FROM people_identity WHERE value = 'nobody before'", name)
    assert found == [(highest + 1,)]


def test_a_move_that_was_cut_off_is_begun_anew(
    small: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound = (small / "workspace-id").read_text()
    first = run(small, "move-to", url, "--keep")
    (small / "operations-before-move.sqlite3").rename(small / "operations.sqlite3")
    (small / "workspace-id").write_text(bound)
    assert run(small, "move-to", url) == first
    on(monkeypatch, url)
    run(small, "doctor")


def test_what_cannot_be_moved_stays(small: Path, url: str, tmp_path: Path) -> None:
    assert "Name the database" in run(small, "move-to", code=1)
    assert "no workspace" in run(tmp_path / "nowhere", "move-to", url, code=1)
    name = url.rsplit("/", 1)[1]
    stores.cluster().run("CREATE TABLE invoices (n int)", name)
    assert "invoices" in run(small, "move-to", url, code=1)
    stores.cluster().run("DROP TABLE invoices", name)
    import sqlite3

    with sqlite3.connect(small / "operations.sqlite3") as base:
        base.execute("UPDATE workspace_businesssettings SET name = 'a' || char(0) || 'b'")
    base.close()
    refused = run(small, "move-to", url, code=1)
    assert "workspace_businesssettings" in refused
    assert "Nothing has moved." in refused
    run(small, "settings")
