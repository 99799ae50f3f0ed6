"""A message on its way through the intake."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from touchline.collect.inbox.row import Row
from touchline.collect.keys import ID
from touchline.people.kinds import Kind

SOURCE = "messages"


class Id(NamedTuple):
    """An id and what kind it came as."""

    value: str
    kind: Kind


@dataclass
class Message:
    """One message: where it stood in the inbox, what it says, and what each step made of it.

    ``time`` in microseconds since 1970 UTC. ``ids``: first the one the event is kept under; ``identity`` is
    its number. ``ties``: pairs of ids it says are one person. ``own_currency`` is the business's. ``money``
    in minor units. ``labels`` are the campaign columns of the lake. ``event`` is False where nobody met
    anything.
    """

    number: int
    place: int
    received: int
    sent: Any
    said: Any
    own_currency: str = "EUR"
    type: str = ""
    time: int = 0
    name: str = ""
    channel: str | None = None
    ids: list[Id] = field(default_factory=list)
    ties: list[tuple[Id, Id]] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    person_name: str = ""
    money: int | None = None
    currency: str | None = None
    order_id: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    business: bool = False
    kind: str = "person"
    event: bool = True
    identity: int = 0

    @property
    def id(self) -> str:
        """What its sender calls it."""
        return str(self.said.get("messageId", "")) if isinstance(self.said, dict) else ""

    @property
    def key(self) -> bytes:
        """16 bytes that stand for its id for ever, in the way in which rows of a file are told apart."""
        text = f"{SOURCE}{chr(ID)}{self.id}"
        return hashlib.md5(text.encode("utf-8", "replace"), usedforsecurity=False).digest()

    def part(self, *names: str) -> Mapping[str, Any]:
        """An object within what it says, such as ``context``, ``campaign``; {} where it is none."""
        value: Any = self.said
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return value if isinstance(value, dict) else {}


def messages_of(row: Row, own_currency: str = "EUR") -> Iterator[Message]:
    """The messages of a row, in order. One that an erasure took out stands as None and is passed over."""
    try:
        body = json.loads(row.body)
        said, sent = body["messages"], body["sent"]
    except (ValueError, KeyError, TypeError):
        said, sent = [row.body.decode("utf-8", "replace")], None
    for place, one in enumerate(said):
        if one is not None:
            yield Message(row.number, place, row.received, sent, one, own_currency)


def text(value: Any) -> str:
    """An id or a name as text: numbers as they are written, nothing for anything else."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else ""
