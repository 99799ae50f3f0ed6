"""Backup and restore on the command line: what is in a copy, what is refused, and that it starts held."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests import stores
from tests.conftest import missing, run, workspace_in

from touchline.service.locks import backup_lock, serve_lock

NOT_IN_IT = (
    "index",
    "cache",
    "make.lock",
    "serve.lock",
    "worker.lock",
    "backup.lock",
    "lake/lease",
    "spool",
    "public-url",
)
"""What is made anew, or means nothing elsewhere. All else in a workspace belongs in its backup."""

SIGNED_IN = """
from touchline.service.home import use_home
use_home()
from datetime import datetime, UTC
end = datetime(2031, 1, 1, tzinfo=UTC)
from touchline.workspace.models import Session
from touchline.workspace.joining import make_link
Session.objects.create(session_key="known-only-here", session_data="x", expire_date=end)
make_link("owner")
from touchline.collect.models import Import
from touchline.collect.run import request_import
import sys
for file in sys.argv[1:]:
    request_import("touches", file, {"person": "person", "time": "time", "touchpoint": "met"})
"""


@pytest.fixture(autouse=True)
def tools() -> None:
    """What PostgreSQL is copied with."""
    if stores.POSTGRESQL and not (shutil.which("pg_dump") and shutil.which("pg_restore")):
        missing("pg_dump")


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "here" / "workspace"
    return stores.copy_workspace(sample_home, copy)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (tmp_path / "there").mkdir()
    return stores.begin_empty(workspace_in(tmp_path / "there"))


def answers(home: Path) -> Iterator[object]:
    for question in (["hourglass"], ["paths"], ["touches"], ["funnel", "--step", "Home page"]):
        said = json.loads(run(home, "ask", *question, "--json"))
        said.pop("generation")
        yield said


def test_a_copy_answers_as_the_workspace_did_and_starts_held(home: Path, copy: Path) -> None:
    waiting = home / "imports" / "9" / "till.csv"
    waiting.parent.mkdir()
    outside = home.parent / "Läden.csv"
    for file in (waiting, outside):
        file.write_text(f"person,time,met\n{file.stem},2026-01-01,Walk\n", encoding="utf-8")
    command = [sys.executable, "-c", SIGNED_IN, str(waiting), str(outside)]
    subprocess.run(command, env=environ(home), check=True)
    file = home.parent / "copy.tar.gz"
    said = json.loads(run(home, "backup", str(file), "--json"))
    assert said["events"] == sum(
        rows for (rows,) in stores.ask(home, "select accepted from collect_import where kind <> 'people'")
    )
    assert file.stat().st_mode & 0o777 == 0o600
    held_in_it(home, file)

    restored = json.loads(run(copy, "restore", str(file), "--json"))
    assert restored["events"] == said["events"]
    assert copy.stat().st_mode & 0o777 == 0o700
    assert (copy / "secret-key").read_text() == (home / "secret-key").read_text()
    assert list(answers(copy)) == list(answers(home))
    assert stores.ask(copy, "select count(*) from workspace_session") == [(0,)]
    assert stores.ask(copy, "select count(*) from workspace_joinlink where used_at is null") == [(0,)]
    assert stores.POSTGRESQL or b"known-only-here" not in (copy / "operations.sqlite3").read_bytes()
    waiting_in_it = stores.ask(copy, "select file from collect_import where state = 'waiting'")
    files = [Path(str(one)) for (one,) in waiting_in_it]
    assert len(files) == 2
    assert all(one.is_relative_to(copy) and one.exists() for one in files)
    shutil.rmtree(home)
    outside.unlink()
    (copy.parent / "more.csv").write_text("person,time,met\nx,2026-01-01,Walk\n")
    more = ["--person", "person", "--time", "time", "--touchpoint", "met"]
    run(copy, "import", "touches", str(copy.parent / "more.csv"), *more)
    assert "Everything is well." in run(copy, "doctor")
    ids = "select count(*) from people_identity where value in ('till', 'Läden', 'x')"
    assert stores.ask(copy, ids) == [(3,)]
    held_and_released(copy, file)


def held_in_it(home: Path, file: Path) -> None:
    """Every file of the workspace is in its backup, or is named above."""
    with tarfile.open(file) as tar:
        names = set(tar.getnames())
    there = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    left_out = {name for name in there if name.startswith(NOT_IN_IT) or name.endswith(("-wal", "-shm"))}
    own = {"manifest.json", "end.json", "operations.pgdump"}
    assert there - left_out == {name for name in names if "/source-" not in name} - own
    assert "imports/5/source-Läden.csv" in names


def held_and_released(copy: Path, file: Path) -> None:
    held = json.loads(run(copy, "doctor", "--json"))["held"]
    assert str(file) in held
    assert "Released." in run(copy, "release")
    assert "not held" in run(copy, "release")
    assert json.loads(run(copy, "doctor", "--json"))["held"] is None
    (listed,) = json.loads(run(copy, "backups", "--json"))["backups"]
    assert (listed["file"], listed["state"]) == (str(file), "here")


def test_a_copy_of_a_copy_of_an_empty_workspace(new_home: Path, copy: Path) -> None:
    run(new_home, "init")
    first, second = new_home.parent / "first", new_home.parent / "second"
    run(new_home, "backup", str(first))
    run(copy, "restore", str(first))
    run(copy, "backup", str(second))
    assert "Held since" in run(copy, "doctor")
    third = stores.begin_empty(new_home.parent / "third")
    run(third, "restore", str(second))
    assert "Everything is well." in run(third, "doctor")


def test_where_a_backup_may_not_go(home: Path) -> None:
    folder = home.parent
    file = folder / "copy"
    file.write_text("mine")
    assert "say --replace" in run(home, "backup", str(file), code=1)
    assert file.read_text() == "mine"
    assert "is a folder" in run(home, "backup", str(folder), code=1)
    assert "does not exist" in run(home, "backup", str(folder / "no" / "copy"), code=1)
    assert "in the workspace itself" in run(home, "backup", str(home / "imports" / "copy"), code=1)
    assert "not a length of time" in run(home, "backup", str(folder / "new"), "--keep", "long", code=1)
    assert "ten years" in run(home, "backup", str(folder / "new"), "--keep", "9999d", code=1)
    with backup_lock(home, "a backup to /mnt/a"):
        assert "a backup to /mnt/a" in run(home, "backup", str(folder / "new"), code=1)
    assert json.loads(run(home, "backups", "--json"))["backups"] == []
    run(home, "backup", str(file), "--replace")
    run(home, "backup", str(file), "--replace")
    assert len(json.loads(run(home, "backups", "--json"))["backups"]) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["copy", "workspace"]


def test_a_full_disk_gets_a_sentence_and_leaves_nothing(home: Path, copy: Path) -> None:
    file, most = home.parent / "copy.tar.gz", 1 << 20
    (home / "imports" / "1" / "refused.csv").write_bytes(random.Random(1).randbytes(2 * most))
    run(home, "backup", str(file))
    for words in (["backup", str(home.parent / "other")], ["restore", str(file)]):
        where = home if words[0] == "backup" else copy
        done = subprocess.run(
            [sys.executable, "-m", "touchline", *words],
            env=environ(where),
            capture_output=True,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        )
        assert done.returncode == 1, done.stderr
        assert "Traceback" not in done.stderr
        assert "is full" in done.stderr
    assert sorted(path.name for path in home.parent.iterdir()) == ["copy.tar.gz", "workspace"]
    assert {path.name for path in copy.iterdir()} <= {"cache", "serve.lock", "worker.lock", "make.lock"}
    run(copy, "restore", str(file))


def test_what_is_not_restored(home: Path, copy: Path, tmp_path: Path) -> None:
    file = home.parent / "copy.tar.gz"
    run(home, "backup", str(file))
    assert "is not empty" in run(home, "restore", str(file), code=1)
    assert "There is no file" in run(copy, "restore", str(tmp_path / "none"), code=1)
    new = stores.begin_empty(tmp_path / "new" / "place")
    cut, damaged, newer = tmp_path / "cut", tmp_path / "damaged", tmp_path / "newer"
    cut.write_bytes(file.read_bytes()[:-9])
    repack(file, damaged, "imports/1/refused.csv", lambda data: data[:-1] + b"?")
    repack(file, newer, "manifest.json", lambda data: data.replace(b'"0.1.0"', b'"0.9.0"'))
    hollow, endless = tmp_path / "hollow", tmp_path / "endless"
    repack(file, hollow, "manifest.json", lambda data: data.replace(b'"made_at"', b'"made"'))
    repack(file, endless, "end.json", lambda _data: b"[]")
    doubled, other = tmp_path / "doubled", tmp_path / "other"
    doubled.write_bytes(2 * file.read_bytes())
    more = lambda data: data.replace(b'"members": ', b'"members": 1')  # noqa: E731
    repack(file, other, "manifest.json", more, sums=True)
    new.parent.mkdir()
    for wrong, sentence in (
        (cut, "is incomplete"),
        (damaged, "is damaged"),
        (newer, "by Touchline 0.9.0"),
        (hollow, "does not say what it holds"),
        (endless, "is damaged: its end"),
        (doubled, "goes on behind the end"),
        (other, "members, and its database has"),
    ):
        assert sentence in run(new, "restore", str(wrong), code=1)
        assert not new.exists()
    with serve_lock(copy, "process 7"):
        assert "process 7" in run(copy, "restore", str(file), code=1)
    for left in (".restoring", "imports", "index", "spool"):  # by a restore that was cut off
        (new / left).mkdir(parents=True)
    run(new, "restore", str(file))
    assert "Everything is well." in run(new, "doctor")


def test_an_empty_store_is_not_restored(home: Path, copy: Path, tmp_path: Path) -> None:
    if stores.POSTGRESQL:
        pytest.skip("pg_restore refuses such a file itself")
    file, hollow = home.parent / "copy.tar.gz", tmp_path / "hollow"
    run(home, "backup", str(file))
    repack(file, hollow, "operations.sqlite3", lambda _data: b"", sums=True)
    assert "its database is empty" in run(copy, "restore", str(hollow), code=1)
    run(copy, "restore", str(file))


def repack(file: Path, to: Path, name: str, change: Callable[[bytes], bytes], *, sums: bool = False) -> None:
    """The same archive with the bytes of one member changed; with ``sums`` its end says so too."""
    said: dict[str, list[object]] = {}
    with (
        tarfile.open(file) as source,
        gzip.open(to, "wb") as stream,
        tarfile.open(fileobj=stream, mode="w|") as tar,
    ):
        for member in source:
            data = source.extractfile(member).read()  # type: ignore[union-attr]
            data = change(data) if member.name == name else data
            said[member.name] = [len(data), hashlib.sha256(data).hexdigest()]
            if sums and member.name == "end.json":
                said.pop("end.json")
                data = json.dumps({"members": said}).encode()
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))


def test_backups_past_their_date_are_named_and_removed(home: Path) -> None:
    short, long, gone = (home.parent / name for name in ("short", "long", "gone"))
    run(home, "backup", str(short), "--keep", "1s")
    run(home, "backup", str(long), "--keep", "90d")
    run(home, "backup", str(gone))
    gone.unlink()
    time.sleep(1.1)  # the short one's second is over, however quick the other two were
    listed = json.loads(run(home, "backups", "--json"))["backups"]
    assert [(Path(one["file"]).name, one["state"]) for one in listed] == [
        ("gone", "gone"),
        ("long", "here"),
        ("short", "expired"),
    ]
    assert "is still there" in run_wrong(home)
    assert "Removed" in run(home, "backups", "--prune")
    assert not short.exists()
    assert long.exists()
    assert "Everything is well." in run(home, "doctor")


def run_wrong(home: Path) -> str:
    command = [sys.executable, "-m", "touchline", "doctor"]
    done = subprocess.run(command, env=environ(home), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return done.stdout


def environ(home: Path) -> dict[str, str]:
    found = {**os.environ, "TOUCHLINE_HOME": str(home), **stores.environ_of(home)}
    found.pop("DJANGO_SETTINGS_MODULE", None)
    return found
