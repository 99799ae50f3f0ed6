"""Changes of the audit trail in words: what differs, with the names pages use."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from touchline.web import changed_values, plan_changes
from touchline.web.stages import channel_name, scheme_name, stage_name
from touchline.workspace.models import Role

KNOWN = (
    gettext_noop("a new member"),
    gettext_noop("a person"),
    gettext_noop("allowed again"),
    gettext_noop("accepted proposals for"),
    gettext_noop("added a criterion"),
    gettext_noop("added an attribute"),
    gettext_noop("added to the plan"),
    gettext_noop("an invitation"),
    gettext_noop("applied a plan file"),
    gettext_noop("asked to import"),
    gettext_noop("asked to undo"),
    gettext_noop("business settings"),
    gettext_noop("changed"),
    gettext_noop("changed a criterion"),
    gettext_noop("changed in the plan"),
    gettext_noop("changed the limits of joins"),
    gettext_noop("copied a map"),
    gettext_noop("denied the id"),
    gettext_noop("dropped a preset"),
    gettext_noop("ended sessions of"),
    gettext_noop("erased person"),
    gettext_noop("forgot"),
    gettext_noop("gave a role to"),
    gettext_noop("imported rates"),
    gettext_noop("invited"),
    gettext_noop("joined"),
    gettext_noop("joined the ids"),
    gettext_noop("joins"),
    gettext_noop("kept apart"),
    gettext_noop("let back in"),
    gettext_noop("lifted the ruling on"),
    gettext_noop("made a new way in for"),
    gettext_noop("made a backup"),
    gettext_noop("made the map current"),
    gettext_noop("made touchpoints"),
    gettext_noop("merged"),
    gettext_noop("moved in the plan"),
    gettext_noop("people"),
    gettext_noop("placed"),
    gettext_noop("recognised names as"),
    gettext_noop("released"),
    gettext_noop("released the id"),
    gettext_noop("removed"),
    gettext_noop("removed a backup"),
    gettext_noop("removed an attribute"),
    gettext_noop("renamed"),
    gettext_noop("renamed the touchpoint"),
    gettext_noop("restored"),
    gettext_noop("saved a preset"),
    gettext_noop("set a new password"),
    gettext_noop("set a rate"),
    gettext_noop("started a map"),
    gettext_noop("took apart the ids"),
    gettext_noop("took back a rate"),
    gettext_noop("took out of the plan"),
    gettext_noop("undid"),
    gettext_noop("withdrew"),
)
"""Words the audit trail writes in English, for the catalogues; any other word is shown as it is."""

FIELDS = {
    "stage": gettext_noop("stage"),
    "scheme": gettext_noop("scheme"),
    "channel": gettext_noop("channel"),
    "name": gettext_noop("name"),
    "zone": gettext_noop("time zone"),
    "currency": gettext_noop("currency"),
    "silence_days": gettext_noop("days of silence"),
    "role": gettext_noop("role"),
    "active": gettext_noop("may sign in"),
    "sessions": gettext_noop("sessions"),
    "people": gettext_noop("people"),
    "touches": gettext_noop("touches"),
    "orders": gettext_noop("orders"),
    "refunds": gettext_noop("refunds"),
    "money": gettext_noop("money"),
    "for_good": gettext_noop("for good"),
    "of": gettext_noop("of"),
    "rate": gettext_noop("rate"),
    "rates": gettext_noop("number of rates"),
    "from": gettext_noop("first day"),
    "to": gettext_noop("last day"),
    "import": gettext_noop("import"),
    "kind": gettext_noop("rows of"),
    "places": gettext_noop("places"),
    "touchpoints": gettext_noop("touchpoints"),
    "names": gettext_noop("names"),
    "joins": gettext_noop("ids joined, by number"),
    "number": gettext_noop("number of the id"),
    "ruling": gettext_noop("ruling"),
    "users": gettext_noop("most user ids"),
    "ids": gettext_noop("most ids in all"),
    "kept_until": gettext_noop("kept until"),
    "made_at": gettext_noop("as it was"),
    "held_since": gettext_noop("held since"),
    "map": gettext_noop("map"),
}
"""Fields of changes, as the page names them."""


def word(text: str) -> str:
    """A word of the trail in the reader's language, where it is one of the product's."""
    return _(text) if text in KNOWN else text


def changes(before: Any, after: Any) -> list[dict[str, str]]:
    """What differs between two values, as lines of name, old and new text; "" where there was nothing.

    Fields with a name of their own stand first, in the order of ``FIELDS``: the store keeps none.
    """
    if not isinstance(before, dict | None) or not isinstance(after, dict | None):
        return [{"name": "", "old": _text(before), "new": _text(after)}]
    old, new = before or {}, after or {}
    there = {*old, *new}
    names = [*(name for name in FIELDS if name in there), *sorted(there - FIELDS.keys())]
    return [
        {"name": name, "old": _text(old.get(name)), "new": _text(new.get(name))}
        for name in names
        if old.get(name) != new.get(name)
    ]


def named(before: Any, after: Any) -> list[dict[str, str]]:
    """``changes`` with the names that pages use for fields and for their values."""
    if not isinstance(before, dict | None) or not isinstance(after, dict | None):
        return [_named(one) for one in changes(before, after)]
    if plan_changes.is_plan(before, after):
        return plan_changes.named(before, after)
    old, new = before or {}, after or {}
    few = [name for name in _MANY if old.get(name) != new.get(name)]
    said = {
        name: {"name": _(FIELDS[name]), "old": _MANY[name](old.get(name)), "new": _MANY[name](new.get(name))}
        for name in few
    }
    rest = changes(*({name: value for name, value in one.items() if name not in _MANY} for one in (old, new)))
    return [*(_named(one) for one in rest), *said.values()]


def _named(change: dict[str, str]) -> dict[str, str]:
    name, value = change["name"], _VALUES.get(change["name"], str)
    return {
        "name": _(FIELDS[name]) if name in FIELDS else name,
        "old": value(change["old"]),
        "new": value(change["new"]),
    }


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _role(value: str) -> str:
    return str(Role(value).label) if value in Role.values else value


def _yes(value: str) -> str:
    return {"true": _("yes"), "false": _("no")}.get(value, value)


_VALUES: dict[str, Callable[[str], str]] = {
    "stage": stage_name,
    "scheme": scheme_name,
    "channel": channel_name,
    "role": _role,
    "active": _yes,
}
_MANY: dict[str, Callable[[Any], str]] = {
    "places": changed_values.places,
    "touchpoints": changed_values.touchpoints,
    "names": changed_values.names,
}
"""Fields that may hold tens of thousands of things, of which the first few are shown."""
