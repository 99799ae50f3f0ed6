"""kill -9 during a backup: the old file or the new one. During a restore: an empty folder or a workspace."""

from __future__ import annotations

import json
import random
import shutil
import signal
import time
from pathlib import Path

import pytest
from tests import forked, stores
from tests.conftest import EXAMPLES, environ_of, run, workspace_in
from tests.workers import ROOT

from touchline.service.archive import read_manifest, unpack


def child(what: str, home: Path, file: Path, *, die_at: int = 0, after: float | None = None) -> int:
    """Run a child until it ends or has been killed; how many writes it made, 0 when it was killed."""
    words = (what, home, file, die_at)
    with forked.Child("tests.faults.backup_child", words, environ_of(home), ROOT) as process:
        assert process.stdout.readline() == "ready\n"
        if after is not None:
            time.sleep(after)
            process.kill()
        said = process.stdout.read().split()
        assert process.wait() in (0, -signal.SIGKILL)
    return int(said[1]) if said else 0


def rows(home: Path) -> str:
    return json.dumps(json.loads(run(home, "ask", "hourglass", "--json"))["rows"])


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    return stores.copy_workspace(sample_home, tmp_path / "here" / "workspace")


@pytest.mark.timeout(1200)
def test_a_killed_backup_leaves_the_old_file_or_the_new_one(home: Path) -> None:
    there = home.parent / "there"
    there.mkdir()
    file = there / "a.tar.gz"
    writes = child("backup", home, file)
    assert writes > 10
    chance, made = random.Random(EXAMPLES), {read_manifest(file)["made_at"]}
    for at in range(3 * EXAMPLES):
        if at % 2:
            child("backup", home, file, die_at=chance.randint(1, writes))
        else:
            child("backup", home, file, after=chance.random() / 2)
        into = there / "unpacked"
        unpack(file, into, lambda _share: None)
        shutil.rmtree(into)
        listed = json.loads(run(home, "backups", "--json"))["backups"]
        made |= {read_manifest(file)["made_at"]}
        assert {one["state"] for one in listed} == {"here"}
        assert len(listed) <= len(made)
    run(home, "backup", str(there / "b.tar.gz"))
    assert sorted(path.name for path in there.iterdir()) == ["a.tar.gz", "b.tar.gz"], "half a backup is left"
    assert "Everything is well." in run(home, "doctor")


@pytest.mark.timeout(1200)
def test_a_killed_restore_leaves_no_workspace_and_is_run_again(home: Path) -> None:
    file = home.parent / "a.tar.gz"
    run(home, "backup", str(file))
    was = rows(home)
    (home.parent / "first").mkdir()
    writes = child("restore", stores.begin_empty(workspace_in(home.parent / "first")), file)
    assert writes > 30
    chance, halves = random.Random(EXAMPLES), 0
    for at in range(3 * EXAMPLES):
        (home.parent / str(at)).mkdir()
        copy = stores.begin_empty(workspace_in(home.parent / str(at)))
        if at % 2:
            child("restore", copy, file, after=chance.random())
        else:
            child("restore", copy, file, die_at=chance.randint(1, writes))
        if (copy / ".restoring").exists():
            halves += 1
            for words in chance.sample([["ask", "hourglass"], ["init"], ["doctor"], ["upgrade"]], 2):
                assert "restore again" in run(copy, *words, code=1)
        if (copy / ".restoring").exists() or not (copy / "workspace-id").exists():
            run(copy, "restore", str(file))
        assert rows(copy) == was
        assert "Held since" in run(copy, "doctor")
        shutil.rmtree(copy)
    assert halves
