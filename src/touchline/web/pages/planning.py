"""Planning one more touchpoint: its form, with what led here filled in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from touchline.plan.catalogue import KINDS
from touchline.plan.picture import Plan
from touchline.plan.reading import PlanError
from touchline.plan.touchpoints import add_touchpoint
from touchline.touchpoints.schemes import SCHEMES
from touchline.web.plan_names import kind_name
from touchline.web.plan_view import open_map
from touchline.web.shell import member_of
from touchline.web.stages import known_channels, stage_name

FIELDS = ("stage", "kind", "channel", "object")


def new(request: HttpRequest, key: str) -> HttpResponse:
    """The form, filled by the address; or plan it and open its page."""
    row, plan = open_map(key)
    sent = request.POST if request.method == "POST" else request.GET
    fields = {name: sent.get(name, "").strip()[:200] for name in ("name", *FIELDS, "persona")}
    if request.method != "POST":
        return _page(request, row, plan, fields)
    values: dict[str, Any] = {name: fields[name] for name in FIELDS if fields[name]}
    if fields["persona"]:
        values["personas"] = (fields["persona"],)
    try:
        saved = add_touchpoint(row, fields["name"], values, member=member_of(request))
    except PlanError as error:
        return _page(request, row, plan, fields, str(error))
    return redirect("planned", map_key=row.key, key=saved.key)


def _page(
    request: HttpRequest, row: Any, plan: Plan, fields: dict[str, str], wrong: str = ""
) -> HttpResponse:
    kind = KINDS.get(fields["kind"])
    context = {
        "map": row,
        "fields": fields,
        "wrong": wrong,
        "question": _(kind.question) if kind else "",
        "kinds": [(one.id, kind_name(one.id)) for one in KINDS.values()],
        "stages": [(stage, stage_name(stage)) for stage in SCHEMES[row.scheme].stages],
        "channels": known_channels(),
        "objects": list(plan.objects.values()),
        "personas": list(plan.personas.values()),
    }
    return render(request, "touchline/planning.html", context, status=422 if wrong else 200)
