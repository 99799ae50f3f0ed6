"""Undoing a change of the audit trail: each room says how, for the verbs it writes."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member

Undoer = Callable[[AuditEntry, Member | None], None]
"""Puts back what an entry changed. Raises ``CannotUndo`` when it has changed again since."""

_UNDOERS: dict[str, Undoer] = {}


class CannotUndo(ValueError):
    """A change that cannot be undone. The message is a sentence that says why and what to do."""


def undoes(verb: str) -> Callable[[Undoer], Undoer]:
    """Name the function that undoes the entries with this verb."""

    def keep(function: Undoer) -> Undoer:
        _UNDOERS[verb] = function
        return function

    return keep


def can_undo(entry: AuditEntry) -> bool:
    """Whether there is a way to undo this entry and nobody has undone it yet."""
    return entry.verb in _UNDOERS and entry.undone_by_id is None


def undo(number: int, member: Member | None) -> AuditEntry:
    """Undo the entry of this number and return the entry that says so.

    Raises ``CannotUndo`` with a sentence: no such entry, undone already, changed again since.
    """
    with transaction.atomic():
        entry = AuditEntry.objects.select_for_update().filter(pk=number).first()
        if entry is None:
            raise CannotUndo(_("There is no change of this number."))
        if entry.undone_by_id is not None:
            raise CannotUndo(_("This change was undone already."))
        undoer = _UNDOERS.get(entry.verb)
        if undoer is None:
            raise CannotUndo(_("This change cannot be undone."))
        undoer(entry, member)
        said = record(member, "undid", entry.what, entry.after, entry.before)
        entry.undone_by = said
        entry.save(update_fields=["undone_by"])
        return said
