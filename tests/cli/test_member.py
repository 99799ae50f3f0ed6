"""Members, changes and the unit on the command line."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests import stores
from tests.conftest import inside, missing, run

LINK = re.compile(r"^http://127\.0\.0\.1:8000/join/[\w-]{43}$")


JOIN = """
from touchline.workspace.models import Member
for role in ("owner", "editor"):
    Member.objects.create(email=f"{role}@example.com", name=role.title(), role=role)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with an owner, an editor, and two changes of the command line."""
    folder = tmp_path_factory.mktemp("members") / "workspace"
    run(folder, "init")
    inside(folder, JOIN)
    run(folder, "settings", "--name", "Lindgren Cycles")
    run(folder, "settings", "--silence-days", "120")
    return folder


def test_members_are_listed(home: Path) -> None:
    rows = json.loads(run(home, "member", "list", "--json"))["members"]
    assert [(one["email"], one["role"], one["active"]) for one in rows] == [
        ("owner@example.com", "owner", True),
        ("editor@example.com", "editor", True),
    ]
    assert "owner@example.com" in run(home, "member", "list")


def test_links(home: Path) -> None:
    assert LINK.match(run(home, "member", "link", "--role", "viewer", "--note", "for Jo").strip())
    assert LINK.match(run(home, "member", "link", "--for", "EDITOR@example.com").strip())
    served = home / "public-url"
    served.write_text("https://touchline.example.com")
    assert run(home, "member", "link").startswith("https://touchline.example.com/join/"), "as it was served"
    served.unlink()
    said = run(home, "member", "link", "--for", "nobody@example.com", code=1)
    assert said == "No member has the address nobody@example.com. See them with: touchline member list\n"


def test_roles_and_removing(home: Path) -> None:
    assert (
        run(home, "member", "role", "editor@example.com", "viewer") == "editor@example.com is viewer now.\n"
    )
    assert "already" in run(home, "member", "role", "editor@example.com", "viewer")
    assert "is the only owner." in run(home, "member", "role", "owner@example.com", "viewer", code=1)
    assert "is the only owner." in run(home, "member", "remove", "owner@example.com", code=1)
    assert run(home, "member", "remove", "editor@example.com") == "editor@example.com is removed.\n"
    said = run(home, "member", "link", "--for", "editor@example.com", code=1)
    assert "touchline member let-in editor@example.com" in said
    assert "may sign in again." in run(home, "member", "let-in", "editor@example.com")


def test_two_owners_who_remove_each_other_at_once(tmp_path: Path) -> None:
    home = tmp_path / "workspace"
    run(home, "init")
    inside(home, JOIN)
    run(home, "member", "role", "editor@example.com", "owner")
    words = [sys.executable, "-m", "touchline", "--home", str(home), "member"]
    deeds = (["remove", "owner@example.com"], ["role", "editor@example.com", "viewer"])
    environ = {**os.environ, **stores.environ_of(home)}
    at_once = [
        subprocess.Popen([*words, *deed], env=environ, stderr=subprocess.PIPE, text=True) for deed in deeds
    ]
    said = [one.communicate(timeout=120)[1] for one in at_once]
    assert sorted(one.returncode for one in at_once) == [0, 1], said
    assert "is the only owner." in "".join(said)
    rows = json.loads(run(home, "member", "list", "--json"))["members"]
    assert [one["active"] for one in rows if one["role"] == "owner"].count(True) == 1


def test_sessions(home: Path) -> None:
    assert "is not signed in anywhere." in run(home, "member", "sessions", "owner@example.com")
    assert json.loads(run(home, "member", "sessions", "owner@example.com", "--json")) == {"sessions": []}
    assert "has no session abc." in run(
        home, "member", "sessions", "owner@example.com", "--end", "abc", code=1
    )
    run(home, "member", "sessions", "owner@example.com", "--end-all")


def test_changes_are_listed_and_undone(home: Path) -> None:
    found = json.loads(run(home, "audit", "--json", "--kind", "changed"))
    assert found["total"] == 2
    second, first = found["changes"]
    assert (first["before"]["name"], first["after"]["name"]) == ("My business", "Lindgren Cycles")
    assert first["member"] is None
    said = run(home, "audit", "undo", str(first["number"]), code=1)
    assert said.startswith("Not undone: The settings were changed again since.")
    assert "is undone." in run(home, "audit", "undo", str(second["number"]))
    assert json.loads(run(home, "settings", "--json"))["silence_days"] == 90
    assert "command line" in run(home, "audit")
    assert "older ones are not shown." in run(home, "audit", "--most", "1")
    assert run(home, "audit", "--member", "owner@example.com") == "Nothing to show yet.\n"
    assert run(home, "audit", "--since", "2999-01-01") == "Nothing to show yet.\n"


OPTIONS = ("--public-url", "https://touchline.example.com", "--trusted-proxy", "127.0.0.1")


def test_a_unit_serves_this_workspace(home: Path, tmp_path: Path) -> None:
    unit = run(home, "systemd", *OPTIONS)
    assert f"--home {home} serve --host 127.0.0.1 --port 8000" in unit
    assert "--public-url https://touchline.example.com --trusted-proxy 127.0.0.1/32" in unit
    for line in ("User=touchline", f"ReadWritePaths={home}", "NoNewPrivileges=yes", "ProtectSystem=strict"):
        assert f"\n{line}\n" in unit
    assert "Restart=always" in unit
    assert "CAP_NET_BIND_SERVICE" in run(home, "systemd", "--port", "443")
    assert "cannot be a user" in run(home, "systemd", "--user", "a b", code=1)
    assert "unencrypted" in run(home, "systemd", "--public-url", "http://example.com", code=1)
    if shutil.which("systemd-analyze") is None:
        missing("systemd-analyze")
    odd = home.parent / 'it is 100 % "odd" $HOME'
    for number, text in enumerate((unit, run(odd, "systemd", *OPTIONS))):
        path = tmp_path / f"touchline-{number}.service"
        path.write_text(text)
        judged = subprocess.run(
            ["systemd-analyze", "verify", str(path)], capture_output=True, text=True, check=False
        )
        assert path.name not in judged.stderr, judged.stderr
        assert judged.returncode == 0, judged.stderr
