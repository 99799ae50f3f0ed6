"""Touchpoints: where each stands, what is proposed, and putting them on stages and channels."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.service.answers import open_index
from touchline.service.left_out import left_out
from touchline.service.overview import accept_proposals, touchpoints_overview
from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.place import PlaceError, place
from touchline.touchpoints.schemes import HOURGLASS
from touchline.web import period, wording
from touchline.web.charts.hourglass import empty
from touchline.web.charts.svg import clean
from touchline.web.links import Behind
from touchline.web.paging import part
from touchline.web.shell import member_of
from touchline.web.stages import stage_name
from touchline.web.touchpoints_view import ONLY, Filter, asked, choices, options, table

SIZE = 100


def page(request: HttpRequest) -> HttpResponse:
    """The table by stage: those without a place first, because they wait for somebody."""
    overview, index = touchpoints_overview(), open_index()
    if not overview.touchpoints:
        return render(request, "touchline/touchpoints-empty.html", {"outline": empty()})
    wanted = Filter(
        find=request.GET.get("find", "").strip()[:200],
        only=request.GET.get("only", "") if request.GET.get("only", "") in ONLY else "",
        stage=request.GET.get("stage", "") if request.GET.get("stage", "") in HOURGLASS.stages else "",
    )
    chosen = wanted.of(overview.touchpoints)
    shown = part(request, len(chosen), SIZE)
    unplaced = [one for one in overview.touchpoints if not one.stage]
    context = {
        "sentence": _sentence(len(overview.touchpoints), len(unplaced)),
        "share": _share(overview.placed_share),
        "filter": wanted,
        "filtered": wanted.narrows,
        "found": ngettext("{n} touchpoint", "{n} touchpoints", len(chosen)).format(
            n=wording.count(len(chosen))
        ),
        "rows": table(chosen[shown.start : shown.stop], Behind(asked(), index.legend.generation)),
        "as_of": period.as_of(index.legend),
        "left_out": left_out(index.legend.generation),
        "part": shown,
        "stages": choices(),
        "channels": options(overview.touchpoints),
        "proposed": _proposed([one for one in unplaced if one.proposed_stage]),
        "only": [(value, label()) for value, label in ONLY.items()],
        "here": request.get_full_path(),
    }
    return render(request, "touchline/touchpoints.html", context)


def _sentence(total: int, unplaced: int) -> str:
    if not unplaced:
        return ngettext("{n} touchpoint, on its stage.", "{n} touchpoints, each on its stage.", total).format(
            n=wording.count(total)
        )
    return ngettext(
        "{n} of {total} touchpoints has no place yet.",
        "{n} of {total} touchpoints have no place yet.",
        unplaced,
    ).format(n=wording.count(unplaced), total=wording.count(total))


def _share(share: float | None) -> str:
    """The share of touches placed. A sentence, because without touches there is no share."""
    if share is None:
        return _("No touches yet.")
    return _("{share} of touches stand on a stage").format(share=wording.percent(share, 1))


def _proposed(ready: list[Any]) -> str:
    """The words of the button that accepts every proposal; "" without one."""
    if not ready:
        return ""
    return ngettext("Accept {n} proposal", "Accept all {n} proposals", len(ready)).format(
        n=wording.count(len(ready))
    )


def place_all(request: HttpRequest) -> HttpResponse:
    """Accept every proposal for touchpoints without a place."""
    try:
        placed = accept_proposals(None, member=member_of(request))
    except PlaceError as error:
        messages.error(request, str(error))
        return redirect(_next(request))
    said = ngettext("{n} touchpoint placed as proposed.", "{n} touchpoints placed as proposed.", len(placed))
    messages.success(request, said.format(n=wording.count(len(placed))))
    return redirect(_next(request))


def place_one(request: HttpRequest, number: int) -> HttpResponse:
    """Put one touchpoint on a stage and a channel, unless somebody else changed it meanwhile."""
    where = request.POST
    stage, channel = where.get("stage", ""), where.get("channel", "").strip()
    try:
        with transaction.atomic():
            touchpoint = (
                Touchpoint.objects.select_for_update().filter(pk=number).first() if number < 2**63 else None
            )
            if touchpoint is None:
                raise Http404(_("This touchpoint is not in the record."))
            now = _where(touchpoint)
            if now != (where.get("was_stage", now[0]), where.get("was_channel", now[1])):
                _tell(request, touchpoint, now, stage)
                return redirect(_next(request))
            place(touchpoint, stage=stage, channel=channel, member=member_of(request))
    except PlaceError as error:
        messages.error(request, str(error))
        return redirect(_next(request))
    if (stage, channel) == now:
        messages.info(
            request, _("Nothing to change: {name} stands there already.").format(name=_short(touchpoint.name))
        )
    elif stage:
        said = _("{name} stands on {stage} now. Answers follow within a moment.")
        messages.success(request, said.format(name=_short(touchpoint.name), stage=stage_name(stage)))
    else:
        messages.success(request, _("{name} has no place now.").format(name=_short(touchpoint.name)))
    return redirect(_next(request))


def _where(touchpoint: Touchpoint) -> tuple[str, str]:
    placed = Placement.objects.filter(touchpoint=touchpoint, scheme=HOURGLASS.name).first()
    return (placed.stage if placed else "", touchpoint.channel)


def _tell(request: HttpRequest, touchpoint: Touchpoint, now: tuple[str, str], wanted: str) -> None:
    """Say that somebody else was quicker; what they did stays."""
    words = {
        "name": _short(touchpoint.name),
        "now": stage_name(now[0]) if now[0] else _("no stage"),
        "wanted": stage_name(wanted) if wanted else _("no stage"),
    }
    messages.warning(
        request,
        _(
            "Somebody else changed {name} meanwhile: it is at {now}. Yours ({wanted}) is not saved; "
            "choose again if it should be."
        ).format(**words),
    )


def _short(name: str, most: int = 80) -> str:
    name = clean(name)
    return name if len(name) <= most else name[: most - 1] + "…"


def _next(request: HttpRequest) -> str:
    """Back to the same part of the table."""
    wanted = request.POST.get("next", "")
    here = reverse("touchpoints")
    safe = wanted == here or wanted.startswith(f"{here}?")
    return wanted if safe else here
