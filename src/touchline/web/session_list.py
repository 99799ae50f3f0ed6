"""Sessions of a member, as the pages list them."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from touchline.web import wording
from touchline.web.browsers import browser
from touchline.workspace.models import Member
from touchline.workspace.sessions import sessions_of


def session_rows(member: Member, zone: ZoneInfo, own: str | None) -> list[dict[str, Any]]:
    """One row a session, newest first. ``own`` is the key of the session that asks."""
    return [
        {
            "name": one.name,
            "browser": browser(one.agent),
            "address": one.address,
            "since": wording.moment(one.signed_in_at, zone) if one.signed_in_at else "",
            "until": wording.day(one.expire_date.astimezone(zone).date()),
            "this": one.session_key == own,
        }
        for one in sessions_of(member)
    ]
