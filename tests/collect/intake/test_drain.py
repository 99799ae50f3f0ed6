"""A piece of the inbox becomes events, persons and refused messages; repeats are left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests import stores

from touchline.collect.inbox import put, writer
from touchline.collect.inbox.opening import open_inbox
from touchline.collect.inbox.row import Inbox
from touchline.collect.intake import drain as intake
from touchline.collect.intake.drain import Drained, drain, forget_old_ids
from touchline.lake.events import Lake
from touchline.people import refusals
from touchline.people.models import Identity, Person
from touchline.people.persons import person_of
from touchline.touchpoints.models import Touchpoint

pytestmark = pytest.mark.django_db(transaction=True)
NOW = 1_780_000_000_000_000


@pytest.fixture
def inbox(home: Path) -> Iterator[Inbox]:
    made = open_inbox()
    yield made
    writer.end()
    made.close()


@pytest.fixture
def lake(home: Path) -> Lake:
    return Lake(settings.TOUCHLINE.lake)


def track(number: object, **said: Any) -> dict[str, Any]:
    return {"type": "track", "messageId": f"m{number}", "anonymousId": "anon-1", "event": "Demo", **said}


def take(inbox: Inbox, lake: Lake, *messages: dict[str, Any]) -> Drained:
    put(list(messages), received=NOW)
    return drain(inbox, lake, now=NOW)


def events(lake: Lake) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for batch in lake.batches(["seq", "identity", "name", "money", "import", "properties", "class"]):
        rows += batch.to_pylist()
    return sorted(rows, key=lambda row: row["seq"])


def test_events_persons_and_touchpoints(inbox: Inbox, lake: Lake) -> None:
    identify = {
        "type": "identify", "messageId": "i", "anonymousId": "anon-1", "userId": "u-1",
        "traits": {"name": "Ada", "city": "Oslo"},
    }  # fmt: skip
    order = track(2, userId="u-1", event="Order Completed", properties={"order_id": "A", "total": 5})
    done = take(inbox, lake, track(1), identify, order, track(3, event="", userId="u-9"))
    assert (done.rows, done.events, done.others, sum(done.refused.values())) == (1, 2, 1, 1)
    demo, bought = events(lake)
    anon, user = (Identity.objects.get(value=one).pk for one in ("anon-1", "u-1"))
    assert (demo["identity"], demo["name"], demo["import"]) == (anon, "Demo", None)
    assert (bought["identity"], bought["money"]) == (user, 500)
    assert person_of(user) == anon
    assert Person.objects.get(pk=user).attributes == {"city": "Oslo"}
    assert Person.objects.get(pk=user).letters == ""
    assert {one.name for one in Touchpoint.objects.all()} == {"Demo", "Order"}
    assert inbox.empty()
    assert not Identity.objects.filter(value="u-9").exists()


def test_repeats_are_left_out_for_a_while(inbox: Inbox, lake: Lake) -> None:
    assert take(inbox, lake, track(1), track(1)).events == 1
    assert take(inbox, lake, track(1), track(2)).repeated == 1
    assert len(events(lake)) == 2
    month = intake.KEPT_DAYS * 86_400_000_000
    assert forget_old_ids(inbox, now=NOW + month) == 0
    assert forget_old_ids(inbox, now=NOW + month + 1) == 2


def test_a_piece_that_is_in_the_lake_is_only_finished(
    inbox: Inbox, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(type(inbox), "see", die)
        with pytest.raises(KeyboardInterrupt):
            take(inbox, lake, track(1), track("bad", timestamp="?"))
    assert not inbox.empty()
    assert take(inbox, lake, track(1), track(2)).repeated == 1
    assert [row["name"] for row in events(lake)] == ["Demo", "Demo"]
    assert inbox.standing().refused == {"unreadable-time": 1}


def test_an_inbox_that_began_anew_is_not_mistaken_for_the_old_one(
    inbox: Inbox, lake: Lake, home: Path
) -> None:
    if stores.POSTGRESQL:
        pytest.skip("The table cannot go alone.")
    take(inbox, lake, track(1))
    inbox.close()
    for path in home.glob("inbox.sqlite3*"):
        path.unlink()
    again = open_inbox()
    writer.end()
    put([track(2)], received=NOW)
    assert again.take(0, 1)[0].number == 1
    assert drain(again, lake, now=NOW).events == 1
    again.close()


def test_who_was_forgotten_for_good_is_not_received(inbox: Inbox, lake: Lake) -> None:
    refusals.refuse_again(["ada@example.com"])
    identify = {"type": "identify", "userId": "u-1", "traits": {"email": "Ada@example.com"}}
    assert sum(take(inbox, lake, identify, track(1)).refused.values()) == 1
    assert inbox.refused(9)[0].body == ""
    assert not Identity.objects.filter(value="u-1").exists()


def test_what_is_no_message_is_kept(inbox: Inbox, lake: Lake) -> None:
    put(["text", track(1)], received=NOW)  # type: ignore[list-item]
    assert drain(inbox, lake, now=NOW).events == 1
    assert json.loads(inbox.refused(1)[0].body) == "text"


def test_a_large_inbox_goes_in_pieces(inbox: Inbox, lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PIECE", 4)
    monkeypatch.setattr(intake, "PURGE", 1)
    for number in range(5):
        put([track(f"{number}-{n}") for n in range(3)], received=NOW)
    pieces = 0
    while not inbox.empty():
        pieces += drain(inbox, lake, now=NOW).rows > 0
    assert pieces == 5
    assert len(events(lake)) == 15


ODD = ("a\0b", "a\ud800b", "\udc00", "x\u2028y")


def test_odd_text_is_taken_or_refused_and_stops_nothing(inbox: Inbox, lake: Lake) -> None:
    put(["a\0\ud800"], received=NOW)  # type: ignore[list-item]
    for number, text in enumerate(ODD):
        said: list[dict[str, Any]] = [
            {"event": text}, {"userId": text}, {"properties": {text: text}}, {"timestamp": text},
            {"context": {"campaign": {"source": text}}}, {"messageId": text + str(number)},
            {"properties": {"order_id": text, "total": 5}, "event": "Order Completed"},
        ]  # fmt: skip
        put([track(f"{number}-{n}", **one) for n, one in enumerate(said)], received=NOW)
        put(
            [{"type": "identify", "userId": f"u{number}", "traits": {text: text, "name": text}}], received=NOW
        )
    done = Drained()
    while not inbox.empty():
        done = drain(inbox, lake, now=NOW)
    assert done.events + done.others + sum(done.refused.values()) > 30
    assert len(inbox.refused(99)) == sum(done.refused.values())
    assert lake.check() == []
