"""Every change a member made, newest first."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from touchline.web import changed_values, wording
from touchline.web.paging import part
from touchline.web.stages import channel_name, scheme_name, stage_name
from touchline.workspace.models import AuditEntry, BusinessSettings, Role

KNOWN = (
    gettext_noop("accepted proposals for"),
    gettext_noop("asked to import"),
    gettext_noop("business settings"),
    gettext_noop("changed"),
    gettext_noop("joined"),
    gettext_noop("kept apart"),
    gettext_noop("made touchpoints"),
    gettext_noop("merged"),
    gettext_noop("placed"),
    gettext_noop("recognised names as"),
    gettext_noop("renamed"),
    gettext_noop("set a new password"),
    gettext_noop("undid"),
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
    "import": gettext_noop("import"),
    "kind": gettext_noop("rows of"),
    "places": gettext_noop("places"),
    "touchpoints": gettext_noop("touchpoints"),
    "names": gettext_noop("names"),
}
"""Fields of changes, as the page names them."""


def page(request: HttpRequest) -> HttpResponse:
    """The audit trail in pages: when, who, what, and how it was before and after."""
    entries = AuditEntry.objects.select_related("member").order_by("-pk")
    shown = part(request, entries.count())
    zone = ZoneInfo(BusinessSettings.current().zone)
    rows = [_row(entry, zone) for entry in entries[shown.start : shown.stop]]
    return render(request, "touchline/audit.html", {"rows": rows, "part": shown})


def _row(entry: AuditEntry, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "when": wording.moment(entry.at, zone),
        "who": entry.member.name if entry.member else "",
        "verb": _(entry.verb) if entry.verb in KNOWN else entry.verb,
        "what": _(entry.what) if entry.what in KNOWN else entry.what,
        "changes": [_named(one) for one in changes(entry.before, entry.after)],
    }


def _named(change: dict[str, str]) -> dict[str, str]:
    """A change with the names that pages use for its field and for its values."""
    name, value = change["name"], _VALUES.get(change["name"], str)
    return {
        "name": _(FIELDS[name]) if name in FIELDS else name,
        "old": value(change["old"]),
        "new": value(change["new"]),
    }


def _role(value: str) -> str:
    return str(Role(value).label) if value in Role.values else value


def changes(before: Any, after: Any) -> list[dict[str, str]]:
    """What differs between two values, as lines of name, old and new text; "" where there was nothing."""
    if not isinstance(before, dict | None) or not isinstance(after, dict | None):
        return [{"name": "", "old": _text(before), "new": _text(after)}]
    old, new = before or {}, after or {}
    names = [*old, *(name for name in new if name not in old)]
    return [
        {"name": name, "old": _text(old.get(name)), "new": _text(new.get(name))}
        for name in names
        if old.get(name) != new.get(name)
    ]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


_VALUES: dict[str, Callable[[str], str]] = {
    "stage": stage_name,
    "scheme": scheme_name,
    "channel": channel_name,
    "role": _role,
    "places": changed_values.places,
    "touchpoints": changed_values.touchpoints,
    "names": changed_values.names,
}
