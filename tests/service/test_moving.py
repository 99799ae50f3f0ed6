"""A workspace moves from SQLite to PostgreSQL and is the same there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import stores
from tests.conftest import inside, run

stores.only_on_postgresql()
pytestmark = pytest.mark.makes_sqlite
FILL = """
from datetime import datetime, UTC
end = datetime(2031, 1, 1, tzinfo=UTC)
from touchline.workspace.models import Member, Session
owner = Member(email="ann@example.com", name="Ann", role="owner")
owner.set_password("a bicycle for two")
owner.save()
Session.objects.create(session_key="k" * 32, session_data="x", expire_date=end, member=owner)
from touchline.workspace.held import hold
hold("a backup", end)
from touchline.collect import presets
presets.save("till", "people", {"person": "who"})
from touchline.touchpoints.models import KeptApart
KeptApart.objects.create(signature="x")
from touchline.people import joins
from touchline.people.models import Identity, Quarantine
one, other = Identity.objects.order_by("pk").values_list("pk", flat=True)[:2]
joins.learn([joins.Claim(one, other, "member", end)])
Quarantine.objects.create(pk=other, ruling="released")
from touchline.collect.inbox.opening import open_inbox
from touchline.collect.inbox.row import Refused
inbox = open_inbox()
inbox.refuse([Refused(1, 0, 5, "no-id", "{}")])
inbox.see([b"k" * 16], 7)
inbox.close()
from touchline.plan.models import OwnCriterion, PlannedTouchpoint
OwnCriterion.objects.create(key="bell", name="Is there a bell?", group="premises", anchors=[*"12345"])
PlannedTouchpoint.objects.first().pictures.create(name="a.png", size=1, width=1, height=1)
from django.apps import apps
print(*sorted(one._meta.label for one in apps.get_models() if not one._base_manager.exists()))
"""
INBOX = [f"collect.{name}" for name in ("InboxName", "InboxRow", "RefusedMessage", "SeenMessage")]
EMPTY = ["auth.Group", *INBOX, "workspace.SignInAttempt"]
"""Tables nothing is in: Touchline has no groups, the inbox is in files, and failed sign-ins stay behind."""
LOOSE = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"
QUESTIONS = (["hourglass"], ["hourglass", "--people", "brought"])


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    name = f"moved_{abs(hash(tmp_path)) % 10**8}"
    yield stores.cluster().create(name)
    stores.cluster().drop(name)


@pytest.fixture
def small(new_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace on SQLite."""
    on(monkeypatch, "")
    run(new_home, "demo", "--people", "60", "--no-serve")
    run(new_home, "settings", "--name", "Räder & Söhne")
    run(new_home, "member", "link")
    return new_home


@pytest.fixture
def full(small: Path) -> Path:
    """The same, with something in every table."""
    run(small, "rates", "set", "USD", "2026-01-02", "0.9")
    file = small.parent / "people.csv"
    file.write_text("who,name\nzoe,Zoe\nyan,Yan\n")
    for name in ("Zoe", "Zoë"):
        file.write_text(f"who,name\nzoe,{name}\nyan,Yan\n")
        run(small, "import", "people", str(file), "--person", "who", "--name", "name")
    run(small, "forget", "yan", "--yes", "--for-good")
    run(small, "backup", str(small.parent / "backup"))
    assert inside(small, FILL).split() == EMPTY
    return small


def on(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr(stores, "environ_of", lambda home: {"DATABASE_URL": url})


def said(home: Path) -> list[object]:
    answers: list[object] = [json.loads(run(home, "ask", *words, "--json")) for words in QUESTIONS]
    return [*answers, run(home, "touchpoint", "list", "--json")]


def test_everything_moves_and_numbers_go_on(full: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    before = said(full)
    with sqlite3.connect(full / "operations.sqlite3") as base:
        base.execute("INSERT INTO people_identity (value) VALUES ('gone')")
        highest = base.execute("SELECT max(number) FROM people_identity").fetchone()[0]
        base.execute("DELETE FROM people_identity WHERE value = 'gone'")
    base.close()
    bound = (full / "workspace-id").read_text().split()[0]
    told = run(full, "move-to", url)
    assert "rows moved to postgresql://touchline@127.0.0.1" in told
    assert stores.cluster().password not in told
    assert not [*full.glob("operations*"), *full.glob("inbox*"), *full.glob("seen*")]
    assert (full / "workspace-id").read_text().split() == [bound, "postgresql"]
    assert "Set DATABASE_URL" in run(full, "settings", code=1)
    on(monkeypatch, url)
    assert said(full) == before
    assert json.loads(run(full, "inbox", "show", "--json"))["refused"] == {"no-id": 1}
    look = "from touchline.collect.inbox.opening import open_inbox\nprint(open_inbox().seen([b'k' * 16]))"
    assert "kkkk" in inside(full, look)
    another = full.parent / "another.jsonl"
    another.write_text('{"type": "track", "event": "Home"}\n')
    run(full, "inbox", "put", str(another))
    assert json.loads(run(full, "inbox", "show", "--json"))["refused"] == {"no-id": 2}
    assert "Everything is well." in run(full, "doctor")
    assert "moved already" in run(full, "move-to", code=1)
    file = full.parent / "more.csv"
    file.write_text("who\nnobody before\n")
    run(full, "import", "people", str(file), "--person", "who")
    name = url.rsplit("/", 1)[1]
    assert stores.cluster().run(LOOSE, name) == []
    for words in (["rates", "set", "USD", "2026-01-03", "0.8"], ["backup", str(full.parent / "again")]):
        run(full, *words)
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
    assert stores.cluster().run("SELECT count(*) FROM people_identity", name) == [(0,)]
    assert "Nothing has moved." in refused
    run(small, "settings")
    with sqlite3.connect(small / "operations.sqlite3") as base:
        base.execute(
            "INSERT INTO workspace_upgrade (version, at, changes) VALUES ('9.1.0', '2031-01-01', '[]')"
        )
    base.close()
    assert "belongs to version 9.1.0" in run(small, "move-to", url, code=1)
