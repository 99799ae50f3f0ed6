"""Placing touchpoints: on a stage of a scheme, and on a channel."""

from __future__ import annotations

import difflib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from touchline.touchpoints.changes import Changed, Clash, Where, last_change
from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.schemes import SCHEMES
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.undoing import CannotUndo, undoes

LONGEST_CHANNEL = 60


class PlaceError(ValueError):
    """A place that cannot be given. The message is a sentence that says what to do."""


def find(name: str) -> Touchpoint:
    """The touchpoint of this name: exactly, else whatever the letters' case when only one matches.

    Raises ``PlaceError`` with the nearest name, or with the touchpoint it was merged into.
    """
    exact = Touchpoint.objects.filter(name=name).select_related("merged_into").first()
    if exact and exact.merged_into:
        raise PlaceError(
            _("%(name)s was merged into %(other)s. Name that one.")
            % {"name": name, "other": exact.merged_into.name}
        )
    if exact:
        return exact
    names = list(Touchpoint.objects.listed().values_list("name", flat=True))
    same = [one for one in names if one.casefold() == name.casefold()]
    if len(same) == 1:
        return Touchpoint.objects.get(name=same[0])
    if same:
        raise PlaceError(
            _("Several touchpoints are called so, but for the letters' case: %(same)s. Write one exactly.")
            % {"same": ", ".join(sorted(same))}
        )
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = " " + _("Did you mean %(name)s?") % {"name": near[0]} if near else ""
    raise PlaceError(_("There is no touchpoint %(name)r.") % {"name": name} + hint)


def place(
    touchpoint: Touchpoint,
    *,
    stage: str | None = None,
    scheme: str = "hourglass",
    channel: str | None = None,
    was: Where | None = None,
    member: Member | None = None,
) -> Touchpoint:
    """Put a touchpoint on ``stage`` of ``scheme`` and on ``channel``; None leaves what is there.

    An empty stage or channel takes it away. A change is written to the audit trail; placing it
    where it stands changes nothing. ``was`` is where the member saw it: raises ``Changed``, and writes
    nothing, when it stands elsewhere by now. Raises ``PlaceError``.
    """
    check(stage, scheme, channel)
    with transaction.atomic():
        fresh = Touchpoint.objects.select_for_update().get(pk=touchpoint.pk)
        if fresh.merged_into_id is not None:
            raise PlaceError(_("%(name)s was merged into another meanwhile.") % {"name": fresh.name})
        before = _state(fresh, scheme)
        now = Where(before["stage"], before["channel"])
        if was is not None and was != now:
            wanted = Where(now.stage if stage is None else stage, now.channel if channel is None else channel)
            raise Changed(Clash(fresh, now, wanted, last_change(fresh.pk)))
        if stage is not None:
            _set_stage(fresh, scheme, stage)
        if channel is not None and fresh.channel != channel.strip():
            fresh.channel = channel.strip()
            fresh.save(update_fields=["channel"])
        after = _state(fresh, scheme)
        if after != before:
            record(member, "placed", fresh.name, before, after)
    return fresh


@undoes("placed")
def undo_place(entry: AuditEntry, _member: Member | None) -> None:
    """Put a touchpoint back where it stood before a change, if nobody moved it since."""
    touchpoint = Touchpoint.objects.select_for_update().filter(pk=entry.after["touchpoint"]).first()
    if touchpoint is None:
        raise CannotUndo(_("The touchpoint %(name)s is gone.") % {"name": entry.what})
    if touchpoint.merged_into_id is not None:
        raise CannotUndo(_("%(name)s was merged into another since. Undo that first.") % {"name": entry.what})
    if _state(touchpoint, entry.after["scheme"]) != entry.after:
        raise CannotUndo(_("%(name)s was placed anew since. Undo that first.") % {"name": entry.what})
    touchpoint.channel = entry.before["channel"]
    touchpoint.save(update_fields=["channel"])
    _set_stage(touchpoint, entry.before["scheme"], entry.before["stage"])


def unplaced(scheme: str = "hourglass") -> list[Touchpoint]:
    """Touchpoints that wait for a place in ``scheme``, the oldest first; none that was set aside."""
    there = Placement.objects.filter(scheme=scheme).values("touchpoint")
    return list(Touchpoint.objects.listed().filter(set_aside=False).exclude(pk__in=there).order_by("pk"))


def check(stage: str | None, scheme: str, channel: str | None) -> None:
    """Refuse a scheme, stage or channel that cannot be. Raises ``PlaceError``."""
    if scheme not in SCHEMES:
        raise PlaceError(
            _("There is no scheme %(scheme)r. Take one of %(known)s.")
            % {"scheme": scheme, "known": ", ".join(SCHEMES)}
        )
    stages = SCHEMES[scheme].stages
    if stage and stage not in stages:
        raise PlaceError(
            _("The scheme %(scheme)s has no stage %(stage)r. Take one of %(known)s.")
            % {"scheme": scheme, "stage": stage, "known": ", ".join(stages)}
        )
    if channel is not None and len(channel.strip()) > LONGEST_CHANNEL:
        raise PlaceError(
            _("A channel has at most %(most)d letters. Give a shorter one.") % {"most": LONGEST_CHANNEL}
        )


def _set_stage(touchpoint: Touchpoint, scheme: str, stage: str) -> None:
    if stage:
        Placement.objects.update_or_create(touchpoint=touchpoint, scheme=scheme, defaults={"stage": stage})
    else:
        Placement.objects.filter(touchpoint=touchpoint, scheme=scheme).delete()


def _state(touchpoint: Touchpoint, scheme: str) -> dict[str, Any]:
    placed = Placement.objects.filter(touchpoint=touchpoint, scheme=scheme).first()
    return {
        "touchpoint": touchpoint.pk,
        "scheme": scheme,
        "stage": placed.stage if placed else "",
        "channel": touchpoint.channel,
    }
