"""Undoing entries of the audit trail."""

from __future__ import annotations

import pytest

from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.place import place
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry
from touchline.workspace.undoing import CannotUndo, can_undo, undo

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
