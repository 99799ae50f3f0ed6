"""Placing touchpoints, with the audit trail."""

from __future__ import annotations

import pytest

from touchline.touchpoints.changes import Changed, Where
from touchline.touchpoints.merge import merge
from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.place import PlaceError, find, place, unplaced
from touchline.touchpoints.rename import rename
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.undoing import CannotUndo, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Touchpoint:
    return Touchpoint.objects.create(name="Pricing page")


def test_a_stage_and_a_channel(page: Touchpoint) -> None:
    member = Member.objects.create(email="a@example.com", name="Ann")
    assert place(page, stage="trust", channel=" site ", member=member).channel == "site"
    entry = AuditEntry.objects.get()
    assert (entry.member, entry.verb, entry.what) == (member, "placed", "Pricing page")
    about = {"touchpoint": page.pk, "scheme": "hourglass"}
    assert entry.before == about | {"stage": "", "channel": ""}
    assert entry.after == about | {"stage": "trust", "channel": "site"}


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


def test_what_was_set_aside_waits_for_no_place(page: Touchpoint) -> None:
    Touchpoint.objects.update(set_aside=True)
    assert unplaced() == []


def test_somebody_else_was_quicker(page: Touchpoint) -> None:
    ann = Member.objects.create(email="a@example.com", name="Ann")
    place(page, stage="trust", channel="site", was=Where("", ""), member=ann)
    with pytest.raises(Changed) as raised:
        place(page, stage="like", was=Where("", ""))
    clash = raised.value.clash
    assert (clash.now, clash.wanted) == (Where("trust", "site"), Where("like", "site"))
    assert clash.entry is not None
    assert clash.entry.member == ann
    assert Placement.objects.get().stage == "trust"
    place(page, stage="like", was=clash.now)
    assert Placement.objects.get().stage == "like"
    assert AuditEntry.objects.count() == 2


def test_a_touchpoint_is_found_by_its_name(page: Touchpoint) -> None:
    assert find("Pricing page") == find("pricing PAGE") == page
    with pytest.raises(PlaceError, match=r"Did you mean Pricing page\?"):
        find("Pricing pag")
    Touchpoint.objects.create(name="pricing page")
    assert find("Pricing page") == page
    with pytest.raises(PlaceError, match="Write one exactly"):
        find("PRICING PAGE")


def test_what_was_merged_is_neither_found_nor_placed(page: Touchpoint) -> None:
    other = Touchpoint.objects.create(name="Prices", merged_into=page)
    with pytest.raises(PlaceError, match="Prices was merged into Pricing page"):
        find("Prices")
    with pytest.raises(PlaceError, match="merged into another"):
        place(other, stage="trust")
    assert unplaced() == [page]


def test_a_place_is_undone_after_a_new_name_and_not_after_a_merge(page: Touchpoint) -> None:
    place(page, stage="trust")
    first = AuditEntry.objects.get()
    rename(page, "Prices", member=None)
    undo(first.pk, None)
    assert not Placement.objects.exists()
    place(page, stage="trust")
    second = AuditEntry.objects.latest("pk")
    merge([page], Touchpoint.objects.create(name="Shop"), member=None)
    with pytest.raises(CannotUndo, match="merged into another since"):
        undo(second.pk, None)
