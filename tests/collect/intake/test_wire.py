"""Messages as real clients sent them, recorded beside the checkout, go through the steps."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from touchline.collect.intake.message import Message
from touchline.collect.intake.reasons import Why
from touchline.collect.intake.steps import run

CAME = 1_795_000_000_000_000


def messages(said: Any, sent: Any = None) -> Iterator[Message]:
    """Every message within a recording, at any depth."""
    if isinstance(said, str) and said.startswith("{"):
        try:
            said = json.loads(said)
        except ValueError:
            return
    if isinstance(said, list):
        for one in said:
            yield from messages(one, sent)
    elif isinstance(said, dict) and "type" in said and ("anonymousId" in said or "userId" in said):
        yield Message(1, 0, CAME, sent, said)
    elif isinstance(said, dict):
        for one in said.values():
            yield from messages(one, said.get("sentAt", sent))


def test_recorded_messages_are_taken(shared: Path) -> None:
    found: Counter[tuple[str, Why | None]] = Counter()
    for file in sorted((shared / "wire").glob("*.json")):
        for one in messages(json.loads(file.read_text(encoding="utf-8"))):
            why = run(one)
            found[one.type, why] += 1
            if one.name == "Order Completed" and why is None:
                assert one.money == 1_250
    refused = {why: count for (_type, why), count in found.items() if why}
    assert refused == {Why.TIME_OUT_OF_RANGE: 1}, "one client sent a clock of 1970"
    assert {kind for kind, _why in found} == {"track", "page", "screen", "identify", "alias", "group"}
