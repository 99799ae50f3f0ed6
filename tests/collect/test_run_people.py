"""People from files: what is new is added, circles are refused, interruptions cost nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.collect.files import counts, lake, lines, run, take, write

from touchline.collect import run_people
from touchline.collect.models import FactsBefore, Import
from touchline.collect.run import ImportError_, request_import
from touchline.collect.undoing import request_undo, run_undo
from touchline.collect.verdicts import rows as verdict_rows
from touchline.people.models import Identity, Person

pytestmark = pytest.mark.django_db
HEADER = "person,name,by,how,town"
OPTIONS = {"person": "person", "name": "name", "brought_by": "by", "brought_as": "how"}


def people(home: Path, *rows: tuple[str, ...], **more: Any) -> tuple[int, int, int]:
    return counts(take("people", write(home, lines(HEADER, rows)), OPTIONS, **more))


def known() -> dict[str, tuple[str, str | None, str, dict[str, str]]]:
    rows = Person.objects.select_related("key", "brought_by").order_by("pk")
    return {
        one.key.value: (one.name, one.brought_by and one.brought_by.value, one.brought_as, one.attributes)
        for one in rows
    }


def test_a_file_of_people(home: Path) -> None:
    rows = [("ann", "Ann", "", "", "Ulm"), (" bob ", " Bob ", "ann", "Fan", ""), ("cid", "", "none", "", "")]
    assert people(home, *rows) == (3, 0, 0)
    assert known() == {
        "ann": ("Ann", None, "", {"town": "Ulm"}),
        "bob": ("Bob", "ann", "fan", {}),
        "cid": ("", None, "", {}),
    }


def test_again_adds_only_what_is_new(home: Path) -> None:
    rows = [("ann", "Ann", "", "", "Ulm"), ("bob", "Bob", "ann", "fan", "Ulm")]
    assert people(home, *rows) == (2, 0, 0)
    assert people(home, *rows) == (0, 0, 2)
    assert people(
        home, ("ann", "", "", "", "Bonn"), ("bob", "Bob", "", "", ""), ("ann", "", "", "", "Bonn")
    ) == (1, 0, 2)
    assert known()["ann"] == ("Ann", None, "", {"town": "Bonn"})
    assert people(home, ("bob", "", "cid", "", ""), ("bob", "", "cid", "partner", "")) == (2, 0, 0)
    assert known()["bob"] == ("Bob", "cid", "partner", {"town": "Ulm"})


def test_a_list_with_somebody_twice_says_nothing_new_the_second_time(home: Path) -> None:
    rows = [
        ("ann", "Ann", "cid", "fan", "Ulm"),
        ("bob", "Bob", "", "", ""),
        ("ann", "Anna", "bob", "fan", "Bonn"),
    ]
    assert people(home, *rows) == (3, 0, 0)
    there = known()
    changes = FactsBefore.objects.count()
    assert people(home, *rows) == (0, 0, 3)
    assert (known(), FactsBefore.objects.count()) == (there, changes)
    assert people(home, *rows, ("ann", "Anne", "", "", "")) == (3, 0, 1)
    assert known()["ann"][0] == "Anne"


def test_rows_of_one_person_far_apart_are_accepted_again_and_change_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_people, "PART", 2)
    rows = [("ann", "Ann", "", "", ""), ("bob", "Bob", "", "", ""), ("ann", "Anna", "", "", "")]
    assert people(home, *rows) == (3, 0, 0)
    there = known()
    assert people(home, *rows) == (2, 0, 1)
    assert known() == there


def test_a_word_for_the_whole_file_says_as_what(home: Path) -> None:
    assert people(home, ("bob", "", "ann", "", ""), ("ann", "", "", "", ""), brought_as="partner") == (
        2,
        0,
        0,
    )
    assert known()["bob"][2] == "partner"
    assert known()["ann"][2] == ""


def test_rows_that_cannot_be(home: Path) -> None:
    rows = [
        ("", "x", "", "", ""),
        ("null", "x", "", "", ""),
        ("ann", "x", "ann", "", ""),
        ("bob", "x", "ann", "enemy", ""),
        ("cid", "x" * 301, "", "", ""),
        ("dan", "x", "y" * 513, "", ""),
    ]
    done = take("people", write(home, lines(HEADER, rows)), OPTIONS)
    assert counts(done) == (0, 6, 0)
    assert done.verdicts == {
        "no-person": 1,
        "impossible-person": 2,
        "brought-by-oneself": 1,
        "unknown-brought-as": 1,
        "long-person-name": 1,
    }
    assert known() == {}


def test_circles_are_refused_wherever_they_close(home: Path) -> None:
    chain = [("b", "", "a", "", ""), ("c", "", "b", "", ""), ("d", "", "c", "", "")]
    assert people(home, *chain) == (3, 0, 0)
    done = take(
        "people", write(home, lines(HEADER, [("a", "Ann", "d", "", ""), ("a", "", "x", "", "")])), OPTIONS
    )
    assert (done.accepted, done.verdicts) == (1, {"brought-in-a-circle": 1})
    assert known()["a"] == ("", "x", "", {})
    assert people(home, ("y", "", "z", "", ""), ("z", "", "y", "", "")) == (1, 1, 0)


def test_people_who_only_brought_others_have_a_number_and_no_row(home: Path) -> None:
    people(home, ("bob", "", "ann", "", ""))
    assert set(Identity.objects.values_list("value", flat=True)) == {"ann", "bob"}
    assert list(known()) == ["bob"]


ROWS = [(f"p{n}", f"N{n}", f"p{n - 1}" if n % 3 else "", "fan", "") for n in range(40)] + [
    ("", "", "", "", "")
] * 5


@pytest.mark.parametrize("call", range(1, 6))
@pytest.mark.parametrize("change", [False, True])
def test_an_interrupted_import_goes_on_and_counts_exactly(
    home: Path, monkeypatch: pytest.MonkeyPatch, call: int, change: bool
) -> None:
    monkeypatch.setattr(run_people, "PART", 9)
    path = write(home, lines(HEADER, ROWS))
    asked = request_import("people", path, OPTIONS)
    real, calls = run_people.RefusedFile.sync, 0

    def sync(self: run_people.RefusedFile) -> int:
        nonlocal calls
        calls += 1
        if calls == call:
            raise KeyboardInterrupt
        return real(self)

    with monkeypatch.context() as patch:
        patch.setattr(run_people.RefusedFile, "sync", sync)
        with pytest.raises(KeyboardInterrupt):
            run(asked)
    assert Import.objects.get().rows == 9 * (call - 1)
    if change:
        write(home, lines(HEADER, [*ROWS, ("new", "", "", "", "")]))
    done = run(asked)
    there = 9 * (call - 1) if change else 0
    assert counts(done) == (40 + change - min(there, 40), 5, min(there, 40))
    assert len(done.refused_file().read_text().splitlines()) == 6
    assert Person.objects.count() == 40 + change


def test_the_person_has_to_be_a_column(home: Path) -> None:
    with pytest.raises(ImportError_, match="no column 'whom'"):
        request_import("people", write(home, lines(HEADER, [("a", "", "", "", "")])), {"person": "whom"})


@pytest.mark.parametrize(
    ("said", "kept"), [("no", "refused"), ("Unsubscribed", "refused"), ("yes", ""), ("", "")]
)
def test_a_file_takes_consent_away_and_never_gives_it(home: Path, said: str, kept: str) -> None:
    path = write(home, f"person,mail,town\np1,{said},Ulm\n")
    done = take("people", path, {"person": "person", "consent": "mail"})
    assert Person.objects.get().letters == kept
    assert done.doubts == ({"consent-claimed": 1} if said == "yes" else {})
    assert done.suspicious == (said == "yes")
    later = take("people", write(home, "person,mail\np1,yes\n"), {"person": "person", "consent": "mail"})
    assert Person.objects.get().letters == kept
    assert later.accepted + later.duplicates == 1
    if said == "yes":
        assert [one.cells for one in verdict_rows(done.folder, "suspicious")] == [("p1", "yes", "Ulm")]


def test_undoing_an_import_does_not_take_a_refusal_back(home: Path) -> None:
    options = {"person": "person", "name": "name", "consent": "mail"}
    done = take("people", write(home, "person,name,mail\np1,Ann,no\np2,Bob,yes\n"), options)
    request_undo(done.number)
    run_undo(done.number, lake=lake())
    assert [(one.key.value, one.name, one.letters) for one in Person.objects.all()] == [("p1", "", "refused")]


def test_a_word_that_is_neither_yes_nor_no_is_refused(home: Path) -> None:
    done = take("people", write(home, "person,mail\np1,perhaps\n"), {"person": "person", "consent": "mail"})
    assert done.verdicts == {"unknown-consent": 1}
