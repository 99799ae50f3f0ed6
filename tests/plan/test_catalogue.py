"""The catalogue and the criteria are whole: every text there, every name one of what is known."""

from __future__ import annotations

import pytest

from touchline.plan.catalogue import GROUPS, KINDS, Kind, kinds_at
from touchline.plan.criteria import CRITERIA, Criterion, criteria_in
from touchline.plan.criteria import GROUPS as CRITERIA_GROUPS
from touchline.plan.keys import is_key
from touchline.touchpoints.kinds import CHANNELS
from touchline.touchpoints.schemes import HOURGLASS

NAMED = {name for name, _words in CHANNELS}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_a_kind_is_whole(kind: Kind) -> None:
    assert is_key(kind.id)
    assert kind.stages
    assert set(kind.stages) <= set(HOURGLASS.stages)
    assert kind.group in GROUPS
    assert kind.criteria in CRITERIA_GROUPS
    assert kind.question.endswith("?")
    assert kind.measure
    assert kind.channels
    assert set(kind.channels) <= NAMED
    assert 1 <= kind.rhythm <= 92


def test_kinds_are_over_all_stages_and_groups() -> None:
    assert {kind.group for kind in KINDS.values()} == set(GROUPS)
    assert all(len(kinds_at(stage)) >= 7 for stage in HOURGLASS.stages)
    assert KINDS["content"].stages == ("like", "trust", "repeat", "refer")
    assert (
        len({kind.name for kind in KINDS.values()}) == len(KINDS) == len({k.question for k in KINDS.values()})
    )


@pytest.mark.parametrize("criterion", CRITERIA.values(), ids=lambda criterion: criterion.id)
def test_a_criterion_is_whole(criterion: Criterion) -> None:
    assert criterion.question.endswith("?")
    assert 1 <= criterion.weight <= 5
    assert len(set(criterion.anchors)) == 5
    assert all(one.endswith((".", "”")) for one in criterion.anchors)
    assert bool(criterion.unit) == bool(criterion.limits)
    assert list(criterion.limits) == sorted(criterion.limits)
    assert len(criterion.limits) in (0, 4)


def test_what_is_measured_is_scored_by_its_limits() -> None:
    speed = CRITERIA["phone-speed"]
    assert [speed.score(one) for one in (0, 10, 10.5, 20, 40, 60, 61)] == [5, 5, 4, 4, 3, 2, 1]
    assert all(len(criteria_in(group)) >= 3 for group in CRITERIA_GROUPS)
