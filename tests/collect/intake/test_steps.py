"""Each step of the intake on its own: what a message becomes, or why it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from touchline.collect.intake.message import Message
from touchline.collect.intake.reasons import SENTENCES, Why
from touchline.collect.intake.steps import run

CAME = 1_780_000_000_000_000
"""28 May 2026, 20:26:40 UTC."""
AT = "2026-05-28T20:00:00"
AT_US = CAME - 1_600_000_000


def message(said: Any, sent: str | None = None) -> Message:
    return Message(1, 0, CAME, sent, said)


def track(**said: Any) -> Message:
    return message({"type": "track", "messageId": "m", "userId": "u-1", "event": "Demo", **said})


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("text", Why.NOT_A_MESSAGE),
        ({"type": "purchase"}, Why.UNKNOWN_TYPE),
        ({"type": "track", "userId": "u\0", "event": "x"}, Why.NUL),
        ({"type": "track", "event": "x"}, Why.NO_ID),
        ({"type": "track", "event": "x", "userId": None, "anonymousId": " undefined "}, Why.NO_ID),
        ({"type": "track", "event": "x", "userId": "u" * 513}, Why.LONG_ID),
        ({"type": "track", "userId": "u-1"}, Why.NO_NAME),
        ({"type": "track", "userId": "u-1", "event": "x" * 201}, Why.LONG_NAME),
        ({"type": "track", "userId": "u-1", "event": "x", "timestamp": "soon"}, Why.UNREADABLE_TIME),
        ({"type": "track", "userId": "u-1", "event": "x", "timestamp": "1969-05-05"}, Why.TIME_OUT_OF_RANGE),
        (
            {"type": "track", "userId": "u-1", "event": "x", "properties": {"channel": "c" * 201}},
            Why.LONG_CHANNEL,
        ),
    ],
)
def test_refused(said: Any, why: Why) -> None:
    assert run(message(said)) is why
    assert SENTENCES.keys() == set(Why)


@pytest.mark.parametrize(
    ("said", "sent", "time"),
    [
        ({}, None, CAME),
        ({"timestamp": AT}, None, AT_US),
        ({"timestamp": "2026-05-28T22:00:00+02:00"}, None, AT_US),
        ({"originalTimestamp": AT, "sentAt": "2026-05-28T20:26:40Z"}, None, AT_US),
        ({"timestamp": "2020-01-01T00:00:00Z", "sentAt": "2020-01-01T00:00:05Z"}, None, CAME - 5_000_000),
        ({"timestamp": "2020-01-01T00:00:00Z"}, "2020-01-01T00:00:05Z", CAME - 5_000_000),
        ({"timestamp": "2031-01-01T00:00:00Z"}, None, CAME),
        ({"timestamp": AT_US // 1000}, None, AT_US),
        ({"timestamp": AT, "sentAt": "never"}, None, AT_US),
    ],
)
def test_time_by_our_clock(said: dict[str, Any], sent: str | None, time: int) -> None:
    one = track(**said)
    one.sent = sent
    assert run(one) is None
    assert one.time == time


@pytest.mark.parametrize(
    ("said", "name", "channel"),
    [
        ({"type": "page", "name": "Pricing"}, "Pricing", "site"),
        ({"type": "page", "context": {"page": {"path": "/pricing"}}}, "/pricing", "site"),
        ({"type": "page"}, "Page", "site"),
        ({"type": "screen", "name": "Basket"}, "Basket", "app"),
        ({"type": "track", "event": "Called us", "properties": {"channel": "phone"}}, "Called us", "phone"),
        ({"type": "track", "event": "x", "channel": "server"}, "x", None),
        ({"type": "track", "event": "x", "channel": "browser"}, "x", "site"),
        ({"type": "track", "event": "x", "channel": "shop"}, "x", "shop"),
    ],
)
def test_what_and_where(said: dict[str, Any], name: str, channel: str | None) -> None:
    one = message({"userId": "u-1", **said})
    assert run(one) is None
    assert (one.name, one.channel, one.event) == (name, channel, True)


def test_an_identify_call_ties_ids_and_says_facts_but_never_consent() -> None:
    one = message(
        {
            "type": "identify",
            "userId": 42,
            "anonymousId": "anon-1",
            "traits": {
                "email": " Ada@Example.com",
                "name": "Ada",
                "plan": "pro",
                "age": 36,
                "letters": "yes",
            },
            "context": {
                "traits": {"phone": "+49 171 5550199"},
                "externalIds": [{"id": "crm-7", "type": "crm"}],
            },
        }
    )
    assert run(one) is None
    assert not one.event
    assert [tie[1].value for tie in one.ties] == ["anon-1", "ada@example.com", "+49 171 5550199", "crm-7"]
    assert {tie[0].value for tie in one.ties} == {"42"}
    assert one.person_name == "Ada"
    assert one.facts["age"] == "36"
    assert not hasattr(one, "letters")


def test_impossible_ids_tie_nothing() -> None:
    one = message(
        {"type": "identify", "userId": "u-1", "anonymousId": "null", "traits": {"email": "test@test.com"}}
    )
    assert run(one) is None
    assert one.ties == []
    other = message({"type": "alias", "userId": "u-1", "previousId": "undefined"})
    assert run(other) is None
    assert other.ties == []


@pytest.mark.parametrize(
    ("event", "properties", "money", "currency"),
    [
        ("Order Completed", {"revenue": 12.5, "currency": "usd"}, 1_250, "USD"),
        ("Order Completed", {"total": "99.995", "revenue": 1}, 10_000, "EUR"),
        ("Order Completed", {"value": 500, "currency": "JPY"}, 500, "JPY"),
        ("Order Refunded", {"total": 12.5}, -1_250, "EUR"),
        ("Order Refunded", {}, None, None),
        ("Demo", {"revenue": 12.5}, None, None),
    ],
)
def test_worth(event: str, properties: dict[str, Any], money: int | None, currency: str | None) -> None:
    one = track(event=event, properties=properties)
    assert run(one) is None
    assert (one.money, one.currency) == (money, currency)


@pytest.mark.parametrize(
    ("properties", "why"),
    [
        ({"total": "12 or so"}, Why.NOT_A_NUMBER),
        ({"total": [1]}, Why.NOT_A_NUMBER),
        ({"total": 1, "currency": "XXA"}, Why.UNKNOWN_CURRENCY),
        ({"total": 1e18}, Why.MONEY_OUT_OF_RANGE),
    ],
)
def test_not_worth_anything(properties: dict[str, Any], why: Why) -> None:
    assert run(track(event="Order Completed", properties=properties)) is why


def test_campaign_fields_and_robots() -> None:
    one = track(
        context={
            "campaign": {"name": "autumn", "source": "letter"},
            "page": {"url": "https://x.example/?utm_source=other&utm_medium=mail&gclid=7", "title": "Home"},
            "userAgent": "Mozilla/5.0 (compatible; Googlebot/2.1)",
            "ip": "192.0.2.7",
        }
    )
    assert run(one) is None
    assert one.labels == {"campaign": "autumn", "campaign_source": "letter", "campaign_medium": "mail"}
    assert one.properties["gclid"] == "7"
    assert "192.0.2.7" not in str(one.properties)
    assert one.kind == "robot"
