"""Changing a plan: added, changed, moved, taken out, undone; two members at one thing."""

from __future__ import annotations

import pytest

from touchline.plan import chains, maps, things, touchpoints
from touchline.plan.changing import Saved
from touchline.plan.clashes import Changed
from touchline.plan.models import Link, Map, PlannedTouchpoint
from touchline.plan.picture import Plan, PlannedLink
from touchline.plan.reading import PlanError, current_map, find_map, plan_of
from touchline.service.undoing import CannotUndo, undo
from touchline.touchpoints.merge import merge
from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.place import place
from touchline.touchpoints.rename import rename
from touchline.workspace.models import AuditEntry, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Member:
    return Member.objects.create(email="ann@example.com", name="Ann", role="editor")


@pytest.fixture
def bikes() -> Map:
    maps.add_map("Bicycles", {}, member=None)
    return find_map("bicycles")


def add(map_: Map, name: str, **values: object) -> str:
    return touchpoints.add_touchpoint(map_, name, values, member=None).key


def undo_last() -> None:
    undo(AuditEntry.objects.latest("pk").pk, None)


def undone(saved: Saved, before: Plan, map_: Map) -> None:
    """What was saved can be undone, and leaves what was before."""
    assert saved.entry is not None
    assert plan_of(Map.objects.get(key=map_.key)) == saved.plan != before
    undo(saved.entry.pk, None)
    assert plan_of(Map.objects.get(key=map_.key)) == before


def test_a_touchpoint_with_everything(bikes: Map, ann: Member) -> None:
    things.add_object("Trail bike", {"kind": "product"}, member=ann)
    things.add_persona("Commuters", {}, member=ann)
    things.add_persona("Families", {}, member=ann)
    add(bikes, "Shop")
    before = plan_of(bikes)
    saved = touchpoints.add_touchpoint(
        bikes,
        "Parking 🚲 Platz",
        {
            "stage": "trust",
            "channel": "shop",
            "object": "trail-bike",
            "personas": ["families", "commuters"],
            "state": "live",
            "owner": "ANN@example.com",
            "cost": 12_00,
            "currency": "EUR",
            "target": 30,
            "target_of": "people",
            "target_per": "month",
            "links": ["https://example.com/a"],
            "parent": "shop",
        },
        member=ann,
    )
    assert saved.key == "parking-platz"
    planned = plan_of(bikes).touchpoints["parking-platz"]
    assert planned.owner == "ann@example.com"
    assert planned.personas == ("commuters", "families")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.member, entry.verb, entry.what) == (ann, "added to the plan", "Parking 🚲 Platz")
    assert entry.before == {"map": "bicycles", "things": {}}
    row = PlannedTouchpoint.objects.get(key="parking-platz")
    assert (row.parent and row.parent.key, row.number) == ("shop", Map.objects.get().number)
    undone(saved, before, bikes)


def test_a_second_of_a_key_gets_a_number_and_of_a_name_a_sentence(bikes: Map) -> None:
    assert [add(bikes, one) for one in ("Blog", "Blog!", "☕")] == ["blog", "blog-2", "thing"]
    with pytest.raises(PlanError, match="Two are called “BLOG”"):
        add(bikes, "BLOG")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"stage": "sleep"}, "There is no “sleep” here"),
        ({"object": "moon"}, "There is no object “moon”"),
        ({"personas": ["moon"]}, "There is no persona “moon”"),
        ({"parent": "moon"}, "There is no touchpoint “moon”"),
        ({"state": "alive"}, "There is no “alive” here. Take idea"),
        ({"owner": "x@example.com"}, "No member has the address x@example.com"),
        ({"record": "Moon"}, "The record has no touchpoint “Moon”"),
        ({"weight": 6}, "whole number from 1 to 5"),
        ({"cost": 5}, "A cost has a currency"),
        ({"target": 5}, "A target is a number of touches or people"),
        ({"links": ["javascript:x"]}, "no address of a page"),
        ({"notes": "a\0b"}, "such as NUL"),
        ({"notes": "a" * 10_001}, "more than 10,000 letters"),
        ({"kind": "moonshot"}, "There is no “moonshot” here"),
        ({"channel": "x" * 61}, "at most 60 letters"),
    ],
)
def test_what_cannot_be_gets_a_sentence(bikes: Map, values: dict[str, object], sentence: str) -> None:
    count = AuditEntry.objects.count()
    with pytest.raises(PlanError, match=sentence):
        add(bikes, "Blog", **values)
    assert (PlannedTouchpoint.objects.count(), AuditEntry.objects.count()) == (0, count)


def test_no_touchpoint_consists_of_itself(bikes: Map) -> None:
    add(bikes, "Shop")
    add(bikes, "Sign", parent="shop")
    with pytest.raises(PlanError, match="would consist of itself"):
        touchpoints.change_touchpoint(bikes, "shop", {"parent": "sign"}, member=None)


def test_removing_one_empties_its_links_and_undoing_fills_them(bikes: Map) -> None:
    add(bikes, "Shop")
    add(bikes, "Sign", parent="shop")
    chains.add_chain(bikes, "Visit", {}, [PlannedLink(("shop",)), PlannedLink(("shop", "sign"))], member=None)
    before = plan_of(bikes)
    saved = touchpoints.remove_touchpoint(bikes, "shop", member=None)
    assert [one.touchpoints for one in saved.plan.chains["visit"].links] == [(), ("sign",)]
    assert saved.plan.touchpoints["sign"].parent == ""
    undone(saved, before, bikes)


def test_chains_and_their_links(bikes: Map) -> None:
    for name in ("Ad", "Site", "Shop"):
        add(bikes, name)
    chains.add_chain(bikes, "Visit", {"entry": "ads"}, [PlannedLink(("ad",))], member=None)
    chains.add_link(bikes, "visit", PlannedLink(("shop", "site", "shop"), expected=60), member=None)
    rows = dict(Link.objects.values_list("position", "pk"))
    chains.change_link(bikes, "visit", 2, {"optional": True}, member=None)
    assert dict(Link.objects.values_list("position", "pk")) == rows
    chains.add_chain(bikes, "All", {}, [PlannedLink(chain="visit"), PlannedLink(("shop",))], member=None)
    before = plan_of(bikes)
    assert before.chains["visit"].links[1] == PlannedLink(("shop", "site"), optional=True, expected=60)
    undone(chains.move_link(bikes, "visit", 2, 1, member=None), before, bikes)
    undone(chains.remove_link(bikes, "visit", 1, member=None), before, bikes)
    undone(chains.remove_chain(bikes, "visit", member=None), before, bikes)
    with pytest.raises(PlanError, match="has no link 3"):
        chains.remove_link(bikes, "visit", 3, member=None)


def test_no_chain_goes_through_itself(bikes: Map) -> None:
    chains.add_chain(bikes, "A", {}, member=None)
    chains.add_chain(bikes, "B", {}, [PlannedLink(chain="a")], member=None)
    with pytest.raises(PlanError, match="a → b → a would go through itself"):
        chains.set_links(bikes, "a", [PlannedLink(chain="b")], member=None)


def test_chains_written_out_stay_short(bikes: Map) -> None:
    add(bikes, "Ad")
    chains.add_chain(bikes, "C0", {}, [PlannedLink(("ad",))] * 2, member=None)
    for number in range(1, 8):
        chains.add_chain(bikes, f"C{number}", {}, [PlannedLink(chain=f"c{number - 1}")] * 2, member=None)
    with pytest.raises(PlanError, match="more than 500 steps"):
        chains.add_chain(bikes, "C8", {}, [PlannedLink(chain="c7")] * 2, member=None)


def test_what_maps_share(bikes: Map, ann: Member) -> None:
    before = plan_of(bikes)
    saved = things.add_object("Ida", {"kind": "employee"}, member=ann)
    assert saved.entry is not None
    assert saved.entry.after == {"things": {"objects/ida": {"key": "ida", "name": "Ida", "kind": "employee"}}}
    undo(saved.entry.pk, ann)
    assert plan_of(bikes) == before
    things.add_object("Ida", {"kind": "employee"}, member=ann)
    add(bikes, "Call", object="ida")
    with pytest.raises(PlanError, match="“Ida” is used on a map"):
        things.remove_thing("objects", "ida", member=ann)
    things.add_persona("Families", {}, member=ann)
    add(bikes, "Fair", personas=["families"])
    with pytest.raises(PlanError, match="“Families” is used on a map"):
        things.remove_thing("personas", "families", member=ann)
    touchpoints.remove_touchpoint(bikes, "fair", member=ann)
    assert not things.remove_thing("personas", "families", member=ann).plan.personas


def test_the_second_is_told_of_the_same_field_only(bikes: Map, ann: Member) -> None:
    add(bikes, "Blog")
    seen = PlannedTouchpoint.objects.get().number
    touchpoints.change_touchpoint(bikes, "blog", {"notes": "Ann's"}, member=ann, seen=seen)
    touchpoints.change_touchpoint(bikes, "blog", {"measure": "reads"}, member=None, seen=seen)
    with pytest.raises(Changed) as raised:
        touchpoints.change_touchpoint(bikes, "blog", {"notes": "mine"}, member=None, seen=seen)
    clash = raised.value.clash
    assert clash.fields == ("notes",)
    assert clash.now is not None
    with pytest.raises(Changed):
        touchpoints.remove_touchpoint(bikes, "blog", member=None, seen=seen)
    touchpoints.change_touchpoint(bikes, "blog", {"notes": "mine"}, member=None, seen=clash.number)
    touchpoints.remove_touchpoint(bikes, "blog", member=None)
    with pytest.raises(PlanError, match="not in the plan any more"):
        touchpoints.change_touchpoint(bikes, "blog", {"notes": "x"}, member=None, seen=seen)


def test_who_changed_it_is_said(bikes: Map, ann: Member) -> None:
    add(bikes, "Blog")
    touchpoints.move_touchpoint(bikes, "blog", "like", member=ann)
    with pytest.raises(Changed) as raised:
        touchpoints.move_touchpoint(bikes, "blog", "trust", member=None, was="")
    assert (raised.value.clash.member, raised.value.clash.fields) == (ann, ("stage",))
    assert Map.objects.get().changed_by == ann


def test_what_changed_again_is_not_undone(bikes: Map) -> None:
    add(bikes, "Blog")
    touchpoints.change_touchpoint(bikes, "blog", {"notes": "a"}, member=None)
    entry = AuditEntry.objects.latest("pk")
    touchpoints.change_touchpoint(bikes, "blog", {"measure": "b"}, member=None)
    with pytest.raises(CannotUndo, match="Blog was changed again since"):
        undo(entry.pk, None)
    undo_last()
    undo(entry.pk, None)
    assert plan_of(bikes).touchpoints["blog"].notes == ""


def test_no_difference_is_no_change(bikes: Map) -> None:
    add(bikes, "Blog")
    count = AuditEntry.objects.count()
    assert touchpoints.change_touchpoint(bikes, "blog", {"notes": " "}, member=None).entry is None
    assert AuditEntry.objects.count() == count


def test_a_linked_one_is_where_the_record_has_it(bikes: Map) -> None:
    page = Touchpoint.objects.create(name="Pricing page")
    place(page, stage="like")
    add(bikes, "Prices", stage="know")
    saved = touchpoints.change_touchpoint(bikes, "prices", {"record": "pricing PAGE"}, member=None)
    assert saved.plan.touchpoints["prices"].stage == "like"
    place(page, stage="trust")
    assert plan_of(bikes).touchpoints["prices"].stage == "trust"
    before = plan_of(bikes)
    saved = touchpoints.move_touchpoint(bikes, "prices", "try", member=None)
    assert Placement.objects.get().stage == "try"
    assert saved.entry is not None
    assert saved.entry.after["places"][str(page.pk)]["stage"] == "try"
    rename(page, "Prices 2", member=None)
    undo(saved.entry.pk, None)
    assert Placement.objects.get().stage == "trust"
    assert plan_of(bikes).touchpoints["prices"].stage == before.touchpoints["prices"].stage
    with pytest.raises(PlanError, match="is planned as “Prices” already"):
        add(bikes, "Other", record="Prices 2")


def test_one_that_has_no_place_yet_is_placed_where_it_is_planned(bikes: Map) -> None:
    page = Touchpoint.objects.create(name="Pricing page")
    saved = touchpoints.add_touchpoint(
        bikes, "Prices", {"stage": "trust", "record": "Pricing page"}, member=None
    )
    assert Placement.objects.get().stage == "trust"
    assert saved.entry is not None
    undo(saved.entry.pk, None)
    assert not Placement.objects.exists()
    add(bikes, "Prices", stage="trust", record="Pricing page")
    other = Touchpoint.objects.create(name="Shop")
    place(other, stage="buy")
    merge([page], other, member=None)
    planned = plan_of(bikes).touchpoints["prices"]
    assert (planned.record, planned.stage) == ("Shop", "buy")
    touchpoints.change_touchpoint(bikes, "prices", {"notes": "x"}, member=None)
    assert Placement.objects.get(touchpoint=other).stage == "buy"


def test_maps_copied_and_made_current(bikes: Map, ann: Member) -> None:
    page = Touchpoint.objects.create(name="Pricing page")
    add(bikes, "Prices", stage="trust", record="Pricing page")
    chains.add_chain(bikes, "Visit", {}, [PlannedLink(("prices",))], member=None)
    assert (current_map() or bikes).key == "bicycles"
    to_be = find_map(maps.copy_map(bikes, "To be", member=ann).key)
    assert not to_be.current
    assert plan_of(to_be).touchpoints == plan_of(bikes).touchpoints
    touchpoints.move_touchpoint(to_be, "prices", "like", member=None)
    assert Placement.objects.get(touchpoint=page).stage == "trust"
    with pytest.raises(PlanError, match="This is the current map"):
        maps.remove_map(bikes, member=None)
    entry = maps.make_current(to_be, member=ann)
    assert entry is not None
    assert find_map() == to_be
    assert Placement.objects.get(touchpoint=page).stage == "like"
    assert plan_of(find_map("bicycles")).touchpoints["prices"].stage == "trust"
    undo(entry.pk, ann)
    assert find_map() == bikes
    assert Placement.objects.get(touchpoint=page).stage == "trust"
    assert plan_of(find_map("to-be")).touchpoints["prices"].stage == "like"
    saved = maps.remove_map(find_map("to-be"), member=None)
    assert saved.entry is not None
    undo(saved.entry.pk, None)
    assert plan_of(find_map("to-be")).chains["visit"].links == (PlannedLink(("prices",)),)


def test_the_only_map_goes_and_comes_back(bikes: Map) -> None:
    add(bikes, "Blog", stage="like")
    before = plan_of(bikes)
    saved = maps.remove_map(bikes, member=None)
    assert not Map.objects.exists()
    assert saved.entry is not None
    undo(saved.entry.pk, None)
    assert plan_of(find_map()) == before


def test_another_scheme_keeps_stages_as_far_as_they_are_known(bikes: Map) -> None:
    add(bikes, "Blog", stage="like")
    page = Touchpoint.objects.create(name="Pricing page")
    add(bikes, "Prices", stage="trust", record="Pricing page")
    place(page, stage="decide", scheme="decision")
    before = plan_of(bikes)
    saved = maps.change_map(bikes, {"scheme": "decision"}, member=None)
    assert {key: one.stage for key, one in saved.plan.touchpoints.items()} == {
        "blog": "search",
        "prices": "decide",
    }
    undone(saved, before, bikes)


def test_a_map_that_is_not_there(bikes: Map) -> None:
    assert find_map("BICYCLES") == bikes
    with pytest.raises(PlanError, match=r"There is no map “moon”\. There are: bicycles"):
        find_map("moon")
    maps.remove_map(bikes, member=None)
    with pytest.raises(PlanError, match="There is no map yet"):
        find_map()
