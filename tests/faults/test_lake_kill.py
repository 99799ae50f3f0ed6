"""kill -9 while lake and index are written: nothing acknowledged is lost, nothing counts twice.

After each kill a reader that has never seen the folder has to find everything whole, and the next
writer goes on where the last one died. ``TOUCHLINE_PROVE=1`` makes ten times as many kills.
"""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from tests import forked
from tests.conftest import EXAMPLES
from tests.faults.lake_child import GONE, MAKING, ROWS
from tests.lake.test_events import times
from tests.workers import ROOT

from touchline.lake.events import Lake
from touchline.lake.generations import Generations

ROUNDS = 6


def run(folder: Path, what: str, *, die_at: int = 0, after: float | None = None) -> tuple[int, int]:
    """Run a child until it ends; the last round it acknowledged (-1: none) and how many writes it made."""
    words = (folder, what, ROUNDS if after is None else 10_000, die_at)
    with forked.Child("tests.faults.lake_child", words, os.environ, ROOT) as child:
        assert child.stdout.readline() == "ready\n"
        if after is not None:
            time.sleep(after)
            child.kill()
        said = [line.split() for line in child.stdout.read().splitlines()]
    killed = die_at > 0 or after is not None
    assert child.wait() == (-signal.SIGKILL if killed else 0)
    done = [int(line[1]) for line in said if line[0] == "done"]
    writes = [int(line[1]) for line in said if line[0] == "writes"]
    return max(done, default=-1), max(writes, default=0)


def check_lake(folder: Path, acknowledged: int) -> int:
    """Everything acknowledged is there, once; returns the last round that is there."""
    lake = Lake(folder / "lake")
    there = lake.transaction("a")
    there = -1 if there is None else there
    assert there >= acknowledged
    assert times(lake) == list(range(ROWS * (there + 1)))
    assert lake.count() == ROWS * (there + 1) == lake.last_seq()
    assert lake.check() == []
    return there


def check_removed(folder: Path, acknowledged: int) -> None:
    """The newest import is there, the one before whole or not at all, none that came earlier."""
    lake = Lake(folder / "lake")
    there = lake.transaction("a")
    there = -1 if there is None else there
    assert there >= acknowledged
    found: dict[int, list[tuple[int, int]]] = {}
    for batch in lake.batches(["import", "seq", "identity"]):
        for number, *row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            found.setdefault(number, []).append((row[0], row[1]))
    for number, rows in found.items():
        whole = [(at + 1, at % 7) for at in range(ROWS * number, ROWS * (number + 1))]
        without = [row for row in whole if row[1] != GONE]
        unfinished = number == there > acknowledged
        assert sorted(rows) in ([without, whole] if unfinished else [without])
    newest = set() if there < 0 else {there}
    before = {there - 1} if there > max(acknowledged, 0) else set()
    assert newest <= set(found) <= newest | before
    assert lake.last_seq() == ROWS * (there + 1)
    assert lake.check() == []


def check_index(folder: Path, acknowledged: int, behind: int = 0) -> None:
    """A whole generation is readable, and it is not older than the last acknowledged one.

    A base that was made beside the intake may be ``behind`` by what came meanwhile until that is brought in.
    """
    here = Generations(folder / "index")
    index = here.open()
    if index.legend.generation == "none":
        assert acknowledged == -1
        return
    counted = sum(int((shard.time >= 0).sum()) for shard in index.shards)
    names = {str(counted), str(counted + behind)}
    assert names & {*index.legend.touchpoints}, "a generation is half old, half new"
    assert counted >= ROWS * (acknowledged + 1)
    assert counted == sum(len(shard.code) for shard in index.shards) == index.touches
    met = sum(np.bincount(index.legend.code_touchpoint[shard.code], minlength=99) for shard in index.shards)
    pages = [int(met[index.legend.touchpoint_numbers.index(number)]) for number in (7, 20)]
    assert sorted(pages) == [0, counted // 2], "one rule counts everywhere"
    assert [said for said in here.check() if "half written" not in said] == []


def check(folder: Path, what: str, acknowledged: int) -> None:
    if what == "remove":
        check_removed(folder, acknowledged)
        return
    check_lake(folder, acknowledged)
    if what in MAKING:
        check_index(folder, acknowledged, ROWS if what == "anew" else 0)


@pytest.mark.parametrize("what", ["append", "build", "levels", "anew", "remove"])
def test_killed_before_any_write(tmp_path: Path, what: str) -> None:
    _, writes = run(tmp_path / "whole", what)
    assert writes > 10
    check(tmp_path / "whole", what, ROUNDS - 1)
    dice = random.Random(f"{what}{EXAMPLES}")
    acknowledged = -1
    for _ in range(3 * EXAMPLES):
        done, _ = run(tmp_path / "home", what, die_at=dice.randint(1, writes * 3 // 4))
        acknowledged = max(acknowledged, done)
        check(tmp_path / "home", what, acknowledged)
    done, _ = run(tmp_path / "home", what)
    check(tmp_path / "home", what, max(acknowledged, done))
    assert done >= max(acknowledged, ROUNDS - 1)


@pytest.mark.parametrize("what", ["append", "build", "levels", "anew", "remove"])
def test_killed_at_any_moment(tmp_path: Path, what: str) -> None:
    dice = random.Random(f"{what}{EXAMPLES}")
    acknowledged = -1
    for _ in range(2 * EXAMPLES):
        done, _ = run(tmp_path, what, after=dice.uniform(0, 1.5))
        acknowledged = max(acknowledged, done)
        check(tmp_path, what, acknowledged)
    done, _ = run(tmp_path, what)
    check(tmp_path, what, max(acknowledged, done))
    assert done >= max(acknowledged, ROUNDS - 1)


def test_killed_in_a_purge_it_is_made_again(tmp_path: Path) -> None:
    _, writes = run(tmp_path / "whole", "remove")
    for die_at in range(writes - 12, writes, 12 // (6 if EXAMPLES == 1 else 12)):
        home = tmp_path / str(die_at)
        run(home, "remove", die_at=die_at)
        lake = Lake(home / "lake")
        lake.purge()
        counted = {Path(path).name for path in lake.files()}
        assert {path.name for path in Path(lake.place).iterdir()} == counted | {"_delta_log"}
        assert len(list(Path(lake.place, "_delta_log").iterdir())) == 3
        assert lake.check() == []
