"""What owners do with members: roles, removing and letting back in; and everybody's own name and password."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, JoinLink, Member, Role
from touchline.workspace.sessions import end_sessions
from touchline.workspace.turns import take_turns
from touchline.workspace.undoing import CannotUndo, undoes

GAVE_ROLE, REMOVED, LET_IN, RENAMED = "gave a role to", "removed", "let back in", "renamed"


class MemberError(ValueError):
    """What cannot be done with a member. The message is a sentence that says what to do."""


def find_member(email: str) -> Member:
    """The member with this e-mail address, whatever the letters' case. Raises ``MemberError``."""
    found = Member.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        raise MemberError(_("No member has the address {email}.").format(email=email))
    return found


def change_role(member: Member, role: str, by: Member | None) -> bool:
    """Give a member another role; False when it is theirs already. Raises ``MemberError``."""
    with transaction.atomic():
        fresh = _fresh(member)
        if role not in Role.values:
            raise MemberError(_("Choose a role: owner, editor or viewer."))
        if fresh.role == role:
            return False
        before = {"role": fresh.role}
        _set_role(fresh, role)
        record(by, GAVE_ROLE, fresh.email, before, {"role": role})
    return True


def remove(member: Member, by: Member | None) -> bool:
    """Keep a member out: their sessions and links end, what they did stays. Raises ``MemberError``.

    False when they are out already.
    """
    return _set_out(member, by, out=True)


def let_in(member: Member, by: Member | None) -> bool:
    """Let a removed member sign in again, with the role they had; False when they may already."""
    return _set_out(member, by, out=False)


def rename(member: Member, name: str, by: Member | None) -> bool:
    """Give a member another name; False when it is theirs already. Raises ``MemberError``."""
    name = name.strip()
    if not name or len(name) > 200:
        raise MemberError(_("Give your name, in at most 200 letters."))
    with transaction.atomic():
        fresh = _fresh(member)
        if fresh.name == name:
            return False
        before = {"name": fresh.name}
        fresh.name = name
        fresh.save(update_fields=["name"])
        record(by, RENAMED, fresh.email, before, {"name": name})
    return True


def change_password(member: Member, password: str, *, keep: str | None) -> int:
    """Set a member's password and end their sessions, except the one with the key ``keep``.

    The caller has checked the old password and judged the new one. Returns how many sessions ended.
    """
    with transaction.atomic():
        member.set_password(password)
        member.save(update_fields=["password"])
        ended = end_sessions(member, but=keep)
        JoinLink.objects.filter(member=member, used_at=None).delete()
        record(member, "set a new password", member.email, None, None)
    return ended


def _fresh(member: Member) -> Member:
    """The member as they are now; nobody else changes members until the transaction ends."""
    take_turns("members")
    return Member.objects.get(pk=member.pk)


def _set_role(fresh: Member, role: str) -> None:
    if fresh.role == Role.OWNER and fresh.is_active:
        _keep_an_owner(fresh)
    fresh.role = role
    fresh.save(update_fields=["role"])


def _set_out(member: Member, by: Member | None, *, out: bool) -> bool:
    with transaction.atomic():
        fresh = _fresh(member)
        if fresh.is_active != out:
            return False
        _put(fresh, out=out)
        record(by, REMOVED if out else LET_IN, fresh.email, {"active": out}, {"active": not out})
    return True


def _put(fresh: Member, *, out: bool) -> None:
    if out:
        if fresh.role == Role.OWNER:
            _keep_an_owner(fresh)
        end_sessions(fresh)
        JoinLink.objects.filter(member=fresh, used_at=None).delete()
    fresh.is_active = not out
    fresh.save(update_fields=["is_active"])


def _keep_an_owner(leaving: Member) -> None:
    others = Member.objects.filter(role=Role.OWNER, is_active=True).exclude(pk=leaving.pk)
    if not others.exists():
        raise MemberError(
            _("{name} is the only owner. Make somebody else an owner first.").format(name=leaving.name)
        )


def _of(entry: AuditEntry) -> Member:
    take_turns("members")
    member = Member.objects.filter(email=entry.what).first()
    if member is None:
        raise CannotUndo(_("There is no member {email} any more.").format(email=entry.what))
    return member


@undoes(GAVE_ROLE, role=Role.OWNER)
def undo_role(entry: AuditEntry, _member: Member | None) -> None:
    """Give back the role a member had, if nobody changed it since."""
    fresh = _of(entry)
    if fresh.role != entry.after["role"]:
        raise CannotUndo(_("{name} was given another role since. Undo that first.").format(name=fresh.name))
    try:
        _set_role(fresh, entry.before["role"])
    except MemberError as error:
        raise CannotUndo(str(error)) from error


@undoes(REMOVED, role=Role.OWNER)
@undoes(LET_IN, role=Role.OWNER)
def undo_out(entry: AuditEntry, _member: Member | None) -> None:
    """Let a removed member back in, or keep out one who was let in, if nobody did since."""
    fresh = _of(entry)
    if fresh.is_active != entry.after["active"]:
        raise CannotUndo(_("This was changed again since. Undo that first."))
    try:
        _put(fresh, out=not entry.before["active"])
    except MemberError as error:
        raise CannotUndo(str(error)) from error


@undoes(RENAMED, role=Role.OWNER)
def undo_name(entry: AuditEntry, _member: Member | None) -> None:
    """Give back the name a member had, if nobody changed it since."""
    fresh = _of(entry)
    if fresh.name != entry.after["name"]:
        raise CannotUndo(_("{name} was renamed since. Undo that first.").format(name=fresh.name))
    fresh.name = entry.before["name"]
    fresh.save(update_fields=["name"])
