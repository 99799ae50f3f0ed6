"""Objects, personas and competitors: what the maps of a workspace share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from touchline.plan.changing import ADDED, CHANGED, REMOVED, Saved, change, replaced, there
from touchline.plan.keys import free_key
from touchline.plan.picture import SORTS, Plan
from touchline.workspace.models import Member

Values = Mapping[str, Any]
"""Fields by name, as ``picture`` names them; those that are not given stay."""


def add_object(name: str, values: Values, *, member: Member | None) -> Saved:
    """Add a company, product or employee. Raises ``PlanError``."""
    return add("objects", name, values, member=member)


def add_persona(name: str, values: Values, *, member: Member | None) -> Saved:
    """Add a persona. Raises ``PlanError``."""
    return add("personas", name, values, member=member)


def add_competitor(name: str, values: Values, *, member: Member | None) -> Saved:
    """Add a competitor. Raises ``PlanError``."""
    return add("competitors", name, values, member=member)


def add(sort: str, name: str, values: Values, *, member: Member | None) -> Saved:
    """Add an object, persona or competitor (``sort`` of ``picture.SHARED``). Raises ``PlanError``."""
    made: list[str] = []

    def edit(plan: Plan) -> Plan:
        key = free_key(name, getattr(plan, sort))
        made.append(key)
        return replaced(plan, sort, key, SORTS[sort](key=key, name=name.strip(), **values))

    saved = change(ADDED, name.strip(), None, edit, member=member)
    return replace(saved, key=made[-1])


def change_thing(
    sort: str, key: str, values: Values, *, member: Member | None, seen: int | None = None
) -> Saved:
    """Change an object, persona or competitor. Raises ``Changed`` and ``PlanError``."""

    def edit(plan: Plan) -> Plan:
        return replaced(plan, sort, key, replace(there(plan, sort, key), **values))

    about = (sort, key, seen) if seen is not None else None
    return change(CHANGED, None, None, edit, member=member, seen=about, key=key)


def remove_thing(sort: str, key: str, *, member: Member | None, seen: int | None = None) -> Saved:
    """Take an object, persona or competitor out. Raises ``PlanError`` while a map uses it."""

    def edit(plan: Plan) -> Plan:
        there(plan, sort, key)
        return replaced(plan, sort, key, None)

    about = (sort, key, seen) if seen is not None else None
    return change(REMOVED, None, None, edit, member=member, seen=about, key=key)
