"""Stop a build before each of its writes in turn: the old generation or the new one is there, whole.

Cheaper than a kill, so that every write has its turn. ``TOUCHLINE_PROVE=1`` takes every write, a
normal run every fourth.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import PROVE
from tests.faults.lake_child import HOUR, ROWS, is_write, meaning_of
from tests.faults.test_lake_kill import check_index, check_lake
from tests.lake.make import plain

from touchline.lake import base, compact
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

    def run(self, home: Path, at: int) -> bool:
        """One more round; whether it was stopped."""
        lake, here = Lake(home / "lake"), Generations(home / "index")
        self.folder, self.at, self.count = str(home), at, 0
        try:
            lake.append(plain(ROWS, 2 * ROWS), app="a", version=2)
            lake.compact()
            here.build(lake, meaning_of(3 * ROWS), made_at=4 * HOUR)
            here.sweep(9 * HOUR)
        except Stop:
            return True
        finally:
            self.folder = ""
        return False


@pytest.mark.filterwarnings("ignore")
def test_stopped_before_each_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "SHARD_TOUCHES", 50)
    monkeypatch.setattr(compact, "MANY", 2)
    first = tmp_path / "first"
    lake, here = Lake(first / "lake"), Generations(first / "index")
    for number in range(2):
        lake.append(plain(ROWS, ROWS * number), app="a", version=number)
        here.build(lake, meaning_of(ROWS * (number + 1)), made_at=number * HOUR)
    stopper, at, stopped = Stopper(), 1, 0
    while True:
        home = tmp_path / f"home-{at}"
        shutil.copytree(first, home)
        if not stopper.run(home, at):
            break
        stopped += 1
        check_lake(home, 1)
        check_index(home, 1)
        assert not stopper.run(home, 0)
        check_lake(home, 2)
        check_index(home, 2)
        assert Generations(home / "index").check() == []
        shutil.rmtree(home)
        at += 1 if PROVE else 4
    assert stopped > (50 if PROVE else 12)
