"""Names that are not recognised because the workspace is full, and giving them to touchpoints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.lake.shelf import GenerationDamaged, GenerationGone
from touchline.service.answers import generations
from touchline.touchpoints import models
from touchline.touchpoints.merge import merge
from touchline.touchpoints.models import RecognitionRule, Touchpoint
from touchline.touchpoints.place import PlaceError, find
from touchline.touchpoints.recognising import recognise, recognise_as, room
from touchline.workspace.models import Member


@dataclass(frozen=True)
class Unrecognised:
    """Events of names that are no touchpoints, as the newest generation counted them.

    ``often``: the most frequent names with their events, at most fifty. ``more``: there are more
    names than are counted one by one. ``room``: so many more touchpoints the workspace holds.
    """

    events: int = 0
    names: int = 0
    more: bool = False
    often: tuple[tuple[str, int], ...] = ()
    room: int = 0

    def said(self) -> str:
        """How many there are, in a sentence; "" when there are none."""
        if not self.events:
            return ""
        names = f"{self.names:,}"
        said = ngettext(
            "{events} event of {names} names is not recognised, because a workspace holds at most {most} "
            "touchpoints.",
            "{events} events of {names} names are not recognised, because a workspace holds at most {most} "
            "touchpoints.",
            self.events,
        )
        return said.format(
            events=f"{self.events:,}",
            names=_("more than {n}").format(n=names) if self.more else names,
            most=f"{models.MOST_TOUCHPOINTS:,}",
        )


def unrecognised() -> Unrecognised:
    """The names that are not recognised; those a member gave a touchpoint since are not listed any more."""
    here = generations()
    current = here.current()
    try:
        said = here.manifest(current)["unrecognised"] if current else {}
    except (GenerationGone, GenerationDamaged, KeyError):
        said = {}
    if not said.get("events"):
        return Unrecognised(room=room())
    often = [(str(name), int(events)) for name, events in said["often"]]
    given = set(
        RecognitionRule.objects.filter(event_name__in=[name for name, _events in often]).values_list(
            "event_name", flat=True
        )
    )
    left = tuple(one for one in often if one[0] not in given)
    return Unrecognised(said["events"], said["names"], said["names_are_more"], left, room())


def merge_names(names: Sequence[str], into: Touchpoint, *, member: Member | None) -> tuple[int, int]:
    """Let names count at a touchpoint: those of touchpoints are merged, those not recognised become its.

    Returns how many of each. Raises ``PlaceError``; then nothing is changed.
    """
    often = {name for name, _events in unrecognised().often}
    touchpoints, bare = [], []
    for name in dict.fromkeys(names):
        if name in often:
            bare.append(name)
        else:
            touchpoints.append(find(name))
    with transaction.atomic():
        if bare:
            recognise_as(bare, into, member=member)
        if touchpoints:
            merge(touchpoints, into, member=member)
    if not touchpoints and not bare:
        raise PlaceError(_("Name at least one touchpoint to merge."))
    return len(touchpoints), len(bare)


def recognise_names(names: Sequence[str], *, member: Member | None) -> int:
    """Make touchpoints of names that are not recognised; how many.

    Raises ``PlaceError`` when one is none of the most frequent ones or there is no room for them.
    """
    often = {name for name, _events in unrecognised().often}
    for name in names:
        if name not in often:
            raise PlaceError(
                _("%(name)r is none of the most frequent names that are not recognised.") % {"name": name}
            )
    return recognise(names, member=member)
