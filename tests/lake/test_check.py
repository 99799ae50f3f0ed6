"""What is wrong with a lake is said in sentences, and what a crash half wrote is put right."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.lake.make import plain

from touchline.lake.events import SCHEMA, Lake
from touchline.lake.log import Log
from touchline.lake.parquet import write_events
from touchline.lake.store import LakeError, open_store


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    made = Lake(tmp_path / "lake")
    for version in range(3):
        made.append(plain(10, 10 * version), app="a", version=version)
    assert made.check() == []
    return made


def test_a_missing_file_is_named(lake: Lake) -> None:
    path = Path(lake.files()[1])
    path.unlink()
    assert lake.check() == [f"The lake's file {path.name} with 10 events is missing."]


def test_a_shortened_file_is_named(lake: Lake) -> None:
    path = Path(lake.files()[1])
    path.write_bytes(path.read_bytes()[:-1])
    (said,) = lake.check()
    assert path.name in said
    assert "bytes instead of" in said


def test_a_changed_byte_is_found(lake: Lake) -> None:
    path = Path(lake.files()[1])
    chunk = pq.read_metadata(path).row_group(0).column(SCHEMA.names.index("key_low"))
    content = bytearray(path.read_bytes())
    content[chunk.data_page_offset + chunk.total_compressed_size - 3] ^= 0xFF
    path.write_bytes(content)
    (said,) = lake.check()
    assert said.startswith(f"The lake's file {path.name} is damaged")


def test_events_in_the_lake_twice_are_counted(lake: Lake) -> None:
    log = Log(open_store(lake.place), SCHEMA).refresh()
    again = pq.read_table(lake.files()[1]).cast(SCHEMA)
    log.append([write_events(open_store(lake.place), again)], 30, ("b", 1))
    assert lake.check() == ["10 events are in the lake twice, the first of them number 11."]


def test_missing_events_are_counted(lake: Lake) -> None:
    log = Log(open_store(lake.place), SCHEMA).refresh()
    log.swap([], [log.snapshot().parts[1]])
    assert lake.check() == ["10 events are missing from the lake, the first of them number 11."]


def test_an_unreadable_log_is_said(lake: Lake) -> None:
    for path in Path(lake.place, "_delta_log").glob("*.json"):
        path.write_text("{")
    (said,) = Lake(lake.place).check()
    assert said.startswith("The log of the lake")


@pytest.mark.parametrize("left", ["", '{"add":{"path":"eve', "\0\0\0\0"])
def test_a_half_written_commit_is_put_aside_and_repeated(lake: Lake, left: str) -> None:
    newest = sorted(Path(lake.place, "_delta_log").glob("*.json"))[-1]
    newest.write_text(left)
    again = Lake(lake.place)
    assert again.append(plain(10, 20), app="a", version=2) == 10
    assert again.count() == 30
    assert again.check() == []
    assert newest.with_name(f"{newest.name}.torn").exists()


@pytest.mark.parametrize("left", ["", '{"add":{"path":"eve'])
def test_readers_go_by_the_commit_before_a_half_written_one(lake: Lake, left: str) -> None:
    open_already = Lake(lake.place)
    assert open_already.count() == 30
    open_already.append(plain(10, 30), app="a", version=3)
    newest = sorted(Path(lake.place, "_delta_log").glob("*.json"))[-1]
    newest.write_text(left)
    for one in (lake, Lake(lake.place)):
        assert (one.count(), one.last_seq(), one.version()) == (30, 30, 3)
        assert one.of_identity(1).num_rows == 5
        assert sum(batch.num_rows for batch in one.batches(["seq"])) == 30
        (said,) = one.check()
        assert said.startswith("The newest commit of the lake, number 4, was half written")
    assert Lake(lake.place).append(plain(10, 30), app="a", version=3) == 10
    assert (lake.count(), lake.check()) == (40, [])


def test_a_lake_whose_first_commit_is_half_written_is_empty(tmp_path: Path) -> None:
    log = tmp_path / "lake" / "_delta_log"
    log.mkdir(parents=True)
    (log / f"{0:020d}.json").write_text('{"protocol":')
    lake = Lake(tmp_path / "lake")
    assert (lake.count(), lake.version(), lake.last_seq()) == (0, -1, 0)
    assert lake.append(plain(10), app="a", version=0) == 10
    assert (lake.count(), lake.check()) == (10, [])


def test_a_damaged_older_commit_is_said_and_nothing_is_put_aside(lake: Lake) -> None:
    oldest = sorted(Path(lake.place, "_delta_log").glob("*.json"))[1]
    oldest.write_text("{")
    for ask in (Lake(lake.place).count, lambda: Lake(lake.place).append(plain(1), app="b", version=1)):
        with pytest.raises(LakeError, match=r"cannot be read: .*\. Restore the lake from a backup"):
            ask()
    assert oldest.exists()


def test_a_half_written_checkpoint_is_put_aside(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    for version in range(60):
        lake.append(plain(1, version), app="a", version=version)
    (checkpoint,) = Path(lake.place, "_delta_log").glob("*.checkpoint.parquet")
    checkpoint.write_bytes(checkpoint.read_bytes()[:100])
    (Path(lake.place, "_delta_log") / "_last_checkpoint").write_text("")
    again = Lake(lake.place)
    assert again.append(plain(1, 60), app="a", version=60) == 1
    assert again.check() == []
    assert pa.concat_tables([pq.read_table(path) for path in again.files()]).num_rows == 61
