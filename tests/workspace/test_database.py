"""What deleted rows leave in the database's files goes, even where SQLite did not overwrite it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

SWEEP = """
import sys
from touchline.service.home import use_home
use_home(sys.argv[1])
from touchline.workspace import database
needles = [bytes.fromhex(one) for one in sys.argv[2:]] or None
database.sweep(needles, [])
"""
SECRET = "Quilla Zedd, +49 171 5550199"


def everywhere(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.glob("operations.sqlite3*"))


@pytest.mark.makes_sqlite
@pytest.mark.parametrize("needles", [(SECRET,), (), ("somebody else",)])
def test_left_pages_go(tmp_path: Path, needles: tuple[str, ...]) -> None:
    environ = {**os.environ, "TOUCHLINE_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run([sys.executable, "-m", "touchline", "init"], env=environ, check=True)
    base = sqlite3.connect(tmp_path / "operations.sqlite3", isolation_level=None)
    base.execute("PRAGMA secure_delete = OFF")
    for n in range(200):
        base.execute("insert into people_identity (value) values (?)", [f"{SECRET} {n}"])
    base.execute("delete from people_identity")
    base.close()
    assert SECRET.encode() in everywhere(tmp_path)
    words = [one.encode().hex() for one in needles]
    subprocess.run([sys.executable, "-c", SWEEP, str(tmp_path), *words], env=environ, check=True)
    assert (SECRET.encode() in everywhere(tmp_path)) is ("somebody else" in needles)
    assert (
        not (tmp_path / "operations.sqlite3-wal").exists()
        or not (tmp_path / "operations.sqlite3-wal").stat().st_size
    )
