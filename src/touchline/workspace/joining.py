"""One-time links: the owner's first way in, later invitations and forgotten passwords."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from touchline.workspace.audit import record
from touchline.workspace.models import JoinLink, Member

VALID_FOR = timedelta(days=2)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(role: str, member: Member | None = None) -> str:
    """Make a one-time link and return its token. With ``member`` it lets that member back in."""
    token = secrets.token_urlsafe(32)
    JoinLink.objects.create(
        token_hash=_hash(token), role=role, member=member, expires_at=timezone.now() + VALID_FOR
    )
    return token


def find_link(token: str) -> JoinLink | None:
    """The link of a token, if it can still be used."""
    return JoinLink.objects.filter(
        token_hash=_hash(token), used_at=None, expires_at__gt=timezone.now()
    ).first()


def join(token: str, *, email: str, name: str, password: str) -> Member | None:
    """Use a link: make the member it is for, or set the password of the one it lets back in.

    Returns None when the link was used meanwhile. The caller has validated the fields.
    """
    with transaction.atomic():
        link = JoinLink.objects.select_for_update().filter(token_hash=_hash(token), used_at=None).first()
        if link is None or link.expires_at <= timezone.now():
            return None
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
        member = link.member or Member(email=email, name=name, role=link.role)
        member.set_password(password)
        member.save()
        verb = "set a new password" if link.member else "joined"
        record(member, verb, member.email, None, {"role": member.role})
        return member
