"""Undoing a change of the audit trail: each room says how, for the verbs it writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member, Role

Undoer = Callable[[AuditEntry, Member | None], None]
"""Puts back what an entry changed. Raises ``CannotUndo`` when it has changed again since."""


@dataclass(frozen=True)
class _Way:
    """How the entries of a verb are undone, and the role it takes."""

    function: Undoer
    role: str


_UNDOERS: dict[str, _Way] = {}


class CannotUndo(ValueError):
    """A change that cannot be undone. The message is a sentence that says why and what to do."""


def undoes(verb: str, *, role: str = Role.EDITOR) -> Callable[[Undoer], Undoer]:
    """Name the function that undoes the entries with this verb, and the role that may.

    The role is that of the change itself: who may not do it may not undo it. A verb has one way.
    """

    def keep(function: Undoer) -> Undoer:
        there = _UNDOERS.get(verb)
        if there and there.function.__module__ != function.__module__:
            raise ValueError(f"{there.function.__module__} undoes {verb!r} already. Take another verb.")
        _UNDOERS[verb] = _Way(function, role)
        return function

    return keep


def can_undo(entry: AuditEntry) -> bool:
    """Whether there is a way to undo this entry and nobody has undone it yet."""
    return entry.verb in _UNDOERS and entry.undone_by_id is None


def may_undo(entry: AuditEntry, member: Member | None) -> bool:
    """Whether ``member`` has the role it takes to undo this entry. The command line (None) may all."""
    way = _UNDOERS.get(entry.verb)
    return way is not None and (member is None or member.may(way.role))


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
        way = _UNDOERS.get(entry.verb)
        if way is None:
            raise CannotUndo(_("This change cannot be undone."))
        if not may_undo(entry, member):
            raise CannotUndo(_("Your role does not include undoing this. Ask an owner."))
        way.function(entry, member)
        said = record(member, "undid", entry.what, entry.after, entry.before)
        entry.undone_by = said
        entry.save(update_fields=["undone_by"])
        return said
