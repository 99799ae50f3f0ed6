"""Undoing a change of a plan: everything in it is put back as it was, in one transaction."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from touchline.plan import changing, models
from touchline.plan.differing import differences, get, with_things
from touchline.plan.picture import Plan
from touchline.plan.placing import put, where
from touchline.plan.reading import PlanError, plan_of
from touchline.plan.states import from_state
from touchline.plan.writing import write
from touchline.touchpoints.models import Touchpoint
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.turns import take_turns
from touchline.workspace.undoing import CannotUndo, undoes


@undoes(changing.ADDED)
@undoes(changing.CHANGED)
@undoes(changing.MOVED)
@undoes(changing.REMOVED)
@undoes(changing.APPLIED)
@undoes(changing.STARTED)
@undoes(changing.COPIED)
def put_back(entry: AuditEntry, member: Member | None) -> None:
    """Put back what an entry changed. Raises ``CannotUndo`` when a thing in it changed again since."""
    take_turns(changing.TURN)
    row = _map(entry)
    now = plan_of(row)
    names = _names(entry)
    before, after = _things(entry.before, names), _things(entry.after, names)
    _refuse_changed(now, before, after)
    new = with_things(now, [(sort, key, before.get((sort, key))) for sort, key in {**before, **after}])
    try:
        changing.refuse(now, new)
        written = write(row, differences(now, new), member)
    except PlanError as error:
        raise CannotUndo(str(error)) from None
    _put_places(entry)
    if row is not None and written is None and row.current:
        raise_if_others()


def raise_if_others() -> None:
    """Refuse to leave maps without a current one."""
    if models.Map.objects.exists():
        raise CannotUndo(_("This is the current map. Make another one current first."))


def _map(entry: AuditEntry) -> models.Map | None:
    key = (entry.after or {}).get("map") or (entry.before or {}).get("map")
    if not key:
        return None
    row = models.Map.objects.select_for_update().filter(key=key).first()
    if row is None and f"map/{key}" not in (entry.before or {}).get("things", {}):
        raise CannotUndo(_("The map “{key}” is gone. Undo that first.").format(key=key))
    return row


def _things(side: dict[str, Any] | None, names: dict[str, str]) -> dict[tuple[str, str], Any]:
    found = {}
    for place, state in (side or {}).get("things", {}).items():
        sort, key = place.split("/", 1)
        if state.get("record") in names:
            state = state | {"record": names[state["record"]]}
        found[sort, key] = from_state(sort, state)
    return found


def _names(entry: AuditEntry) -> dict[str, str]:
    """Touchpoints of the record that were called otherwise then: what they are called now."""
    known = {**(entry.before or {}).get("records", {}), **(entry.after or {}).get("records", {})}
    rows = Touchpoint.objects.filter(pk__in=known.values()).select_related("merged_into")
    now = {one.pk: (one.merged_into or one).name for one in rows}
    return {name: now[number] for name, number in known.items() if number in now}


def _refuse_changed(now: Plan, before: dict[Any, Any], after: dict[Any, Any]) -> None:
    for sort, key in {**before, **after}:
        is_, was = get(now, sort, key), after.get((sort, key))
        if is_ != was:
            either = is_ or was or before[sort, key]
            raise CannotUndo(_("{name} was changed again since. Undo that first.").format(name=either.name))


def _put_places(entry: AuditEntry) -> None:
    places = (entry.before or {}).get("places")
    if not places:
        return
    scheme = next(iter(places.values()))["scheme"]
    there = where(scheme, [int(number) for number in places])
    put({number: said for number, said in places.items() if number in there})
