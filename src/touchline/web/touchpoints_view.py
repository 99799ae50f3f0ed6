"""Touchpoints as the page shows them: chosen by a filter, by stage, with what is proposed."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.service.asking import Asked
from touchline.service.naming import Unrecognised
from touchline.service.overview import TouchpointLine, waiting_for_a_place
from touchline.service.undoing import can_undo
from touchline.touchpoints.schemes import HOURGLASS
from touchline.web import wording
from touchline.web.changes import word
from touchline.web.clashes import short
from touchline.web.links import Behind
from touchline.web.stages import channel_name, colours, known_channels, stage_name
from touchline.workspace.models import AuditEntry

ONLY: MappingProxyType[str, Callable[[], str]] = MappingProxyType(
    {
        "": lambda: _("all"),
        "unplaced": lambda: _("without a place"),
        "proposed": lambda: _("with a proposal"),
        "placed": lambda: _("with a place"),
        "aside": lambda: _("on no stage, a member said"),
        "anywhere": lambda: _("without a channel"),
    }
)

SORTS: MappingProxyType[str, Callable[[], str]] = MappingProxyType(
    {
        "": lambda: _("stage"),
        "touches": lambda: _("most touches"),
        "people": lambda: _("most people"),
        "name": lambda: _("name"),
        "new": lambda: _("newest first"),
    }
)


@dataclass(frozen=True)
class Filter:
    """Which touchpoints to show."""

    find: str = ""
    only: str = ""
    stage: str = ""
    channel: str = ""
    sort: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it leaves any out."""
        return bool(self.find or self.only or self.stage or self.channel or self.sort)

    def of(self, touchpoints: Iterable[TouchpointLine]) -> list[TouchpointLine]:
        """Those it lets through, sorted; by stage means: without a place first, then most touches first."""
        find = self.find.casefold()
        kept = [one for one in touchpoints if self._lets(one) and find in one.name.casefold()]
        return sorted(kept, key=_ORDER[self.sort])

    def _lets(self, one: TouchpointLine) -> bool:
        if (self.stage and one.stage != self.stage) or (self.channel and one.channel != self.channel):
            return False
        return {
            "": True,
            "unplaced": not one.stage,
            "proposed": one.waits,
            "placed": bool(one.stage),
            "aside": one.aside,
            "anywhere": not one.channel,
        }[self.only]


_PLACE = {stage: at for at, stage in enumerate(HOURGLASS.stages)}
_ORDER: Mapping[str, Callable[[TouchpointLine], Any]] = {
    "": lambda one: (_PLACE.get(one.stage, -1), -one.touches, one.name),
    "touches": lambda one: (-one.touches, one.name),
    "people": lambda one: (-one.people, one.name),
    "name": lambda one: (one.name.casefold(), one.name),
    "new": lambda one: -one.number,
}


def filter_of(params: Mapping[str, str]) -> Filter:
    """The filter of an address; what makes no sense in it is left out."""

    def known(name: str, values: Container[str]) -> str:
        value = params.get(name, "")
        return value if value in values else ""

    return Filter(
        find=params.get("find", "").strip()[:200],
        only=known("only", ONLY),
        stage=known("stage", HOURGLASS.stages),
        channel=params.get("channel", "").strip()[:60],
        sort=known("sort", SORTS),
    )


def choices() -> list[tuple[str, str]]:
    """The stages to choose from."""
    return [(stage, stage_name(stage)) for stage in HOURGLASS.stages]


def options(touchpoints: Iterable[TouchpointLine]) -> list[str]:
    """Channels to offer: those in use, then the usual ones."""
    used = sorted({one.channel for one in touchpoints if one.channel}, key=str.casefold)
    return list(dict.fromkeys([*used[:200], *known_channels()]))


def table(touchpoints: Sequence[TouchpointLine], behind: Behind, sort: str = "") -> list[dict[str, Any]]:
    """Rows; sorted by stage, each begins a group where the stage changes."""
    colour = colours(HOURGLASS.name)
    rows: list[dict[str, Any]] = []
    before: str | None = None
    for one in touchpoints:
        rows.append(
            {
                "number": one.number,
                "name": one.name,
                "group": (stage_name(one.stage) if one.stage else _("Without a place"))
                if not sort and one.stage != before
                else "",
                "aside": one.aside,
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
    if one.stage:
        return ""
    if one.aside:
        return _("no stage, a member said")
    if not one.proposed_stage:
        return _("no stage")
    if one.proposed_channel and not one.channel:
        return _("{stage}, {channel}").format(
            stage=stage_name(one.proposed_stage), channel=channel_name(one.proposed_channel)
        )
    return stage_name(one.proposed_stage)


def spare(found: Unrecognised) -> dict[str, Any] | None:
    """Names that are not recognised, for the fold below the table; None when every name is."""
    if not found.events:
        return None
    return {
        "said": found.said(),
        "often": [{"name": name, "events": wording.count(events)} for name, events in found.often],
        "cut": _("Shown are the {n} most frequent ones.").format(n=wording.count(len(found.often)))
        if found.names > len(found.often)
        else "",
        "room": ngettext(
            "There is room for {n} more touchpoint.", "There is room for {n} more touchpoints.", found.room
        ).format(n=wording.count(found.room))
        if found.room
        else _("There is no room for more touchpoints. Merge some to make room."),
        "has_room": found.room > 0,
    }


def waiting_said() -> str:
    """How many touchpoints wait for a place, in a sentence; "" when none does."""
    count = waiting_for_a_place()
    if not count:
        return ""
    return ngettext(
        "{n} touchpoint of the record waits for its place; a proposal is ready.",
        "{n} touchpoints of the record wait for their place; a proposal is ready for each.",
        count,
    ).format(n=wording.count(count))


def change(entry: AuditEntry, zone: ZoneInfo) -> dict[str, Any]:
    """One change of a touchpoint, with its undo where there is one."""
    return {
        "entry": entry.pk,
        "when": wording.moment(entry.at, zone),
        "who": entry.member.name if entry.member else _("command line"),
        "said": word(entry.verb),
        "what": short(entry.what),
        "undo": undo_said(entry) if entry.verb in VERBS and can_undo(entry) else "",
        "many": how_many(entry) > 1,
        "undone": entry.undone_by_id is not None,
    }


def how_many(entry: AuditEntry) -> int:
    """How many touchpoints or names one undo of this entry takes back."""
    after = entry.after if isinstance(entry.after, dict) else {}
    said: Any = next((after[name] for name in ("places", "touchpoints", "names") if name in after), [])
    return max(len(said), 1) if isinstance(said, dict | list) else 1


def undo_said(entry: AuditEntry) -> str:
    """What the undo of an entry is called: how much it takes back, where that is more than one."""
    many = how_many(entry)
    if many == 1:
        return _("Undo")
    if entry.verb == "accepted proposals for":
        return _("Undo the placing of {n} touchpoints").format(n=wording.count(many))
    if entry.verb == "recognised names as":
        return _("Undo this for {n} names").format(n=wording.count(many))
    return _("Undo this for {n} touchpoints").format(n=wording.count(many))


VERBS = (
    "accepted proposals for",
    "kept apart",
    "made touchpoints",
    "merged",
    "placed",
    "recognised names as",
    "renamed the touchpoint",
)
"""Changes of touchpoints, which may be undone on their pages."""


def asked() -> Asked:
    """The question the numbers of the table come from: all touches of each touchpoint."""
    return Asked("paths")
