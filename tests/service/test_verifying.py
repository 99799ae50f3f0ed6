"""A bit that turned over on the disk is found, said, and mended from the record."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import pytest
from django.conf import settings
from tests.web.world import Met, make

from touchline.lake.generations import Generations
from touchline.service import chores, verifying
from touchline.service.chores import Chores
from touchline.service.doctor import examine
from touchline.service.verifying import Verifying

pytestmark = pytest.mark.django_db
PLACES = {"Home page": ("know", "site")}


def generations() -> Generations:
    return Generations(settings.TOUCHLINE.index)


@pytest.fixture
def turned(home: Path) -> Path:
    """A workspace with two people; one bit of an array of its index has turned over."""
    make([Met("ann", 0, "Home page"), Met("bob", 1, "Home page")], places=PLACES)
    path = next(generations().bases.glob("*/shard-0000.arrays"))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    return path


def read_through(one: Verifying) -> list[str]:
    """What a whole reading finds."""
    assert one.step() == []
    until = time.monotonic() + 60
    while one.busy:
        assert time.monotonic() < until
        time.sleep(0.01)
    return one.step()


def test_it_is_found_once_a_day(turned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Verifying()
    (said,) = read_through(one)
    assert said.endswith(f"{turned} is damaged: its checksum is another.")
    assert (one.step(), one.busy) == ([], False), "a day has not gone by"
    monkeypatch.setattr(verifying, "EVERY", 0.0)
    assert read_through(Verifying()) == [said]


def test_the_worker_says_it_and_builds_the_index_anew(
    turned: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(chores, "LOOK_EVERY", 0.0)
    damaged, until = generations().current(), time.monotonic() + 60
    worker = Chores()
    with caplog.at_level(logging.WARNING, "touchline.worker"):
        while generations().current() == damaged:
            worker.next()
            assert time.monotonic() < until
    assert [one.getMessage() for one in caplog.records][-1].startswith(
        "The damaged index is being built anew"
    )
    assert generations().damage() == []
    assert generations().open().touches == 2


def test_the_doctor_says_what_to_do(turned: Path) -> None:
    said = examine()["index"]
    assert said[-1] == "Make the index anew from the record: touchline index build"
    assert str(turned) in said[0]


def test_there_is_nothing_to_say_of_an_empty_workspace(home: Path) -> None:
    assert read_through(Verifying()) == []
