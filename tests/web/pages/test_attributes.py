from __future__ import annotations

import pytest
from tests.web.conftest import Cast
from tests.web.reading import text
from tests.web.world import Met, make

from touchline.lake import values
from touchline.people import known
from touchline.people.known import Fact
from touchline.service.answers import open_index
from touchline.service.attributes import others
from touchline.service.refresh import refresh
from touchline.service.undoing import undo
from touchline.workspace.attributes import chosen
from touchline.workspace.models import AuditEntry

PAGE = "/settings/attributes"


def shown(cast: Cast) -> str:
    return text(cast.owner.get(PAGE).content).replace("\xa0", " ")


def test_an_empty_workspace_says_so(cast: Cast) -> None:
    assert "The index holds no attributes yet." in shown(cast)


def test_values_that_are_not_shown_are_counted(cast: Cast) -> None:
    make([Met("ann", day, "Home page", campaign=f"c{day}") for day in range(7)])
    assert "7 values · c0, c1, c2, c3, c4 and 2 more" in shown(cast)
    cast.owner.post(PAGE, {"of": "touches", "name": "campaign"})
    refresh()
    assert "campaign 7 values · c0, c1, c2, c3, c4 and 2 more" in shown(cast)


def test_what_the_record_has_is_proposed_added_and_held(cast: Cast) -> None:
    keys = make(
        [
            Met("ann", 1, "Home page", campaign="spring", properties='{"product":"mug"}'),
            Met("ben", 2, "Home page", properties='{"product":"bowl"}'),
        ]
    )
    known.add([Fact(keys["ann"], attributes={"country": "Portugal"})])
    page = shown(cast)
    assert "product 2 events have it · 2 values · bowl, mug" in page
    assert "campaign 1 event has it · 1 value · spring" in page
    assert "country 1 person has it · 1 value · Portugal" in page
    assert cast.owner.post(PAGE, {"of": "touches", "name": "product"}).status_code == 302
    assert cast.owner.post(PAGE, {"of": "people", "name": "country"}).status_code == 302
    assert "Questions can be cut by 1 attribute of touches and 1 fact of people." in shown(cast)
    assert "product The index is being built with it." in shown(cast)
    refresh()
    page = shown(cast)
    assert "product 2 values · bowl, mug" in page
    assert "events have it" not in page
    index = open_index()
    assert index.legend.attributes["product"] == ("", "bowl", "mug")
    assert index.legend.facts["country"] == ("", "Portugal")
    assert [shard.facts["country"].tolist() for shard in index.shards] == [[1, 0]]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.what, entry.member is not None) == ("added an attribute", "country", True)


def test_what_counts_as_other_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "MOST", 1)
    keys = make([Met(who, 1, "Home page", campaign=f"c {who}") for who in ("ann", "ben", "cem")])
    known.add([Fact(keys[who], attributes={"plan": who}) for who in ("ann", "ben")])
    cast.owner.post(PAGE, {"of": "touches", "name": "campaign"})
    cast.owner.post(PAGE, {"of": "people", "name": "plan"})
    refresh()
    page = shown(cast)
    assert "campaign 1 value · 2 count as “other” · c ann" in page
    assert "plan 1 value · 1 count as “other” · ann" in page
    generation = open_index().legend.generation
    assert others(generation, ["campaign", "plan"]) == [
        "2 events count as “other”: campaign has more than 65,534 values.",
        "1 person counts as “other”: plan has more than 65,534 values.",
    ]
    assert others(generation, []) == others("none", ["campaign"]) == []


def test_wrong_names_are_refused_and_kept(cast: Cast) -> None:
    cast.owner.post(PAGE, {"of": "people", "name": "plan"})
    answer = cast.owner.post(PAGE, {"of": "people", "name": "plan"})
    assert answer.status_code == 422
    assert "plan is held already." in text(answer.content)
    assert b'value="plan"' in answer.content
    assert cast.owner.post(PAGE, {"name": " "}).status_code == 422


def test_removing_is_undone(cast: Cast) -> None:
    cast.owner.post(PAGE, {"name": "product"})
    cast.owner.post(f"{PAGE}/remove", {"name": "product"})
    assert chosen("touches") == ()
    assert "The index no longer holds product." in shown(cast)
    undo(AuditEntry.objects.latest("pk").pk, None)
    assert chosen("touches") == ("product",)
    cast.owner.post(f"{PAGE}/remove", {"name": "never added"})
    assert "The index holds no never added." in shown(cast)


def test_only_an_owner_opens_it(cast: Cast) -> None:
    for role in ("editor", "viewer"):
        assert cast[role].get(PAGE).status_code == 403
        assert cast[role].post(PAGE, {"name": "x"}).status_code == 403
    assert chosen("touches") == ()
