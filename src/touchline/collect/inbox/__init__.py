"""The inbox: what came in and was not worked on yet. When ``put`` returns, it is on disk."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from touchline.collect.inbox.row import Coming
from touchline.collect.inbox.writer import write

__all__ = ["put"]

MOST_A_ROW = 2_500
"""Messages kept as one row."""


def put(
    messages: Sequence[Mapping[str, Any]], *, received: int | None = None, sent: str | None = None
) -> int:
    """Keep messages, in their order; when this returns they are on disk. How many there were.

    A message is what the Segment specification calls one (``type``, ``messageId``, ``anonymousId``,
    ``userId``, ``timestamp``, …); it is looked at only by the intake. One without a ``messageId`` gets one
    here, so that working on it twice counts it once. ``received`` is when it came, in microseconds since
    1970 UTC, now unless given; ``sent`` the clock of the sender then, as it said it. Callers in many
    threads share one commit. Raises ``OSError`` when the inbox cannot be written, and then nothing was kept.
    """
    now = time.time_ns() // 1000 if received is None else received
    rows = []
    for start in range(0, len(messages), MOST_A_ROW):
        part = [_with_id(one) for one in messages[start : start + MOST_A_ROW]]
        body = json.dumps({"sent": sent, "messages": part}, ensure_ascii=False, separators=(",", ":"))
        rows.append(Coming(now, len(part), body.encode("utf-8", "replace")))
    if rows:
        write(rows)
    return len(messages)


def _with_id(message: Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(message, Mapping) and not message.get("messageId"):
        return {**message, "messageId": f"touchline-{uuid.uuid4()}"}
    return message
