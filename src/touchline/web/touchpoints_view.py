"""Touchpoints as the page shows them: chosen by a filter, by stage, with what is proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from touchline.service.asking import Asked
from touchline.service.overview import TouchpointLine
from touchline.touchpoints.schemes import HOURGLASS
from touchline.web import wording
from touchline.web.links import Behind
from touchline.web.stages import channel_name, colours, known_channels, stage_name

ONLY: MappingProxyType[str, Callable[[], str]] = MappingProxyType(
    {
        "": lambda: _("all"),
        "unplaced": lambda: _("without a place"),
        "proposed": lambda: _("with a proposal"),
        "placed": lambda: _("with a place"),
    }
)


@dataclass(frozen=True)
class Filter:
    """Which touchpoints to show."""

    find: str = ""
    only: str = ""
    stage: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it leaves any out."""
        return bool(self.find or self.only or self.stage)

    def of(self, touchpoints: Iterable[TouchpointLine]) -> list[TouchpointLine]:
        """Those it lets through: without a place first, then by stage; most touches first."""
        find = self.find.casefold()
        place = {stage: at for at, stage in enumerate(HOURGLASS.stages)}
        kept = [one for one in touchpoints if self._lets(one) and find in one.name.casefold()]
        return sorted(kept, key=lambda one: (place.get(one.stage, -1), -one.touches, one.name))

    def _lets(self, one: TouchpointLine) -> bool:
        if self.stage and one.stage != self.stage:
            return False
        return {
            "": True,
            "unplaced": not one.stage,
            "proposed": not one.stage and bool(one.proposed_stage),
            "placed": bool(one.stage),
        }[self.only]


def choices() -> list[tuple[str, str]]:
    """The stages to choose from."""
    return [(stage, stage_name(stage)) for stage in HOURGLASS.stages]


def options(touchpoints: Iterable[TouchpointLine]) -> list[str]:
    """Channels to offer: those in use, then the usual ones."""
    used = sorted({one.channel for one in touchpoints if one.channel}, key=str.casefold)
    return list(dict.fromkeys([*used[:200], *known_channels()]))


def table(touchpoints: Sequence[TouchpointLine], behind: Behind) -> list[dict[str, Any]]:
    """Rows, each beginning a group where the stage changes."""
    colour = colours(HOURGLASS.name)
    rows: list[dict[str, Any]] = []
    before: str | None = None
    for one in touchpoints:
        rows.append(
            {
                "number": one.number,
                "name": one.name,
                "group": (stage_name(one.stage) if one.stage else _("Without a place"))
                if one.stage != before
                else "",
                "colour": colour.get(one.stage, colour[""]),
                "stage": one.stage,
                "stage_name": stage_name(one.stage) if one.stage else "",
                "channel": one.channel,
                "channel_name": channel_name(one.channel),
                "touches": wording.count(one.touches),
                "people": behind.link(one.people, f"touchpoint={one.name}"),
                "proposed_stage": one.proposed_stage,
                "proposed_channel": one.channel or one.proposed_channel,
                "proposal": _proposal(one),
                "reason": one.reason,
            }
        )
        before = one.stage
    return rows


def _proposal(one: TouchpointLine) -> str:
    if one.stage or not one.proposed_stage:
        return ""
    if one.proposed_channel and not one.channel:
        return _("{stage}, {channel}").format(
            stage=stage_name(one.proposed_stage), channel=channel_name(one.proposed_channel)
        )
    return stage_name(one.proposed_stage)


def asked() -> Asked:
    """The question the numbers of the table come from: all touches of each touchpoint."""
    return Asked("paths")
