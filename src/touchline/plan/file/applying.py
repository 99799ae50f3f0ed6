"""Bringing a workspace to a plan file: all of it in one transaction and one entry, or nothing."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from touchline.plan import models
from touchline.plan.changing import APPLIED, Saved, change
from touchline.plan.differing import Difference, differences
from touchline.plan.faults import faults
from touchline.plan.file.reading import PlanFile, read
from touchline.plan.picture import Plan
from touchline.plan.reading import PlanError, plan_of, recorded_stages
from touchline.plan.resolving import spelt, unknown
from touchline.workspace.models import Member


def read_here(data: bytes) -> PlanFile:
    """A plan file that is to go on top of what this workspace has. Raises ``FileError``."""
    return read(data, judge=False)


def compare(file: PlanFile) -> list[Difference]:
    """What applying a file would change. Raises ``FileError`` for what cannot be, with its line."""
    row = map_of(file)
    old = plan_of(row)
    return differences(old, _wanted(file, old, row))


def apply(file: PlanFile, name: str, *, member: Member | None) -> Saved:
    """Bring the workspace to a file, which is called ``name``. A map of a new key is made.

    What the map has and the file has not is removed; sections that are not in the file stay. Raises
    ``FileError`` and ``PlanError``, and then nothing has changed.
    """
    row = map_of(file)
    planned = file.plan.map
    assert planned is not None
    what = _("{map} from {file}").format(map=planned.name, file=name)

    def edit(old: Plan) -> Plan:
        return _wanted(file, old, row)

    return change(APPLIED, what, row, edit, member=member, key=planned.key)


def map_of(file: PlanFile) -> models.Map | None:
    """The map a file is about, None when there is none of its key yet."""
    if file.plan.map is None:
        raise PlanError(_("The file does not say which map it is. Add map: with its key and name."))
    return models.Map.objects.filter(key=file.plan.map.key).first()


def _wanted(file: PlanFile, old: Plan, row: models.Map | None) -> Plan:
    """The plan there will be. Raises ``FileError`` for what cannot be and was not so before."""
    sections = {sort: getattr(file.plan, sort) for sort in file.sections}
    new = spelt(replace(old, map=file.plan.map, **sections), old)
    if row is None or row.current:
        new = _as_recorded(row, new)
    were = set(faults(old))
    file.refuse([one for one in faults(new) if one not in were] + unknown(new, old))
    return new


def _as_recorded(row: models.Map | None, new: Plan) -> Plan:
    """On the current map, linked touchpoints whose stage is not said stand where the record has them."""
    if row is None and models.Map.objects.filter(current=True).exists():
        return new
    silent = [one for one in new.touchpoints.values() if one.record and not one.stage]
    if not silent or new.map is None:
        return new
    stages = recorded_stages(new.map.scheme, [one.record for one in silent])
    placed = {one.key: replace(one, stage=stages.get(one.record, "")) for one in silent}
    return replace(new, touchpoints={**new.touchpoints, **placed})
