"""The catalogue: the kinds of touchpoints there are, stage by stage, each with the question to its owner."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.plan.catalogue import GROUPS, KINDS, Kind
from touchline.plan.criteria import criteria_in
from touchline.plan.reading import current_map
from touchline.touchpoints.schemes import HOURGLASS
from touchline.web import wording
from touchline.web.plan_names import group_name
from touchline.web.stages import channel_name, colours, stage_name


def page(request: HttpRequest) -> HttpResponse:
    """All kinds, those of one group, or those whose words hold a text; a kind stands at its usual stage."""
    find, group = request.GET.get("find", "").strip()[:200], request.GET.get("group", "")
    group = group if group in GROUPS else ""
    shown = [one for one in KINDS.values() if _fits(one, find, group)]
    row = current_map()
    colour = colours(HOURGLASS.name)
    stages = [
        {
            "name": stage_name(stage),
            "colour": colour[stage],
            "kinds": [_kind(one) for one in shown if one.stages and one.stages[0] == stage],
        }
        for stage in HOURGLASS.stages
    ]
    context = {
        "map": row,
        "find": find,
        "group": group,
        "groups": [(name, group_name(name)) for name in GROUPS],
        "stages": [one for one in stages if one["kinds"]],
        "sentence": ngettext(
            "{n} kind of touchpoint to choose from.", "{n} kinds of touchpoints to choose from.", len(shown)
        ).format(n=wording.count(len(shown))),
    }
    return render(request, "touchline/kinds.html", context)


def _fits(one: Kind, find: str, group: str) -> bool:
    words = f"{_(one.name)} {_(one.question)} {_(one.measure)}".casefold()
    return (not group or one.group == group) and find.casefold() in words


def _kind(one: Kind) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": _(one.name),
        "question": _(one.question),
        "measure": _(one.measure),
        "group": group_name(one.group),
        "channels": ", ".join(channel_name(channel) for channel in one.channels),
        "stage": one.stages[0],
        "also": ", ".join(stage_name(stage) for stage in one.stages[1:]),
        "criteria": [_(criterion.question) for criterion in criteria_in(one.criteria)],
    }
