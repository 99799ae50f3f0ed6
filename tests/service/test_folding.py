"""Levels fold beside the worker's other chores, and answers stay what they are."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.conf import settings
from tests.web.world import Met, make

from touchline.journeys.hourglass import Hourglass
from touchline.lake import fold, generations
from touchline.lake.durable import remove_folder
from touchline.lake.events import Lake
from touchline.lake.generations import Generations
from touchline.service.answers import answer, open_index
from touchline.service.folding import Beside
from touchline.service.refresh import clear, refresh
from touchline.service.refresh import fold as fold_all

pytestmark = pytest.mark.django_db

PLACES = {"Home page": ("know", "site")}


def levels() -> list[str]:
    """The levels of the newest generation."""
    here = Generations(settings.TOUCHLINE.index)
    return [one["level"] for one in here.manifest(here.current() or "")["levels"]]


def reached() -> int:
    people: int = answer(open_index(), Hourglass()).people
    return people


@pytest.fixture
def grown(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace whose index has a base and two runs, the older due to be folded."""
    monkeypatch.setattr(fold, "HEAD", 0)
    monkeypatch.setattr(fold, "SHARE", 9)
    monkeypatch.setattr(generations, "MOST_SHARE", 9)
    for person in ("ann", "bob", "cid"):
        make([Met(person, 0, "Home page")], places=PLACES)
    assert levels() == ["base", "run", "head"]
    return home


def finish(beside: Beside) -> None:
    """Wait until nothing is left to do."""
    until = time.monotonic() + 60
    while beside.step() or beside.busy:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_levels_fold_in_a_thread_while_touches_come(grown: Path) -> None:
    beside = Beside()
    assert beside.step()
    assert beside.busy
    make([Met("dan", 1, "Home page"), Met("ann", 1, "Home page")], places=PLACES)
    assert reached() == 4
    finish(beside)
    assert levels() == ["base", "head"]
    assert (reached(), open_index().touches) == (4, 5)
    assert refresh() is None


def test_what_was_being_folded_is_thrown_away(grown: Path) -> None:
    beside = Beside()
    assert beside.step()
    beside.stop()
    assert not beside.busy
    assert levels() == ["base", "run", "head"]
    runs = Generations(settings.TOUCHLINE.index).runs
    assert len(list(runs.iterdir())) == 2, "what was folded is gone"
    finish(beside)
    assert reached() == 3


def test_a_folding_that_fails_is_tried_again(grown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    beside = Beside()
    with monkeypatch.context() as patch:
        patch.setattr(fold, "fold", full)
        assert beside.step()
        while beside.busy:
            beside.step()
    assert levels() == ["base", "run", "head"]
    finish(beside)
    assert levels() == ["base", "head"]


def test_commands_fold_at_once(grown: Path) -> None:
    fold_all()
    assert levels() == ["base", "head"]
    assert reached() == 3


def test_after_a_removal_everything_is_built_anew(grown: Path) -> None:
    lake = Lake(settings.TOUCHLINE.lake)
    lake.remove_identities([1])
    refresh()
    assert len(levels()) > 1
    clear()
    assert levels() == ["base"]
    name = Generations(settings.TOUCHLINE.index).current()
    clear()
    assert Generations(settings.TOUCHLINE.index).current() == name, "nothing more is to be cleared"
    remove_folder(Generations(settings.TOUCHLINE.index).runs)
    assert reached() == 2
