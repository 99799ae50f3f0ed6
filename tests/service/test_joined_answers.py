"""Answers follow joins and their undoing: a person with two ids is one person everywhere."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import run

ANON, USER = "anon-77c1e0", "u-1042"
MESSAGES = [
    {"type": "page", "messageId": "1", "anonymousId": ANON, "name": "Pricing", "timestamp": "2026-03-01"},
    {"type": "page", "messageId": "2", "anonymousId": ANON, "name": "Reviews", "timestamp": "2026-03-02"},
    {
        "type": "track", "messageId": "3", "userId": USER, "event": "Order Completed",
        "timestamp": "2026-03-03", "properties": {"order_id": "A", "total": 5},
    },
    {"type": "identify", "messageId": "4", "anonymousId": ANON, "userId": USER},
]  # fmt: skip


def before_the_order(home: Path) -> list[tuple[int, int]]:
    """How many people had how many touches before their first order."""
    rows = json.loads(run(home, "ask", "touches", "--json"))
    return [(row["touches"], row["people"]) for row in rows["rows"] if row["people"]]


def put(home: Path, *messages: dict[str, object]) -> None:
    file = home.parent / "messages.jsonl"
    file.write_text("\n".join(map(json.dumps, messages)), encoding="utf-8")
    run(home, "inbox", "put", str(file))


def test_answers_follow_a_join_and_its_undoing(new_home: Path) -> None:
    run(new_home, "init")
    put(new_home, *MESSAGES[:3])
    assert before_the_order(new_home) == [(0, 1)]
    put(new_home, MESSAGES[3])
    assert before_the_order(new_home) == [(2, 1)]
    who = ("ask", "touches", "--people", "touches=2")
    assert json.loads(run(new_home, *who))["people"] == [USER]

    said = run(new_home, "person", "split", USER, ANON)
    assert before_the_order(new_home) == [(0, 1)]
    put(new_home, {**MESSAGES[3], "messageId": "5"})
    assert before_the_order(new_home) == [(0, 1)]
    run(new_home, "audit", "undo", said.split()[-1])
    assert before_the_order(new_home) == [(2, 1)]
