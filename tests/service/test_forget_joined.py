"""Forgetting and giving out a person with several ids: by any of them, all of it, in the inbox too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests import stores
from tests.conftest import inside, run
from tests.service.erasable import ways

ANON, USER, MAIL = "anon-77c1e0", "user-quilla-9", "quilla.zedd@example.com"
SECRETS = (ANON, USER, MAIL, "Zędd")
MESSAGES = [
    {"type": "page", "messageId": "1", "anonymousId": ANON, "name": "Pricing"},
    {"type": "identify", "messageId": "2", "anonymousId": ANON, "userId": USER, "traits": {"email": MAIL}},
    {"type": "track", "messageId": "3", "userId": USER, "event": "Demo", "properties": {"by": "Ms Zędd"}},
    {"type": "track", "messageId": "4", "userId": USER, "event": "Demo", "timestamp": "?"},
    {"type": "track", "messageId": "5", "userId": "paul-1", "event": "Demo", "properties": {"with": MAIL}},
    {"type": "identify", "messageId": "6", "userId": USER, "traits": {"name": "Quilla Zędd"}},
]
WAITING = [
    {"type": "track", "messageId": "7", "userId": USER, "event": "Demo"},
    {"type": "track", "messageId": "8", "userId": "paul-1", "event": "Demo", "properties": {"to": MAIL}},
]


def naming(home: Path) -> list[str]:
    wanted = set().union(*(ways(text) for text in SECRETS))
    files = (path for path in home.rglob("*") if path.is_file() and "cache" not in path.parts)
    found = sorted(str(path) for path in files if any(one in path.read_bytes().lower() for one in wanted))
    return found + (stores.cluster().files_with(home, SECRETS) if stores.POSTGRESQL else [])


@pytest.fixture
def full(new_home: Path) -> Path:
    file = new_home.parent / "messages.jsonl"
    file.write_text("\n".join(map(json.dumps, MESSAGES)), encoding="utf-8")
    run(new_home, "init")
    said = run(new_home, "inbox", "put", str(file))
    assert "6 messages are in the inbox and on disk.\n1 was refused." in said
    inside(new_home, f"from touchline.collect.inbox import put\nput({WAITING!r})")
    return new_home


@pytest.mark.parametrize("by", [ANON, MAIL])
def test_by_any_id_everything_of_them_goes(full: Path, by: str) -> None:
    given = json.loads(run(full, "export", by))
    assert set(given["ids"]) == {ANON, USER, MAIL}
    assert len(given["joins"]) == 2
    assert [one["name"] for one in given["events"]] == ["Pricing", "Demo"]
    assert {one["messageId"] for one in given["messages"]} == {"4", "7"}

    assert "2 messages in the inbox" in run(full, "forget", by, "--dry-run")
    said = run(full, "forget", by, "--yes", "--for-good")
    assert "one person is forgotten" in said
    assert naming(full) == []
    for one in (ANON, USER, MAIL):
        assert "Nothing is held of" in run(full, "export", one, code=1)
    assert json.loads(run(full, "person", "show", "paul-1", "--json"))["ids"][0]["id"] == "paul-1"

    file = full.parent / "again.jsonl"
    file.write_text(json.dumps({"type": "track", "messageId": "9", "anonymousId": ANON, "event": "Demo"}))
    assert "1 was refused" in run(full, "inbox", "put", str(file))
    assert naming(full) == []
    assert "Everything is well." in run(full, "doctor")


def test_a_copy_holds_the_inbox_and_takes_it_once(full: Path, tmp_path: Path) -> None:
    file, copy = tmp_path / "copy.tar.gz", tmp_path / "copy"
    copy.mkdir()
    (copy / "cache").symlink_to((full / "cache").resolve())
    run(full, "backup", str(file))
    run(full, "inbox", "put", str(full.parent / "messages.jsonl"))
    run(stores.begin_empty(copy), "restore", str(file))
    now = json.loads(run(copy, "inbox", "show", "--json"))
    assert (now["waiting"], sum(now["refused"].values())) == (2, 1)
    run(copy, "inbox", "put", str(full.parent / "messages.jsonl"))
    given = json.loads(run(copy, "export", USER))
    assert [one["name"] for one in given["events"]] == ["Pricing", "Demo", "Demo"]
    assert "Everything is well." in run(copy, "doctor")
