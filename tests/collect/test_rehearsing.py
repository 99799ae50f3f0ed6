"""A rehearsal tells what an import would do, and writes nothing."""

from __future__ import annotations

import errno
import random
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.collect.files import ORDER, TOUCH, lake, lines, recorded, take, write

from touchline.collect import rehearsing
from touchline.collect.drafting import ask_import, ask_rehearsal, choose, discard, upload
from touchline.collect.importers import ImportError_
from touchline.collect.models import Import, State
from touchline.collect.rehearsing import rehearse, run_rehearsal
from touchline.collect.run import run_import, unfinished
from touchline.people.models import Identity, Person
from touchline.touchpoints.models import Touchpoint
from touchline.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db
HEADER = "person,time,touchpoint"
COUNTED = ("rows", "accepted", "refused", "duplicates", "suspicious", "verdicts", "doubts", "money")


def rehearsed(kind: str, path: Path, options: dict[str, Any]) -> Import:
    return rehearse(kind, path, options, lake=lake())


def state() -> list[list[Any]]:
    return [
        recorded("* exclude (time), epoch_us(time)"),
        *(list(kind.objects.values_list()) for kind in (Identity, Touchpoint)),
    ]


def counted(one: Import) -> dict[str, Any]:
    return {name: getattr(one, name) for name in COUNTED}


@pytest.mark.parametrize("seed", range(6))
def test_it_foresees_exactly_what_the_import_does(home: Path, seed: int) -> None:
    chance = random.Random(seed)

    def rows() -> list[tuple[str, ...]]:
        return [
            (
                chance.choice(["", "p1", "p2", "p3", "unknown"]),
                chance.choice(["2026-01-01", "2026-01-02", "1980-05-05", "2150-01-01", "never"]),
                f"o{chance.randrange(6)}",
                chance.choice(["1.50", "-1.50", "0.005", "x", ""]),
            )
            for _ in range(60)
        ]

    header = "person,time,order,value"
    take("orders", write(home, lines(header, rows()), "before.csv"))
    path = write(home, lines(header, rows()))
    before = state()
    foreseen = rehearsed("orders", path, ORDER)
    assert state() == before
    assert Import.objects.count() == 1
    assert {one.name for one in settings.TOUCHLINE.imports.iterdir()} == {"1"}
    assert counted(take("orders", path)) == counted(foreseen)


def test_it_says_what_would_be_new(home: Path) -> None:
    take("touches", write(home, lines(HEADER, [("p1", "2026-01-01", "page")]), "before.csv"))
    rows = [("p1", "2026-01-01", "page"), ("p1", "2026-02-01", "call"), ("p2", "2026-03-01T12:00Z", "page")]
    found = rehearsed("touches", write(home, lines(HEADER, rows)), TOUCH)
    assert (found.accepted, found.duplicates) == (2, 1)
    assert found.foreseen == {
        "people": 1,
        "touchpoints": 1,
        "names": [{"name": "call", "rows": 1}],
        "first": "2026-02-01T00:00:00.000000Z",
        "last": "2026-03-01T12:00:00.000000Z",
    }
    nobody = rehearsed("touches", write(home, lines(HEADER, [("", "2026-01-01", "page")])), TOUCH)
    assert nobody.foreseen["first"] is None


@pytest.mark.parametrize("seed", range(6))
def test_people_are_rehearsed_too(home: Path, seed: int) -> None:
    chance = random.Random(seed)
    ids = ["", *(f"p{n}" for n in range(8))]

    def rows() -> list[tuple[str, ...]]:
        return [
            (chance.choice(ids), chance.choice(["", "Ann", "Bob"]), chance.choice(ids)) for _ in range(40)
        ]

    options = {"person": "person", "name": "name", "brought_by": "by"}
    take("people", write(home, lines("person,name,by", rows()), "before.csv"), options)
    path = write(home, lines("person,name,by", rows()))
    before = (list(Identity.objects.values_list()), list(Person.objects.order_by("pk").values_list()))
    foreseen = rehearsed("people", path, options)
    after = (list(Identity.objects.values_list()), list(Person.objects.order_by("pk").values_list()))
    assert after == before
    assert counted(take("people", path, options)) == counted(foreseen)


def test_an_uploaded_file_waits_is_rehearsed_and_imported(home: Path) -> None:
    draft = upload("../../a file.csv", [b"person,time,what\n", b"p1,2026-01-01,page\n,2026-01-01,x\n"], None)
    path = Path(draft.file)
    assert path.parent == settings.TOUCHLINE.imports / str(draft.number) / "file"
    assert path.name == "a_file.csv"
    assert unfinished() == []
    with pytest.raises(ImportError_, match="which column"):
        ask_rehearsal(draft.number)
    with pytest.raises(ImportError_, match="no column 'touchpoint'"):
        choose(draft.number, "touches", {**TOUCH})
    choose(draft.number, "touches", {**TOUCH, "touchpoint": "what"})
    ask_rehearsal(draft.number)
    assert [one.state for one in unfinished()] == [State.REHEARSING]
    done = run_rehearsal(draft.number, lake=lake())
    assert (done.state, done.accepted, done.refused) == (State.REHEARSED, 1, 1)
    assert recorded() == []
    assert not AuditEntry.objects.exists()
    ask_import(draft.number, None)
    ended = run_import(draft.number, folder=settings.TOUCHLINE.imports, lake=lake())
    assert (ended.state, ended.accepted) == (State.DONE, 1)
    assert AuditEntry.objects.get().after["import"] == draft.number
    assert not path.exists()
    for ask in (ask_rehearsal, discard):
        with pytest.raises(ImportError_, match="no draft"):
            ask(draft.number)


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> int:
    draft = upload("a.csv", [b"person,time,touchpoint\np1,2026-01-01,page\n"], None)
    choose(draft.number, "touches", TOUCH)
    ask_rehearsal(draft.number)

    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(rehearsing, "open_for", fail)
    return draft.number


def test_a_rehearsal_on_a_full_disk_is_a_draft_again_and_holds_nobody_up(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = failing(monkeypatch, OSError(errno.ENOSPC, "No space left on device"))
    done = run_rehearsal(number, lake=lake())
    assert (done.state, done.error) == (State.DRAFT, rehearsing.FULL)
    assert unfinished() == []


def test_a_rehearsal_that_breaks_is_not_tried_for_ever(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = failing(monkeypatch, ZeroDivisionError("oh"))
    with pytest.raises(ZeroDivisionError):
        run_rehearsal(number, lake=lake())
    assert unfinished() == []
    assert Import.objects.get(pk=number).error == "The rehearsal stopped: ZeroDivisionError: oh"


def test_a_file_that_cannot_be_read_is_not_kept(home: Path) -> None:
    with pytest.raises(ImportError_, match="empty"):
        upload("empty.csv", [], None)
    assert not Import.objects.exists()
    assert list(settings.TOUCHLINE.imports.glob("*")) == []


def test_a_draft_is_thrown_away_with_its_file(home: Path) -> None:
    draft = upload("a.csv", [b"person\np1\n"], None)
    discard(draft.number)
    assert not Import.objects.exists()
    assert list(settings.TOUCHLINE.imports.glob("*")) == []
