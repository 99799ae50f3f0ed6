"""What the inbox holds of people: messages that wait, and refused ones; of accepted ones only hashes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from touchline.collect.inbox.opening import open_inbox, there
from touchline.collect.inbox.row import Change
from touchline.workspace.traces import Traces

MODELS = (
    "collect.InboxRow",
    "collect.RefusedMessage",
    "collect.SeenMessage",
    "collect.InboxName",
)
FILES = ("inbox.sqlite3*", "seen.sqlite3*")
IDS = ("userId", "anonymousId", "previousId")
TRAITS = ("email", "phone")


def found(traces: Traces) -> dict[str, int]:
    """Messages of theirs that wait, and refused ones that name them."""
    return {"messages": len(_all(traces))}


def export(traces: Traces) -> dict[str, Any]:
    """Their messages, as they came."""
    return {"messages": _all(traces)}


def forget(traces: Traces) -> dict[str, int]:
    """Take their messages out of the inbox, blank refused ones that name them, clean those of others."""
    went = found(traces)

    def change(body: str) -> str | None:
        said = _read(body)
        if isinstance(said, dict) and "messages" in said:
            new = {**said, "messages": [_without(one, traces) for one in said["messages"]]}
            return None if new == said else json.dumps(new, ensure_ascii=False, separators=(",", ":"))
        names = traces.in_value(said) if said is not None else traces.in_text(body)
        return "" if body and (names or _theirs(said, traces)) else None

    if not there():
        return went
    _change(change)
    inbox = open_inbox()
    try:
        inbox.sweep(traces.needles)
    finally:
        inbox.close()
    return went


def _all(traces: Traces) -> list[Any]:
    held: list[Any] = []

    def look(body: str) -> None:
        said = _read(body)
        if isinstance(said, dict) and "messages" in said:
            held.extend(one for one in said["messages"] if _theirs(one, traces))
        elif said is None and body and traces.in_text(body):
            held.append(body)
        elif said is not None and (traces.in_value(said) or _theirs(said, traces)):
            held.append(said)

    _change(look)
    return held


def _change(change: Change) -> int:
    if not there():
        return 0
    inbox = open_inbox()
    try:
        return inbox.erase(change)
    finally:
        inbox.close()


def _without(message: Any, traces: Traces) -> Any:
    """None for a message of theirs, which keeps its place; of others what names them is taken out."""
    return None if _theirs(message, traces) else traces.rid_value(message)


def _theirs(message: Any, traces: Traces) -> bool:
    return any(traces.are(one) for one in _ids(message))


def _ids(message: Any) -> Iterator[str]:
    if not isinstance(message, dict):
        return
    said = message.get("context")
    context: dict[str, Any] = said if isinstance(said, dict) else {}
    for value in (message.get(name) for name in IDS):
        yield from _text(value)
    for traits in (message.get("traits"), context.get("traits")):
        if isinstance(traits, dict):
            for name in TRAITS:
                yield from _text(traits.get(name))
    listed = context.get("externalIds")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            yield from _text(one.get("id"))


def _text(value: Any) -> Iterator[str]:
    if isinstance(value, str | int) and not isinstance(value, bool):
        yield str(value)


def _read(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
