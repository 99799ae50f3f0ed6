"""Planning touchpoints: add, change, move, link to the record, take out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from touchline.plan.catalogue import KINDS
from touchline.plan.changing import ADDED, CHANGED, MOVED, REMOVED, Saved, change, replaced, there
from touchline.plan.clashes import Changed, clash_of, row_of
from touchline.plan.differing import Difference, with_things
from touchline.plan.keys import free_key
from touchline.plan.models import Map
from touchline.plan.picture import Plan, Planned
from touchline.plan.reading import PlanError, recorded_stages
from touchline.plan.resolving import spelt_all
from touchline.workspace.models import Member

Values = Mapping[str, Any]
"""Fields by name, as ``picture.Planned`` names them; those that are not given stay."""


def add_touchpoint(map_: Map, name: str, values: Values, *, member: Member | None) -> Saved:
    """Plan a touchpoint. Where its kind has a usual channel, that is taken unless one is given.

    Raises ``PlanError`` with a sentence.
    """
    made: list[str] = []

    def edit(plan: Plan) -> Plan:
        key = free_key(name, plan.touchpoints)
        made.append(key)
        kind = KINDS.get(values.get("kind", ""))
        usual = {"channel": kind.channels[0]} if kind and kind.channels else {}
        planned = Planned(key=key, name=name.strip(), **{**usual, **_sorted(values)})
        return replaced(plan, "touchpoints", key, _as_recorded(map_, planned, "stage" in values))

    saved = change(ADDED, name.strip(), map_, edit, member=member)
    return replace(saved, key=made[-1])


def change_touchpoint(
    map_: Map, key: str, values: Values, *, member: Member | None, seen: int | None = None
) -> Saved:
    """Change fields of a planned touchpoint.

    ``seen`` is its number as the member saw it. Raises ``Changed`` when somebody changed one of these fields
    since, and ``PlanError``. Linking it to a touchpoint of the record on the current map takes the stage that
    has there; where that has none, it is placed on the stage planned here.
    """

    def edit(plan: Plan) -> Plan:
        was: Planned = there(plan, "touchpoints", key)
        planned = replace(was, **_sorted(values))
        if planned.record != was.record:
            planned = _as_recorded(map_, planned, "stage" in values)
        return replaced(plan, "touchpoints", key, planned)

    about = ("touchpoints", key, seen) if seen is not None else None
    return change(CHANGED, None, map_, edit, member=member, seen=about, key=key)


def move_touchpoint(
    map_: Map,
    key: str,
    stage: str,
    *,
    member: Member | None,
    values: Values | None = None,
    was: str | None = None,
    seen: int | None = None,
) -> Saved:
    """Move a planned touchpoint to a stage ("" to none), and set what else of ``values`` the row says.

    On the current map a linked one is placed in the record with it. ``was`` is the stage the member saw it
    at: raises ``Changed`` when it is elsewhere by now. Raises ``PlanError``.
    """

    def edit(plan: Plan) -> Plan:
        now: Planned = there(plan, "touchpoints", key)
        wanted = replace(now, **_sorted({**(values or {}), "stage": stage}))
        if was is not None and was != now.stage and stage != now.stage:
            held = row_of(map_, "touchpoints", key)
            assert held is not None
            raise Changed(clash_of(held, Difference("touchpoints", key, now, wanted), ("stage",)))
        return replaced(plan, "touchpoints", key, wanted)

    about = ("touchpoints", key, seen) if seen is not None else None
    return change(MOVED, None, map_, edit, member=member, seen=about, key=key)


def remove_touchpoint(map_: Map, key: str, *, member: Member | None, seen: int | None = None) -> Saved:
    """Take a planned touchpoint out; links that met only it are empty then, and its parts stand alone.

    Undoing it puts those back as well. Raises ``Changed`` when it changed since ``seen``, and ``PlanError``.
    """

    def edit(plan: Plan) -> Plan:
        there(plan, "touchpoints", key)
        return without_touchpoint(plan, key)

    about = ("touchpoints", key, seen) if seen is not None else None
    return change(REMOVED, _name(map_, key), map_, edit, member=member, seen=about, key=key)


def without_touchpoint(plan: Plan, key: str) -> Plan:
    """The plan without a touchpoint, and without its name in links and parts."""
    parts = [
        ("touchpoints", one.key, replace(one, parent=""))
        for one in plan.touchpoints.values()
        if one.parent == key
    ]
    chains = []
    for chain in plan.chains.values():
        links = tuple(
            replace(link, touchpoints=tuple(one for one in link.touchpoints if one != key))
            for link in chain.links
        )
        if links != chain.links:
            chains.append(("chains", chain.key, replace(chain, links=links)))
    return with_things(plan, [*parts, *chains, ("touchpoints", key, None)])


def _sorted(values: Values) -> dict[str, Any]:
    """Fields as the picture has them: what is of no order in order of keys, texts without spaces around."""
    given: dict[str, Any] = {}
    for name, value in values.items():
        if name in ("personas", "pictures"):
            given[name] = tuple(sorted(set(value)))
        elif isinstance(value, list | tuple):
            given[name] = tuple(value)
        else:
            given[name] = value.strip() if isinstance(value, str) else value
    return given


def _as_recorded(map_: Map, planned: Planned, told: bool) -> Planned:
    """On the current map, a newly linked one takes the stage it has in the record, unless one was told."""
    if not (planned.record and map_.current) or told:
        return planned
    name = spelt_all([planned])[0].record
    stage = recorded_stages(map_.scheme, [name]).get(name, "")
    return replace(planned, stage=stage) if stage else planned


def _name(map_: Map, key: str) -> str:
    held = row_of(map_, "touchpoints", key)
    if held is None:
        raise PlanError(_("“{key}” is not in the plan any more. Open it anew.").format(key=key))
    return held.name
