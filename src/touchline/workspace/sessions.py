"""Sessions: where a member is signed in, since when, and ending them.

A session is written when it begins and when it ends, never by looking at a page. So Touchline knows
when and where somebody signed in, and not what they looked at since.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY, login
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from touchline.workspace.audit import record
from touchline.workspace.models import Member, Session

_DOOR = "door"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


class SessionStore(DatabaseStore):
    """Keeps sessions as rows that say whose they are."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table of sessions."""
        return Session

    def _validate_session_key(self, key: str | None) -> bool:
        """Keys are letters and digits; a cookie may hold anything, also what no store takes."""
        whole = bool(super()._validate_session_key(key))  # type: ignore[misc]  # unknown to the stubs
        return whole and key is not None and key.isascii() and key.isalnum()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of a session, with what is shown of it beside its data."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        door = data.get(_DOOR, {})
        row.member_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.signed_in_at = datetime.fromisoformat(door["at"]) if door else None
        row.address, row.agent = door.get("address", ""), door.get("agent", "")
        return row


def enter(request: HttpRequest, member: Member) -> None:
    """Begin a session of ``member`` in the browser that asks. Sessions that ran out are forgotten."""
    login(request, member, backend=_BACKEND)
    request.session[_DOOR] = {
        "at": timezone.now().isoformat(),
        "address": str(request.META.get("REMOTE_ADDR", ""))[:64],
        "agent": request.headers.get("User-Agent", "")[:300],
    }
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def sessions_of(member: Member) -> QuerySet[Session]:
    """The sessions a member has now, newest first."""
    found = Session.objects.filter(member=member, expire_date__gt=timezone.now())
    return found.order_by("-signed_in_at", "session_key")


def end_sessions(member: Member, *, but: str | None = None) -> int:
    """End the sessions of a member, except the one with the key ``but``. Returns how many ended."""
    mine = Session.objects.filter(member=member)
    ended, _kinds = (mine.exclude(session_key=but) if but else mine).delete()
    return ended


def end_by_name(member: Member, name: str, by: Member | None, *, but: str | None = None) -> int:
    """End one session of a member by its name, or all with the name "" (except the key ``but``).

    Written to the audit trail when any ended. Returns how many did.
    """
    with transaction.atomic():
        if name:
            keys = [one.session_key for one in sessions_of(member) if one.name == name]
            ended, _kinds = Session.objects.filter(session_key__in=keys).delete()
        else:
            ended = end_sessions(member, but=but)
        if ended:
            record(by, "ended sessions of", member.email, None, {"sessions": ended})
    return ended
