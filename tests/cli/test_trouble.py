"""A workspace that cannot be used gets a sentence, never a traceback."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests import stores
from tests.conftest import run

from touchline.cli import of_the_workspace


@stores.on_sqlite
def test_a_damaged_workspace_gets_a_sentence(sample_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "copy"
    shutil.copytree(sample_home, home, symlinks=True)
    asked = run(home, "ask", "hourglass", "--json")
    shutil.rmtree(home / "index")
    assert run(home, "ask", "hourglass", "--json").split('"rows"')[1] == asked.split('"rows"')[1]
    next(home.glob("index/bases/*/shard-0000.arrays")).unlink()
    assert run(home, "ask", "hourglass", "--json").split('"rows"')[1] == asked.split('"rows"')[1]
    (home / "operations.sqlite3").write_bytes(b"this is no database, whatever its name says")
    assert run(home, "ask", "hourglass", "--json").split('"rows"')[1] == asked.split('"rows"')[1]
    for words in (["touchpoint", "list"], ["member", "list"], ["settings"]):
        said = run(home, *words, code=1)
        assert "Traceback" not in said
        assert "touchline doctor" in said
    assert "✕ operations" in run_doctor(home)


@stores.on_sqlite
def test_a_record_without_its_database_is_left_alone(sample_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "copy"
    shutil.copytree(sample_home, home, symlinks=True)
    for spoil in (Path.unlink, Path.touch):
        spoil(home / "operations.sqlite3")
        for words in (["init"], ["serve"], ["demo", "--no-serve"]):
            assert "Restore it from a backup" in run(home, *words, code=1)
    shutil.copy(sample_home / "operations.sqlite3", home)
    (home / "secret-key").write_bytes(bytes(range(128, 160)))
    run(home, "touchpoint", "list")
    run(home, "init")
    assert len((home / "secret-key").read_text()) >= 40
    run(home, "doctor")


def run_doctor(home: Path) -> str:
    environ = {**os.environ, "TOUCHLINE_HOME": str(home), **stores.environ_of(home)}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", "touchline", "doctor"], env=environ, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("cause", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_named(cause: int) -> None:
    assert "Make room" in str(of_the_workspace(OSError(cause, os.strerror(cause), "x")))
    assert "Make room" in str(of_the_workspace(RuntimeError("IO Error: No space left on device")))
