"""kill -9 while messages come in and are taken: no acknowledged one is lost, none is there twice.

``TOUCHLINE_PROVE=1`` makes ten times as many kills.
"""

from __future__ import annotations

import json
import random
import signal
import time
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from tests import forked, stores
from tests.conftest import EXAMPLES, environ_of, inside
from tests.faults.inbox_child import messages
from tests.workers import ROOT

from touchline.collect.intake.message import Message
from touchline.lake.events import Lake

KILLS, ROUNDS = 6, 8
GOOD = ("a", "b", "d")


def child(home: Path, first: int, rounds: int, *, die_at: int = 0, after: float | None = None) -> list[str]:
    """Run a child until it ends or has been killed; the lines it said."""
    words = (home, first, rounds, die_at)
    with forked.Child("tests.faults.inbox_child", words, environ_of(home), ROOT) as process:
        assert process.stdout.readline().strip() == "ready"
        if after is not None:
            time.sleep(after)
            process.kill()
        said = process.stdout.read().splitlines()
        assert process.wait() in (0, -signal.SIGKILL)
    return said


def key(message_id: str) -> tuple[int, int]:
    digest = Message(0, 0, 0, None, {"messageId": message_id}).key
    return int.from_bytes(digest[:8], "big", signed=True), int.from_bytes(digest[8:], "big", signed=True)


def recorded(home: Path) -> Counter[tuple[int, int]]:
    with duckdb.connect() as base:
        query = "select key_high, key_low from read_parquet(?)"
        return Counter(base.execute(query, [Lake(home / "lake").files()]).fetchall())


def test_no_message_is_lost_and_none_is_there_twice(tmp_path: Path) -> None:
    home = tmp_path / "home"
    *_, steps = child(home, 0, ROUNDS)
    most = int(steps.split()[1])
    assert most > 60
    chance = random.Random(3)
    told, tried, first, kills = set(range(ROUNDS)), set(range(ROUNDS)), ROUNDS, 0
    for attempt in range(KILLS * EXAMPLES):
        if attempt % 3 == 2:
            said = child(home, first, ROUNDS, after=chance.random() * 1.5)
        else:
            said = child(home, first, ROUNDS, die_at=chance.randrange(1, most))
        kills += not any(line.startswith("steps") for line in said)
        told |= {int(line.split()[1]) for line in said if line.startswith("put")}
        tried |= set(range(first, first + ROUNDS))
        first += ROUNDS
    assert kills >= KILLS * EXAMPLES // 2
    child(home, 0, 0)

    found = recorded(home)
    assert set(found.values()) == {1}
    expected = {key(f"{number}-{name}") for number in told for name in GOOD}
    possible = {key(f"{number}-{name}") for number in tried | {one - 1 for one in tried} for name in GOOD}
    assert expected <= found.keys() <= possible
    _refused_ones_are_kept(home, told)
    _joins_are_there(home, told)
    assert Lake(home / "lake").check() == []


def _refused_ones_are_kept(home: Path, told: set[int]) -> None:
    said = inside(
        home,
        "from touchline.service.intake import refused, standing\n"
        "assert standing().waiting == 0\n"
        "import json; print(json.dumps([one.body for one in refused(10**6)]))",
    )
    kept = {json.loads(body)["messageId"] for body in json.loads(said)}
    assert {f"{number}-bad" for number in told} <= kept


def _joins_are_there(home: Path, told: set[int]) -> None:
    query = (
        "select a.value, b.value from people_join j join people_identity a on a.number = j.low "
        "join people_identity b on b.number = j.high"
    )
    joined = {frozenset(row) for row in stores.ask(home, query)}
    for number in told:
        (_, both, *_rest) = messages(number)
        assert frozenset((both["anonymousId"], both["userId"])) in joined


@pytest.mark.parametrize("begin", [1, 2])
def test_a_piece_cut_off_behind_the_lake_is_only_finished(begin: int, tmp_path: Path) -> None:
    """The steps of two rounds are died at, one after another."""
    home = tmp_path / "home"
    *_, steps = child(home, 0, 2)
    first = 2
    for die_at in range(begin, int(steps.split()[1]), 7 if EXAMPLES == 1 else 1):
        child(home, first, 2, die_at=die_at)
        first += 2
    child(home, 0, 0)
    assert set(recorded(home).values()) == {1}
