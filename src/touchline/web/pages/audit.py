"""Every change a member made, newest first."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from touchline.web import wording
from touchline.web.paging import part
from touchline.workspace.models import AuditEntry, BusinessSettings

KNOWN = (
    gettext_noop("accepted"),
    gettext_noop("business settings"),
    gettext_noop("changed"),
    gettext_noop("imported"),
    gettext_noop("joined"),
    gettext_noop("placed"),
    gettext_noop("set a new password"),
)
"""Words the audit trail writes in English, for the catalogues; any other word is shown as it is."""


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
        "changes": changes(entry.before, entry.after),
    }


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
