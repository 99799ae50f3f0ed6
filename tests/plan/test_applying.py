"""Applying a plan file: all or nothing, undone as a whole, and an export changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from tests.conftest import EXAMPLES
from tests.plan.plans import plans

from touchline.plan import maps, things, touchpoints
from touchline.plan.file.applying import apply, compare, read_here
from touchline.plan.file.nodes import FileError
from touchline.plan.file.words import changed, lines
from touchline.plan.file.writing import text_of
from touchline.plan.models import Link, Map, PlannedTouchpoint, PlanObject
from touchline.plan.picture import Plan, Planned, PlannedMap
from touchline.plan.reading import PlanError, find_map, plan_of
from touchline.service.undoing import undo
from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.place import place
from touchline.workspace.models import AuditEntry, Member

pytestmark = pytest.mark.django_db
HEAD = "touchline-plan: 1\nmap:\n  key: shop\n  name: Shop\n"
FILE = (
    HEAD
    + """\
objects:
  bike: {name: Trail bike}
touchpoints:
  site: {name: Site, stage: know, channel: site}
  shop: {name: Shop visit, stage: trust, object: bike, part_of: site}
chains:
  visit:
    name: Visit
    links:
      - touchpoint: site
      - any_of: [site, shop]
        expected: 2 days
        optional: true
"""
)


def file(text: str):  # type: ignore[no-untyped-def]
    return read_here(text.encode())


def put(text: str):  # type: ignore[no-untyped-def]
    return apply(file(text), "plan.yaml", member=None)


def said(text: str) -> list[str]:
    return lines(changed(compare(file(text))))


def test_a_file_makes_a_map_and_is_undone_as_a_whole() -> None:
    assert said(FILE) == [
        "+ map shop: Shop",
        "+ object bike: Trail bike",
        "+ touchpoint shop: Shop visit",
        "+ touchpoint site: Site",
        "+ chain visit: Visit",
        "5 added, 0 changed, 0 removed.",
    ]
    assert not Map.objects.exists()
    saved = put(FILE)
    assert AuditEntry.objects.count() == 1
    assert find_map().key == "shop"
    assert said(FILE) == ["Nothing differs."]
    assert put(FILE).entry is None
    assert saved.entry is not None
    assert saved.entry.what == "Shop from plan.yaml"
    undo(saved.entry.pk, None)
    assert (Map.objects.count(), PlanObject.objects.count(), PlannedTouchpoint.objects.count()) == (0, 0, 0)


def test_what_changed_is_said_from_and_to() -> None:
    put(FILE)
    before = plan_of(find_map())
    text = (
        FILE.replace("stage: know", "stage: like")
        .replace("      - touchpoint: site\n", "")
        .replace(
            "any_of: [site, shop]\n        expected: 2 days", "touchpoint: shop\n        expected: 90 minutes"
        )
        .replace(
            "  shop: {name: Shop visit, stage: trust, object: bike, part_of: site}",
            "  shop: {name: Shop visit}",
        )
        .replace("  bike: {name: Trail bike}\n", "  car: {name: Car, kind: company}\n")
    )
    assert said(text) == [
        "- object bike: Trail bike",
        "+ object car: Car",
        "~ touchpoint shop: Shop visit",
        "    stage: trust → –",
        "    object: bike → –",
        "    part_of: site → –",
        "~ touchpoint site: Site",
        "    stage: know → like",
        "~ chain visit: Visit",
        "    link 1: site → shop, optional, expected 90 minutes",
        "    link 2: shop / site, optional, expected 2 days → –",
        "1 added, 3 changed, 1 removed.",
    ]
    saved = put(text)
    assert Link.objects.count() == 1
    assert saved.entry is not None
    undo(saved.entry.pk, None)
    assert plan_of(find_map()) == before


def test_sections_that_are_not_in_the_file_stay() -> None:
    put(FILE)
    put(HEAD + "chains: {}\n")
    plan = plan_of(find_map())
    assert (set(plan.touchpoints), set(plan.chains), set(plan.objects)) == ({"site", "shop"}, set(), {"bike"})
    with pytest.raises(FileError, match="There is no object “bike”"):
        put(HEAD + "objects: {}\n")


@settings(
    max_examples=12 * EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=plans(key="shop"), second=plans(key="shop"))
def test_an_export_applied_changes_nothing_and_an_apply_is_undone(first: Plan, second: Plan) -> None:
    for row in Map.objects.all():
        maps.remove_map(row, member=None)
    PlannedTouchpoint.objects.all().delete()
    put(text_of(first))
    assert plan_of(find_map()) == first
    assert put(text_of(plan_of(find_map()))).entry is None
    saved = put(text_of(second))
    assert plan_of(find_map()) == second
    if saved.entry is not None:
        undo(saved.entry.pk, None)
    assert plan_of(find_map()) == first
    saved = put(text_of(second))
    assert plan_of(find_map()) == second


def test_nothing_of_a_file_with_a_fault_is_applied() -> None:
    put(FILE)
    count = AuditEntry.objects.count()
    before = plan_of(find_map())
    for text, why in (
        (FILE.replace("stage: know", "stage: sleep"), "Line 8: There is no “sleep”"),
        (FILE.replace("channel: site", "owner: x@example.com"), "Line 8: No member has the address"),
        (FILE.replace("channel: site", "record: Moon"), "Line 8: The record has no touchpoint “Moon”"),
        (FILE.replace("channel: site", "pictures: [a.png]"), "Line 8: There is no picture “a.png”"),
    ):
        with pytest.raises(FileError, match=why):
            put(text)
    assert (plan_of(find_map()), AuditEntry.objects.count()) == (before, count)


def test_what_another_map_uses_is_not_removed() -> None:
    put(FILE)
    other = find_map(maps.add_map("Other", {}, member=None).key)
    touchpoints.add_touchpoint(other, "Fair", {"object": "bike"}, member=None)
    text = FILE.replace("  bike: {name: Trail bike}\n", "").replace(", object: bike", "")
    with pytest.raises(PlanError, match="“Trail bike” is used on a map"):
        put(text)
    assert plan_of(find_map()).touchpoints["shop"].object == "bike"


def test_a_linked_one_is_placed_and_one_without_a_stage_stays_where_it_is() -> None:
    Member.objects.create(email="ann@example.com", name="Ann")
    page = Touchpoint.objects.create(name="Home page")
    place(page, stage="trust")
    linked = HEAD + "touchpoints:\n  site: {name: Site, record: home page, owner: ANN@example.com}\n"
    saved = put(linked)
    assert plan_of(find_map()).touchpoints["site"].stage == "trust"
    assert said(linked) == ["Nothing differs."]
    put(linked.replace("name: Site", "name: Site, stage: know"))
    assert Placement.objects.get().stage == "know"
    undo(AuditEntry.objects.latest("pk").pk, None)
    assert Placement.objects.get().stage == "trust"
    assert saved.plan.touchpoints["site"].record == "Home page"
    text = text_of(plan_of(find_map()))
    assert "owner: ann@example.com" in text
    assert put(text).entry is None


def test_another_map_of_the_same_workspace_keeps_its_own() -> None:
    put(FILE)
    other = FILE.replace("key: shop", "key: to-be").replace("stage: know", "stage: like")
    put(other)
    assert plan_of(find_map("to-be")).touchpoints["site"].stage == "like"
    assert plan_of(find_map("shop")).touchpoints["site"].stage == "know"
    things.add_persona("New", {}, member=None)
    assert said(other) == ["Nothing differs."]


def test_5_000_touchpoints_are_applied_and_undone() -> None:
    page = {
        f"p{n}": Planned(f"p{n}", f"Point {n}", stage="know", parent=f"p{n // 10}" if n else "")
        for n in range(5_000)
    }
    plan = Plan(PlannedMap("shop", "Shop"), page)
    saved = put(text_of(plan))
    assert len(saved.plan.touchpoints) == 5_000
    assert plan_of(find_map()).touchpoints == page
    assert saved.entry is not None
    undo(saved.entry.pk, None)
    assert not PlannedTouchpoint.objects.exists()
