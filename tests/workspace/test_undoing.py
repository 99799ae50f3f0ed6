"""Undoing entries of the audit trail."""

from __future__ import annotations

import pytest

from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.place import place
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.undoing import CannotUndo, can_undo, may_undo, undo, undoes

pytestmark = pytest.mark.django_db


def stage() -> str:
    found = Placement.objects.filter(touchpoint__name="Reviews").first()
    return found.stage if found else ""


def placed(where: str) -> AuditEntry:
    touchpoint, _ = Touchpoint.objects.get_or_create(name="Reviews")
    place(touchpoint, stage=where, channel="site")
    return AuditEntry.objects.latest("pk")


def test_a_place_goes_back_to_what_it_was() -> None:
    placed("trust")
    entry = placed("try")
    said = undo(entry.pk, None)
    assert stage() == "trust"
    assert (said.verb, said.what) == ("undid", "Reviews")
    entry.refresh_from_db()
    assert entry.undone_by == said
    assert not can_undo(entry)
    with pytest.raises(CannotUndo, match="undone already"):
        undo(entry.pk, None)


def test_what_changed_since_stays() -> None:
    first = placed("trust")
    placed("try")
    with pytest.raises(CannotUndo, match="placed anew"):
        undo(first.pk, None)
    assert stage() == "try"
    assert can_undo(first)


def test_what_nobody_knows_how_to_undo() -> None:
    entry = record(None, "joined", "ada@example.com", None, {"role": "owner"})
    assert not can_undo(entry)
    for number in (entry.pk, 10**9):
        with pytest.raises(CannotUndo):
            undo(number, None)


def test_who_may_not_do_it_may_not_undo_it() -> None:
    entry = record(None, "changed", "business settings", {"name": "A"}, {"name": "B"})
    editor = Member(email="e@example.com", name="E", role="editor")
    assert not may_undo(entry, editor)
    assert may_undo(entry, None)
    assert may_undo(entry, Member(email="o@example.com", name="O", role="owner"))
    with pytest.raises(CannotUndo, match="Ask an owner"):
        undo(entry.pk, editor)
    assert may_undo(placed("trust"), editor)
    assert not may_undo(placed("try"), Member(email="v@example.com", name="V", role="viewer"))


def test_a_verb_has_one_way_back() -> None:
    with pytest.raises(ValueError, match="Take another verb"):
        undoes("placed")(lambda _entry, _member: None)
