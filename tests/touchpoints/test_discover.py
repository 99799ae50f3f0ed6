"""Names become touchpoints once, up to the limit."""

from __future__ import annotations

import pytest

from touchline.touchpoints import models
from touchline.touchpoints.discover import Discoverer, drop_unmet
from touchline.touchpoints.models import Placement, RecognitionRule, Touchpoint

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return list(Touchpoint.objects.order_by("pk").values_list("name", flat=True))


def test_names_are_learned_once_in_their_order() -> None:
    meet = Discoverer()
    assert meet(["b", "a", "b"]) == 2
    assert meet(["a", "c"]) == 1
    assert Discoverer()(["c", "a", "b"]) == 0
    assert names() == ["b", "a", "c"]
    assert dict(RecognitionRule.objects.values_list("event_name", "touchpoint__name")) == {
        n: n for n in "abc"
    }


def test_capitals_tell_names_apart() -> None:
    assert Discoverer()(["Page", "page"]) == 2


def test_a_merged_name_is_not_discovered_again() -> None:
    kept = Touchpoint.objects.create(name="Page")
    RecognitionRule.objects.create(event_name="page", touchpoint=kept)
    assert Discoverer()(["page"]) == 0
    assert names() == ["Page"]


def test_a_touchpoint_without_a_rule_gets_one() -> None:
    Touchpoint.objects.create(name="Page")
    assert Discoverer()(["Page"]) == 0
    assert RecognitionRule.objects.get().touchpoint.name == "Page"


def test_orders_and_refunds_have_names_of_their_own() -> None:
    Discoverer()(["Order Refunded", "Order Completed"])
    rules = dict(RecognitionRule.objects.values_list("event_name", "touchpoint__name"))
    assert rules == {"Order Completed": "Order", "Order Refunded": "Refund"}
    assert [(one.touchpoint.name, one.stage) for one in Placement.objects.all()] == [("Order", "buy")]


def test_the_place_of_orders_is_not_taken_from_a_member() -> None:
    order = Touchpoint.objects.create(name="Order")
    Placement.objects.create(touchpoint=order, scheme="hourglass", stage="try")
    Discoverer()(["Order Completed"])
    assert Placement.objects.get().stage == "try"


def test_a_workspace_has_room_for_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MOST_TOUCHPOINTS", 5)
    meet = Discoverer()
    assert meet([f"n{n}" for n in range(4)]) == 4
    assert meet([f"n{n}" for n in range(9)]) == 1
    assert meet(["more"]) == 0
    assert names() == [f"n{n}" for n in range(5)]
    assert Discoverer()(["n8", "n1"]) == 0
    assert Discoverer()(["n9", "Order Completed", "Order Refunded"]) == 2
    assert names()[-2:] == ["Order", "Refund"]


def test_orders_take_no_room_from_the_names_behind_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MOST_TOUCHPOINTS", 2)
    meet = Discoverer()
    assert meet(["a", "Order Completed"]) == 2
    assert meet(["Order Refunded", "b"]) == 2
    assert meet(["c", "d", "e"]) == 0
    assert names() == ["Order", "a", "Refund", "b"]


def test_many_names_at_once() -> None:
    assert Discoverer()(f"n{n}" for n in range(5_000)) == 5_000
    assert RecognitionRule.objects.count() == 5_000


def test_what_a_member_decided_on_stays_when_its_events_go() -> None:
    Discoverer()(["gone", "kept", "merged", "renamed", "aside", "Order Refunded"])
    kept = Touchpoint.objects.get(name="kept")
    Touchpoint.objects.filter(name="merged").update(merged_into=kept)
    Touchpoint.objects.filter(name="renamed").update(name="Another name")
    Touchpoint.objects.filter(name="aside").update(set_aside=True)
    assert drop_unmet(["gone", "kept", "merged", "renamed", "aside", "Order Refunded"]) == 2
    assert names() == ["kept", "merged", "Another name", "aside"]
    assert RecognitionRule.objects.count() == 4
