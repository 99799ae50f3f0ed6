"""Backups while an import runs: each restored copy is the workspace at one instant, whole, and goes on."""

from __future__ import annotations

import queue
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from tests import forked, stores
from tests.conftest import EXAMPLES, environ_of, inside, run, workspace_in
from tests.faults.test_serve_kill import free_port, start
from tests.workers import ROOT

from touchline.lake.events import Lake

FILES, ROWS, BACKUPS = 20, 1_500, 5
GO_ON = """
from touchline.collect.run import unfinished
from touchline.service.taking import finish
finish(unfinished())
"""


def files(folder: Path) -> dict[int, Counter[tuple[str, str]]]:
    """Files of touches, each person in one file; by import number how often who met what."""
    folder.mkdir()
    found = {}
    for number in range(1, FILES * EXAMPLES + 1):
        chance = random.Random(number)
        rows = [(f"p{number}-{chance.randrange(300)}", f"page {chance.randrange(40)}") for _ in range(ROWS)]
        lines = [f"{person},2026-01-{at % 28 + 1:02d},{met}" for at, (person, met) in enumerate(rows)]
        (folder / f"{number:04d}.csv").write_text("\n".join(["person,time,touchpoint", *lines]))
        found[number] = Counter(rows)
    return found


class Importer:
    """The importing process, and what it acknowledged so far."""

    def __init__(self, home: Path, folder: Path) -> None:
        words = ("import", home, folder, 0)
        self.process = forked.Child("tests.faults.backup_child", words, environ_of(home), ROOT)
        self.began, self.done = 0, 0
        self._first: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._hear, daemon=True).start()
        assert self._first.get(timeout=120) == "began"

    def _hear(self) -> None:
        for line in self.process.stdout:
            what, number = line.split()[:2]
            self.began, self.done = (int(number), self.done) if what == "began" else (self.began, int(number))
            self._first.put(what)
        self._first.put("ended")


class Serving:
    """``touchline serve``, and imports handed to its worker one after the other."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.began, self.done, self.stopping = 0, 0, False
        self.process = start(home, free_port())
        self._thread = threading.Thread(target=self._import, args=(home, sorted(folder.glob("*.csv"))))
        self._thread.start()

    def _import(self, home: Path, files: list[Path]) -> None:
        options = ("--person", "person", "--time", "time", "--touchpoint", "touchpoint")
        for file in files:
            if self.stopping:
                return
            self.began += 1
            run(home, "import", "touches", str(file), *options)
            self.done += 1

    def stop(self) -> None:
        self.stopping = True
        self._thread.join(120)
        self.process.terminate()
        self.process.communicate(timeout=60)


def imports_of(home: Path) -> dict[int, tuple[str, int]]:
    rows = stores.ask(home, "select number, state, accepted from collect_import order by number")
    return {number: (state, accepted) for number, state, accepted in rows}


def recorded(home: Path) -> Counter[tuple[str, str]]:
    """How often who met what; a number without an id fails."""
    ids = dict(stores.ask(home, "select number, value from people_identity"))
    paths = Lake(home / "lake").files()
    if not paths:
        return Counter()
    with duckdb.connect() as base:
        rows = base.execute("select identity, name from read_parquet(?)", [paths]).fetchall()
    return Counter((ids[identity], name) for identity, name in rows)


@dataclass(frozen=True)
class Taken:
    """A backup, the last import acknowledged before it began, and the last begun when it was there."""

    file: Path
    acknowledged: int
    begun: int


@pytest.mark.timeout(1800)
def test_each_backup_while_importing_is_one_instant(tmp_path: Path) -> None:
    home, folder = workspace_in(tmp_path), tmp_path / "files"
    expected = files(folder)
    run(home, "init")
    importer, chance, taken = Importer(home, folder), random.Random(EXAMPLES), []
    try:
        for at in range(BACKUPS * EXAMPLES):
            time.sleep(chance.random())
            file, acknowledged = tmp_path / f"{at}.tar.gz", importer.done
            run(home, "backup", str(file))
            taken.append(Taken(file, acknowledged, importer.began))
    finally:
        (folder / "stop").touch()
        ended = importer.process.wait(120)
    assert ended == 0
    running = [check(one, tmp_path, expected) for one in taken]
    assert any(running), "no backup met a running import"


@pytest.mark.timeout(1800)
def test_backups_of_a_served_workspace_are_instants_too(tmp_path: Path) -> None:
    home, folder = workspace_in(tmp_path), tmp_path / "files"
    expected = files(folder)
    run(home, "init")
    serving, taken = Serving(home, folder), []
    try:
        for at in range(3 * EXAMPLES):
            file, acknowledged = tmp_path / f"{at}.tar.gz", serving.done
            run(home, "backup", str(file))
            taken.append(Taken(file, acknowledged, serving.began))
    finally:
        serving.stop()
    assert serving.process.returncode == 0
    for one in taken:
        check(one, tmp_path, expected)


def check(taken: Taken, place: Path, expected: dict[int, Counter[tuple[str, str]]]) -> bool:
    """Restore a backup and hold it against the files; whether it shows an import half-way."""
    folder = place / taken.file.stem
    folder.mkdir()
    copy = stores.begin_empty(workspace_in(folder))
    run(copy, "restore", str(taken.file))
    states, there = imports_of(copy), recorded(copy)
    done = [number for number, (state, _) in states.items() if state == "done"]
    running = [number for number in states if number not in done]
    assert taken.acknowledged <= len(done) <= len(states) <= taken.begun
    assert done == list(range(1, len(done) + 1))
    whole = sum((expected[number] for number in done), Counter())
    everything = sum((expected[number] for number in states), Counter())
    assert whole <= there <= everything
    assert Lake(copy / "lake").check() == []
    for number in done:
        assert states[number][1] == ROWS == Lake(copy / "lake").of_import(number)
    if running:
        inside(copy, GO_ON)
    assert {state for state, _ in imports_of(copy).values()} <= {"done"}
    assert recorded(copy) == everything
    assert "Everything is well." in run(copy, "doctor")
    return whole < there < everything
