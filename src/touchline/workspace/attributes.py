"""Which attributes of touches and facts of people the journey index holds: members choose them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from touchline.workspace.audit import record
from touchline.workspace.models import Attribute, AuditEntry, Member, Role
from touchline.workspace.turns import take_turns
from touchline.workspace.undoing import CannotUndo, undoes

MOST = 32
LONGEST = 200
TURN = "attributes"
ADDED, REMOVED = gettext_noop("added an attribute"), gettext_noop("removed an attribute")
VERBS = (ADDED, REMOVED)


class ChoiceError(ValueError):
    """An attribute that cannot be added or removed. The message is a sentence that says what to do."""


def chosen(of: str) -> tuple[str, ...]:
    """The names of the attributes of touches or the facts of people, in the order of their letters."""
    return tuple(sorted(Attribute.objects.filter(of=of).values_list("name", flat=True)))


def add(of: str, name: str, *, member: Member | None) -> str:
    """Let the index hold an attribute of touches or a fact of people; returns its name without space around.

    Nothing in the record needs to have it yet. Raises ``ChoiceError``.
    """
    lean = name.strip()
    if not lean or len(lean) > LONGEST or "\0" in lean:
        raise ChoiceError(_("Give the name of an attribute, of at most 200 letters."))
    with transaction.atomic():
        take_turns(TURN)
        known = chosen(of)
        if lean in known:
            raise ChoiceError(_("%(name)s is held already.") % {"name": lean})
        if len(known) >= MOST:
            raise ChoiceError(
                _("The index holds at most %(most)s of them. Remove one first.") % {"most": MOST}
            )
        Attribute.objects.create(of=of, name=lean)
        record(member, ADDED, lean, None, {"of": of, "name": lean})
    return lean


def remove(of: str, name: str, *, member: Member | None) -> None:
    """Let the index hold it no longer; the record keeps what it says. Raises ``ChoiceError``."""
    with transaction.atomic():
        take_turns(TURN)
        if not Attribute.objects.filter(of=of, name=name).delete()[0]:
            raise ChoiceError(_("The index holds no %(name)s.") % {"name": name[:LONGEST]})
        record(member, REMOVED, name, {"of": of, "name": name}, None)


@undoes(ADDED, role=Role.OWNER)
def undo_added(entry: AuditEntry, _member: Member | None) -> None:
    """Remove it again."""
    if not Attribute.objects.filter(**entry.after).delete()[0]:
        raise CannotUndo(_("It was removed since."))


@undoes(REMOVED, role=Role.OWNER)
def undo_removed(entry: AuditEntry, _member: Member | None) -> None:
    """Add it again."""
    take_turns(TURN)
    if Attribute.objects.filter(**entry.before).exists():
        raise CannotUndo(_("It was added again since."))
    if Attribute.objects.filter(of=entry.before["of"]).count() >= MOST:
        raise CannotUndo(_("The index holds as many as it can. Remove one first."))
    Attribute.objects.create(**entry.before)
