"""Each rule finds its hole, and the sample plan has exactly the faults put into it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from tests.conftest import EXAMPLES
from tests.plan.plans import plans

from touchline.plan.checks import NEED_RECORD, RULES, Finding, Lived, check, rhythms
from touchline.plan.faults import faults
from touchline.plan.file.reading import read
from touchline.plan.picture import (
    Plan,
    Planned,
    PlannedChain,
    PlannedLink,
    PlannedMap,
    PlannedObject,
    PlannedPersona,
)
from touchline.touchpoints.schemes import HOURGLASS

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "src/touchline/service/sample/plan.yaml"
TODAY = date(2026, 11, 26)
SEEDED = {
    ("object-few", "objects/gift-box"),
    ("object-few", "objects/rui"),
    ("persona-empty", "personas/cafes"),
    ("stage-crowded", "stages/know"),
    ("link-empty", "chains/leaflets/links/2"),
    ("dead-end", "chains/leaflets"),
    ("ends-at-purchase", "chains/learn"),
    ("loop-without-exit", "touchpoints/newsletter"),
    ("early-offer", "chains/straight-in/links/3"),
    ("orphan", "touchpoints/harbour-fair"),
    ("no-owner", "touchpoints/gift-finder"),
    ("no-measure", "touchpoints/gift-finder"),
    ("no-criteria", "touchpoints/gift-finder"),
    ("overdue", "touchpoints/gift-finder"),
    ("undelivered", "touchpoints/guide-sent"),
}


def one(key: str, **values: Any) -> Planned:
    usual: dict[str, Any] = {"kind": "content", "owner": "a@example.com", "stage": "like", "state": "live"}
    return Planned(key, key.title(), **(usual | values))


def plan(*touchpoints: Planned, chains: dict[str, list[PlannedLink]] | None = None, **values: Any) -> Plan:
    """A sound plan: one touchpoint a stage, all in one chain that goes round; then what is given."""
    sound = [one(stage, stage=stage, channel=stage) for stage in HOURGLASS.stages]
    made = {planned.key: planned for planned in [*sound, *touchpoints]}
    way = [PlannedLink((stage,)) for stage in HOURGLASS.stages]
    listed = {"way": way} if chains is None else chains
    held = {key: PlannedChain(key, key.title(), links=tuple(links)) for key, links in listed.items()}
    return Plan(**{"map": PlannedMap("shop", "Shop"), "touchpoints": made, "chains": held, **values})


def found(made: Plan, rule: str, lived: Lived | None = None) -> list[str]:
    assert faults(made) == []
    return [one.place for one in check(made, today=TODAY, lived=lived) if one.rule == rule]


def in_way(key: str) -> dict[str, list[PlannedLink]]:
    return {"way": [PlannedLink(tuple(sorted((stage, key)))) for stage in HOURGLASS.stages]}


def test_the_sample_plan_has_the_faults_put_into_it_and_no_other() -> None:
    made = read(SAMPLE.read_bytes()).plan
    met = frozenset(planned.record for planned in made.touchpoints.values())
    lived = Lived(TODAY, dict.fromkeys(rhythms(made), met), brought=3)
    for known in (None, lived):
        listed = [(finding.rule, finding.place) for finding in check(made, today=TODAY, lived=known)]
        assert set(listed) == SEEDED
        assert len(listed) == len(SEEDED)


def test_a_sound_plan_has_no_findings() -> None:
    assert check(plan(), today=TODAY) == []


def test_objects_with_none_or_one() -> None:
    objects = {key: PlannedObject(key, key.title()) for key in ("none", "one", "two")}
    touchpoints = [
        one("a", object="one"),
        one("b", object="two"),
        one("c", object="two"),
        one("d", object="none", state="retired"),
    ]
    assert found(plan(*touchpoints, objects=objects), "object-few") == ["objects/none", "objects/one"]


def test_stages_phases_and_personas_without_any() -> None:
    empty = Plan(
        PlannedMap("shop", "Shop"), {"a": one("a", stage="know")}, personas={"p": PlannedPersona("p", "P")}
    )
    assert found(empty, "stage-empty") == [f"stages/{stage}" for stage in HOURGLASS.stages[1:]]
    assert found(empty, "phase-empty") == ["phases/after"]
    assert found(empty, "persona-empty") == ["personas/p"]
    assert found(empty, "orphan") == ["chains"]
    ideas = Plan(PlannedMap("shop", "Shop"), {"a": one("a", stage="know", state="idea")})
    assert "stages/know" in found(ideas, "stage-empty")


def test_too_many_at_one_stage() -> None:
    nine = [one(f"n{n}", stage="trust", object="bike", kind="review") for n in range(9)]
    objects = {"bike": PlannedObject("bike", "Bike")}
    assert found(plan(*nine, objects=objects), "stage-crowded") == []
    ten = [*nine, one("n9", stage="trust", object="bike")]
    assert found(plan(*ten, objects=objects), "stage-crowded") == ["stages/trust/objects/bike"]
    wide = plan(*ten, objects=objects, map=PlannedMap("shop", "Shop", crowd=10))
    assert found(wide, "stage-crowded") == []


def test_a_stage_no_mapping_reaches() -> None:
    journey = PlannedMap("shop", "Shop", "value-journey")
    made = Plan(journey, {"a": one("a", stage="fan")})
    assert found(made, "stage-unmapped") == ["stages/nurture"]


def test_links_that_meet_nothing() -> None:
    made = plan(chains={"way": [PlannedLink(), PlannedLink(("know",))], "bare": []})
    assert found(made, "link-empty") == ["chains/way/links/1", "chains/bare"]


def test_dead_ends() -> None:
    short = {"short": [PlannedLink(("know",)), PlannedLink(("like",))]}
    assert found(plan(chains=short), "dead-end") == ["chains/short"]
    on = {**short, "on": [PlannedLink((stage,)) for stage in HOURGLASS.stages[1:]]}
    assert found(plan(chains=on), "dead-end") == []
    nested = {**short, "all": [PlannedLink(chain="short"), PlannedLink(("buy",)), PlannedLink(("refer",))]}
    assert found(plan(chains=nested), "dead-end") == []


def test_a_chain_that_ends_at_the_purchase() -> None:
    to_buy = {"way": [PlannedLink((stage,)) for stage in HOURGLASS.stages[:5]]}
    assert found(plan(chains=to_buy), "ends-at-purchase") == ["chains/way"]
    after = {**to_buy, "after": [PlannedLink(("buy",)), PlannedLink(("repeat",))]}
    assert found(plan(chains=after), "ends-at-purchase") == []


def test_orphans() -> None:
    made = plan(one("fair"), one("door", parent="know"), one("plan-b", state="idea"))
    assert found(made, "orphan") == ["touchpoints/fair"]


def test_a_loop_without_exit() -> None:
    loop = [PlannedLink(("know",)), PlannedLink(("like",), repeated=True)]
    assert found(plan(chains={"loop": loop}), "loop-without-exit") == ["touchpoints/like"]
    assert found(plan(chains={"loop": [*loop, PlannedLink(("buy",))]}), "loop-without-exit") == []
    rounds = {
        "a": [PlannedLink(("know",)), PlannedLink(("like",))],
        "b": [PlannedLink(("like",)), PlannedLink(("know",))],
    }
    assert found(plan(chains=rounds), "loop-without-exit") == ["touchpoints/know"]
    later = {"a": [PlannedLink(("repeat",), repeated=True)]}
    assert found(plan(chains=later), "loop-without-exit") == []


@pytest.mark.parametrize(("before", "places"), [(4, ["chains/way/links/5"]), (5, []), (9, [])])
def test_contacts_before_the_first_paid_offer(before: int, places: list[str]) -> None:
    touchpoints = [one(f"n{n}", channel=f"c{n}", stage="trust") for n in range(before)]
    offer = one("offer", stage="buy", kind="purchase")
    links = [*(PlannedLink((planned.key,)) for planned in touchpoints), PlannedLink(("offer",))]
    made = plan(*touchpoints, offer, chains={"way": links})
    assert found(made, "early-offer") == places
    assert found(replace(made, map=PlannedMap("shop", "Shop", contacts=before)), "early-offer") == []


def test_what_is_no_contact_of_its_own_does_not_count() -> None:
    touchpoints = [one(f"n{n}", channel="shop", stage="trust") for n in range(9)]
    soon = [PlannedLink((planned.key,), expected=5) for planned in touchpoints]
    offer = one("offer", stage="buy", paid=True)
    assert found(plan(*touchpoints, offer, chains={"way": [*soon, PlannedLink(("offer",))]}), "early-offer")
    left_out = [PlannedLink((planned.key,), optional=True) for planned in touchpoints]
    assert found(
        plan(*touchpoints, offer, chains={"way": [*left_out, PlannedLink(("offer",))]}), "early-offer"
    )
    not_paid = replace(offer, kind="purchase", paid=False)
    assert not found(
        plan(*touchpoints, not_paid, chains={"way": [*soon, PlannedLink(("offer",))]}), "early-offer"
    )


def test_nobody_answers_for_it() -> None:
    made = plan(one("fair", owner=""), one("door", owner="", parent="know"), chains=in_way("fair"))
    assert found(made, "no-owner") == ["touchpoints/fair"]


def test_no_measure_and_no_criteria() -> None:
    bare = one("fair", kind="")
    assert found(plan(bare), "no-measure") == found(plan(bare), "no-criteria") == ["touchpoints/fair"]
    own = one("fair", kind="", measure="people", criteria=("site-belong",))
    assert found(plan(own), "no-measure") == found(plan(own), "no-criteria") == []


def test_live_without_touches_for_its_rhythm() -> None:
    linked = [
        one("fair", record="Fair", rhythm=7),
        one("shop", record="Shop"),
        one("old", record="Old", state="paused"),
    ]
    made = plan(*linked)
    assert rhythms(made) == [7, 14]
    lived = Lived(TODAY, {7: frozenset({"Shop"}), 14: frozenset({"Fair", "Shop"})}, brought=1)
    assert found(made, "silent", lived) == ["touchpoints/fair"]
    assert found(made, "silent") == []


def test_a_referral_stage_that_feeds_nobody() -> None:
    assert found(plan(), "refer-feeds-nobody", Lived(TODAY, {}, brought=0)) == ["stages/refer"]
    assert found(plan(), "refer-feeds-nobody", Lived(TODAY, {}, brought=1)) == []


def test_planned_and_overdue() -> None:
    due = [
        one("a", state="planned", due=date(2026, 11, 25)),
        one("b", state="planned", due=TODAY),
        one("c", due=date(2020, 1, 1)),
    ]
    assert found(plan(*due), "overdue") == ["touchpoints/a"]


def test_what_nothing_delivers() -> None:
    made = plan(
        one("a", kind="lead-magnet"),
        one("b", kind="lead-magnet", delivered_by="the site"),
        one("c", delivers=True),
        one("d", kind="lead-magnet", delivers=False),
    )
    assert found(made, "undelivered") == ["touchpoints/a", "touchpoints/c"]


@settings(max_examples=30 * EXAMPLES)
@given(plans(most=8))
def test_no_plan_breaks_the_rules(made: Plan) -> None:
    for finding in check(made, today=TODAY, lived=Lived(TODAY, {}, 0)):
        assert finding.rule in RULES
        assert finding.why
        assert finding.mend.sentence.endswith(".")
        assert finding.mend.page.startswith("/plan/")


def test_every_rule_is_in_the_docs_and_yields_its_own_id() -> None:
    text = (ROOT / "docs/plan-checks.md").read_text()
    listed = re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE)
    assert listed == list(RULES)
    assert set(NEED_RECORD) <= set(RULES)
    assert Finding("a", "b", "c", check(plan(one("x")), today=TODAY)[0].mend).to_dict().keys() == {
        "rule",
        "place",
        "why",
        "mend",
        "page",
    }
