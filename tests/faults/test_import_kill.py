"""kill -9 during an import, again and again: gone on with, it has each row once and counts exactly.

``TOUCHLINE_PROVE=1`` makes ten times as many kills.
"""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from tests import forked, stores
from tests.conftest import EXAMPLES, environ_of
from tests.workers import ROOT

from touchline.lake.events import Lake

ROWS, KILLS = 1_200, 4


def file_of(
    kind: str, folder: Path, seed: int, rows: int = ROWS
) -> tuple[Path, Counter[tuple[str, ...]], int]:
    """A file with many equal rows and some refused; how often each good row stands in it, and the rest."""
    chance = random.Random(seed)
    lines = []
    for number in range(rows):
        person = "" if chance.random() < 0.05 else f"p{number if kind == 'people' else chance.randrange(20)}"
        met = f"p{number - 1}" if kind == "people" else f"page {chance.randrange(4)}"
        lines.append((person, f"2026-01-{chance.randrange(1, 9):02d}", met, str(chance.randrange(-1, 3))))
    path = folder / f"{kind}-{seed}.csv"
    path.write_text("\n".join(",".join(row) for row in [("person", "time", "touchpoint", "value"), *lines]))
    good = Counter(row for row in lines if row[0])
    return path, good, rows - good.total()


def child(home: Path, kind: str, file: Path, *, die_at: int = 0, after: float | None = None) -> list[str]:
    """Run a child until it ends or has been killed; what it said."""
    words = (home, kind, file, die_at)
    with forked.Child("tests.faults.import_child", words, environ_of(home), ROOT) as process:
        said = [process.stdout.readline().strip()]
        assert said == ["ready"]
        if after is not None:
            time.sleep(after)
            process.kill()
        said += process.stdout.read().split()
        assert process.wait() in (0, -signal.SIGKILL)
    return said


def recorded(home: Path) -> list[tuple[int, int]]:
    files = Lake(home / "lake").files()
    if not files:
        return []
    with duckdb.connect() as base:
        query = 'select seq, "import" from read_parquet(?) order by seq'
        return base.execute(query, [files]).fetchall()


@pytest.mark.parametrize("kind", ["touches", "orders", "people"])
def test_kills_at_any_moment_cost_nothing_and_count_nothing_twice(kind: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    file, good, bad = file_of(kind, tmp_path, 0)
    *_, accepted, refused, duplicates, writes, seconds = child(home, kind, file)
    assert (int(accepted), int(refused), int(duplicates)) == (good.total(), bad, 0)
    chance = random.Random(kind)
    kills, total, most = 0, Counter({1: good.total()}), good
    for seed in range(1, 1 + 2 * EXAMPLES):
        file, good, bad = file_of(kind, tmp_path, seed)
        said: list[str] = []
        for attempt in range(KILLS // 2):
            if attempt % 2:
                said = child(home, kind, file, after=chance.random() * float(seconds))
            else:
                said = child(home, kind, file, die_at=chance.randrange(1, int(writes) // 2))
            kills += len(said) == 1
        *_, accepted, refused, duplicates, _writes, _seconds = child(home, kind, file)
        assert int(refused) == bad
        assert int(accepted) + int(duplicates) == good.total()
        if kind != "people":
            assert int(accepted) == (most | good).total() - most.total()
        most |= good
        kept = next(home.glob(f"imports/{seed + 1}/refused.csv")).read_text().splitlines()
        assert len(kept) == bad + 1
        total[seed + 1] = int(accepted)
    assert kills >= 2 * EXAMPLES
    if kind != "people":
        rows = recorded(home)
        assert [seq for seq, _ in rows] == list(range(1, len(rows) + 1))
        assert Counter(number for _, number in rows) == total
        assert Lake(home / "lake").check() == []


@pytest.mark.parametrize("kind", ["touches", "people"])
def test_kills_while_an_import_is_undone(kind: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    file, *_ = file_of(kind, tmp_path, 0)
    child(home, kind, file)
    before = (recorded(home), known(home))
    chance = random.Random(kind)
    kills, writes = 0, 30
    for seed in range(1, 1 + 2 * EXAMPLES):
        file, *_ = file_of(kind, tmp_path, seed)
        child(home, kind, file)
        assert (recorded(home), known(home)) != before
        for _attempt in range(KILLS // 2):
            kills += len(child(home, "undo", file, die_at=chance.randrange(1, writes))) == 1
        child(home, "undo", file)
        assert (recorded(home), known(home)) == before
        assert not (home / "imports" / str(seed + 1)).exists()
    assert kills >= EXAMPLES
    assert Lake(home / "lake").check() == []


def known(home: Path) -> list[list[tuple[object, ...]]]:
    """Ids, people and touchpoints."""
    queries = (
        "select value from people_identity order by value",
        "select value, name, attributes, brought_by from people_person join people_identity on key = number "
        "order by value",
        "select name from touchpoints_touchpoint order by name",
    )
    return [stores.ask(home, query) for query in queries]
