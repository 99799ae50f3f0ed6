"""A workspace of an earlier version whose store is PostgreSQL."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
from tests import stores
from tests.conftest import inside, run

from touchline.service.locks import serve_lock

stores.only_on_postgresql()
from touchline.service.advisory import LOCKS, Name  # noqa: E402

EARLIER = """
from django.core.management import call_command
call_command("migrate", "people", "0003", verbosity=0)
call_command("migrate", "collect", "0002", verbosity=0)
from touchline.workspace.models import Upgrade
Upgrade.objects.update(version="0.0.9")
"""
TOUCH = ("--person", "person", "--time", "time", "--touchpoint", "met")


def test_an_earlier_version_is_brought_up_and_keeps_what_it_holds(new_home: Path) -> None:
    file = new_home.parent / "file.csv"
    file.write_text("person,time,met\nann,2026-01-01,A\nbob,2026-01-02,B\n")
    run(new_home, "import", "touches", str(file), *TOUCH)
    was = run(new_home, "ask", "paths", "--json")
    inside(new_home, EARLIER)
    assert "touchline upgrade" in run(new_home, "ask", "paths", code=1)
    with serve_lock(new_home, "process 7"):
        assert "process 7" in run(new_home, "upgrade", code=1)
    done = json.loads(run(new_home, "upgrade", "--json"))
    assert done["from"] == "0.0.9"
    assert "people.0004_letters" in done["changes"]
    now = run(new_home, "ask", "paths", "--json")
    assert _plain(now) == _plain(was)
    assert "Everything is well." in run(new_home, "doctor")
    assert "nothing to do" in run(new_home, "upgrade")


def _plain(said: str) -> dict[str, object]:
    return {name: value for name, value in json.loads(said).items() if name not in ("generation", "as_of")}


def test_another_machine_keeps_it_out(new_home: Path) -> None:
    run(new_home, "init")
    inside(new_home, EARLIER)
    url = stores.cluster().database_of(new_home)
    with psycopg.connect(url, autocommit=True, application_name="the other machine") as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", (LOCKS, int(Name.SERVE)))
        assert "the other machine" in run(new_home, "upgrade", code=1)
        assert "the other machine" in run(new_home, "init", code=1)
    run(new_home, "upgrade")
