"""Putting one touchpoint on its stage and channel, leaving it on none, giving it another name."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from touchline.touchpoints.accept import Choice, accept
from touchline.touchpoints.changes import Changed, Clash, Where
from touchline.touchpoints.models import Touchpoint
from touchline.touchpoints.place import PlaceError, place
from touchline.touchpoints.rename import rename
from touchline.web import clashes
from touchline.web.clashes import short
from touchline.web.pages.touchpoints import find, way_back
from touchline.web.shell import member_of
from touchline.web.stages import stage_name


def place_one(request: HttpRequest, number: int) -> HttpResponse:
    """Put one touchpoint on a stage and a channel, unless somebody else changed it meanwhile."""
    form = request.POST
    stage, channel = form.get("stage", ""), form.get("channel", "").strip()
    touchpoint = find(number)
    now = clashes.where(touchpoint)
    was = Where(form.get("was_stage", now.stage), form.get("was_channel", now.channel))
    if form.get("aside"):
        return _leave(request, touchpoint, was)
    if (stage, channel) == now:
        said = _("Nothing to change: {name} stands there already.")
        messages.info(request, said.format(name=short(touchpoint.name)))
        return redirect(way_back(request))
    try:
        place(touchpoint, stage=stage, channel=channel, was=was, member=member_of(request))
    except PlaceError as error:
        messages.error(request, str(error))
    except Changed as changed:
        return _clashed(request, changed.clash)
    else:
        messages.success(request, _placed(touchpoint.name, stage))
    return redirect(way_back(request))


def _leave(request: HttpRequest, touchpoint: Touchpoint, was: Where) -> HttpResponse:
    """Leave a touchpoint on no stage and ask for it no more."""
    done = accept([Choice(touchpoint.pk, aside=True, was=was)], member=member_of(request))
    if done.clashes:
        return _clashed(request, done.clashes[0])
    said = _("{name} stays on no stage and is not asked for again.")
    messages.success(request, said.format(name=short(touchpoint.name)))
    return redirect(way_back(request))


def _clashed(request: HttpRequest, clash: Clash) -> HttpResponse:
    """Back to the table, with what somebody else did meanwhile and what was wanted."""
    path, _mark, query = way_back(request).partition("?")
    here = f"{query}&" if query and path == reverse("touchpoints") else ""
    return redirect(f"{reverse('touchpoints')}?{here}{urlencode(clashes.to_params(clash))}")


def _placed(name: str, stage: str) -> str:
    if not stage:
        return _("{name} has no place now.").format(name=short(name))
    return _("{name} stands on {stage} now. Answers follow within a moment.").format(
        name=short(name), stage=stage_name(stage)
    )


def rename_one(request: HttpRequest, number: int) -> HttpResponse:
    """Give a touchpoint another name."""
    touchpoint = find(number)
    try:
        renamed = rename(
            touchpoint, request.POST.get("name", ""), was=request.POST.get("was"), member=member_of(request)
        )
        said = _("It is called {name} now. Answers follow within a moment.")
        messages.success(request, said.format(name=short(renamed.name)))
    except PlaceError as error:
        messages.error(request, str(error))
    return redirect("touchpoint", number=number)
