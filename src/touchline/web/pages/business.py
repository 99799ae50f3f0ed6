"""What the business settled, for an owner to read and change; every version is kept."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from touchline.collect.zones import after_change
from touchline.web import wording
from touchline.web.changes import FIELDS
from touchline.web.editing import Edit, compare, who_changed
from touchline.web.shell import member_of
from touchline.workspace.business import TURN, save_business
from touchline.workspace.models import BusinessSettings
from touchline.workspace.turns import take_turns

SHOWN_VERSIONS = 20


def page(request: HttpRequest) -> HttpResponse:
    """Name, zone, currency and silence period. A change makes a new version; answers follow at once.

    Somebody else was quicker: 409, with what they settled beside what one typed.
    """
    if request.method != "POST":
        now = BusinessSettings.current()
        return _page(request, now, _texts(now), {}, None)
    with transaction.atomic():
        take_turns(TURN)
        now = BusinessSettings.current()
        edit = compare(request.POST, _texts(now))
        who = who_changed(verb="changed", what=TURN) if edit.others else ""
        if edit.clashes:
            return _page(request, now, edit.merged, {}, edit, who)
        wrong = _save(request, edit, now, who)
    return _page(request, now, edit.merged, wrong, None) if wrong else redirect("business")


def _texts(now: BusinessSettings) -> dict[str, str]:
    return {
        "name": now.name,
        "zone": now.zone,
        "currency": now.currency,
        "silence_days": str(now.silence_days),
    }


def _page(
    request: HttpRequest,
    now: BusinessSettings,
    fields: dict[str, str],
    wrong: dict[str, str],
    edit: Edit | None,
    who: str = "",
) -> HttpResponse:
    context = {
        "fields": fields,
        "wrong": wrong,
        "was": _texts(now),
        "clashes": {name: edit.now[name] for name in edit.clashes} if edit else {},
        "who": who,
        "zones": sorted(available_timezones()),
        "versions": _versions(now),
    }
    status = 409 if edit else 422 if wrong else 200
    return render(request, "touchline/business.html", context, status=status)


def _save(request: HttpRequest, edit: Edit, now: BusinessSettings, who: str) -> dict[str, str]:
    """Save, or say what is wrong: one sentence a field."""
    fields = edit.merged
    days = fields["silence_days"]
    try:
        saved = save_business(
            member_of(request),
            name=fields["name"],
            zone=fields["zone"],
            currency=fields["currency"],
            silence_days=int(days) if days.isascii() and days.isdigit() and len(days) < 10 else 0,
        )
    except ValidationError as error:
        return {name: " ".join(said) for name, said in error.message_dict.items()}
    if saved.pk == now.pk:
        messages.info(request, _("Nothing to save: these settings are in force already."))
    else:
        messages.success(request, _("Saved. Answers follow these settings within a moment."))
        said = after_change(now.zone, saved.zone)
        if said:
            messages.warning(request, said)
    if edit.others:
        names = ", ".join(_(FIELDS[name]) for name in edit.others)
        messages.info(request, _("{who} It stays so: {names}.").format(who=who, names=names))
    return {}


def _versions(now: BusinessSettings) -> list[dict[str, Any]]:
    zone = ZoneInfo(now.zone)
    rows = BusinessSettings.objects.select_related("saved_by").order_by("-pk")[:SHOWN_VERSIONS]
    return [{"is": row, "when": wording.moment(row.saved_at, zone)} for row in rows]
