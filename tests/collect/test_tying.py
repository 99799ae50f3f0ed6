"""Two ids in one row: a join with the row as evidence, which goes with its import."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from tests.collect.files import lake, lines, recorded, take, write

from touchline.collect.guess import guess
from touchline.collect.models import Import
from touchline.collect.rehearsing import rehearse
from touchline.collect.run import run_import
from touchline.collect.undoing import request_undo, run_undo
from touchline.people import joins, ruling
from touchline.people.kinds import Kind
from touchline.people.models import Evidence, How, Identity, Join
from touchline.people.persons import person_of

pytestmark = pytest.mark.django_db
HEADER = "user,cookie,time,touchpoint"
TOUCH = {"person": "user", "other_id": "cookie", "time": "time", "touchpoint": "touchpoint"}


def rows(*pairs: tuple[str, str]) -> list[tuple[str, ...]]:
    return [(one, other, f"2026-01-{at + 1:02d}", "page") for at, (one, other) in enumerate(pairs)]


def bring(home: Path, *pairs: tuple[str, str], name: str = "a.csv") -> Import:
    done = take("touches", write(home, lines(HEADER, rows(*pairs)), name), TOUCH)
    assert done.state == "done", done.error
    return done


def take_back(number: int) -> None:
    request_undo(number)
    run_undo(number, lake=lake())


def number(value: str) -> int:
    return Identity.objects.get(value=value).pk


def together(*values: str) -> bool:
    return len({person_of(number(one)) for one in values}) == 1


def said() -> list[str]:
    return [one.where() for one in Evidence.objects.order_by("of_import", "pk")]


def test_a_row_with_two_ids_joins_them_and_is_the_evidence(home: Path) -> None:
    done = bring(home, ("ann", "c1"), ("ann", "c2"), ("bob", "c3"), ("ann", "c1"))
    assert together("ann", "c1", "c2")
    assert not together("ann", "bob")
    assert said() == [f"row {row} of import {done.number}" for row in (2, 3, 4)]
    assert set(Evidence.objects.values_list("how", flat=True)) == {How.IMPORT}
    assert Evidence.objects.order_by("pk")[0].at.isoformat().startswith("2026-01-01")
    assert {one.value: one.kinds for one in Identity.objects.all()} == {
        "ann": Kind.USER, "bob": Kind.USER, "c1": Kind.ANONYMOUS, "c2": Kind.ANONYMOUS, "c3": Kind.ANONYMOUS
    }  # fmt: skip
    assert {properties for (properties,) in recorded("properties")} == {None}


def test_where_the_first_id_is_blank_the_other_stands_for_the_person(home: Path) -> None:
    done = bring(
        home, ("", "c1"), ("ann", "c1"), ("", ""), ("null", "c1"), ("ann", "undefined"), ("bob", "bob")
    )
    assert (done.accepted, done.refused) == (4, 2)
    assert done.verdicts == {"no_person": 1, "impossible_person": 1} or done.refused == 2
    assert together("ann", "c1")
    assert sorted(who for (who,) in recorded("identity")) == sorted(
        [number("c1"), number("ann"), number("ann"), number("bob")]
    )
    assert Join.objects.count() == 1


def test_undoing_the_import_takes_its_evidence_and_nothing_else(home: Path) -> None:
    first = bring(home, ("ann", "c1"), ("bob", "c2"))
    second = bring(home, ("ann", "c1"), ("zoe", "c9"), ("ann", "c3"), name="b.csv")
    take_back(first.number)
    assert together("ann", "c1", "c3"), "the second import says so too"
    assert not Identity.objects.filter(value__in=["bob", "c2"]).exists()
    assert said() == [f"row {row} of import {second.number}" for row in (2, 3, 4)]
    take_back(second.number)
    assert (Identity.objects.count(), Join.objects.count(), Evidence.objects.count()) == (0, 0, 0)


def test_a_join_stays_while_something_else_says_it(home: Path) -> None:
    done = bring(home, ("ann", "c1"))
    pair = (number("ann"), number("c1"))
    joins.learn([joins.Claim(*pair, How.EVENT, Evidence.objects.get().at, "m1")])
    take_back(done.number)
    assert together("ann", "c1")
    assert said() == ["m1"]


def test_a_join_that_a_member_refused_stays_refused(home: Path) -> None:
    done = bring(home, ("ann", "c1"), ("ann", "c2"))
    ruling.split(joins.among([(number("ann"), number("c1"))]), member=None)
    take_back(done.number)
    bring(home, ("ann", "c1"), ("ann", "c2"))
    assert together("ann", "c2")
    assert not together("ann", "c1")


def test_an_id_that_was_crowded_is_free_again_after_the_undo(home: Path) -> None:
    done = bring(home, *((f"u{at}", "kiosk") for at in range(5)))
    assert not together("u0", "kiosk"), "the fourth account says that the device is shared"
    bring(home, ("u0", "kiosk"), name="b.csv")
    take_back(done.number)
    assert together("u0", "kiosk")


def test_people_with_two_ids(home: Path) -> None:
    path = write(home, lines("id,email,name", [("7", "ann@x.example", "Ann"), ("8", "", "Bob")]), "p.csv")
    given = {"person": "id", "other_id": "email", "name": "name"}
    foreseen = rehearse("people", path, given, lake=lake()).foreseen
    assert foreseen["joins"] == 1
    done = take("people", path, given)
    assert together("7", "ann@x.example")
    assert Identity.objects.get(value="ann@x.example").kinds == Kind.EMAIL
    assert said() == [f"row 2 of import {done.number}"]
    take_back(done.number)
    assert (Identity.objects.count(), Join.objects.count()) == (0, 0)


def test_a_rehearsal_counts_the_pairs_and_joins_nobody(home: Path) -> None:
    path = write(home, lines(HEADER, rows(("ann", "c1"), ("ann", "c1"), ("bob", "c1"))), "a.csv")
    assert rehearse("touches", path, TOUCH, lake=lake()).foreseen["joins"] == 2
    assert not Join.objects.exists()


def test_running_it_again_changes_nothing(home: Path) -> None:
    done = bring(home, ("ann", "c1"), ("bob", "c1"))
    before = list(Evidence.objects.order_by("pk").values())
    Import.objects.filter(pk=done.number).update(state="writing")
    again = run_import(done.number, folder=settings.TOUCHLINE.imports, lake=lake())
    assert again.state == "done"
    assert list(Evidence.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("header", "other"),
    [
        ("user_id,anonymous_id,time,event", "anonymous_id"),
        ("time,event,customer id,cookie id", "cookie id"),
        ("customer_id,email,time,event", None),
        ("person,time,event", None),
    ],
)
def test_a_second_id_is_guessed_and_said(home: Path, header: str, other: str | None) -> None:
    cells = {"time": "2026-01-01 10:00:00", "event": "page seen", "email": "a@x.example"}
    names = header.split(",")
    text = lines(header, [tuple(cells.get(name, f"{name[:2]}-{row}") for name in names) for row in range(5)])
    found = guess(write(home, text, "g.csv"), "touches")
    assert found.given.get("other_id") == other
    assert any("other id of the person" in sentence for sentence in found.said) == bool(other)


def test_what_is_left_is_what_the_others_say(home: Path) -> None:
    """Joins after an undo are those of a graph that never heard of the import, in random histories."""
    ids = [Identity.objects.create(value=one).pk for one in "abcdxyz"]
    chance = random.Random(4)
    for _ in range(25):
        said_by = {
            one: {tuple(sorted(chance.sample(ids, 2))) for _ in range(chance.randint(1, 4))}
            for one in (1, 2, 3)
        }
        for one in chance.sample([1, 2, 3], 3):
            joins.learn([claim(*pair, one) for pair in said_by[one]])
        for gone in chance.sample([1, 2, 3], 3):
            joins.take_back(gone)
            del said_by[gone]
            left = {pair for pairs in said_by.values() for pair in pairs}
            assert set(Join.objects.values_list("low", "high")) == left
            assert {one: person_of(one) for one in ids} == persons(ids, left)


def claim(low: int, high: int, of_import: int) -> joins.Claim:
    return joins.Claim(low, high, How.IMPORT, datetime(2026, 1, 1, tzinfo=UTC), "1", of_import=of_import)


def persons(ids: list[int], pairs: set[tuple[int, ...]]) -> dict[int, int]:
    """The smallest id that pairs connect each id to."""
    found = {one: one for one in ids}
    for _ in ids:
        for low, high in pairs:
            found[low] = found[high] = min(found[low], found[high])
    return found
