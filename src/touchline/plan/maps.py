"""Maps: make one, copy it, change it, say which is as it is, take one out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from touchline.plan import models
from touchline.plan.changing import ADDED, CHANGED, COPIED, REMOVED, TURN, Saved, change, there
from touchline.plan.differing import MAP, with_things
from touchline.plan.keys import free_key
from touchline.plan.picture import Plan, PlannedMap
from touchline.plan.placing import placed, put, where
from touchline.plan.reading import PlanError, maps, touchpoints_of
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.turns import take_turns
from touchline.workspace.undoing import CannotUndo, undoes

CURRENT = "made the map current"
Values = Mapping[str, Any]


def add_map(name: str, values: Values, *, member: Member | None) -> Saved:
    """Make an empty map (``scheme``, ``note``, ``factors``); the first is current. Raises ``PlanError``."""
    key = _free(name)

    def edit(plan: Plan) -> Plan:
        return with_things(plan, [(MAP, key, PlannedMap(key=key, name=name.strip(), **_frozen(values)))])

    return change(ADDED, name.strip(), None, edit, member=member, key=key)


def change_map(map_: models.Map, values: Values, *, member: Member | None, seen: int | None = None) -> Saved:
    """Change a map's name, note, scheme or factors.

    With another scheme, touchpoints keep a stage only where it is known in the new one. Raises ``Changed``
    and ``PlanError``.
    """

    def edit(plan: Plan) -> Plan:
        was: PlannedMap = there(plan, MAP, map_.key)
        new = replace(was, **_frozen(values))
        plan = with_things(plan, [(MAP, map_.key, new)])
        return plan if new.scheme == was.scheme else _restaged(map_, plan, new.scheme)

    about = (MAP, map_.key, seen) if seen is not None else None
    return change(CHANGED, None, map_, edit, member=member, seen=about, key=map_.key)


def copy_map(map_: models.Map, name: str, *, member: Member | None) -> Saved:
    """Make another map with all that is on this one, such as one of how it is to be. Raises ``PlanError``."""
    from touchline.plan.reading import plan_of

    key, source = _free(name), plan_of(map_)

    def edit(plan: Plan) -> Plan:
        assert source.map is not None
        made = replace(source.map, key=key, name=name.strip())
        return replace(plan, map=made, touchpoints=source.touchpoints, chains=source.chains)

    return change(COPIED, name.strip(), None, edit, member=member, key=key)


def remove_map(map_: models.Map, *, member: Member | None) -> Saved:
    """Take a map out with all that is on it. The current one goes only as the last. Raises ``PlanError``."""
    if map_.current and models.Map.objects.exclude(pk=map_.pk).exists():
        raise PlanError(_("This is the current map. Make another one current first."))

    def edit(plan: Plan) -> Plan:
        there(plan, MAP, map_.key)
        return with_things(plan, [(MAP, map_.key, None)])

    return change(REMOVED, map_.name, map_, edit, member=member, key=map_.key)


def make_current(map_: models.Map, *, member: Member | None) -> AuditEntry | None:
    """Let this map be the one as it is, held against the record; None when it is already.

    Its linked touchpoints are placed in the record on the stages they have here.
    """
    with transaction.atomic():
        take_turns(TURN)
        old = models.Map.objects.select_for_update().filter(current=True).first()
        if old is not None and old.pk == map_.pk:
            return None
        were, are = _swap(old, map_)
        before = {MAP: old.key if old else None, "places": were}
        return record(member, CURRENT, map_.name, before, {MAP: map_.key, "places": are})


@undoes(CURRENT)
def undo_current(entry: AuditEntry, _member: Member | None) -> None:
    """Make the map current that was it before, with the places the touchpoints had."""
    take_turns(TURN)
    now = models.Map.objects.select_for_update().filter(current=True).first()
    old = models.Map.objects.select_for_update().filter(key=entry.before[MAP] or "").first()
    if now is None or now.key != entry.after[MAP] or old is None:
        raise CannotUndo(_("Another map was made current since, or this one is gone."))
    places = entry.after["places"]
    there_now = where(now.scheme, [int(number) for number in places])
    if any(there_now.get(number, said)["stage"] != said["stage"] for number, said in places.items()):
        raise CannotUndo(_("A touchpoint of this map was placed anew since. Undo that first."))
    _swap(now, old, place=False)
    put({number: said for number, said in entry.before["places"].items() if number in there_now})


def _swap(old: models.Map | None, new: models.Map, *, place: bool = True) -> tuple[Any, Any]:
    """Make ``new`` current; the stages of ``old`` stay as they were read through."""
    if old is not None:
        _keep_stages(old)
        models.Map.objects.filter(pk=old.pk).update(current=False)
    stages = {one.key: one.stage for one in touchpoints_of(new).values() if one.record and one.stage}
    models.Map.objects.filter(pk=new.pk).update(current=True)
    new.current = True
    return placed(new, stages) if place else ({}, {})


def _keep_stages(row: models.Map) -> None:
    linked = [one for one in touchpoints_of(row).values() if one.record]
    by_stage: dict[str, list[str]] = {}
    for one in linked:
        by_stage.setdefault(one.stage, []).append(one.key)
    for stage, keys in by_stage.items():
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            models.PlannedTouchpoint.objects.filter(map=row, key__in=part).update(stage=stage)


def _restaged(map_: models.Map, plan: Plan, scheme: str) -> Plan:
    """Touchpoints on the stages of another scheme: as mapped from the hourglass, else as they are called."""
    from touchline.plan.schemes import stage_between

    recorded = {}
    if map_.current:
        recorded = {key: one.stage for key, one in touchpoints_of(map_, scheme).items() if one.record}
    assert plan.map is not None
    moved = [
        (
            "touchpoints",
            one.key,
            replace(one, stage=recorded.get(one.key, stage_between(map_.scheme, scheme, one.stage))),
        )
        for one in plan.touchpoints.values()
    ]
    return with_things(plan, moved)


def _free(name: str) -> str:
    return free_key(name, {one.key for one in maps()})


def _frozen(values: Values) -> dict[str, Any]:
    return {
        name: tuple(sorted(value.items())) if isinstance(value, Mapping) else value
        for name, value in values.items()
    }
