"""Placing touchpoints, with the audit trail."""

from __future__ import annotations

import pytest

from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.place import PlaceError, find, place, place_proposed, unplaced
from touchline.touchpoints.proposals import Proposal
from touchline.workspace.models import AuditEntry, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Touchpoint:
    return Touchpoint.objects.create(name="Pricing page")


def test_a_stage_and_a_channel(page: Touchpoint) -> None:
    member = Member.objects.create(email="a@example.com", name="Ann")
    assert place(page, stage="trust", channel=" site ", member=member).channel == "site"
    entry = AuditEntry.objects.get()
    assert (entry.member, entry.verb, entry.what) == (member, "placed", "Pricing page")
    assert entry.before == {"scheme": "hourglass", "stage": "", "channel": ""}
    assert entry.after == {"scheme": "hourglass", "stage": "trust", "channel": "site"}


def test_placing_it_where_it_stands_is_no_change(page: Touchpoint) -> None:
    place(page, stage="trust", channel="site")
    place(page, stage="trust", channel="site")
    place(page)
    assert AuditEntry.objects.count() == 1


def test_each_scheme_has_a_place_of_its_own(page: Touchpoint) -> None:
    place(page, stage="trust")
    place(page, stage="compare", scheme="decision")
    place(page, stage="like")
    assert dict(Placement.objects.values_list("scheme", "stage")) == {
        "hourglass": "like",
        "decision": "compare",
    }


def test_a_place_can_be_taken_away(page: Touchpoint) -> None:
    place(page, stage="trust", channel="site")
    assert unplaced() == []
    place(page, stage="", channel="")
    assert unplaced() == [page]
    assert AuditEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"stage": "sleep"}, "has no stage 'sleep'"),
        ({"stage": "know", "scheme": "ladder"}, "There is no scheme 'ladder'"),
        ({"channel": "x" * 61}, "at most 60 letters"),
    ],
)
def test_what_cannot_be_gets_a_sentence(page: Touchpoint, given: dict[str, str], sentence: str) -> None:
    with pytest.raises(PlaceError, match=sentence):
        place(page, **given)  # type: ignore[arg-type]
    assert not AuditEntry.objects.exists()


def test_proposals_are_taken_all_or_none(page: Touchpoint) -> None:
    call = Touchpoint.objects.create(name="Call", channel="phone")
    placed = place_proposed([(page, Proposal("trust", "site", "")), (call, Proposal("try", "site", ""))])
    assert [one.channel for one in placed] == ["site", "phone"]
    assert Placement.objects.count() == 2
    with pytest.raises(PlaceError):
        place_proposed([(page, Proposal("buy", "shop", "")), (call, Proposal("nowhere", "site", ""))])
    assert Placement.objects.get(touchpoint=page).stage == "trust"


def test_a_touchpoint_is_found_by_its_name(page: Touchpoint) -> None:
    assert find("Pricing page") == find("pricing PAGE") == page
    with pytest.raises(PlaceError, match=r"Did you mean Pricing page\?"):
        find("Pricing pag")
    Touchpoint.objects.create(name="pricing page")
    assert find("Pricing page") == page
    with pytest.raises(PlaceError, match="Write one exactly"):
        find("PRICING PAGE")
