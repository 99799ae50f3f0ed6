"""Criteria of a business's own beside those that come with Touchline."""

from __future__ import annotations

from typing import Any

import pytest

from touchline.plan.criteria import criteria_in
from touchline.plan.criteria_changes import add_criterion, change_criterion
from touchline.plan.errors import PlanError
from touchline.plan.own_criteria import all_criteria, criteria_of
from touchline.plan.picture import Planned
from touchline.service.undoing import CannotUndo, undo
from touchline.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db
ASKED: dict[str, Any] = {
    "name": "Does it smell of clay?",
    "group": "premises",
    "weight": 2,
    "anchors": ["Not at all.", "A little.", "Some.", "Well.", "As in a workshop."],
}


def test_an_own_one_is_asked_beside_the_others_until_it_is_retired() -> None:
    held = add_criterion(ASKED, member=None)
    sign = Planned("sign", "Sign", kind="sign")
    assert [one.id for one in criteria_of(sign, all_criteria())][-1] == held.key == "does-it-smell-of-clay"
    assert (
        criteria_of(Planned("a", "A", criteria=("site-belong", "gone")), all_criteria())[0].id
        == "site-belong"
    )
    change_criterion(held.key, {"weight": 5}, member=None)
    with pytest.raises(CannotUndo, match="changed again since"):
        undo(AuditEntry.objects.earliest("pk").pk, None)
    undo(AuditEntry.objects.latest("pk").pk, None)
    assert all_criteria()[held.key].weight == 2
    undo(AuditEntry.objects.earliest("pk").pk, None)
    assert criteria_of(sign, all_criteria()) == criteria_in("premises")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"name": " "}, "Write the question"),
        ({"group": "moon"}, "Choose what it is asked of: site"),
        ({"weight": 6}, "weighs from 1 to 5"),
        ({"anchors": ["a", "b"]}, "Say what 1, 2, 3, 4 and 5 look like"),
    ],
)
def test_what_cannot_be_asked(values: dict[str, Any], why: str) -> None:
    with pytest.raises(PlanError, match=why):
        add_criterion({**ASKED, **values}, member=None)
    assert not AuditEntry.objects.exists()
