"""Forgetting and exporting from a person's page: owners only, shown first, named nowhere afterwards."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from tests import stores
from tests.web.conftest import Cast
from tests.web.reading import text
from tests.web.world import BROUGHT, NAMES, firm, make

from touchline.people.models import Erasure, Identity, Refusal
from touchline.service.chores import Chores
from touchline.workspace.models import AuditEntry


@pytest.fixture(autouse=True)
def inside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL vacuums no table inside the transaction of a test; test_forget.py has it for real."""
    if stores.POSTGRESQL:
        monkeypatch.setattr("touchline.service.erasing.database.sweep", lambda *_: None)


@pytest.fixture
def keys(cast: Cast) -> dict[str, int]:
    return make(firm(), brought=BROUGHT, names=NAMES)


def test_only_owners_see_the_buttons(cast: Cast, keys: dict[str, int]) -> None:
    where = f"/people/{keys['p000']}"
    for role in ("viewer", "editor"):
        page = cast[role].get(where).content.decode()
        assert "/forget" not in page
        assert "export.json" not in page
    page = cast.owner.get(where).content.decode()
    assert f"{where}/forget" in page
    assert f"{where}/export.json" in page


def test_everything_as_a_file(cast: Cast, keys: dict[str, int]) -> None:
    answer = cast.owner.get(f"/people/{keys['p000']}/export.json")
    assert answer["Content-Disposition"] == f'attachment; filename="person-{keys["p000"]}.json"'
    assert "no-store" in answer["Cache-Control"]
    said = json.loads(answer.content)
    assert said["names"] == ["Hanna Okafor"]
    assert said["brought"] == [
        {"number": keys["p001"], "as": "fan"},
        {"number": keys["p003"], "as": "promoter"},
    ]
    assert "Jo Lindqvist" not in answer.content.decode()
    assert cast.owner.get("/people/999999/export.json").status_code == 404


def test_it_says_what_goes_and_does_nothing_yet(cast: Cast, keys: dict[str, int]) -> None:
    page = text(cast.owner.get(f"/people/{keys['p000']}/forget").content)
    assert "Hanna Okafor is about to be forgotten." in page
    assert "10 touches" in page
    assert "2 orders, 1 refund, EUR 1,330.00" in page
    assert "the links to 2 people they brought; those people stay" in page
    assert "No backup made here is kept." in page
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("for_good", ["", "yes"])
def test_an_owner_forgets_somebody(cast: Cast, keys: dict[str, int], for_good: str) -> None:
    where = f"/people/{keys['p000']}"
    answer = cast.owner.post(f"{where}/forget", {"for_good": for_good})
    [asked] = Erasure.objects.all()
    assert answer["Location"] == f"/people/forgotten/{asked.number}"
    assert "being forgotten" in text(cast.owner.get(answer["Location"]).content)
    assert "This person is being forgotten" in text(cast.viewer.get(where).content)
    assert cast.owner.post(f"{where}/forget")["Location"] == answer["Location"], "once is enough"
    assert Refusal.objects.count() == bool(for_good)

    chores = Chores()
    while not asked.done_at:
        chores.next()
        asked.refresh_from_db()
    assert cast.owner.get(where).status_code == 404
    assert not Identity.objects.filter(value="p000").exists()
    page = text(cast.owner.get(answer["Location"]).content)
    assert "1 person is forgotten." in page
    assert ("No import brings them back." in page) is bool(for_good)
    held = len(firm())
    assert f"The record held {held} touches of 60 people; it holds {held - 10} of 59 now." in page
    assert "Sums of money are lower by EUR 1,330.00." in page
    assert "59 people are in the record." in text(cast.viewer.get("/people").content)
    assert "brought by nobody" in text(cast.viewer.get(f"/people/{keys['p001']}").content)

    trail = text(cast.owner.get("/audit").content)
    assert "forgot a person" in trail
    assert "money: EUR 1,330.00" in trail
    entry = AuditEntry.objects.get(verb="forgot")
    assert entry.member is not None
    assert "p000" not in json.dumps([entry.what, entry.before, entry.after])
    assert asked.numbers == []
    assert len(list((settings.TOUCHLINE.index / "generations").iterdir())) == 1


def test_an_entry_that_names_them_says_so_no_more(cast: Cast, keys: dict[str, int]) -> None:
    from touchline.service.forget import ask, finish
    from touchline.workspace.audit import record

    record(None, "changed", "Hanna Okafor", {"of": ["p016", "x"]}, {"mail": "to Mika Ådahl"})
    finish([ask(["p000", "p016"], for_good=False)])
    entry = AuditEntry.objects.get(verb="changed")
    assert (entry.what, entry.before, entry.after) == (
        "erased person",
        {"of": ["erased person", "x"]},
        {"mail": "erased person"},
    )
    assert "changed erased person" in text(cast.owner.get("/audit").content)
