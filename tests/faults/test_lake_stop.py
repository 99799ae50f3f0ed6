"""Stop a build before each of its writes in turn: the old generation or the new one is there, whole.

Cheaper than a kill, so that every write has its turn. ``TOUCHLINE_PROVE=1`` takes every write, a
normal run every third.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import PROVE
from tests.faults.lake_child import GONE, HOUR, ROWS, is_write, meaning_of
from tests.faults.test_lake_kill import check_index, check_lake
from tests.lake.make import plain
from tests.lake.test_remove import rows

from touchline.lake import compact, fold, generations, level
from touchline.lake.events import Lake
from touchline.lake.generations import Generations


class Stop(BaseException):
    """Stands in for the death of the process."""


class Stopper:
    """Raises ``Stop`` before the write it is set to. A hook cannot be taken back, so it is switched off."""

    def __init__(self) -> None:
        self.folder, self.at, self.count = "", 0, 0
        sys.addaudithook(self._see)

    def _see(self, event: str, given: tuple[Any, ...]) -> None:
        if self.folder and is_write(event, given, self.folder):
            self.count += 1
            if self.count == self.at:
                self.folder = ""
                raise Stop

    def run(self, home: Path, at: int, work: Callable[[Path], None]) -> bool:
        """Do some work; whether it was stopped."""
        self.folder, self.at, self.count = str(home), at, 0
        try:
            work(home)
        except Stop:
            return True
        finally:
            self.folder = ""
        return False


def another_round(home: Path) -> None:
    lake, here = Lake(home / "lake"), Generations(home / "index")
    lake.append(plain(ROWS, 2 * ROWS), app="a", version=2)
    lake.compact()
    here.build(lake, meaning_of(3 * ROWS), made_at=4 * HOUR)
    here.sweep(9 * HOUR)


def another_run(home: Path) -> None:
    lake, here = Lake(home / "lake"), Generations(home / "index")
    lake.append(plain(ROWS, 2 * ROWS), app="a", version=2)
    meaning = meaning_of(3 * ROWS)
    here.refresh(lake, meaning, made_at=4 * HOUR)
    while here.fold(meaning, made_at=4 * HOUR):
        pass
    here.sweep(9 * HOUR)


def removal(home: Path) -> None:
    lake = Lake(home / "lake")
    lake.remove_import(2)
    lake.remove_identities([GONE])
    lake.purge()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("work", [another_round, another_run])
def test_stopped_before_each_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(level, "SHARD_TOUCHES", 50)
    monkeypatch.setattr(compact, "MANY", 2)
    monkeypatch.setattr(fold, "HEAD", 10)
    monkeypatch.setattr(generations, "MOST_SHARE", 9)
    first = tmp_path / "first"
    lake, here = Lake(first / "lake"), Generations(first / "index")
    for number in range(2):
        lake.append(plain(ROWS, ROWS * number), app="a", version=number)
        here.build(lake, meaning_of(ROWS * (number + 1)), made_at=number * HOUR)
    stopper, at, stopped = Stopper(), 1, 0
    while True:
        home = tmp_path / f"home-{at}"
        shutil.copytree(first, home)
        if not stopper.run(home, at, work):
            break
        stopped += 1
        check_lake(home, 1)
        check_index(home, 1)
        assert not stopper.run(home, 0, work)
        check_lake(home, 2)
        check_index(home, 2)
        assert Generations(home / "index").check() == []
        shutil.rmtree(home)
        at += 1 if PROVE else 3
    assert stopped > (40 if PROVE else 12)


@pytest.mark.filterwarnings("ignore")
def test_a_removal_stopped_before_each_write(tmp_path: Path) -> None:
    first = tmp_path / "first"
    for number in range(1, 4):
        Lake(first / "lake").append(plain(ROWS, ROWS * number, number), app="a", version=number)
    everything = rows(Lake(first / "lake"))
    without = [row for row in everything if row[2] != 2]
    left = [row for row in without if row[1] != GONE]
    stopper, at, stopped = Stopper(), 1, 0
    while True:
        home = tmp_path / f"home-{at}"
        shutil.copytree(first, home)
        if not stopper.run(home, at, removal):
            break
        stopped += 1
        lake = Lake(home / "lake")
        assert rows(lake) in (everything, without, left)
        assert (lake.last_seq(), lake.check()) == (3 * ROWS, [])
        assert not stopper.run(home, 0, removal)
        assert rows(lake) == rows(Lake(home / "lake")) == left
        assert Lake(home / "lake").check() == []
        counted = {Path(path).name for path in lake.files()}
        assert {path.name for path in (home / "lake").iterdir()} == counted | {"_delta_log"}
        assert len(list((home / "lake" / "_delta_log").iterdir())) == 3
        shutil.rmtree(home)
        at += 1
    assert stopped > 20
