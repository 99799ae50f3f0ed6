"""Changes of a plan read as words in the audit trail."""

from __future__ import annotations

import pytest

from touchline.plan import maps, touchpoints
from touchline.plan.reading import find_map
from touchline.web.changes import KNOWN, named
from touchline.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db


def shown() -> list[tuple[str, str, str]]:
    entry = AuditEntry.objects.latest("pk")
    assert entry.verb in KNOWN
    return [(one["name"], one["old"], one["new"]) for one in named(entry.before, entry.after)]


def test_what_changed_is_said_thing_by_thing() -> None:
    maps.add_map("Shop", {}, member=None)
    assert shown() == [("map Shop", "", "added")]
    map_ = find_map()
    touchpoints.add_touchpoint(map_, "Blog", {"stage": "like"}, member=None)
    touchpoints.change_touchpoint(map_, "blog", {"stage": "trust", "rhythm": 7}, member=None)
    assert shown() == [("touchpoint Blog: stage", "like", "trust"), ("touchpoint Blog: rhythm", "", "7")]
    touchpoints.remove_touchpoint(map_, "blog", member=None)
    assert shown() == [("touchpoint Blog", "", "taken out")]


def test_many_are_cut_and_it_says_so() -> None:
    things = {f"touchpoints/p{n}": {"key": f"p{n}", "name": f"P{n}"} for n in range(5_000)}
    lines = named({"map": "m", "things": {}}, {"map": "m", "things": things})
    assert len(lines) == 31
    assert lines[-1]["new"] == "5,000 things of the plan in all"
    odd = {"touchpoints/p": {"moon": 1}, "moons/x": {}}
    assert named({"things": {}}, {"things": odd}) == []
