"""A lake in an object store does all that one in a folder does, and says its trouble in sentences."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest
from tests.lake import s3
from tests.lake.make import MEANING, plain
from tests.lake.test_events import times
from tests.lake.test_remove import rows

from touchline.lake import compact as compacting
from touchline.lake.events import Lake
from touchline.lake.generations import Generations
from touchline.lake.objects import Objects
from touchline.lake.parquet import write_events
from touchline.lake.store import LakeError, open_store

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(params=["folder", "object store"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place of each kind."""
    if request.param == "folder":
        return str(tmp_path / "lake")
    there: str = request.getfixturevalue("object_place")
    return there


def test_a_place_without_anything_is_an_empty_lake(place: str) -> None:
    lake = Lake(place)
    assert (lake.version(), lake.count(), lake.last_seq(), lake.files()) == (-1, 0, 0, [])
    assert (list(lake.batches(["seq"])), lake.of_identity(1).num_rows, lake.of_import(1)) == ([], 0, 0)
    assert (lake.check(), lake.compact(), lake.remove_import(1), lake.remove_identities([1])) == ([], 0, 0, 0)
    lake.purge()
    with duckdb.connect() as base:
        assert not lake.view(base, "recorded")


def test_the_life_of_a_lake(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compacting, "MANY", 3)
    for version in range(7):
        assert Lake(place).append(plain(10, 10 * version, version // 3), app="a", version=version) == 10
        assert Lake(place).append(plain(10), app="a", version=version) == 0
    lake = Lake(place)
    assert times(lake) == list(range(70))
    assert lake.compact() == 7
    assert times(Lake(place)) == list(range(70))
    assert lake.of_identity(3)["key_low"].to_pylist() == list(range(3, 70, 7))
    with duckdb.connect() as base:
        assert lake.view(base, "recorded")
        assert base.sql("select count(*), sum(key_low) from recorded").fetchall() == [(70, 69 * 35)]
    before = rows(lake)
    assert lake.remove_import(1) == 30
    assert lake.remove_identities([3, 4]) == 11
    lake.purge()
    assert rows(Lake(place)) == [row for row in before if row[2] != 1 and row[1] not in (3, 4)]
    assert (Lake(place).last_seq(), lake.of_import(1), Lake(place).check()) == (70, 0, [])
    here = Generations(tmp_path / "index")
    here.build(lake, MEANING, made_at=1)
    assert here.open().touches == 29
    assert here.is_current(Lake(place), MEANING)


def test_many_commits_leave_a_checkpoint(place: str) -> None:
    for version in range(52):
        Lake(place).append(plain(1, version), app="a", version=version)
    assert any(name.endswith("50.checkpoint.parquet") for name in open_store(place).log_names())
    assert times(Lake(place)) == list(range(52))


def test_no_byte_of_the_removed_is_left_after_a_purge(object_place: str, object_store: int) -> None:
    lake = Lake(object_place)
    number = 0x5A17C0DE5A17
    for version in range(3):
        table = plain(5, 5 * version, number=7)
        identities = [*table["identity"].to_pylist()[:-1], number]
        at = table.schema.get_field_index("identity")
        lake.append(table.set_column(at, "identity", [identities]), app="a", version=version)
    assert lake.remove_identities([number]) == 3
    lake.purge()
    left = s3.contents(object_store, s3.key(object_place))
    counted = {name.removeprefix(f"s3://{s3.BUCKET}/") for name in lake.files()}
    assert {name for name in left if "/events-" in name} == counted
    assert len([name for name in left if "/_delta_log/" in name and not name.endswith("/")]) == 3
    for content in left.values():
        assert str(number).encode() not in content
        assert number.to_bytes(8, "little") not in content


def test_who_comes_second_is_told_and_nothing_is_lost(place: str) -> None:
    Lake(place).append(plain(10), app="a", version=0)
    slow = Lake(place)._log.prepare()
    facts = slow.facts()
    Lake(place).append(plain(10, 10), app="b", version=0)
    with pytest.raises(LakeError, match="Something else wrote to the lake"):
        slow.append([write_events(slow.store, plain(5).add_column(0, "seq", [[1] * 5]))], 15, ("c", 0))
    assert facts.last_seq == 10
    assert times(Lake(place)) == list(range(20))
    assert Lake(place).append(plain(10, 20), app="c", version=0) == 10
    assert Lake(place).check() == []


def test_two_who_write_at_once_never_give_a_number_twice(object_place: str) -> None:
    Lake(object_place).append(plain(1), app="first", version=0)
    acknowledged: list[int] = []

    def write(name: str) -> None:
        for version in range(6):
            while True:
                try:
                    acknowledged.append(Lake(object_place).append(plain(3), app=name, version=version))
                    break
                except LakeError:
                    continue

    both = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    lake = Lake(object_place)
    assert (lake.count(), lake.last_seq(), sum(acknowledged), lake.check()) == (37, 37, 36, [])


def test_a_reader_meets_a_purge(object_place: str) -> None:
    lake, other = Lake(object_place), Lake(object_place)
    for version in range(3):
        lake.append(plain(10, 10 * version, version), app="a", version=version)
    tries = []

    def read(snapshot: object) -> int:
        tries.append(snapshot)
        if len(tries) == 1:
            lake.remove_import(1)
            lake.purge()
        return sum(open_store(object_place).parquet(part.name).read().num_rows for part in snapshot.parts)  # type: ignore[attr-defined]

    assert other.steady(read) == 20
    assert len(tries) == 2
    assert other.count() == 20


KILLED = """
import os, signal, sys
from touchline.lake.log import Log
from touchline.lake.objects import Objects
from touchline.lake.events import Lake
from tests.lake.make import plain

def die(*_): os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[2] == "before the commit":
    Log.append = die
else:
    Objects.keep_log = die
Lake(sys.argv[1]).append(plain(10, 10), app="a", version=1)
"""


@pytest.mark.parametrize("when", ["before the commit", "before it is acknowledged"])
def test_killed_between_file_and_commit(object_place: str, when: str) -> None:
    Lake(object_place).append(plain(10), app="a", version=0)
    command = [sys.executable, "-c", KILLED, object_place, when]
    environ = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    assert subprocess.run(command, env=environ).returncode == -signal.SIGKILL
    lake = Lake(object_place)
    done = when != "before the commit"
    assert lake.count() == (20 if done else 10)
    assert len(open_store(object_place).names()) == 2
    assert lake.append(plain(10, 10), app="a", version=1) == (0 if done else 10)
    assert times(lake) == list(range(20))
    lake.purge()
    assert len(open_store(object_place).names()) == 2
    assert lake.check() == []


def test_a_lake_can_move(object_place: str, object_store: int, tmp_path: Path) -> None:
    home = Lake(tmp_path / "lake")
    for version in range(3):
        home.append(plain(10, 10 * version), app="a", version=version)
    s3.send_tree(object_store, tmp_path / "lake", s3.key(object_place))
    moved = Lake(object_place)
    assert (times(moved), moved.check(), moved.snapshot().id) == (list(range(30)), [], home.snapshot().id)
    assert moved.append(plain(10, 30), app="a", version=3) == 10


def test_a_missing_bucket_is_said(object_place: str) -> None:
    lake = Lake("s3://nobody-made-this/lake")
    with pytest.raises(LakeError, match="There is no bucket nobody-made-this at http://127"):
        lake.count()
    with pytest.raises(LakeError, match="There is no bucket"):
        lake.append(plain(1), app="a", version=0)
    (said,) = lake.check()
    assert said.startswith("There is no bucket nobody-made-this")
    assert Lake(object_place).count() == 0


def test_a_place_that_does_not_answer_is_said(object_place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(LakeError, match=r"http://127\.0\.0\.1:9 cannot be reached"):
        Lake(f"{object_place}-other").count()


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ("AWS_ACCESS_KEY_ID", "There is no key for the lake in s3://b/lake. Set AWS_ACCESS_KEY_ID."),
        ("AWS_ALLOW_HTTP", "AWS_ENDPOINT_URL is http://127.0.0.1:1, which sends events unencrypted"),
    ],
)
def test_what_is_not_set_is_said(without: str, said: str) -> None:
    environ = {name: value for name, value in s3.environ(1).items() if name != without}
    with pytest.raises(LakeError, match=said.replace(".", r"\.")):
        Objects("s3://b/lake", environ)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("AWS Error ACCESS_DENIED during PutObject", "https://s3.example refuses the key for s3://b/lake"),
        ("Generic S3 error: 403 Forbidden InvalidAccessKeyId", "refuses the key"),
        ("Generic S3 error: 301 Moved Permanently", "The bucket b is in another region. Set AWS_REGION"),
        ("AWS Error SLOW_DOWN during PutObject: calm", "The lake in s3://b/lake cannot be used: AWS Error"),
    ],
)
def test_what_the_store_says_becomes_a_sentence(error: str, said: str) -> None:
    environ = s3.environ(1) | {"AWS_ENDPOINT_URL": "https://s3.example"}
    trouble = Objects("s3://b/lake", environ).trouble(OSError(error))
    assert isinstance(trouble, LakeError)
    assert said in str(trouble)


def test_trouble_of_this_machine_is_not_blamed_on_the_store() -> None:
    full = OSError(28, "No space left on device")
    assert Objects("s3://b/lake", s3.environ(1)).trouble(full) is full
