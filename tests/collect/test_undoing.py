"""Undoing an import as a whole: the record, the people and the touchpoints are as if it had never been."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.collect.files import lake, lines, recorded, run, take, write

from touchline.collect import undoing
from touchline.collect.importers import ImportError_
from touchline.collect.inbox import put, writer
from touchline.collect.inbox.opening import open_inbox
from touchline.collect.intake.drain import drain
from touchline.collect.models import FactsBefore, Import, State
from touchline.collect.run import request_import
from touchline.collect.undoing import leaned_on, request_undo, run_undo
from touchline.people.models import Identity, Person
from touchline.touchpoints.models import RecognitionRule, Touchpoint
from touchline.touchpoints.place import place
from touchline.workspace.models import AuditEntry
from touchline.workspace.undoing import CannotUndo, undo

pytestmark = pytest.mark.django_db
HEADER = "person,time,touchpoint"
A, B, C = ("p1", "2026-01-01", "page"), ("p2", "2026-01-01", "page"), ("p1", "2026-01-02", "call")
TOUCH = {"person": "person", "time": "time", "touchpoint": "touchpoint"}


def take_back(number: int) -> Import:
    request_undo(number)
    return run_undo(number, lake=lake())


def state() -> dict[str, Any]:
    """All that a person can see of the record."""
    names = dict(Identity.objects.values_list("number", "value"))
    return {
        "events": sorted(
            (names[who], name, str(when)) for who, name, when in recorded("identity, name, epoch_us(time)")
        ),
        "ids": sorted(names.values()),
        "people": sorted(
            (names[one.pk], one.name, str(one.attributes), names.get(one.brought_by_id), one.brought_as)
            for one in Person.objects.all()
        ),
        "touchpoints": sorted(Touchpoint.objects.values_list("name", flat=True)),
        "rules": sorted(RecognitionRule.objects.values_list("event_name", "touchpoint__name")),
    }


def test_an_import_goes_with_the_people_and_touchpoints_only_it_knew(home: Path) -> None:
    take("touches", write(home, lines(HEADER, [A]), "first.csv"))
    before = state()
    second = take("touches", write(home, lines(HEADER, [A, B, C]), "second.csv"))
    assert state() != before
    undone = take_back(second.number)
    assert state() == before
    assert (undone.state, undone.accepted, undone.duplicates) == (State.UNDONE, 2, 1)
    assert undone.undone_at
    assert not (settings.TOUCHLINE.imports / str(second.number)).exists()
    again = take("touches", write(home, lines(HEADER, [A, B, C]), "second.csv"))
    assert (again.accepted, again.duplicates) == (2, 1)


def test_what_members_placed_and_others_met_stays(home: Path) -> None:
    first = take("touches", write(home, lines(HEADER, [A, C]), "first.csv"))
    take("touches", write(home, lines(HEADER, [B]), "second.csv"))
    take("people", write(home, "person,name\np1,Ann\n", "people.csv"), name="name")
    place(Touchpoint.objects.get(name="call"), stage="trust")
    take_back(first.number)
    assert {"call", "page"} == set(state()["touchpoints"])
    assert state()["ids"] == ["p1", "p2"]
    assert [row[:2] for row in state()["events"]] == [("p2", "page")]


def test_rows_of_later_files_that_were_here_already_are_named(home: Path) -> None:
    first = take("touches", write(home, lines(HEADER, [A]), "first.csv"))
    second = take("touches", write(home, lines(HEADER, [A, B]), "second.csv"))
    take("touches", write(home, lines(HEADER, [C]), "third.csv"))
    assert leaned_on(first.number) == [second]
    take_back(first.number)
    assert len(recorded()) == 2
    take("touches", write(home, lines(HEADER, [A, B]), "second.csv"))
    assert len(recorded()) == 3


@pytest.mark.parametrize("seed", range(8))
def test_people_are_known_as_before_whatever_was_imported(home: Path, seed: int) -> None:
    chance = random.Random(seed)
    for number in range(4):
        take("people", people_file(home, chance, f"before-{number}.csv"), **PEOPLE)
    take("touches", write(home, lines(HEADER, [A]), "touches.csv"))
    before = state()
    last = take("people", people_file(home, chance, "last.csv"), **PEOPLE)
    take_back(last.number)
    assert state() == before
    assert not FactsBefore.objects.filter(of_import=last).exists()


PEOPLE = {"name": "name", "brought_by": "by", "brought_as": "as"}


def people_file(home: Path, chance: random.Random, name: str) -> Path:
    ids = [f"p{n}" for n in range(9)]
    rows = [
        (
            chance.choice(ids),
            chance.choice(["", "Ann", "Bob"]),
            chance.choice(["", *ids]),
            chance.choice(["", "fan", "partner"]),
            chance.choice(["", "Ulm", "Bonn"]),
        )
        for _ in range(chance.randrange(1, 25))
    ]
    return write(home, lines("person,name,by,as,town", rows), name)


def test_what_was_learnt_of_people_since_stays(home: Path) -> None:
    first = take("people", write(home, "person,name,town\np1,Ann,Ulm\np2,Bob,Bonn\n", "1.csv"), name="name")
    take("people", write(home, "person,name,town\np1,Anna,Ulm\n", "2.csv"), name="name")
    take_back(first.number)
    assert [(one.name, one.attributes) for one in Person.objects.all()] == [("Anna", {"town": "Ulm"})]
    assert state()["ids"] == ["p1"]


@pytest.mark.parametrize("call", ["remove_import", "drop_unused", "drop_unmet"])
def test_an_interrupted_undo_goes_on(home: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    take("touches", write(home, lines(HEADER, [A]), "first.csv"))
    before = state()
    second = take("touches", write(home, lines(HEADER, [B, C]), "second.csv"))
    request_undo(second.number)
    with monkeypatch.context() as patch:
        target: Any = undoing.Lake if call == "remove_import" else undoing
        real = getattr(target, call)

        def stop(*args: Any) -> None:
            real(*args)
            raise KeyboardInterrupt

        patch.setattr(target, call, stop)
        with pytest.raises(KeyboardInterrupt):
            run_undo(second.number, lake=lake())
    assert Import.objects.get(pk=second.number).state == State.UNDOING
    assert run_undo(second.number, lake=lake()).state == State.UNDONE
    assert state() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["touches", "people"])
def test_ids_and_names_that_messages_bring_while_it_goes_on_stay(
    home: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    rows = {"touches": lines(HEADER, [A, B, C]), "people": "person,name\np1,Ann\np2,Bo\n"}[kind]
    first = take(kind, write(home, rows), **({} if kind == "touches" else {"name": "name"}))
    asked = request_undo(first.number)

    def message(*_: Any) -> None:
        put([{"type": "track", "messageId": "m", "userId": "p1", "event": "call"}])
        inbox = open_inbox()
        drain(inbox, lake(), now=time.time_ns() // 1000)
        inbox.close()

    look = undoing._Came.__init__

    def then(self: Any, *given: Any) -> None:
        look(self, *given)
        if not recorded():
            message()

    monkeypatch.setattr(undoing._Came, "__init__", then)
    assert run_undo(asked.number, lake=lake()).state == State.UNDONE
    writer.end()
    found = state()
    assert [row[:2] for row in found["events"]] == [("p1", "call")]
    assert (found["ids"], found["touchpoints"]) == (["p1"], ["call"])


def test_what_cannot_be_undone_gets_a_sentence(home: Path) -> None:
    with pytest.raises(ImportError_, match="There is no import 7"):
        request_undo(7)
    done = take("touches", write(home, lines(HEADER, [A])))
    Import.objects.filter(pk=done.number).update(state=State.READING)
    with pytest.raises(ImportError_, match="under way"):
        request_undo(done.number)
    Import.objects.filter(pk=done.number).update(state=State.DONE)
    take_back(done.number)
    with pytest.raises(ImportError_, match="undone already"):
        request_undo(done.number)


def test_the_audit_trail_undoes_an_import(home: Path) -> None:
    done = take("touches", write(home, lines(HEADER, [A])))
    entry = AuditEntry.objects.get(verb="asked to import")
    undo(entry.pk, None)
    assert run_undo(done.number, lake=lake()).state == State.UNDONE
    assert recorded() == []
    with pytest.raises(CannotUndo):
        undo(entry.pk, None)


def test_an_import_that_waits_is_undone_before_it_began(home: Path) -> None:
    asked = request_import("touches", write(home, lines(HEADER, [A])), TOUCH)
    take_back(asked.number)
    assert run(Import.objects.get(pk=asked.number)).state == State.UNDONE
    assert recorded() == []


def test_an_undo_that_was_cut_off_goes_on_when_asked_again(home: Path) -> None:
    number = take("touches", write(home, lines(HEADER, [A, B])), TOUCH).number
    request_undo(number)
    with pytest.raises(ImportError_, match="being undone"):
        request_undo(number)
    assert request_undo(number, idle=True).state == State.UNDOING
    assert run_undo(number, lake=lake()).state == State.UNDONE
    assert AuditEntry.objects.filter(verb="asked to undo").count() == 1
    with pytest.raises(ImportError_, match="undone already"):
        request_undo(number, idle=True)
