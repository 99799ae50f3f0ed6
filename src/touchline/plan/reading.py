"""Reading a plan from the operations store into its frozen picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from touchline.plan import models
from touchline.plan.errors import PlanError
from touchline.plan.picture import (
    Plan,
    Planned,
    PlannedChain,
    PlannedCompetitor,
    PlannedLink,
    PlannedMap,
    PlannedObject,
    PlannedPersona,
)
from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.schemes import HOURGLASS, stage_in

T = TypeVar("T", str, int)


def maps() -> list[models.Map]:
    """All maps: the current one first, then by name."""
    return list(models.Map.objects.select_related("changed_by").order_by("-current", "name", "key"))


def current_map() -> models.Map | None:
    """The map as it is, the one that is held against the record; None while there is no map."""
    return models.Map.objects.select_related("changed_by").filter(current=True).first()


def find_map(name: str = "") -> models.Map:
    """The map of this key or name, without one the current map. Raises ``PlanError``."""
    if not name:
        found = current_map()
        if found is None:
            raise PlanError(_("There is no map yet. Start one: touchline plan start"))
        return found
    there = maps()
    wanted = name.casefold()
    same = [
        [one for one in there if one.key == name],
        [one for one in there if one.name == name],
        [one for one in there if one.name.casefold() == wanted],
    ]
    for matching in same:
        if len(matching) == 1:
            return matching[0]
    known = ", ".join(one.key for one in there) or _("none")
    raise PlanError(_("There is no map “{name}”. There are: {known}.").format(name=name, known=known))


def plan_of(row: models.Map | None) -> Plan:
    """A map with all that is on it, and what maps share. None: only what they share."""
    shared = _shared()
    if row is None:
        return shared
    planned = PlannedMap(
        row.key,
        row.name,
        row.scheme,
        row.note,
        pairs(row.factors),
        pairs(row.weights),
        row.contacts,
        row.crowd,
    )
    return replace(shared, map=planned, touchpoints=touchpoints_of(row), chains=chains_of(row))


def _shared() -> Plan:
    personas = models.Persona.objects.order_by("key")
    competitors = models.Competitor.objects.order_by("key")
    return Plan(
        objects={one.key: _object(one) for one in models.PlanObject.objects.order_by("key")},
        personas={one.key: PlannedPersona(one.key, one.name, one.note, one.audience) for one in personas},
        competitors={
            one.key: PlannedCompetitor(one.key, one.name, one.site, one.note) for one in competitors
        },
    )


def touchpoints_of(row: models.Map, scheme: str = "") -> dict[str, Planned]:
    """The planned touchpoints of a map by key, each on the stage it has now.

    With another ``scheme`` linked ones of the current map are on the stage they have there.
    """
    rows = models.PlannedTouchpoint.objects.filter(map=row).order_by("key")
    rows = rows.select_related("object", "owner", "parent", "touchpoint", "touchpoint__merged_into")
    personas = _keys(models.PlannedTouchpoint.personas.through, "plannedtouchpoint", "persona__key", row)
    pictures = _keys(models.PlannedTouchpoint.pictures.through, "plannedtouchpoint", "picture__name", row)
    stages = _stages(scheme or row.scheme) if row.current else {}
    found = {}
    for one in rows:
        recorded = one.touchpoint.merged_into or one.touchpoint if one.touchpoint else None
        stage = stages.get(recorded.pk, "") if row.current and recorded else one.stage
        found[one.key] = Planned(
            key=one.key,
            name=one.name,
            kind=one.kind,
            stage=stage,
            channel=one.channel,
            object=one.object.key if one.object else "",
            personas=personas.get(one.pk, ()),
            state=one.state,
            owner=one.owner.email if one.owner else "",
            due=one.due,
            cost=one.cost,
            currency=one.currency,
            target=one.target,
            target_of=one.target_of,
            target_per=one.target_per,
            rhythm=one.rhythm,
            measure=one.measure,
            criteria=tuple(one.criteria),
            notes=one.notes,
            links=tuple(one.links),
            pictures=pictures.get(one.pk, ()),
            parent=one.parent.key if one.parent else "",
            delivers=one.delivers,
            delivered_by=one.delivered_by,
            inputs=one.inputs,
            minutes=one.minutes,
            paid=one.paid,
            weight=one.weight,
            record=recorded.name if recorded else "",
        )
    return found


def chains_of(row: models.Map) -> dict[str, PlannedChain]:
    """The chains of a map by key, with their links in order."""
    rows = models.Chain.objects.filter(map=row).select_related("persona", "object").order_by("key")
    met: dict[int, list[str]] = defaultdict(list)
    through = models.Link.touchpoints.through._default_manager.filter(link__chain__map=row)
    for number, key in through.values_list("link_id", "plannedtouchpoint__key"):
        met[number].append(key)
    links: dict[int, list[PlannedLink]] = defaultdict(list)
    for one in models.Link.objects.filter(chain__map=row).select_related("nested").order_by("position"):
        links[one.chain_id].append(
            PlannedLink(
                tuple(sorted(met.get(one.pk, ()))),
                one.nested.key if one.nested else "",
                one.optional,
                one.repeated,
                one.expected,
                one.note,
            )
        )
    return {
        one.key: PlannedChain(
            one.key,
            one.name,
            one.persona.key if one.persona else "",
            one.entry,
            one.object.key if one.object else "",
            one.note,
            tuple(links.get(one.pk, ())),
        )
        for one in rows
    }


def pairs(said: dict[str, T]) -> tuple[tuple[str, T], ...]:
    """What a mapping says, in order."""
    return tuple(sorted(said.items()))


def _object(one: models.PlanObject) -> PlannedObject:
    return PlannedObject(one.key, one.name, one.kind, one.note, pairs(one.factors), one.new)


def _keys(through: Any, here: str, there: str, row: models.Map) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = through._default_manager.filter(**{f"{here}__map": row})
    for number, key in rows.values_list(f"{here}_id", there):
        found[number].append(key)
    return {number: tuple(sorted(keys)) for number, keys in found.items()}


def recorded_stages(scheme: str, names: Iterable[str]) -> dict[str, str]:
    """The stages that touchpoints of the record have in a scheme, by name, where they have one."""
    stages = _stages(scheme)
    rows = Touchpoint.objects.listed().filter(name__in=list(names)).values_list("name", "pk")
    return {name: stages[number] for name, number in rows if stages.get(number)}


def _stages(scheme: str) -> dict[int, str]:
    """Where the record has touchpoints placed, in a scheme."""
    placed: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Placement.objects.filter(scheme__in={scheme, HOURGLASS.name})
    for number, of, stage in rows.values_list("touchpoint_id", "scheme", "stage"):
        placed[number][of] = stage
    return {number: stage_in(scheme, own) or "" for number, own in placed.items()}


__all__ = [
    "PlanError",
    "chains_of",
    "current_map",
    "find_map",
    "maps",
    "pairs",
    "plan_of",
    "recorded_stages",
    "touchpoints_of",
]
