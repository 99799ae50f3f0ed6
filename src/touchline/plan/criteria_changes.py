"""Criteria a business adds of its own: add, change, ask no more; each with its entry and its undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from touchline.plan.criteria import CRITERIA, GROUPS
from touchline.plan.errors import PlanError
from touchline.plan.keys import free_key
from touchline.plan.models import OwnCriterion
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.turns import take_turns
from touchline.workspace.undoing import CannotUndo, undoes

TURN = "criteria"
ADDED, CHANGED = gettext_noop("added a criterion"), gettext_noop("changed a criterion")
FIELDS = ("name", "group", "weight", "anchors", "retired")
LONGEST = 200


def add_criterion(values: Mapping[str, Any], *, member: Member | None) -> OwnCriterion:
    """Add a criterion: ``name`` (the question), ``group``, ``weight``, ``anchors``. Raises ``PlanError``."""
    with transaction.atomic():
        take_turns(TURN)
        taken = {*CRITERIA, *OwnCriterion.objects.values_list("key", flat=True)}
        held = OwnCriterion(key=free_key(str(values.get("name", "")), taken))
        _write(held, values, member)
        record(member, ADDED, held.name, None, _state(held))
    return held


def change_criterion(key: str, values: Mapping[str, Any], *, member: Member | None) -> OwnCriterion:
    """Change fields of a criterion; ``retired`` lets it be asked no more. Raises ``PlanError``."""
    with transaction.atomic():
        take_turns(TURN)
        held = OwnCriterion.objects.filter(key=key).first()
        if held is None:
            raise PlanError(_("There is no criterion of this name any more. Open the list anew."))
        before = _state(held)
        _write(held, values, member)
        if _state(held) != before:
            record(member, CHANGED, held.name, before, _state(held))
    return held


@undoes(ADDED)
@undoes(CHANGED)
def undo_criterion(entry: AuditEntry, member: Member | None) -> None:
    """Put a criterion back as it was; one that was added is retired, for scores may name it."""
    take_turns(TURN)
    held = OwnCriterion.objects.filter(key=entry.after["key"]).first()
    if held is None or _state(held) != entry.after:
        raise CannotUndo(_("The criterion was changed again since. Undo that first."))
    _write(held, entry.before or {"retired": True}, member)


def _write(held: OwnCriterion, values: Mapping[str, Any], member: Member | None) -> None:
    for name in FIELDS:
        if name in values:
            setattr(held, name, values[name])
    held.name = held.name.strip()
    held.anchors = [str(one).strip() for one in held.anchors]
    if not held.name or len(held.name) > LONGEST:
        raise PlanError(_("Write the question, in at most {most} letters.").format(most=LONGEST))
    if held.group not in GROUPS:
        raise PlanError(_("Choose what it is asked of: {known}.").format(known=", ".join(GROUPS)))
    if not isinstance(held.weight, int) or not 1 <= held.weight <= 5:
        raise PlanError(_("A criterion weighs from 1 to 5."))
    if len(held.anchors) != 5 or not all(held.anchors) or any(len(one) > 500 for one in held.anchors):
        raise PlanError(_("Say what 1, 2, 3, 4 and 5 look like, each in at most 500 letters."))
    held.number, held.changed_at, held.changed_by = held.number + 1, timezone.now(), member
    held.save()


def _state(held: OwnCriterion) -> dict[str, Any]:
    return {"key": held.key, **{name: getattr(held, name) for name in FIELDS}}
