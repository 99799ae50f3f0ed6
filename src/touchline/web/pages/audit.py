"""Every change a member made, newest first; found by member, kind, time and text, and undone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.service.undoing import CannotUndo, can_undo, may_undo, undo
from touchline.web import csvs, wording
from touchline.web.changes import named, word
from touchline.web.links import address
from touchline.web.paging import part
from touchline.web.shell import member_of
from touchline.workspace.models import AuditEntry, BusinessSettings, Member
from touchline.workspace.trail import SHELL, Filter, verbs

COLUMNS = ("number", "at", "member", "name", "verb", "what", "before", "after", "undone by")


def page(request: HttpRequest) -> HttpResponse:
    """The audit trail in pages: when, who, what, how it was before and after, and undoing it."""
    wanted = _filter(request)
    entries = wanted.entries()
    shown = part(request, entries.count())
    zone, member = ZoneInfo(BusinessSettings.current().zone), member_of(request)
    context = {
        "rows": [_row(entry, zone, member) for entry in entries[shown.start : shown.stop]],
        "part": shown,
        "filter": wanted,
        "found": ngettext("{n} change", "{n} changes", shown.total).format(n=wording.count(shown.total)),
        "any": shown.total or wanted.narrows,
        "members": _members(),
        "verbs": [(verb, word(verb)) for verb in verbs()],
        "csv": address("audit-csv", _params(wanted)),
        "here": request.get_full_path(),
    }
    return render(request, "touchline/audit.html", context)


def _filter(request: HttpRequest) -> Filter:
    """What the address asks for; a day that cannot be read leaves that side open."""
    got = {name: request.GET.get(name, "").strip()[:300] for name in ("member", "verb", "find")}
    return Filter(
        member=got["member"],
        verb=got["verb"],
        first=_day(request.GET.get("from", "")),
        last=_day(request.GET.get("last", "")),
        text=got["find"],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _params(wanted: Filter) -> dict[str, str | list[str] | None]:
    return {
        "member": wanted.member,
        "verb": wanted.verb,
        "from": wanted.first.isoformat() if wanted.first else None,
        "last": wanted.last.isoformat() if wanted.last else None,
        "find": wanted.text,
    }


def _members() -> list[tuple[str, str]]:
    people = [(one.email, one.name) for one in Member.objects.order_by("name", "pk")]
    return [*people, (SHELL, _("command line"))]


def _row(entry: AuditEntry, zone: ZoneInfo, member: Member | None) -> dict[str, Any]:
    by = entry.undone_by
    return {
        "number": entry.pk,
        "when": wording.moment(entry.at, zone),
        "who": entry.member.name if entry.member else "",
        "verb": word(entry.verb),
        "what": word(entry.what),
        "changes": named(entry.before, entry.after),
        "undone": _undone(by, zone) if by else "",
        "can_undo": can_undo(entry) and may_undo(entry, member),
    }


def _undone(by: AuditEntry, zone: ZoneInfo) -> str:
    who = by.member.name if by.member else _("the command line")
    return _("undone by {who}, {when}").format(who=who, when=wording.moment(by.at, zone))


def undo_one(request: HttpRequest, number: int) -> HttpResponse:
    """Undo one change, unless it was changed again since; it takes the role the change took."""
    member = member_of(request)
    entry = AuditEntry.objects.filter(pk=number).first() if number < 2**63 else None
    if entry is None:
        raise Http404(_("There is no change of this number."))
    if can_undo(entry) and not may_undo(entry, member):
        raise PermissionDenied(entry.verb)
    try:
        undo(number, member)
    except CannotUndo as error:
        messages.error(request, _("Not undone: {why}").format(why=error))
    else:
        what = f"{word(entry.verb)} {word(entry.what)}"
        messages.success(request, _("Undone: {what}.").format(what=what))
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    """Back to the same part of the trail."""
    wanted, here = request.POST.get("next", ""), reverse("audit")
    return wanted if wanted == here or wanted.startswith(f"{here}?") else here


def csv(request: HttpRequest) -> HttpResponseBase:
    """The same entries as a file: all of them, times in UTC."""
    return csvs.download("changes", COLUMNS, _lines(_filter(request)))


def _lines(wanted: Filter) -> Iterator[tuple[Any, ...]]:
    for one in wanted.entries().iterator(chunk_size=2000):
        by = one.undone_by
        yield (
            one.pk,
            one.at.isoformat(),
            one.member.email if one.member else "",
            one.member.name if one.member else "",
            one.verb,
            one.what,
            _json(one.before),
            _json(one.after),
            (by.member.email if by.member else "command line") if by else "",
        )


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)
