from __future__ import annotations

from pathlib import Path

import pytest
from tests.lake.make import plain
from tests.lake.test_events import times

from touchline.lake import compact
from touchline.lake.copying import kept, pin
from touchline.lake.events import Lake


def copy(lake: Lake, to: Path) -> Lake:
    """A copy of the lake as it was pinned now, made after others have gone on."""
    with kept(lake.place):
        pinned = pin(lake)
        for number in range(1_000, 1_009):
            lake.append(plain(5, 5 * number), app="later", version=number)
        lake.compact()
        (to / "_delta_log").mkdir(parents=True)
        for name, data in pinned.log.items():
            (to / name).write_bytes(data)
        for name, stream, size in pinned.files():
            assert (to / name).write_bytes(stream.read()) == size
    return Lake(to)


@pytest.mark.parametrize("commits", [1, 3, 49, 50, 51, 104])
def test_a_pinned_lake_is_read_whole_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commits: int
) -> None:
    monkeypatch.setattr(compact, "MANY", 2)
    monkeypatch.setattr(compact, "KEPT_HOURS", 0)
    lake = Lake(tmp_path / "lake")
    for number in range(commits):
        lake.append(plain(5, 5 * number), app="a", version=number)
    version, last = lake.version(), lake.last_seq()
    there = copy(lake, tmp_path / "copy")
    assert times(there) == list(range(5 * commits))
    assert (there.version(), there.last_seq()) == (version, last)
    assert there.transaction("a") == commits - 1
    assert there.check() == []
    assert there.append(plain(5), app="a", version=commits - 1) == 0
    assert there.append(plain(5, 5 * commits), app="a", version=commits) == 5
    assert there.check() == []


def test_nothing_goes_while_somebody_copies_and_all_of_it_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compact, "MANY", 2)
    monkeypatch.setattr(compact, "KEPT_HOURS", 0)
    lake = Lake(tmp_path)
    for number in range(4):
        lake.append(plain(5, 5 * number), app="a", version=number)
    with kept(str(tmp_path)):
        lake.compact()
        assert len(list(tmp_path.glob("*.parquet"))) == 5
    lake.compact()
    assert len(list(tmp_path.glob("*.parquet"))) == 1


def test_a_lake_without_events_is_pinned_as_nothing(tmp_path: Path) -> None:
    with kept(str(tmp_path / "lake")):
        pinned = pin(Lake(tmp_path / "lake"))
    assert (pinned.log, list(pinned.files()), pinned.snapshot.version) == ({}, [], -1)
