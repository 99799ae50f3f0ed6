"""What a plan says of a person goes with them."""

from __future__ import annotations

import pytest

from touchline.plan import forgetting, maps, things, touchpoints
from touchline.plan.models import Link, PlannedTouchpoint
from touchline.plan.reading import find_map
from touchline.workspace.traces import Traces

pytestmark = pytest.mark.django_db
ANN = Traces(ids=("ann-smith-77",), known=("ann@example.com", "Ann Smith"))


def test_what_is_surely_theirs_goes_and_the_rest_stays() -> None:
    maps.add_map("Shop", {}, member=None)
    map_ = find_map()
    values = {"notes": "Ask ann@example.com before noon", "links": ["https://example.com/?p=ann-smith-77"]}
    touchpoints.add_touchpoint(map_, "Call to ann@example.com", values, member=None)
    touchpoints.add_touchpoint(map_, "Blog", {"notes": "Ask Annabel"}, member=None)
    things.add_persona("ann-smith-77", {}, member=None)
    assert forgetting.found(ANN) == {"plan": 2}
    assert {one["field"] for one in forgetting.export(ANN)["plan"]} == {"key", "name", "notes", "links"}
    assert forgetting.forget(ANN) == {"plan": 2}
    assert forgetting.found(ANN) == {"plan": 0}
    assert forgetting.export(ANN) == {}
    one = PlannedTouchpoint.objects.exclude(key="blog").get()
    assert (one.name, one.notes) == ("Call to erased person", "Ask erased person before noon")
    assert one.links == ["https://example.com/?p=erased person"]
    assert PlannedTouchpoint.objects.get(key="blog").notes == "Ask Annabel"


def test_every_text_a_member_writes_is_looked_at() -> None:
    said = {model: set(fields) for model, fields in forgetting.TEXTS}
    left = {"kind", "stage", "state", "currency", "target_of", "target_per", "scheme", "group"}
    for model in said:
        written = {
            one.name
            for one in model._meta.concrete_fields
            if one.get_internal_type() in ("CharField", "TextField")
        }
        assert written - said[model] - left - ({"name"} if model.__name__ == "Picture" else set()) == set()
    assert said[Link] == {"note"}
