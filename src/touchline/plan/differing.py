"""What differs between two plans, thing by thing. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from touchline.plan.picture import NOTHING, SORTS, Part, Plan

MAP = "map"


@dataclass(frozen=True)
class Difference:
    """A thing that is not what it was: ``old`` None where it is new, ``new`` None where it is gone."""

    sort: str
    key: str
    old: Any
    new: Any

    @property
    def name(self) -> str:
        """What it is called, by its new name if it has one."""
        return str((self.new or self.old).name)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that changed, of one that was there and stays."""
        if self.old is None or self.new is None:
            return ()
        return tuple(
            one.name for one in fields(self.new) if getattr(self.old, one.name) != getattr(self.new, one.name)
        )


def differences(old: Plan, new: Plan) -> list[Difference]:
    """Everything that differs: the map first, then by sort and key."""
    found = []
    if old.map != new.map:
        key = (new.map or old.map).key  # type: ignore[union-attr]
        found.append(Difference(MAP, key, old.map, new.map))
    for sort in SORTS:
        before, after = getattr(old, sort), getattr(new, sort)
        keys = sorted({*before, *after})
        found += [
            Difference(sort, key, before.get(key), after.get(key))
            for key in keys
            if before.get(key) != after.get(key)
        ]
    return found


def with_things(plan: Plan, things: Iterable[tuple[str, str, Part | None]]) -> Plan:
    """The plan with these things (sort, key, thing) in the place of those it has; None takes one out."""
    changed: dict[str, Any] = {}
    for sort, key, part in things:
        if sort == MAP:
            changed[MAP] = part
            continue
        held = changed.setdefault(sort, dict(getattr(plan, sort)))
        if part is None:
            held.pop(key, None)
        else:
            held[key] = part
    if changed.get(MAP, plan.map) is None:
        changed |= {"touchpoints": NOTHING, "chains": NOTHING}
    return replace(plan, **changed)


def get(plan: Plan, sort: str, key: str) -> Part | None:
    """A thing of a plan, None where it has none."""
    if sort == MAP:
        return plan.map if plan.map and plan.map.key == key else None
    found: Part | None = getattr(plan, sort).get(key)
    return found
