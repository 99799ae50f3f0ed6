"""Which attributes the index holds is chosen by members, with limits, and undone."""

from __future__ import annotations

import pytest

from touchline.service.undoing import CannotUndo, undo
from touchline.workspace import attributes
from touchline.workspace.attributes import ChoiceError, add, chosen, remove
from touchline.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db


def newest() -> int:
    return AuditEntry.objects.latest("pk").pk


def test_they_are_added_and_removed_apart() -> None:
    assert add("touches", " product ", member=None) == "product"
    add("touches", "campaign", member=None)
    add("people", "product", member=None)
    assert (chosen("touches"), chosen("people")) == (("campaign", "product"), ("product",))
    remove("touches", "product", member=None)
    assert (chosen("touches"), chosen("people")) == (("campaign",), ("product",))
    with pytest.raises(ChoiceError, match="holds no product"):
        remove("touches", "product", member=None)
    with pytest.raises(ChoiceError, match="held already"):
        add("touches", "campaign", member=None)
    assert AuditEntry.objects.count() == 4


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\0b"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ChoiceError, match="Give the name"):
        add("touches", name, member=None)


def test_there_is_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attributes, "MOST", 1)
    add("touches", "a", member=None)
    add("people", "a", member=None)
    with pytest.raises(ChoiceError, match="at most 1"):
        add("touches", "b", member=None)


def test_both_changes_are_undone_once_and_not_over_others() -> None:
    add("touches", "a", member=None)
    added = newest()
    remove("touches", "a", member=None)
    removed = newest()
    with pytest.raises(CannotUndo, match="removed since"):
        undo(added, None)
    undo(removed, None)
    assert chosen("touches") == ("a",)
    with pytest.raises(CannotUndo):
        undo(removed, None)
    undo(added, None)
    assert chosen("touches") == ()
