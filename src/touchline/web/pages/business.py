"""What the business settled, for an owner to read and change; every version is kept."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from touchline.web import wording
from touchline.web.shell import member_of
from touchline.workspace.business import save_business
from touchline.workspace.models import BusinessSettings, Member

SHOWN_VERSIONS = 20


def page(request: HttpRequest) -> HttpResponse:
    """Name, zone, currency and silence period. A change makes a new version; answers follow at once."""
    now = BusinessSettings.current()
    fields: dict[str, str] = {
        "name": now.name,
        "zone": now.zone,
        "currency": now.currency,
        "silence_days": str(now.silence_days),
    }
    wrong: dict[str, str] = {}
    if request.method == "POST":
        fields = {name: request.POST.get(name, "").strip() for name in fields}
        wrong = _save(request, fields, now)
        if not wrong:
            return redirect("business")
    context = {
        "fields": fields,
        "wrong": wrong,
        "version": now.pk or 0,
        "zones": sorted(available_timezones()),
        "versions": _versions(now),
        "members": _members(),
    }
    return render(request, "touchline/business.html", context, status=422 if wrong else 200)


def _save(request: HttpRequest, fields: dict[str, str], now: BusinessSettings) -> dict[str, str]:
    """Save, or say what is wrong: one sentence a field, "whole" for the form."""
    if request.POST.get("version") != str(now.pk or 0):
        return {"whole": _("Somebody else changed the settings meanwhile. Yours are below, not saved yet.")}
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
    return {}


def _versions(now: BusinessSettings) -> list[dict[str, Any]]:
    zone = ZoneInfo(now.zone)
    rows = BusinessSettings.objects.select_related("saved_by").order_by("-pk")[:SHOWN_VERSIONS]
    return [{"is": row, "when": wording.moment(row.saved_at, zone)} for row in rows]


def _members() -> list[dict[str, str]]:
    rows = Member.objects.filter(is_active=True).order_by("pk")
    return [{"name": one.name, "email": one.email, "role": one.get_role_display()} for one in rows]
