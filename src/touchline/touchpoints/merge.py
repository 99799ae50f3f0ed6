"""Merging: several names become one touchpoint, and can be taken apart again exactly as they were.

Nothing is rewritten. A touchpoint that is merged into another keeps its row, its number, its rules and
its places; it only names the one it counts at. Undoing takes that away.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.touchpoints import models
from touchline.touchpoints.models import Touchpoint
from touchline.touchpoints.place import PlaceError
from touchline.touchpoints.recognising import room
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.undoing import CannotUndo, undoes

MOST = 200
"""So many are merged at once at most."""


def merge(others: Sequence[Touchpoint], into: Touchpoint, *, member: Member | None) -> AuditEntry:
    """Merge touchpoints into one, which keeps its name, place and channel. Returns the entry that undoes it.

    Their events count at the one they were merged into from the next generation on, and so do events
    of their names that come later. Raises ``PlaceError`` with a sentence.
    """
    numbers = list(dict.fromkeys(one.pk for one in others if one.pk != into.pk))
    if not numbers:
        raise PlaceError(
            _("Name at least one other touchpoint to merge into %(name)s.") % {"name": into.name}
        )
    if len(numbers) > MOST:
        raise PlaceError(_("At most %(most)d touchpoints are merged at once. Take fewer.") % {"most": MOST})
    with transaction.atomic():
        locked = Touchpoint.objects.select_for_update(of=("self",)).filter(pk__in=[*numbers, into.pk])
        found = {one.pk: one for one in locked.select_related("merged_into").order_by("pk")}
        for number in (into.pk, *numbers):
            _listed(found.get(number))
        Touchpoint.objects.filter(pk__in=numbers).update(merged_into=into)
        kept = {str(into.pk): found[into.pk].name}
        away = {str(number): found[number].name for number in numbers}
        return record(
            member, "merged", found[into.pk].name, {"touchpoints": kept | away}, {"touchpoints": kept}
        )


def _listed(touchpoint: Touchpoint | None) -> None:
    if touchpoint is None:
        raise PlaceError(_("One of these touchpoints is gone. Choose again."))
    if touchpoint.merged_into is not None:
        raise PlaceError(
            _("%(name)s was merged into %(other)s meanwhile. Choose again.")
            % {"name": touchpoint.name, "other": touchpoint.merged_into.name}
        )


@undoes("merged")
def undo_merge(entry: AuditEntry, _member: Member | None) -> None:
    """Take them apart: each has its number, names, places and channel again, and its touches follow."""
    (into,) = entry.after["touchpoints"]
    away = [int(number) for number in entry.before["touchpoints"] if number != into]
    merged = Touchpoint.objects.select_for_update().filter(pk__in=away, merged_into=int(into))
    if len(merged) != len(away):
        raise CannotUndo(_("These touchpoints are not merged into %(name)s any more.") % {"name": entry.what})
    if len(away) > room():
        raise CannotUndo(
            ngettext(
                "A workspace holds at most %(most)s touchpoints, and there is no room for %(n)d more. "
                "Merge others first.",
                "A workspace holds at most %(most)s touchpoints, and there is no room for %(n)d more. "
                "Merge others first.",
                len(away),
            )
            % {"most": f"{models.MOST_TOUCHPOINTS:,}", "n": len(away)}
        )
    merged.update(merged_into=None)
