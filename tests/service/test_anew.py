"""The worker builds the index anew beside its other chores, and answers stay fresh meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from tests.service.test_folding import levels, reached
from tests.web.world import Met, make

from touchline.lake import generations
from touchline.lake.building import Building
from touchline.lake.durable import remove_folder
from touchline.lake.underway import underway
from touchline.service.anew import Anew
from touchline.service.answers import open_index
from touchline.service.refresh import refresh
from touchline.touchpoints.models import RecognitionRule, Touchpoint

pytestmark = pytest.mark.django_db

PLACES = {"Home page": ("know", "site"), "Reviews": ("trust", "site"), "Offer": ("try", "site")}


class Gate:
    """Lets a build begin, tells it how far to say it is, and lets it end."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on, self.share, self.builds = threading.Event(), threading.Event(), 0.0, 0
        run = Building.run

        def gated(one: Building, lake: object, threads: int, progress: Callable[[int, int], None]) -> None:
            self.builds += 1
            progress(int(100 * self.share), 100)
            self.begun.set()
            while not self.go_on.is_set():
                progress(int(100 * self.share), 100)
                time.sleep(0.005)
            run(one, lake, threads, progress)  # type: ignore[arg-type]

        monkeypatch.setattr(Building, "run", gated)


@pytest.fixture
def gate(home: Path, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """A record whose index takes long to build."""
    make([Met(person, 0, "Home page") for person in ("ann", "bob", "cid")], places=PLACES)
    make([Met("dan", 0, "Reviews"), Met("eva", 0, "Offer")], places=PLACES)
    monkeypatch.setattr(generations, "AT_ONCE", 0)
    return Gate(monkeypatch)


def recognise(name: str, touchpoint: str) -> None:
    RecognitionRule.objects.filter(event_name=name).update(touchpoint=Touchpoint.objects.get(name=touchpoint))


def met(touchpoint: str) -> int:
    """How many touches count at a touchpoint."""
    index = open_index()
    place = index.legend.touchpoints.index(touchpoint)
    return sum(int((index.legend.code_touchpoint[shard.code] == place).sum()) for shard in index.shards)


def base() -> str:
    """The base of the newest generation."""
    here = generations.Generations(settings.TOUCHLINE.index)
    return str(here.manifest(here.current() or "")["base"])


def add(person: str, name: str) -> None:
    """A touch that the lake has and the index has not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("touchline.service.refresh.refresh", lambda: None)
        make([Met(person, 1, name)], places=PLACES)


def finish(anew: Anew) -> None:
    """Do what the worker does until nothing is left to do."""
    until = time.monotonic() + 60
    while anew.busy:
        assert time.monotonic() < until
        if anew.step():
            anew.refresh()
        time.sleep(0.005)


def test_touches_are_seen_while_history_is_recognised_anew(gate: Gate) -> None:
    anew = Anew()
    recognise("Home page", "Reviews")
    anew.refresh()
    assert anew.busy
    assert gate.begun.wait(30)
    add("fay", "Home page")
    assert anew.refresh() is not None
    assert (reached(), met("Home page"), met("Reviews")) == (6, 4, 1), "by the rules before"
    said = underway(settings.TOUCHLINE.index)
    assert said is not None
    assert (said.why, said.events) == ("rules", 5)
    assert anew.refresh() is None
    gate.go_on.set()
    finish(anew)
    assert (reached(), met("Home page"), met("Reviews")) == (6, 0, 5)
    assert underway(settings.TOUCHLINE.index) is None
    assert (refresh(), gate.builds) == (None, 1)


def test_rules_that_are_put_back_end_the_build(gate: Gate) -> None:
    anew = Anew()
    recognise("Home page", "Reviews")
    anew.refresh()
    recognise("Home page", "Home page")
    anew.refresh()
    finish(anew)
    assert (met("Home page"), gate.builds) == (3, 1)
    assert refresh() is None
    assert not [*(settings.TOUCHLINE.index / "bases").glob(".*")]


@pytest.mark.parametrize(("share", "shown"), [(0.3, ["Offer"]), (0.7, ["Reviews", "Offer"])])
def test_rules_that_change_again_begin_the_build_again_until_half_is_done(
    gate: Gate, share: float, shown: list[str]
) -> None:
    anew, gate.share = Anew(), share
    recognise("Home page", "Reviews")
    anew.refresh()
    assert gate.begun.wait(30)
    recognise("Home page", "Offer")
    anew.refresh()
    assert anew.busy
    gate.go_on.set()
    seen = []
    while anew.busy:
        if anew.step():
            seen += [name for name in ("Reviews", "Offer") if met(name) == 4 and name not in seen]
            anew.refresh()
        time.sleep(0.005)
    assert seen == shown
    assert (met("Offer"), gate.builds) == (4, 2)
    assert refresh() is None


def test_attributes_are_read_from_history_meanwhile(gate: Gate) -> None:
    from touchline.workspace.attributes import add as add_attribute
    from touchline.workspace.models import Attribute

    anew = Anew()
    add_attribute(Attribute.Of.TOUCHES, "campaign", member=None)
    anew.refresh()
    add("fay", "Home page")
    anew.refresh()
    assert (reached(), tuple(open_index().shards[0].attributes)) == (6, ())
    gate.go_on.set()
    finish(anew)
    assert (reached(), tuple(open_index().shards[0].attributes)) == (6, ("campaign",))
    assert levels() == ["base"]


def test_what_is_being_built_is_thrown_away(gate: Gate) -> None:
    anew = Anew()
    recognise("Home page", "Reviews")
    anew.refresh()
    anew.stop()
    assert not anew.busy
    assert underway(settings.TOUCHLINE.index) is None
    assert not [*(settings.TOUCHLINE.index / "bases").glob(".*")]
    gate.go_on.set()
    anew.refresh()
    finish(anew)
    assert met("Reviews") == 4


def test_a_first_index_is_built_beside_the_intake(gate: Gate) -> None:
    remove_folder(settings.TOUCHLINE.index)
    anew = Anew()
    anew.refresh()
    assert anew.busy
    said = underway(settings.TOUCHLINE.index)
    assert said is not None
    assert said.why == "first"
    add("fay", "Home page")
    assert anew.refresh() is None
    gate.go_on.set()
    finish(anew)
    assert reached() == 6


def test_a_damaged_index_is_built_anew_whatever_it_shows(gate: Gate) -> None:
    anew = Anew()
    gate.go_on.set()
    before = base()
    anew.repair()
    finish(anew)
    assert base() != before


def test_a_build_that_fails_is_tried_again(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    anew = Anew()
    monkeypatch.setattr("touchline.service.anew.AGAIN", 0.0)
    recognise("Home page", "Reviews")
    with monkeypatch.context() as patch:
        patch.setattr(Building, "run", full)
        anew.refresh()
        while not anew.step():
            time.sleep(0.005)
        assert met("Home page") == 3
    gate.go_on.set()
    anew.refresh()
    finish(anew)
    assert met("Reviews") == 4


def test_what_takes_a_moment_is_done_at_once(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generations, "AT_ONCE", 500_000)
    anew = Anew()
    recognise("Home page", "Reviews")
    anew.refresh()
    assert (anew.busy, met("Reviews")) == (False, 4)
