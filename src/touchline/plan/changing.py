"""Changing a plan: one way in. What is to change is worked out on a frozen plan, judged, written, recorded.

Every change takes its turn, is one transaction with one entry of the audit trail, and can be undone while
nothing in it changed again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from touchline.plan import models
from touchline.plan.clashes import Changed, Clash, refuse_clash
from touchline.plan.differing import Difference, differences, get, with_things
from touchline.plan.faults import faults
from touchline.plan.picture import SHARED, Part, Plan
from touchline.plan.placing import placed
from touchline.plan.reading import PlanError, plan_of, touchpoints_of
from touchline.plan.resolving import outside, spelt, unknown
from touchline.plan.states import to_state
from touchline.plan.writing import write
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.turns import take_turns

TURN = "plan"
ADDED = "added to the plan"
CHANGED = "changed in the plan"
MOVED = "moved in the plan"
REMOVED = "took out of the plan"
APPLIED = "applied a plan file"
STARTED = "started a map"
COPIED = "copied a map"

Edit = Callable[[Plan], Plan]
"""What is to become of a plan. Raises ``PlanError``."""


@dataclass(frozen=True)
class Saved:
    """What a change did: the key of the thing it was about, the plan now, and the entry that undoes it.

    ``entry`` is None when nothing was different.
    """

    key: str
    plan: Plan
    entry: AuditEntry | None
    differences: tuple[Difference, ...] = ()


def change(
    verb: str,
    what: str | None,
    map_: models.Map | None,
    edit: Edit,
    *,
    member: Member | None,
    seen: tuple[str, str, int] | None = None,
    key: str = "",
) -> Saved:
    """Change a map, or with None what maps share. ``what`` names it in the audit trail, None as it is called.

    ``seen`` is the sort, key and number of the thing as the member saw it: raises ``Changed`` when a field
    that is to change has changed since. Raises ``PlanError`` with a sentence, and then nothing is written.
    """
    with transaction.atomic():
        take_turns(TURN)
        row = _fresh(map_)
        old = plan_of(row)
        new = spelt(edit(old), old)
        found = differences(old, new)
        if not found:
            return Saved(key, old, None)
        if seen is not None:
            _refuse_clash(row, found, seen)
        refuse(old, new)
        before, after = said(row, found), said(row, found, new=True)
        written = write(row, found, member)
        if written is not None and written.current:
            were, are = placed(written, _moved(found, written))
            if are:
                before["places"], after["places"] = were, are
        entry = record(member, verb, what or _what(found), before, after)
        return Saved(key or found[0].key, plan_of(written), entry, tuple(found))


def refuse(old: Plan, new: Plan) -> None:
    """Raise ``PlanError`` for the first thing that cannot be and was not so before."""
    were = set(faults(old))
    for one in faults(new):
        if one not in were:
            raise PlanError(one.why)
    for one in unknown(new, old):
        raise PlanError(one.why)


def said(row: models.Map | None, found: Sequence[Difference], *, new: bool = False) -> dict[str, Any]:
    """One side of a change as the audit trail keeps it."""
    things = {
        f"{one.sort}/{one.key}": to_state(part)
        for one in found
        if (part := one.new if new else one.old) is not None
    }
    parts = [one.new if new else one.old for one in found if one.sort == "touchpoints"]
    known = outside(part for part in parts if part is not None)
    kept: dict[str, Any] = {"things": things}
    on_map = [one for one in found if one.sort not in SHARED]
    if on_map:
        kept["map"] = row.key if row is not None else on_map[0].key
    named = {
        part.record: known.records[part.record] for part in parts if part and part.record in known.records
    }
    if named:
        kept["records"] = named
    return kept


def replaced(plan: Plan, sort: str, key: str, part: Part | None) -> Plan:
    """The plan with one thing in the place of the one it has."""
    return with_things(plan, [(sort, key, part)])


def there(plan: Plan, sort: str, key: str) -> Any:
    """A thing of a plan. Raises ``PlanError`` when somebody took it out."""
    found = get(plan, sort, key)
    if found is None:
        raise PlanError(_("“{key}” is not in the plan any more. Open it anew.").format(key=key))
    return found


def _fresh(map_: models.Map | None) -> models.Map | None:
    """The map as it is in this transaction."""
    if map_ is None:
        return None
    row = models.Map.objects.filter(pk=map_.pk).first()
    if row is None:
        raise PlanError(_("The map “{name}” is gone. Choose another.").format(name=map_.name))
    return row


def _refuse_clash(row: models.Map | None, found: list[Difference], seen: tuple[str, str, int]) -> None:
    sort, key, number = seen
    for one in found:
        if (one.sort, one.key) == (sort, key):
            refuse_clash(row, one, number)


def _moved(found: list[Difference], row: models.Map) -> dict[str, str]:
    """Stages of linked touchpoints that are not where the record has them now."""
    linked = {
        one.key: one.new.stage for one in found if one.sort == "touchpoints" and one.new and one.new.record
    }
    stands = touchpoints_of(row) if linked else {}
    return {key: stage for key, stage in linked.items() if stands[key].stage != stage}


def _what(found: list[Difference]) -> str:
    shown = ", ".join(one.name for one in found[:3])
    more = len(found) - 3
    return _("{shown} and {n} more").format(shown=shown, n=more) if more > 0 else shown


__all__ = ["Changed", "Clash", "Saved", "change"]
