"""A restored copy is held: it sends nothing until an owner says that it may.

The workspace it was copied from may still be at work, and two of them would send everything twice.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from touchline.workspace.audit import record
from touchline.workspace.models import Hold, Member


def is_held() -> bool:
    """Whether this workspace must send nothing. Whoever sends asks this right before each sending."""
    return Hold.objects.filter(released_at=None).exists()


def held() -> Hold | None:
    """Since when this workspace is held and which backup it came from; None when it is not held."""
    return Hold.objects.filter(released_at=None).order_by("-pk").first()


def hold(backup: str, made_at: datetime) -> Hold:
    """Hold this workspace: it was restored from the file ``backup``, a copy of the moment ``made_at``."""
    with transaction.atomic():
        made = Hold.objects.create(backup=backup[:1000], made_at=made_at)
        record(None, "restored", backup, None, {"made_at": _text(made_at)})
    return made


def release(member: Member | None) -> bool:
    """Let this workspace send again, as ``member`` (None: the command line) says; whether it was held."""
    with transaction.atomic():
        there = held()
        if there is None:
            return False
        Hold.objects.filter(released_at=None).update(released_at=timezone.now(), released_by=member)
        record(member, "released", there.backup, {"held_since": _text(there.since)}, None)
    return True


def _text(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
