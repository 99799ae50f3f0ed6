"""Step: when it happened, by our clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from touchline.collect.intake.message import Message
from touchline.collect.intake.reasons import Why

SECOND = 1_000_000
FIRST, LAST = 86_400 * SECOND, 7_258_118_400 * SECOND
"""2 January 1970, and the end of 2199."""
LATEST_MILLIS = 10**14


def timed(message: Message) -> Why | None:
    """Its time is ``timestamp``, else ``originalTimestamp``, else when it came.

    Where the sender's clock at sending is known, what it was wrong by is taken off: time = received -
    (sent - said). Nothing happened later than it came.
    """
    said = message.said
    stamp = said.get("timestamp") or said.get("originalTimestamp")
    if stamp is None:
        message.time = message.received
        return None
    time, sent = instant(stamp), instant(said.get("sentAt") or message.sent)
    if time is None:
        return Why.UNREADABLE_TIME
    if sent is not None:
        time = message.received - (sent - time)
    message.time = min(time, message.received)
    return None if FIRST <= message.time <= LAST else Why.TIME_OUT_OF_RANGE


def instant(value: Any) -> int | None:
    """A time as microseconds since 1970 UTC: ISO 8601, UTC where it names no offset, or milliseconds."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LATEST_MILLIS:
        return int(value * 1000)
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    read = read if read.tzinfo else read.replace(tzinfo=UTC)
    since = read - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds
