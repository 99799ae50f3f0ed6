"""Changes of a plan in the audit trail, in words: what differs of each thing, the first of many."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from touchline.plan.differing import Difference
from touchline.plan.file.words import Changed, changed
from touchline.plan.states import from_state
from touchline.web import wording
from touchline.web.clashes import short

MOST = 30


def is_plan(before: Any, after: Any) -> bool:
    """Whether an entry of the audit trail is about things of a plan."""
    return any(isinstance(side, dict) and isinstance(side.get("things"), dict) for side in (before, after))


def named(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[dict[str, str]]:
    """Lines of a name, the old and the new text; the last one says how many more there are."""
    lines = []
    for one in changed(_differences((before or {}).get("things", {}), (after or {}).get("things", {}))):
        lines += _lines(one)
        if len(lines) > MOST:
            break
    things = {*(before or {}).get("things", {}), *(after or {}).get("things", {})}
    if len(lines) <= MOST:
        return lines
    more = _("{n} things of the plan in all").format(n=wording.count(len(things)))
    return [*lines[:MOST], {"name": "…", "old": "", "new": more}]


def _lines(one: Changed) -> list[dict[str, str]]:
    name = f"{one.what} {short(one.name, 60)}"
    if one.change == "added":
        return [{"name": name, "old": "", "new": _("added")}]
    if one.change == "removed":
        return [{"name": name, "old": "", "new": _("taken out")}]
    return [{"name": f"{name}: {field}", "old": old, "new": new} for field, old, new in one.fields]


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    found = []
    for place in {**before, **after}:
        sort, _slash, key = place.partition("/")
        try:
            old, new = (from_state(sort, side[place]) if place in side else None for side in (before, after))
        except (KeyError, TypeError, ValueError):
            continue  # written by another version
        if old != new:
            found.append(Difference(sort, key, old, new))
    return found
