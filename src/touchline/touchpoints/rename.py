"""Renaming: a touchpoint's name is a label. Events keep the names they came with and count as before."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from touchline.touchpoints.discover import NAMES
from touchline.touchpoints.models import Touchpoint
from touchline.touchpoints.place import PlaceError
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.turns import take_turns
from touchline.workspace.undoing import CannotUndo, undoes

LONGEST = 200


def rename(touchpoint: Touchpoint, name: str, *, was: str | None = None, member: Member | None) -> Touchpoint:
    """Give a touchpoint another name. The same name again changes nothing.

    ``was`` is the name the member saw: when it is another by now, nothing is written. Raises
    ``PlaceError`` with a sentence.
    """
    wanted = name.strip()
    _check(wanted)
    with transaction.atomic():
        take_turns(NAMES)
        fresh = Touchpoint.objects.select_for_update().get(pk=touchpoint.pk)
        if fresh.merged_into_id is not None:
            raise PlaceError(_("%(name)s was merged into another meanwhile.") % {"name": fresh.name})
        if was is not None and was != fresh.name:
            raise PlaceError(
                _("Somebody else renamed it %(name)s meanwhile. Rename that if you still want to.")
                % {"name": fresh.name}
            )
        if fresh.name == wanted:
            return fresh
        _free(wanted)
        about, old = {"touchpoint": fresh.pk}, fresh.name
        fresh.name = wanted
        fresh.save(update_fields=["name"])
        record(member, "renamed the touchpoint", old, about | {"name": old}, about | {"name": wanted})
    return fresh


def _check(name: str) -> None:
    if not name:
        raise PlaceError(_("A touchpoint needs a name. Write one."))
    if len(name) > LONGEST:
        raise PlaceError(_("A name has at most %(most)d letters. Give a shorter one.") % {"most": LONGEST})
    if not name.isprintable():
        raise PlaceError(_("A name is one line of plain letters and signs. Take the others out."))


def _free(name: str) -> None:
    other = Touchpoint.objects.filter(name=name).select_related("merged_into").first()
    if other is None:
        return
    if other.merged_into:
        raise PlaceError(
            _("%(name)s was merged into %(other)s. Take another name, or undo that first.")
            % {"name": name, "other": other.merged_into.name}
        )
    raise PlaceError(_("There is a touchpoint %(name)s already. Merge the two instead.") % {"name": name})


@undoes("renamed the touchpoint")
def undo_rename(entry: AuditEntry, _member: Member | None) -> None:
    """Give the old name back, if it was not renamed since and nothing else took it."""
    take_turns(NAMES)
    touchpoint = Touchpoint.objects.select_for_update().filter(pk=entry.after["touchpoint"]).first()
    if touchpoint is None:
        raise CannotUndo(_("The touchpoint %(name)s is gone.") % {"name": entry.after["name"]})
    if touchpoint.name != entry.after["name"]:
        raise CannotUndo(_("It was renamed %(name)s since. Undo that first.") % {"name": touchpoint.name})
    if Touchpoint.objects.filter(name=entry.before["name"]).exclude(pk=touchpoint.pk).exists():
        raise CannotUndo(
            _("Another touchpoint is called %(name)s now. Rename or merge that first.")
            % {"name": entry.before["name"]}
        )
    touchpoint.name = entry.before["name"]
    touchpoint.save(update_fields=["name"])
