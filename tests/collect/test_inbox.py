"""The inbox: what ``put`` kept is there, callers share commits, refused and seen messages are kept apart."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests import stores

from touchline.collect.inbox import put, writer
from touchline.collect.inbox.opening import open_inbox
from touchline.collect.inbox.row import Coming, Inbox, Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def inbox(home: Path) -> Iterator[Inbox]:
    made = open_inbox()
    yield made
    writer.end()
    made.close()


def coming(*texts: str) -> list[Coming]:
    return [Coming(1_000_000, 1, text.encode()) for text in texts]


def test_rows_come_out_in_order_and_numbers_are_not_given_twice(inbox: Inbox) -> None:
    assert inbox.empty()
    inbox.add(coming("a", "b"))
    inbox.add(coming("c"))
    rows = inbox.take(0, 2)
    assert [row.body for row in rows] == [b"a", b"b"]
    assert [row.body for row in inbox.take(rows[-1].number, 10)] == [b"c"]
    last = inbox.take(0, 10)[-1].number
    assert inbox.drop(last, 2) == 2
    assert inbox.drop(last, 2) == 1
    inbox.add(coming("d"))
    assert inbox.take(0, 10)[0].number > last


def test_a_row_larger_than_a_piece_comes_alone(inbox: Inbox) -> None:
    inbox.add([Coming(1, 50, b"large"), *coming("small")])
    assert [row.body for row in inbox.take(0, 10)] == [b"large"]


def test_the_name_stays(inbox: Inbox) -> None:
    assert inbox.name == inbox.name == open_inbox().name


def test_refused_and_seen(inbox: Inbox) -> None:
    one = Refused(3, 0, 9, "no-id", '{"x":1}')
    inbox.refuse([one, Refused(3, 1, 9, "nul", "{}")])
    inbox.refuse([Refused(3, 0, 9, "nul", "said otherwise")])
    assert inbox.refused(9, "no-id") == [one]
    assert inbox.refused_in([2, 3, 4]) == {(3, 0), (3, 1)}
    assert inbox.standing().refused == {"no-id": 1, "nul": 1}
    assert inbox.erase(lambda body: "" if "x" in body else None) == 1
    keys = [bytes([n]) * 16 for n in range(4)]
    inbox.see(keys[:2], 10)
    inbox.see(keys[1:3], 20)
    assert inbox.seen(keys) == set(keys[:3])
    assert inbox.forget_seen(20, 100) == 2
    assert inbox.seen(keys) == {keys[2]}


def test_a_message_without_an_id_gets_one_and_many_callers_share_commits(inbox: Inbox) -> None:
    put([{"type": "track"}, {"type": "track", "messageId": "mine"}], received=5, sent="2026-01-01T00:00:00Z")
    (row,) = inbox.take(0, 9)
    assert row.count == 2
    assert row.received == 5
    assert b'"touchline-' in row.body
    assert b'"mine"' in row.body
    before, gate = writer.writer().commits, threading.Barrier(24)

    def call() -> None:
        gate.wait()
        put([{"type": "track"}])

    threads = [threading.Thread(target=call) for _ in range(24)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert inbox.standing().waiting == 26
    assert writer.writer().commits - before < 24


@stores.on_sqlite
def test_what_cannot_be_written_is_said_to_the_caller(home: Path) -> None:
    put([{"type": "track"}])
    with closing(sqlite3.connect(home / "inbox.sqlite3")) as base:
        base.execute("DROP TABLE inbox")
    with pytest.raises(OSError, match="cannot be written"):
        put([{"type": "track"}])
    put([{"type": "track"}])
    assert open_inbox().standing().waiting == 1
