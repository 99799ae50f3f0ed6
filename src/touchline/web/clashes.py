"""Two members, one touchpoint: the second is told who changed it to what and when, and keeps their input."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from touchline.touchpoints.changes import Clash, Where, last_change
from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.schemes import HOURGLASS
from touchline.web import wording
from touchline.web.charts.svg import clean
from touchline.web.stages import channel_name, stage_name
from touchline.workspace.models import BusinessSettings


def shown(clash: Clash) -> dict[str, Any]:
    """What the form shows that lets a member save theirs anyway."""
    return {
        "number": clash.touchpoint.pk,
        "name": short(clash.touchpoint.name),
        "said": _said(clash),
        "now": clash.now,
        "stage": clash.wanted.stage,
        "channel": clash.wanted.channel,
    }


def to_params(clash: Clash) -> list[tuple[str, str]]:
    """A clash as parameters of the page it is shown on."""
    return [
        ("mine", str(clash.touchpoint.pk)),
        ("mine_stage", clash.wanted.stage),
        ("mine_channel", clash.wanted.channel),
    ]


def from_params(request: HttpRequest) -> Clash | None:
    """The clash a page is asked to show; None when there is none any more."""
    text = request.GET.get("mine", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    touchpoint = Touchpoint.objects.listed().filter(pk=number).first() if number else None
    if touchpoint is None:
        return None
    now = where(touchpoint)
    wanted = Where(request.GET.get("mine_stage", ""), request.GET.get("mine_channel", "")[:60])
    if wanted == now or (wanted.stage and wanted.stage not in HOURGLASS.stages):
        return None
    return Clash(touchpoint, now, wanted, last_change(touchpoint.pk))


def where(touchpoint: Touchpoint) -> Where:
    """Where a touchpoint stands and happens now."""
    placed = Placement.objects.filter(touchpoint=touchpoint, scheme=HOURGLASS.name).first()
    return Where(placed.stage if placed else "", touchpoint.channel)


def short(name: str, most: int = 80) -> str:
    """A name that fits into a sentence."""
    name = clean(name)
    return name if len(name) <= most else name[: most - 1] + "…"


def place_said(place: Where) -> str:
    """A stage and a channel in words."""
    stage = stage_name(place.stage) if place.stage else _("no stage")
    channel = channel_name(place.channel) if place.channel else _("no channel")
    return _("{stage}, {channel}").format(stage=stage, channel=channel)


def _said(clash: Clash) -> str:
    words = {
        "name": short(clash.touchpoint.name),
        "now": place_said(clash.now),
        "wanted": place_said(clash.wanted),
    }
    if clash.entry is None:
        said = _("Somebody changed {name} meanwhile: it is at {now}. Yours ({wanted}) is not saved yet.")
        return said.format(**words)
    zone = ZoneInfo(BusinessSettings.current().zone)
    who = clash.entry.member.name if clash.entry.member else _("The command line")
    said = _("{who} changed {name} on {when}: it is at {now}. Yours ({wanted}) is not saved yet.")
    return said.format(who=who, when=wording.moment(clash.entry.at, zone), **words)
