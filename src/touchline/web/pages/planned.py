"""One planned touchpoint: all that is planned of it, and what the record says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from touchline.plan.catalogue import KINDS
from touchline.plan.clashes import Changed, row_of
from touchline.plan.criteria import Criterion
from touchline.plan.models import Map
from touchline.plan.own_criteria import all_criteria, criteria_of
from touchline.plan.picture import PERIODS, STATES, TARGETS, Plan, Planned
from touchline.plan.reading import PlanError
from touchline.plan.touchpoints import change_touchpoint, remove_touchpoint
from touchline.service.overview import touchpoints_overview
from touchline.touchpoints.models import Touchpoint
from touchline.touchpoints.schemes import SCHEMES
from touchline.web import planned_form, wording
from touchline.web.clashes import short
from touchline.web.links import Behind, address
from touchline.web.plan_names import kind_name, state_name
from touchline.web.plan_view import done, open_map, quicker, seen_in
from touchline.web.shell import member_of
from touchline.web.stages import channel_name, colours, known_channels, stage_name
from touchline.web.touchpoints_view import asked
from touchline.workspace.models import Member

MOST_NAMES = 2000
"""Names of the record that are offered; any other can be typed."""


def page(request: HttpRequest, map_key: str, key: str) -> HttpResponse:
    """Show it, or save what was changed; 409 with both values where somebody was quicker."""
    row, plan = open_map(map_key)
    one = plan.touchpoints.get(key)
    if one is None:
        raise Http404(_("This touchpoint is not planned on this map."))
    if request.method != "POST":
        return _page(request, row, plan, one, planned_form.texts(one))
    mine = planned_form.sent(request.POST)
    was = {name: planned_form.plain(request.POST.get(f"was-{name}", "")) for name in mine}
    changed = {name: text for name, text in mine.items() if text != was[name]}
    try:
        saved = change_touchpoint(
            row, key, planned_form.values(changed), member=member_of(request), seen=seen_in(request.POST)
        )
    except PlanError as error:
        fields = {**planned_form.texts(one), **changed}
        return _page(request, row, plan, one, fields, wrong=str(error), status=422)
    except Changed as clashing:
        clash = clashing.clash
        if not isinstance(clash.now, Planned):
            raise Http404(_("This touchpoint was taken out of the plan meanwhile.")) from clashing
        now = planned_form.texts(clash.now)
        theirs = {name: now[name] for name in now if name in changed and now[name] != changed[name]}
        return _page(
            request, row, plan, clash.now, {**now, **changed}, theirs=theirs, who=quicker(clash), status=409
        )
    if saved.entry is None:
        messages.info(request, _("Nothing to save: it is so already."))
        return redirect("planned", map_key=row.key, key=key)
    return redirect(address("map", done(saved), key=row.key))


def remove(request: HttpRequest, map_key: str, key: str) -> HttpResponse:
    """Take it out of the plan; this can be undone."""
    row, _plan = open_map(map_key)
    try:
        saved = remove_touchpoint(row, key, member=member_of(request))
    except PlanError as error:
        messages.error(request, str(error))
        return redirect("map", key=row.key)
    return redirect(address("map", done(saved), key=row.key))


def _page(
    request: HttpRequest,
    row: Map,
    plan: Plan,
    one: Planned,
    fields: Mapping[str, str],
    *,
    theirs: Mapping[str, str] | None = None,
    who: str = "",
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    held = row_of(row, "touchpoints", one.key)
    kind = KINDS.get(one.kind)
    assert plan.map is not None
    context = {
        "map": row,
        "one": one,
        "fields": fields,
        "focus": request.GET.get("field", ""),
        "was": planned_form.texts(one),
        "seen": held.number if held else 0,
        "theirs": theirs or {},
        "who": who,
        "wrong": wrong,
        "colour": colours(row.scheme).get(one.stage, "st-none"),
        "state": state_name(one.state),
        "where": _where(one),
        "kind": kind,
        "met": _met(one) if row.current else None,
        "target": ([*fields["target"].split(" "), "", ""])[:3],
        "chosen": {name: fields[name].split("\n") for name in planned_form.MANY},
        "parts": [other for other in plan.touchpoints.values() if other.parent == one.key],
        "whole": plan.touchpoints.get(one.parent),
        "chains": _chains(plan, one.key),
        **_criteria(one),
        **_choices(plan, one),
    }
    return render(request, "touchline/planned.html", context, status=status)


def _where(one: Planned) -> str:
    stage = stage_name(one.stage) if one.stage else _("no stage")
    channel = channel_name(one.channel) if one.channel else _("no channel")
    return _("{stage}, {channel}").format(stage=stage, channel=channel)


def _met(one: Planned) -> dict[str, Any] | None:
    overview = touchpoints_overview()
    line = next((line for line in overview.touchpoints if line.name == one.record), None)
    if line is None or not one.record:
        return None
    behind = Behind(asked(), overview.generation)
    return {
        "number": line.number,
        "people": behind.link(line.people, f"touchpoint={line.name}"),
        "touches": line.touches,
    }


def _chains(plan: Plan, key: str) -> list[dict[str, Any]]:
    return [
        {"key": chain.key, "name": chain.name, "place": place}
        for chain in plan.chains.values()
        for place, link in enumerate(chain.links, 1)
        if key in link.touchpoints
    ]


def _criteria(one: Planned) -> dict[str, Any]:
    """The criteria to choose from by their group, and how many it is audited by."""
    known = all_criteria()
    groups: dict[str, list[Criterion]] = {}
    for criterion in known.values():
        groups.setdefault(criterion.group, []).append(criterion)
    count = len(criteria_of(one, known))
    said = _("those of its kind: {n}") if not one.criteria else _("{n} chosen")
    return {"criteria": list(groups.items()), "criteria_said": said.format(n=count)}


def _choices(plan: Plan, one: Planned) -> dict[str, Any]:
    assert plan.map is not None
    used = sorted({other.channel for other in plan.touchpoints.values() if other.channel}, key=str.casefold)
    others = [other for other in plan.touchpoints.values() if other.key != one.key]
    records = list(Touchpoint.objects.listed().order_by("name").values_list("name", flat=True))
    return {
        "kinds": [(kind.id, kind_name(kind.id)) for kind in KINDS.values()],
        "stages": [(stage, stage_name(stage)) for stage in SCHEMES[plan.map.scheme].stages],
        "channels": list(dict.fromkeys([*used, *known_channels()])),
        "objects": list(plan.objects.values()),
        "personas": list(plan.personas.values()),
        "states": [(state, state_name(state)) for state in STATES],
        "members": [(member.email, member.name) for member in Member.objects.order_by("name")],
        "others": [(other.key, short(other.name, 60)) for other in others],
        "records": [short(name, 200) for name in records[:MOST_NAMES]],
        "records_cut": _cut(len(records)),
        "targets": [(value, {"touches": _("touches"), "people": _("people")}[value]) for value in TARGETS],
        "periods": [(value, _period(value)) for value in PERIODS],
        "weights": [str(number) for number in range(1, 6)],
    }


def _cut(count: int) -> str:
    if count <= MOST_NAMES:
        return ""
    return _("The first {most} of {n} are offered; any can be typed.").format(
        most=wording.count(MOST_NAMES), n=wording.count(count)
    )


def _period(value: str) -> str:
    return {"week": _("a week"), "month": _("a month"), "quarter": _("a quarter")}[value]
