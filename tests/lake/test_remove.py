"""Removal: exactly the events that were meant go, their numbers never come back, no byte is left."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES
from tests.lake.make import plain, table
from tests.oracle.build import Event

from touchline.lake import compact as compacting
from touchline.lake import parquet
from touchline.lake.events import Lake
from touchline.lake.removed import Removed, of

Row = tuple[int, int, int, int]
"""seq, identity, import, mark of an event."""


def rows(lake: Lake) -> list[Row]:
    """What the lake holds, by ``seq``."""
    columns = ["seq", "identity", "import", "key_low"]
    found = (
        pa.Table.from_batches(
            list(lake.batches(columns)), pa.schema([(name, pa.int64()) for name in columns[:2]])
        )
        if not lake.files()
        else pa.Table.from_batches(list(lake.batches(columns)))
    )
    return sorted(zip(*(found[name].to_pylist() for name in columns), strict=True)) if found.num_rows else []


def files_with(folder: Path, text: bytes) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*") if path.is_file() and text in path.read_bytes())


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Three imports in five files; the second file of the first import is merged with the second's."""
    made = Lake(tmp_path / "lake")
    for version, number in enumerate([1, 1, 2, 2, 3]):
        made.append(plain(10, 10 * version, number), app=f"import-{number}", version=version + 1)
    return made


def test_one_import_goes_and_nothing_else(lake: Lake) -> None:
    before, changed = rows(lake), lake.snapshot().changed
    assert lake.remove_import(2) == 20
    assert rows(lake) == [row for row in before if row[2] != 2]
    assert (lake.count(), lake.last_seq(), lake.of_import(2)) == (30, 50, 0)
    assert lake.snapshot().changed > changed
    assert lake.check() == []
    assert Lake(lake.place).check() == []


def test_the_people_who_are_named_go_and_nobody_else(lake: Lake) -> None:
    before = rows(lake)
    gone = [row for row in before if row[1] in (2, 5)]
    assert lake.remove_identities([5, 2, 5, 99]) == len(gone) > 0
    assert rows(lake) == [row for row in before if row not in gone]
    assert lake.of_identity(2).num_rows == lake.of_identity(5).num_rows == 0
    assert lake.check() == []


def test_removing_again_changes_nothing(lake: Lake) -> None:
    lake.remove_import(2)
    version = lake.version()
    assert lake.remove_import(2) == lake.remove_identities([]) == lake.remove_identities([77]) == 0
    assert lake.version() == version


def test_a_lake_without_anything_has_nothing_to_remove(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    assert lake.remove_import(1) == lake.remove_identities([1]) == 0
    lake.purge()
    assert not (tmp_path / "lake").exists()


def test_numbers_are_not_given_again_and_the_file_can_come_again(lake: Lake) -> None:
    assert lake.remove_import(3) == 10
    lake.purge()
    assert Lake(lake.place).last_seq() == 50
    assert lake.append(plain(10, 40, 4), app="import-4", version=1) == 10
    assert [row[0] for row in rows(lake) if row[2] == 4] == list(range(51, 61))
    assert lake.remove_import(1) + lake.remove_import(2) + lake.remove_import(4) == 50
    lake.purge()
    assert (lake.count(), Lake(lake.place).last_seq(), lake.check()) == (0, 60, [])
    assert lake.append(plain(1, 0, 5), app="import-5", version=1) == 1
    assert [row[0] for row in rows(lake)] == [61]


def test_only_files_with_such_events_are_written_anew(lake: Lake) -> None:
    before = lake.files()
    lake.remove_import(2)
    assert lake.files() == [before[0], before[1], before[4]]
    lake.remove_identities([6])
    assert set(lake.files()).isdisjoint(before)


def test_a_file_keeps_its_order_and_its_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compacting, "MANY", 2)
    monkeypatch.setattr(parquet, "ROW_GROUP", 16)
    lake = Lake(tmp_path / "lake")
    for version in range(4):
        lake.append(plain(30, 30 * version), app="a", version=version)
    lake.compact()
    lake.remove_identities([3])
    (path,) = lake.files()
    found = pq.read_table(path)
    assert found["identity"].to_pylist() == sorted(found["identity"].to_pylist())
    about = pq.read_metadata(path)
    sizes = [about.row_group(number).num_rows for number in range(about.num_row_groups)]
    assert set(sizes[:-1]) == {16}


def test_no_byte_of_the_removed_is_left_after_a_purge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compacting, "MANY", 3)
    lake = Lake(tmp_path / "lake")
    anna, number = "anna@example.com", 0x5A17C0DE5A17
    for version in range(60):
        them = [Event(version, version, number if version % 7 == 0 else 5, anna if version % 7 == 0 else "x")]
        lake.append(table(them, 1), app="a", version=version)
        if version == 30:
            lake.compact()
    (Path(lake.place, "_delta_log") / "00000000000000000009.json.torn").write_text(f"{anna} {number}")
    assert files_with(Path(lake.place), anna.encode())
    assert lake.remove_identities([number]) == 9
    assert files_with(Path(lake.place), anna.encode())
    lake.purge()
    assert not files_with(Path(lake.place), anna.encode())
    assert not files_with(Path(lake.place), str(number).encode())
    assert not files_with(Path(lake.place), number.to_bytes(8, "little"))
    assert lake.check() == Lake(lake.place).check() == []
    assert (lake.count(), Lake(lake.place).transaction("a")) == (51, 59)
    counted = {Path(path).name for path in lake.files()}
    assert {path.name for path in Path(lake.place).iterdir()} == counted | {"_delta_log"}
    log = [path.name for path in Path(lake.place, "_delta_log").iterdir()]
    assert len(log) == 3, log


def test_who_has_the_lake_open_goes_on_after_a_purge(lake: Lake) -> None:
    other = Lake(lake.place)
    before = rows(other)
    reading = other.batches(["seq"])
    first = next(reading)
    lake.remove_identities([1])
    lake.purge()
    assert first.num_rows + sum(batch.num_rows for batch in reading) == len(before)
    assert rows(other) == [row for row in before if row[1] != 1]
    assert other.of_identity(1).num_rows == 0
    assert other.of_import(1) == lake.of_import(1)


def test_a_look_through_the_lake_knows_what_was_removed(lake: Lake) -> None:
    lake.remove_import(2)
    log = lake._log
    snapshot = log.snapshot()
    log.swap([], [snapshot.parts[0]])
    (said,) = lake.check()
    assert said == "10 events are missing from the lake besides the 20 that were removed."
    log.remove([], [], Removed(10, 5))
    (said,) = lake.check()
    assert said == "30 events were removed from the lake, but others are missing than those."
    log.remove([], [], Removed(5, 0))
    (said,) = lake.check()
    assert said == "5 of the 35 events that were removed are in the lake again."


def test_what_is_kept_of_the_removed_does_not_depend_on_their_order() -> None:
    import numpy as np

    seq = np.arange(1, 1000, dtype=np.int64)
    assert of(seq) == of(seq[::-1]) == of(seq[:400]) + of(seq[400:])
    assert of(seq) != of(seq + 1)
    assert of(seq[:0]) == Removed()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(0, 12), st.integers(1, 4)),
        st.tuples(st.just("import"), st.integers(1, 5), st.just(0)),
        st.tuples(st.just("people"), st.lists(st.integers(0, 7), max_size=3), st.just(0)),
        st.tuples(st.just("compact"), st.just(0), st.just(0)),
        st.tuples(st.just("purge"), st.just(0), st.just(0)),
    ),
    max_size=14,
)


@settings(max_examples=25 * EXAMPLES, deadline=None)
@given(steps=STEPS)
def test_a_lake_is_a_list_with_holes(tmp_path_factory: pytest.TempPathFactory, steps: Sequence[Any]) -> None:
    folder = tmp_path_factory.mktemp("lake") / "lake"
    twin: list[Row] = []
    last = mark = 0
    for at, (what, given_, number) in enumerate(steps):
        lake = Lake(folder)
        if what == "append":
            lake.append(plain(given_, mark, number), app="a", version=at)
            twin += [(last + 1 + n, (mark + n) % 7, number, mark + n) for n in range(given_)]
            last, mark = last + given_, mark + given_
        elif what == "import":
            kept = [row for row in twin if row[2] != given_]
            assert lake.remove_import(given_) == len(twin) - len(kept)
            twin = kept
        elif what == "people":
            kept = [row for row in twin if row[1] not in given_]
            assert lake.remove_identities(given_) == len(twin) - len(kept)
            twin = kept
        elif what == "compact":
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(compacting, "MANY", 2)
                lake.compact()
        else:
            lake.purge()
        assert rows(lake) == twin
        assert (lake.count(), lake.last_seq(), lake.check()) == (len(twin), last, [])
