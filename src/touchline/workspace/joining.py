"""One-time links: the owner's first way in, later invitations and forgotten passwords."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from touchline.workspace.audit import record
from touchline.workspace.models import JoinLink, Member, Role
from touchline.workspace.sessions import end_sessions

FIRST = "printed when Touchline started"
"""The note of the owner's first link."""

VALID_FOR = timedelta(days=2)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(role: str, member: Member | None = None, *, by: Member | None = None, note: str = "") -> str:
    """Make a one-time link and return its token. With ``member`` it lets that member back in.

    Links that ran out are forgotten.
    """
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    JoinLink.objects.filter(expires_at__lt=now - VALID_FOR).delete()
    JoinLink.objects.create(
        token_hash=_hash(token),
        role=role,
        member=member,
        made_by=by,
        note=note.strip()[:100],
        expires_at=now + VALID_FOR,
    )
    return token


def first_link() -> str:
    """The link with which the owner of a new workspace joins. One made before no longer works."""
    with transaction.atomic():
        JoinLink.objects.filter(note=FIRST, used_at=None).delete()
        return make_link(Role.OWNER, note=FIRST)


def invite(by: Member | None, role: str, note: str = "") -> str:
    """Make a link for a new member, written to the audit trail. Returns its token."""
    with transaction.atomic():
        token = make_link(role, by=by, note=note)
        record(by, "invited", note.strip() or "a new member", None, {"role": role})
    return token


def way_back(by: Member | None, member: Member) -> str:
    """Make a link with which a member sets a new password, written to the audit trail."""
    with transaction.atomic():
        JoinLink.objects.filter(member=member, used_at=None).delete()
        token = make_link(member.role, member, by=by)
        record(by, "made a new way in for", member.email, None, None)
    return token


def open_links() -> QuerySet[JoinLink]:
    """Links that can still be used, newest first."""
    usable = Q(member=None) | Q(member__is_active=True)
    found = JoinLink.objects.filter(usable, used_at=None, expires_at__gt=timezone.now())
    return found.select_related("member", "made_by").order_by("-pk")


def withdraw(number: int, by: Member | None) -> JoinLink | None:
    """Make an open link useless. None when there is no open link of this number."""
    with transaction.atomic():
        link = open_links().filter(pk=number).first()
        if link is None:
            return None
        record(by, "withdrew", _about(link), {"role": link.role}, None)
        JoinLink.objects.filter(pk=link.pk).delete()
    return link


def _about(link: JoinLink) -> str:
    return link.member.email if link.member else link.note or "an invitation"


def find_link(token: str) -> JoinLink | None:
    """The link of a token, if it can still be used."""
    return open_links().filter(token_hash=_hash(token)).first()


def join(token: str, *, email: str, name: str, password: str) -> Member | None:
    """Use a link: make the member it is for, or set the password of the one it lets back in.

    A new password ends the member's sessions; once there is an owner, the printed link is no more.
    Returns None when the link was used meanwhile. The caller has validated the fields.
    """
    with transaction.atomic():
        link = JoinLink.objects.select_for_update().filter(token_hash=_hash(token), used_at=None).first()
        if link is None or link.expires_at <= timezone.now():
            return None
        if link.member and not link.member.is_active:
            return None
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
        member = link.member or Member(email=email, name=name, role=link.role)
        member.set_password(password)
        member.save()
        end_sessions(member)
        if member.role == Role.OWNER:
            JoinLink.objects.filter(note=FIRST, used_at=None).delete()
        verb = "set a new password" if link.member else "joined"
        record(member, verb, member.email, None, {"role": member.role})
        return member
