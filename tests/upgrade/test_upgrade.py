"""A workspace of every earlier version is brought to this one, answers as it did, and stays so."""

from __future__ import annotations

import json
import random
import signal
from pathlib import Path
from typing import Any

import pytest
from tests import forked, stores
from tests.conftest import EXAMPLES, environ_of, run, workspace_in
from tests.upgrade.record import answers
from tests.upgrade.states import NAMES, rebuild
from tests.workers import ROOT

from touchline import __version__
from touchline.service.locks import serve_lock

STATEMENTS = 12
"""About how many writes change tables; they come first, and each odd kill takes the next."""
FEW = ("hourglass", "touchpoints")
PROPOSED = ("proposed_stage", "proposed_channel", "reason")


def differences(was: Any, now: Any, where: str = "") -> list[str]:
    """What was answered and is answered otherwise; new fields and other proposals are no difference."""
    if isinstance(was, dict) and isinstance(now, dict):
        kept = [name for name in was if name not in PROPOSED]
        return [line for name in kept for line in differences(was[name], now.get(name), f"{where}.{name}")]
    if isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        pairs = enumerate(zip(was, now, strict=True))
        return [line for at, (old, new) in pairs for line in differences(old, new, f"{where}[{at}]")]
    return [] if was == now else [f"{where}: {was!r}, now {now!r}"]


@stores.on_sqlite
@pytest.mark.parametrize("name", NAMES)
def test_every_earlier_version_is_upgraded_and_answers_the_same(name: str, new_home: Path) -> None:
    was = rebuild(name, new_home)
    refused = run(new_home, "ask", "hourglass", code=1)
    assert "touchline upgrade" in refused
    done = json.loads(run(new_home, "upgrade", "--json"))
    assert done["to"] == __version__
    assert done["changes"]
    assert done["index"]
    assert differences(was, answers(new_home, run=run)) == []
    assert "Everything is well." in run(new_home, "doctor")
    assert "nothing to do" in run(new_home, "upgrade")


@stores.on_sqlite
@pytest.mark.parametrize("name", NAMES[:1])
def test_what_writes_upgrades_by_itself_unless_others_work_on_it(name: str, new_home: Path) -> None:
    rebuild(name, new_home)
    with serve_lock(new_home, "process 7, http://127.0.0.1:8000"):
        for words in (["upgrade"], ["init"]):
            said = run(new_home, *words, code=1)
            assert "process 7" in said
            assert "Stop that first" in said
    run(new_home, "init")
    assert json.loads(run(new_home, "upgrade", "--json"))["changes"] == []


def test_a_newer_workspace_is_left_alone(new_home: Path) -> None:
    run(new_home, "init")
    stores.ask(
        new_home,
        "insert into workspace_upgrade (version, at, changes) values ('9.1.0', '2031-01-01', '[]')",
    )
    for words in (["upgrade"], ["init"], ["ask", "hourglass"], ["serve"], ["backups"]):
        said = run(new_home, *words, code=1)
        assert "belongs to version 9.1.0 of Touchline" in said, words
    stores.ask(new_home, "delete from workspace_upgrade where version = '9.1.0'")
    stores.ask(
        new_home,
        "insert into django_migrations (app, name, applied) values ('people', '0999_x', '2031-01-01')",
    )
    assert "belongs to a newer version" in run(new_home, "ask", "hourglass", code=1)


@stores.on_sqlite
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", NAMES[:1])
def test_killed_at_any_moment_an_upgrade_is_run_again(name: str, tmp_path: Path) -> None:
    chance = random.Random(EXAMPLES)
    writes = 0
    for at in range(1 + 4 * EXAMPLES):
        (tmp_path / str(at)).mkdir()
        home = workspace_in(tmp_path / str(at))
        was = rebuild(name, home)
        die_at = 5 + at % STATEMENTS if at % 2 else chance.randint(1, max(1, writes * 9 // 10))
        die_at = die_at if at else 0
        words = ("upgrade", home, home, die_at)
        with forked.Child("tests.faults.backup_child", words, environ_of(home), ROOT) as child:
            said = child.stdout.read()
        assert child.wait() == (-signal.SIGKILL if die_at else 0)
        writes = writes or int(said.split()[-1])
        if die_at:
            run(home, "upgrade")
        now = answers(home, FEW, run)
        assert differences({name: was[name] for name in FEW}, now) == []
        assert "Everything is well." in run(home, "doctor")
    assert writes > 30
