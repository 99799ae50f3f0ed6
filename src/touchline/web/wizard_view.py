"""The wizard as the page shows it: what waits for a place, by the stage that is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from touchline.service.overview import TouchpointLine, TouchpointsOverview
from touchline.touchpoints.accept import Choice
from touchline.touchpoints.changes import Where
from touchline.touchpoints.schemes import HOURGLASS
from touchline.web import wording
from touchline.web.links import Behind
from touchline.web.stages import channel_name, colours, stage_name

SIZE = 200
"""Touchpoints shown at once."""
ASIDE = "none"
"""What the select of stages sends for a touchpoint that belongs on no stage."""


def waiting(overview: TouchpointsOverview) -> list[TouchpointLine]:
    """What waits for a place, most touches first."""
    return sorted(
        (one for one in overview.touchpoints if one.waits), key=lambda one: (-one.touches, one.name)
    )


def rows(lines: Sequence[TouchpointLine], behind: Behind) -> list[dict[str, Any]]:
    """Rows by proposed stage, most touches first, each beginning a group where the stage changes."""
    place = {stage: at for at, stage in enumerate(HOURGLASS.stages)}
    colour = colours(HOURGLASS.name)
    found: list[dict[str, Any]] = []
    before: str | None = None
    for one in sorted(
        lines, key=lambda one: (place.get(one.proposed_stage, len(place)), -one.touches, one.name)
    ):
        found.append(
            {
                "number": one.number,
                "name": one.name,
                "group": (stage_name(one.proposed_stage) if one.proposed_stage else _("On no stage"))
                if one.proposed_stage != before
                else "",
                "colour": colour[one.proposed_stage],
                "stage": one.proposed_stage or ASIDE,
                "channel": one.channel or one.proposed_channel,
                "was": f"|{one.channel}",
                "touches": wording.count(one.touches),
                "people": behind.link(one.people, f"touchpoint={one.name}"),
                "reason": one.reason,
            }
        )
        before = one.proposed_stage
    return found


def chosen(form: Mapping[str, str]) -> list[Choice]:
    """What a member chose for each touchpoint of a form."""
    found = []
    for field in form:
        name, _dash, number = field.partition("-")
        if name == "was" and number.isascii() and number.isdigit() and len(number) < 12:
            stage = form.get(f"stage-{number}", "")
            was = Where(*form[field].partition("|")[::2])
            aside = stage == ASIDE
            channel = was.channel if aside else form.get(f"channel-{number}", "")
            found.append(Choice(int(number), "" if aside else stage, channel, aside, was))
    return found


def as_proposed(lines: Sequence[TouchpointLine]) -> list[Choice]:
    """The proposals of touchpoints as choices."""
    return [
        Choice(
            one.number,
            one.proposed_stage,
            one.channel or (one.proposed_channel if one.proposed_stage else ""),
            not one.proposed_stage,
            was=Where("", one.channel),
        )
        for one in lines
    ]


def share_without(overview: TouchpointsOverview, numbers: set[int]) -> float:
    """The share of touches placed if these had no place."""
    total = sum(one.touches for one in overview.touchpoints)
    placed = sum(one.touches for one in overview.touchpoints if one.stage and one.number not in numbers)
    return placed / total if total else 0.0


def channel_options(lines: Sequence[TouchpointLine]) -> list[str]:
    """The channels proposed here, to choose from."""
    return sorted({one.channel or one.proposed_channel for one in lines} - {""}, key=channel_name)
