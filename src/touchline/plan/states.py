"""Things of a plan as JSON values, for the audit trail: as they were, so that they can be put back."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from touchline.plan.picture import SORTS, Part, PlannedLink, PlannedMap

State = dict[str, Any]


def to_state(part: Part | PlannedLink) -> State:
    """What a thing says, without what it leaves at its default."""
    said = {}
    for one in fields(part):
        value = getattr(part, one.name)
        if one.name in ("key", "name") or value != one.default:
            said[one.name] = _json(value)
    return said


def from_state(sort: str, state: State) -> Part:
    """The thing of a sort (``map``, ``touchpoints``, …) that ``to_state`` made this of."""
    made = dict(state)
    if "links" in made and sort == "chains":
        made["links"] = tuple(PlannedLink(**_frozen(one)) for one in made["links"])
    kind: type[Any] = PlannedMap if sort == "map" else SORTS[sort]
    part: Part = kind(**_frozen(made))
    return part


def _frozen(state: State) -> State:
    return {name: _tuple(value, name) for name, value in state.items()}


def _tuple(value: Any, name: str) -> Any:
    if name == "due":
        return date.fromisoformat(value) if value else None
    if isinstance(value, list):
        return tuple(tuple(one) if isinstance(one, list) else one for one in value)
    return value


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [to_state(one) if isinstance(one, PlannedLink) else _json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
