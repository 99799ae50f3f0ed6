"""Joins on the person's page, and the page of ids that many share."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.web.conftest import Cast
from tests.web.reading import text
from tests.web.world import Met, make

from touchline.people import joins
from touchline.people.joins import Claim
from touchline.people.kinds import Kind
from touchline.people.models import How, Identity, Join
from touchline.people.persons import person_of
from touchline.workspace.models import AuditEntry

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def keys(cast: Cast) -> dict[str, int]:
    touches = [
        Met("anon-7c1", 0, "Home page"),
        Met("u-1042", 1, "Reviews"),
        Met("info@firm.example", 2, "Reviews"),
    ]
    return make(touches, names={"u-1042": "Ada Lind"})


def say(one: int, other: int) -> Claim:
    return Claim(one, other, How.IDENTIFY, NOON, "message 7f3a")


def test_a_join_is_shown_with_its_evidence_and_undone(cast: Cast, keys: dict[str, int]) -> None:
    anon, user = keys["anon-7c1"], keys["u-1042"]
    joins.learn([say(anon, user)], {anon: Kind.ANONYMOUS.value, user: Kind.USER.value})
    assert cast.viewer.get(f"/people/{user}").headers["Location"] == f"/people/{anon}"
    page = text(cast.viewer.get(f"/people/{anon}").content)
    assert "Ada Lind" in page
    assert "u-1042 user id" in page
    assert "anon-7c1 and u-1042" in page
    assert "an identify call, 4 Mar 2026, 12:00 · message 7f3a" in page
    assert "2 people are in the record." in text(cast.viewer.get("/people").content)
    assert "1 person has an id" in text(cast.viewer.get("/people?find=u-1042").content)

    join = Join.objects.get().pk
    assert cast.viewer.post(f"/people/{anon}/split", {"join": join}).status_code == 403
    cast.editor.post(f"/people/{anon}/split", {"join": join})
    assert person_of(user) == user
    assert "it stays undone" in text(cast.viewer.get(f"/people/{anon}").content)
    entry = AuditEntry.objects.latest("pk")
    cast.editor.post(f"/audit/{entry.pk}/undo")
    assert person_of(user) == anon


def test_another_id_is_joined_by_hand(cast: Cast, keys: dict[str, int]) -> None:
    cast.editor.post(f"/people/{keys['u-1042']}/join", {"id": " anon-7c1 "})
    assert person_of(keys["u-1042"]) == keys["anon-7c1"]
    for wrong in ("nobody-at-all", "anon-7c1", ""):
        cast.editor.post(f"/people/{keys['anon-7c1']}/join", {"id": wrong})
    assert Join.objects.count() == 1


def test_shared_ids_are_listed_and_ruled_about(cast: Cast, keys: dict[str, int]) -> None:
    assert "No id is quarantined." in text(cast.viewer.get("/people/quarantine").content)
    shared = keys["info@firm.example"]
    users = [Identity.objects.create(value=f"user-{n}").pk for n in range(4)]
    joins.learn([say(shared, one) for one in users], dict.fromkeys(users, Kind.USER.value))
    page = text(cast.viewer.get("/people/quarantine").content)
    assert "One id is quarantined" in page
    assert "info@firm.example quarantined: too many share it · joined to 4 ids, 4 of them user ids" in page
    assert "suspended" in text(cast.viewer.get(f"/people/{shared}").content)
    cast.editor.post(f"/people/quarantine/{shared}", {"ruling": "release"})
    assert {person_of(one) for one in users} == {shared}
    cast.editor.post(f"/people/quarantine/{shared}", {"ruling": "lift"})
    assert {person_of(one) for one in users} == set(users)
    assert cast.editor.post(f"/people/quarantine/{shared}", {"ruling": "x"}).status_code == 302
