"""Events and meanings for the tests of the lake."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
from tests.oracle.build import Event

from touchline.lake.events import GIVEN
from touchline.lake.meaning import Meaning, SchemeMeaning, TouchpointMeaning

NAMES = ("page seen", "letter", "Order Completed", "Order Refunded", "welcome call", "nobody knows")

MEANING = Meaning(
    touchpoints=(
        TouchpointMeaning(7, "Page", "site", {"hourglass": "know"}),
        TouchpointMeaning(3, "Letter", "e-mail", {"hourglass": "like"}),
        TouchpointMeaning(11, "Order", "", {"hourglass": "buy"}),
        TouchpointMeaning(12, "Refund", ""),
        TouchpointMeaning(20, "Call", "phone", {"hourglass": "trust"}),
        TouchpointMeaning(21, "Never seen", "phone", {"hourglass": "try"}),
    ),
    recognised={
        "page seen": 7,
        "letter": 3,
        "Order Completed": 11,
        "Order Refunded": 12,
        "welcome call": 20,
        "to nothing": 99,
    },
    schemes=(
        SchemeMeaning(
            "hourglass", ("know", "like", "trust", "try", "buy", "repeat", "refer"), "buy", "repeat", "refer"
        ),
    ),
)


def table(events: Sequence[Event], number: int = 1) -> pa.Table:
    """Events as ``Lake.append`` wants them, in their order; ``seq`` is the lake's to give."""
    columns = {
        "time": [event.time for event in events],
        "identity": [event.identity for event in events],
        "name": [event.name for event in events],
        "channel": [event.channel for event in events],
        "business": [event.business for event in events],
        "money": [event.money for event in events],
        "currency": [event.currency for event in events],
        "order_ref": [event.order_ref for event in events],
        "properties": [event.properties for event in events],
        "class": [event.kind for event in events],
        "import": [number] * len(events),
        "key_high": [0] * len(events),
        "key_low": [event.seq for event in events],
        "campaign": [event.campaign for event in events],
        "campaign_source": [None] * len(events),
        "campaign_medium": [None] * len(events),
    }
    return pa.table({field.name: pa.array(columns[field.name], field.type) for field in GIVEN})


def plain(count: int, start: int = 0, number: int = 1) -> pa.Table:
    """``count`` events of a few people, told apart by their time."""
    made = [
        Event(start + at, 1_000_000 * (start + at), (start + at) % 7, NAMES[at % 2]) for at in range(count)
    ]
    return table(made, number)
