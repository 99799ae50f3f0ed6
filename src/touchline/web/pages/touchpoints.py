"""Touchpoints: where each stands, what is proposed, and putting one on its stage, channel and name."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.service.answers import open_index
from touchline.service.left_out import left_out
from touchline.service.naming import unrecognised
from touchline.service.overview import TouchpointsOverview, touchpoints_overview
from touchline.touchpoints.changes import Where, entries_about
from touchline.touchpoints.models import Touchpoint
from touchline.touchpoints.recognising import names_of
from touchline.web import clashes, merge_view, period, touchpoints_view, wording
from touchline.web.access import EDITOR
from touchline.web.charts.hourglass import empty
from touchline.web.clashes import short
from touchline.web.links import Behind
from touchline.web.paging import part
from touchline.web.shell import member_of
from touchline.web.touchpoints_view import ONLY, SORTS, asked, choices, filter_of, options, table
from touchline.workspace.models import BusinessSettings

SIZE = 100
MOST_NAMES = 200
"""Names of events shown of one touchpoint."""
HERE = re.compile(r"/touchpoints(/[\w/]*)?(\?[^\s\\]*)?", re.ASCII)


def page(request: HttpRequest) -> HttpResponse:
    """The table by stage: those without a place first, because they wait for somebody."""
    overview, index = touchpoints_overview(), open_index()
    if not overview.touchpoints:
        return render(request, "touchline/touchpoints-empty.html", {"outline": empty()})
    wanted = filter_of(request.GET)
    chosen = wanted.of(overview.touchpoints)
    shown = part(request, len(chosen), SIZE)
    may_edit = _edits(request)
    clash = clashes.from_params(request) if may_edit else None
    twins = merge_view.hints(overview.touchpoints)
    spare = unrecognised()
    context = {
        "sentence": _sentence(overview),
        "share": _share(overview),
        "filter": wanted,
        "filtered": wanted.narrows,
        "found": ngettext("{n} touchpoint", "{n} touchpoints", len(chosen)).format(
            n=wording.count(len(chosen))
        ),
        "rows": table(
            chosen[shown.start : shown.stop], Behind(asked(), index.legend.generation), wanted.sort
        ),
        "clashes": [clashes.shown(clash)] if clash else [],
        "as_of": period.as_of(index.legend),
        "left_out": left_out(index.legend.generation),
        "part": shown,
        "stages": choices(),
        "channels": options(overview.touchpoints),
        "waiting": _waiting(sum(one.waits for one in overview.touchpoints)),
        "twins": _twins(len(twins)),
        "spare": touchpoints_view.spare(spare),
        "only": [(value, label()) for value, label in ONLY.items()],
        "sorts": [(value, label()) for value, label in SORTS.items()],
        "here": _here(request),
    }
    return render(request, "touchline/touchpoints.html", context)


def _edits(request: HttpRequest) -> bool:
    member = member_of(request)
    return bool(member and member.may(EDITOR))


def _here(request: HttpRequest) -> str:
    """This part of the table, without a clash that is shown in it."""
    params = request.GET.copy()
    for name in ("mine", "mine_stage", "mine_channel"):
        params.pop(name, None)
    return f"{request.path}?{params.urlencode()}" if params else request.path


def _sentence(overview: TouchpointsOverview) -> str:
    total = len(overview.touchpoints)
    unplaced = sum(not one.stage for one in overview.touchpoints)
    if not unplaced:
        return ngettext("{n} touchpoint, on its stage.", "{n} touchpoints, each on its stage.", total).format(
            n=wording.count(total)
        )
    return ngettext(
        "{n} of {total} touchpoints has no place yet.",
        "{n} of {total} touchpoints have no place yet.",
        unplaced,
    ).format(n=wording.count(unplaced), total=wording.count(total))


def _share(overview: TouchpointsOverview) -> str:
    """The share of touches placed. A sentence, because without touches there is no share."""
    if not any(one.touches for one in overview.touchpoints):
        return _("No touches yet.")
    return _("{share} of touches stand on a stage").format(share=wording.percent(overview.placed_share, 1))


def _waiting(count: int) -> str:
    """The words of the way to the wizard; "" when nothing waits."""
    if not count:
        return ""
    return ngettext("Place {n} touchpoint", "Place {n} touchpoints", count).format(n=wording.count(count))


def _twins(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "{n} group of names looks like one touchpoint each.",
        "{n} groups of names look like one touchpoint each.",
        count,
    ).format(n=wording.count(count))


def one(request: HttpRequest, number: int) -> HttpResponse:
    """One touchpoint: its names, its place, its changes. One that was merged leads to where it counts."""
    touchpoint = find(number)
    while touchpoint.merged_into is not None:
        touchpoint = touchpoint.merged_into
    if touchpoint.pk != number:
        return redirect("touchpoint", number=touchpoint.pk)
    overview = touchpoints_overview()
    line = next(one for one in overview.touchpoints if one.number == number)
    names = names_of(touchpoint)
    row = table([line], Behind(asked(), overview.generation), "")[0]
    context = {
        "sentence": _met(line.people, line.touches, touchpoint.name),
        "row": row,
        "place": clashes.place_said(Where(line.stage, line.channel)),
        "names": [short(name, 200) for name in names[:MOST_NAMES]],
        "names_cut": _names_cut(len(names)),
        "stages": choices(),
        "channels": options(overview.touchpoints),
        "changes": [
            touchpoints_view.change(entry, ZoneInfo(BusinessSettings.current().zone))
            for entry in (entries_about(number) if _edits(request) else [])
        ],
        "as_of": period.as_of(open_index().legend),
        "here": request.path,
    }
    return render(request, "touchline/touchpoint.html", context)


def _met(people: int, touches: int, name: str) -> str:
    if not touches:
        return _("Nobody has met {name} yet.").format(name=short(name))
    return _("{people} met {name}: {touches}.").format(
        people=ngettext("{n} person", "{n} people", people).format(n=wording.count(people)),
        name=short(name),
        touches=ngettext("{n} touch", "{n} touches", touches).format(n=wording.count(touches)),
    )


def _names_cut(count: int) -> str:
    if count <= MOST_NAMES:
        return ""
    return _("The first {most} of {n} are shown.").format(
        most=wording.count(MOST_NAMES), n=wording.count(count)
    )


def find(number: int) -> Touchpoint:
    """The touchpoint of this number, or a 404."""
    found = Touchpoint.objects.filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise Http404(_("This touchpoint is not in the record."))
    return found


def way_back(request: HttpRequest, otherwise: str = "touchpoints") -> str:
    """The page of touchpoints a form was sent from."""
    wanted = request.POST.get("next", "")
    return wanted if HERE.fullmatch(wanted) else reverse(otherwise)
