"""A map is started from the catalogue, from the record, or empty."""

from __future__ import annotations

import pytest

from touchline.plan.catalogue import KINDS
from touchline.plan.faults import faults
from touchline.plan.models import Map
from touchline.plan.reading import PlanError, find_map
from touchline.plan.starting import (
    Answers,
    kinds_for,
    start_empty,
    start_from_catalogue,
    start_from_touchpoints,
)
from touchline.service.undoing import undo
from touchline.touchpoints.models import Touchpoint
from touchline.touchpoints.place import place

pytestmark = pytest.mark.django_db


def test_the_catalogue_by_answers() -> None:
    assert len(kinds_for(Answers())) == len(KINDS)
    shop = {one.id for one in kinds_for(Answers("Bikes", "goods", "people", "place"))}
    agency = {one.id for one in kinds_for(Answers("Advice", "service", "businesses", "online"))}
    assert "sign" in shop
    assert "sign" not in agency
    assert "contract" in agency
    assert "contract" not in shop
    assert "turnkey" in agency - shop
    saved = start_from_catalogue("Bikes", Answers("Trail bike", "goods", "people", "online"), member=None)
    assert saved.plan.objects["trail-bike"].kind == "product"
    assert saved.plan.touchpoints["packaging"].object == "trail-bike"
    assert {one.state for one in saved.plan.touchpoints.values()} == {"idea"}
    assert "shop" not in {
        one.channel for one in saved.plan.touchpoints.values() if len(KINDS[one.kind].channels) > 1
    }
    assert find_map().key == "bikes"
    assert saved.entry is not None
    undo(saved.entry.pk, None)
    assert not Map.objects.exists()


def test_the_record_as_it_is() -> None:
    page = Touchpoint.objects.create(name="Pricing page", channel="site")
    place(page, stage="trust")
    Touchpoint.objects.create(name="PRICING page")
    Touchpoint.objects.create(name="odd\x07 name ")
    Touchpoint.objects.create(name="🚲")
    Touchpoint.objects.create(name="aside", set_aside=True)
    Touchpoint.objects.create(name="merged", merged_into=page)
    saved = start_from_touchpoints("As it is", member=None)
    planned = saved.plan.touchpoints
    assert {one.record for one in planned.values()} == {
        "Pricing page",
        "PRICING page",
        "odd\x07 name ",
        "🚲",
    }
    first = planned["pricing-page"]
    assert (first.name, first.stage, first.channel, first.state, first.owner) == (
        "Pricing page",
        "trust",
        "site",
        "live",
        "",
    )
    assert planned["pricing-page-2"].name == "PRICING page (2)"
    assert planned["odd-name"].name == "odd name"
    assert faults(saved.plan) == []


def test_another_scheme() -> None:
    place(Touchpoint.objects.create(name="Pricing page"), stage="trust")
    saved = start_from_touchpoints("Decision", scheme="decision", member=None)
    assert saved.plan.touchpoints["pricing-page"].stage == "compare"
    saved = start_from_catalogue("Ideas", Answers(), scheme="value-journey", member=None)
    assert saved.plan.touchpoints["newsletter"].stage == "subscribe"


def test_empty_and_what_cannot_be() -> None:
    assert start_empty("A", member=None).plan.touchpoints == {}
    with pytest.raises(PlanError, match="There is a map “a” already"):
        start_empty("a", member=None)
    with pytest.raises(PlanError, match="There is no scheme “moon”"):
        start_empty("B", scheme="moon", member=None)
    with pytest.raises(PlanError, match="A name has 1 to 200 letters"):
        start_empty(" ", member=None)
