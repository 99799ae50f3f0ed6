"""Writing the difference between two plans into the operations store. Call it inside a transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models as db
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from touchline.plan import models
from touchline.plan.clashes import MODELS
from touchline.plan.differing import MAP, Difference
from touchline.plan.picture import SHARED, Planned, PlannedChain, PlannedMap
from touchline.plan.reading import PlanError
from touchline.plan.resolving import outside
from touchline.plan.writing_chains import write_links
from touchline.workspace.models import Member

BATCH = 250
STAMP = ("number", "field_numbers", "changed_at", "changed_by")


@dataclass(frozen=True)
class Stamp:
    """Who writes, when, and under which number of the map."""

    number: int
    at: datetime
    member: Member | None


def write(row: models.Map | None, found: Sequence[Difference], member: Member | None) -> models.Map | None:
    """Bring the store to the new side of these differences. Returns the map, None when it is gone.

    Raises ``PlanError`` when something that goes is used by another map.
    """
    by_sort: dict[str, list[Difference]] = defaultdict(list)
    for one in found:
        by_sort[one.sort].append(one)
    gone = any(one.new is None for one in by_sort[MAP])
    stamp = Stamp(row.number + 1 if row else 1, timezone.now(), member)
    if not gone:
        for sort in SHARED:
            _write_shared(sort, [one for one in by_sort[sort] if one.new], stamp)
        row = _write_map(row, by_sort[MAP], stamp, on_it=any(one.sort not in SHARED for one in found))
        if row is not None:
            _remove(models.Chain, row, [one.key for one in by_sort["chains"] if one.new is None])
            _remove(models.PlannedTouchpoint, row, [o.key for o in by_sort["touchpoints"] if o.new is None])
            _write_touchpoints(row, [one for one in by_sort["touchpoints"] if one.new], stamp)
            _write_chains(row, [one for one in by_sort["chains"] if one.new], stamp)
    elif row is not None:
        models.Link.objects.filter(chain__map=row).delete()
        row.delete()
        row = None
    for sort in SHARED:
        _remove_shared(sort, [one for one in by_sort[sort] if one.new is None])
    return row


def _write_map(
    row: models.Map | None, found: list[Difference], stamp: Stamp, *, on_it: bool
) -> models.Map | None:
    if not on_it:
        return row
    if row is None:
        if not found:
            return None
        first = not models.Map.objects.filter(current=True).exists()
        row = models.Map(key=found[0].key, current=first)
    for one in found:
        planned: PlannedMap = one.new
        row.name, row.scheme, row.note = planned.name, planned.scheme, planned.note
        row.factors, row.weights = dict(planned.factors), dict(planned.weights)
        row.contacts, row.crowd = planned.contacts, planned.crowd
        row.field_numbers = row.field_numbers | dict.fromkeys(one.fields, stamp.number)
    row.number, row.changed_at, row.changed_by = stamp.number, stamp.at, stamp.member
    row.save()
    return row


def _write_shared(sort: str, found: list[Difference], stamp: Stamp) -> None:
    model = MODELS[sort]
    rows = {one.key: one for one in model._default_manager.filter(key__in=[one.key for one in found])}
    for one in found:
        held = rows.get(one.key) or model(key=one.key)
        for name, value in vars(one.new).items():
            setattr(held, name, dict(value) if name == "factors" else value)
        held.number += 1
        held.field_numbers = held.field_numbers | dict.fromkeys(one.fields, held.number)
        held.changed_at, held.changed_by = stamp.at, stamp.member
        held.save()


def _remove_shared(sort: str, found: list[Difference]) -> None:
    for one in found:
        if (
            sort == "personas"
            and models.PlannedTouchpoint.personas.through.objects.filter(persona__key=one.key).exists()
        ):
            raise PlanError(_used(one.name))
        try:
            MODELS[sort]._default_manager.filter(key=one.key).delete()
        except ProtectedError:
            raise PlanError(_used(one.name)) from None


def _used(name: str) -> str:
    return _("“{name}” is used on a map still. Take it out there first.").format(name=name)


def _remove(model: type[db.Model], row: models.Map, keys: list[str]) -> None:
    for part in _batches(keys):
        model._default_manager.filter(map=row, key__in=part).delete()


def _write_touchpoints(row: models.Map, found: list[Difference], stamp: Stamp) -> None:
    known = outside(one.new for one in found)
    objects = dict(models.PlanObject.objects.values_list("key", "pk"))
    numbers = _field_numbers(models.PlannedTouchpoint, row, found)
    rows = []
    for one in found:
        planned: Planned = one.new
        held = models.PlannedTouchpoint(map=row, **_plain(planned))
        held.object_id = objects.get(planned.object)
        held.owner_id = known.members.get(planned.owner)
        held.touchpoint_id = known.records.get(planned.record)
        rows.append(_stamped(held, one, numbers, stamp))
    _upsert(models.PlannedTouchpoint, rows, but=("parent",))
    here = dict(models.PlannedTouchpoint.objects.filter(map=row).values_list("key", "pk"))
    _write_parents(found, here)
    personas = dict(models.Persona.objects.values_list("key", "pk"))
    held_personas = {here[one.key]: [personas[key] for key in one.new.personas] for one in found}
    _write_many(
        models.PlannedTouchpoint.personas.through, "plannedtouchpoint_id", "persona_id", held_personas
    )
    held_pictures = {here[one.key]: [known.pictures[name] for name in one.new.pictures] for one in found}
    _write_many(
        models.PlannedTouchpoint.pictures.through, "plannedtouchpoint_id", "picture_id", held_pictures
    )


_LOOKED_UP = ("object", "owner", "record", "parent", "personas", "pictures")


def _plain(planned: Planned) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in vars(planned).items()
        if name not in _LOOKED_UP
    }


def _write_parents(found: list[Difference], here: dict[str, int]) -> None:
    by_parent: dict[str, list[int]] = defaultdict(list)
    for one in found:
        if one.new.parent or (one.old and one.old.parent):
            by_parent[one.new.parent].append(here[one.key])
    for parent, parts in by_parent.items():
        for part in _batches(parts):
            models.PlannedTouchpoint.objects.filter(pk__in=part).update(parent_id=here.get(parent))


def _write_many(through: Any, here: str, there: str, wanted: dict[int, list[int]]) -> None:
    """Bring a table between two others to what is wanted."""
    for part in _batches(list(wanted)):
        through._default_manager.filter(**{f"{here}__in": part}).delete()
    rows = [through(**{here: one, there: other}) for one, others in wanted.items() for other in others]
    through._default_manager.bulk_create(rows, batch_size=BATCH)


def _write_chains(row: models.Map, found: list[Difference], stamp: Stamp) -> None:
    if not found:
        return
    personas = dict(models.Persona.objects.values_list("key", "pk"))
    objects = dict(models.PlanObject.objects.values_list("key", "pk"))
    numbers = _field_numbers(models.Chain, row, found)
    rows = []
    for one in found:
        chain: PlannedChain = one.new
        held = models.Chain(map=row, key=chain.key, name=chain.name, entry=chain.entry, note=chain.note)
        held.persona_id, held.object_id = personas.get(chain.persona), objects.get(chain.object)
        rows.append(_stamped(held, one, numbers, stamp))
    _upsert(models.Chain, rows)
    write_links(row, [one.new for one in found if "links" in one.fields or one.old is None])


def _field_numbers(
    model: type[models.Thing], row: models.Map, found: Iterable[Difference]
) -> dict[str, dict[str, int]]:
    numbers: dict[str, dict[str, int]] = {}
    for part in _batches([one.key for one in found]):
        where: dict[str, Any] = {"map": row, "key__in": part}
        numbers.update(model._default_manager.filter(**where).values_list("key", "field_numbers"))
    return numbers


def _stamped(held: Any, one: Difference, numbers: dict[str, dict[str, int]], stamp: Stamp) -> Any:
    held.number, held.changed_at, held.changed_by = stamp.number, stamp.at, stamp.member
    held.field_numbers = numbers.get(one.key, {}) | dict.fromkeys(one.fields, stamp.number)
    return held


def _upsert(model: type[db.Model], rows: list[Any], but: tuple[str, ...] = ()) -> None:
    """Add rows of a map, or bring those of the same key to them; they keep their numbers."""
    fields = [one.name for one in model._meta.concrete_fields if not one.primary_key]
    model._default_manager.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["map", "key"],
        update_fields=[one for one in fields if one not in ("map", "key", *but)],
    )


def _batches(things: list[Any]) -> Iterable[list[Any]]:
    return (things[start : start + BATCH] for start in range(0, len(things), BATCH))
