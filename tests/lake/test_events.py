"""The lake: rows in, the same rows out, each once, each on disk."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from tests.lake.make import plain, table
from tests.oracle.build import Event

from touchline.lake import compact as compacting
from touchline.lake.events import GIVEN, Lake


def times(lake: Lake) -> list[int]:
    """The marks of all events in the order of ``seq``."""
    rows = [
        (seq, low)
        for batch in lake.batches(["seq", "key_low"])
        for seq, low in zip(batch.column("seq").to_pylist(), batch.column("key_low").to_pylist(), strict=True)
    ]
    assert [seq for seq, _ in sorted(rows)] == list(range(1, len(rows) + 1))
    return [low for _, low in sorted(rows)]


def test_a_lake_without_a_folder_is_empty(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    assert (lake.version(), lake.count(), lake.last_seq(), lake.files()) == (-1, 0, 0, [])
    assert list(lake.batches(["seq"])) == []
    assert lake.of_identity(1).num_rows == 0
    assert lake.of_import(1) == 0
    assert lake.check() == []
    assert lake.compact() == 0
    assert not (tmp_path / "lake").exists()


def test_rows_get_consecutive_numbers_in_the_order_of_the_table(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    assert lake.append(plain(10), app="import-1", version=1) == 10
    assert lake.append(plain(5, 10, 2), app="import-2", version=1) == 5
    assert times(lake) == list(range(15))
    assert (lake.count(), lake.last_seq(), lake.of_import(1), lake.of_import(2)) == (15, 15, 10, 5)
    assert Lake(tmp_path / "lake").last_seq() == 15


def test_a_piece_of_work_counts_once_in_any_process(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    lake.append(plain(10), app="import-1", version=3)
    assert lake.append(plain(10), app="import-1", version=3) == 0
    assert Lake(tmp_path / "lake").append(plain(10), app="import-1", version=2) == 0
    assert Lake(tmp_path / "lake").append(plain(4, 10), app="import-1", version=4) == 4
    assert lake.transaction("import-1") == 4
    assert lake.transaction("import-2") is None
    assert times(lake) == list(range(14))


def test_a_piece_without_rows_is_remembered(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    assert lake.append(plain(0), app="import-1", version=1) == 0
    assert (lake.transaction("import-1"), lake.last_seq(), lake.count()) == (1, 0, 0)
    assert lake.append(plain(2), app="import-1", version=2) == 2
    assert times(lake) == [0, 1]


def test_other_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="columns"):
        Lake(tmp_path / "lake").append(plain(3).drop_columns(["money"]), app="a", version=1)


def test_values_come_back_as_they_were(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    given = table(
        [Event(1, -5, 9, "ünï", "shop", True, -(2**40), "JPY", 2**62, "robot"), Event(2, 7, 9, "a")]
    )
    lake.append(given, app="a", version=1)
    found = lake.of_identity(9)
    assert found.drop_columns(["seq"]).cast(GIVEN) == given
    assert found["seq"].to_pylist() == [1, 2]
    assert lake.of_identity(8).num_rows == 0


def test_a_person_is_read_in_order_of_time_then_number(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    lake.append(table([Event(1, 50, 1, "a"), Event(2, 10, 1, "b"), Event(3, 10, 2, "c")]), app="a", version=1)
    lake.append(table([Event(4, 10, 1, "d")]), app="a", version=2)
    assert lake.of_identity(1)["name"].to_pylist() == ["b", "d", "a"]


def test_the_log_holds_no_free_text(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    for version in range(60):
        secret = [Event(version, version, 1, "anna@example.com", "anna@example.com")]
        lake.append(table(secret), app="a", version=version)
    lake.compact()
    log = tmp_path / "lake" / "_delta_log"
    assert list(log.glob("*.checkpoint.parquet"))
    assert not [path.name for path in log.iterdir() if b"anna" in path.read_bytes()]


def test_everything_is_synced_before_append_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: set[tuple[int, int]] = set()
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        seen = os.fstat(handle)
        synced.add((seen.st_ino, seen.st_size if not os.path.isdir(f"/proc/self/fd/{handle}") else 0))  # noqa: PTH112

    monkeypatch.setattr(os, "fsync", fsync)
    lake = Lake(tmp_path / "new" / "lake")
    for version in range(3):
        synced.clear()
        before = {path for path in (tmp_path / "new").rglob("*") if path.is_file()}
        lake.append(plain(5, 5 * version), app="a", version=version)
        fresh = {path for path in (tmp_path / "new").rglob("*") if path.is_file()} - before
        assert len(fresh) == 2 + (version == 0)
        for path in fresh:
            assert (path.stat().st_ino, path.stat().st_size) in synced, f"{path} is not synced"
            assert (path.parent.stat().st_ino, 0) in synced, f"the folder of {path} is not synced"
        if version == 0:
            assert (tmp_path.stat().st_ino, 0) in synced, "the name of a new folder is not synced"


def test_numbers_go_on_after_a_commit_that_does_not_say_them(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    lake.append(plain(10), app="a", version=1)
    DeltaTable(str(tmp_path / "lake")).alter.set_table_properties(
        {"delta.logRetentionDuration": "interval 2 days"}
    )
    for one in (lake, Lake(tmp_path / "lake")):
        assert one.last_seq() == 10
    lake.append(plain(3, 10), app="a", version=2)
    assert times(lake) == list(range(13))


def test_merging_keeps_every_event_and_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compacting, "TARGET_ROWS", 100)
    lake = Lake(tmp_path / "lake")
    for version in range(30):
        lake.append(plain(7, 7 * version), app="a", version=version)
    old = lake.files()
    changed, version = lake.snapshot().changed, lake.version()
    assert lake.compact() == 28
    assert len(lake.files()) == 4
    assert all(Path(path).exists() for path in old), "a reader may still be reading these"
    assert (lake.last_seq(), lake.count(), lake.transaction("a")) == (210, 210, 29)
    assert times(lake) == list(range(210))
    assert lake.snapshot().changed == changed
    assert lake.version() > version
    merged = pq.read_table(lake.files()[0])
    assert merged["identity"].to_pylist() == sorted(merged["identity"].to_pylist())
    assert lake.append(plain(1, 210), app="a", version=30) == 1
    assert times(Lake(tmp_path / "lake")) == list(range(211))
    assert lake.check() == []
    assert lake.compact() == 0


def test_files_that_no_longer_count_go_after_an_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = Lake(tmp_path / "lake")
    for version in range(8):
        lake.append(plain(7, 7 * version), app="a", version=version)
    old = [Path(path) for path in lake.files()]
    left_by_a_crash = [tmp_path / "lake" / f"events-{name}.parquet" for name in ("old", "new")]
    for path in left_by_a_crash:
        path.touch()
    for path in (*old, left_by_a_crash[0]):
        os.utime(path, (0, 0))
    assert lake.compact() == 8
    assert all(path.exists() for path in old)
    os.utime(lake.files()[0], (0, 0))
    lake.compact()
    assert all(path.exists() for path in old), "they count no longer since a moment, however old they are"
    assert [path.exists() for path in left_by_a_crash] == [False, True]
    monkeypatch.setattr(compacting, "KEPT_HOURS", 0)
    lake.compact()
    assert not any(path.exists() for path in old)
    assert times(lake) == list(range(56))


def test_a_large_file_is_not_rewritten_for_a_few_rows(tmp_path: Path) -> None:
    part = [compacting.Counted(0, "large", 300_000, 1)] + [
        compacting.Counted(at, str(at), 1000, 1) for at in range(1, 8)
    ]
    assert compacting.runs(part) == []
    assert compacting.runs([*part, compacting.Counted(9, "9", 1000, 1)]) == [
        [*part[1:], compacting.Counted(9, "9", 1000, 1)]
    ]


def test_many_commits_stay_quick_to_open(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    for version in range(101):
        lake.append(plain(1, version), app="a", version=version)
    pointer = json.loads((tmp_path / "lake" / "_delta_log" / "_last_checkpoint").read_text())
    assert pointer["version"] == 100
    assert Lake(tmp_path / "lake").transaction("a") == 100
    assert times(Lake(tmp_path / "lake")) == list(range(101))
