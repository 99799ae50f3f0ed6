"""What lake and index hold of people: every event of them, and texts of others' events that name them."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pyarrow.compute as pc
from django.conf import settings

from touchline.lake.away.near import near
from touchline.lake.events import Lake
from touchline.lake.generations import Generations
from touchline.lake.parquet import CAMPAIGN
from touchline.people import persons
from touchline.service.shards import tidy_shards
from touchline.touchpoints import forgetting as touchpoints
from touchline.workspace.traces import Traces, telling_of

MODELS: tuple[str, ...] = ()
FILES = ("lake/**", "index/**", "cache/**")


def learn(traces: Traces) -> Traces:
    """The same with names, addresses and phone numbers that stand in what their events say."""
    known: dict[str, None] = {}
    for number in traces.numbers:
        for text in pc.unique(_lake().of_identity(number)["properties"]).to_pylist():
            known |= dict.fromkeys(telling_of(_read(text)))
    return traces.learn(known)


def found(traces: Traces) -> dict[str, int]:
    """Touches, and the orders and refunds among them."""
    events, orders, refunds, _ = _counted(traces.numbers)
    return {"touches": events, "orders": orders, "refunds": refunds}


def sums(numbers: Iterable[int]) -> dict[str, int]:
    """Their money in minor units by currency, refunds taken off."""
    return _counted(numbers)[3]


def export(traces: Traces) -> dict[str, Any]:
    """Every event, oldest first, with all it says."""
    events = []
    for number in traces.numbers:
        for row in _lake().of_identity(number).to_pylist():
            events.append(
                {
                    "number": row["seq"],
                    "time": row["time"].isoformat(),
                    "name": row["name"],
                    "channel": row["channel"],
                    "initiative": "business" if row["business"] else "person",
                    "money": row["money"],
                    "currency": row["currency"],
                    **{name: row[name] for name in CAMPAIGN},
                    "properties": _read(row["properties"]),
                    "class": row["class"],
                    "import": row["import"],
                }
            )
    return {"events": sorted(events, key=lambda one: (one["time"], one["number"]))}


def reword(traces: Traces) -> int:
    """Take what is surely theirs out of what others' events say; of how many events. Before ``forget``.

    The names of events are changed as ``touchpoints.forgetting.forget`` changes them afterwards, so that
    each is recognised as the same touchpoint as before.
    """
    if not traces.free:
        return 0
    names = touchpoints.rules(traces)

    def change(column: str, text: str) -> str:
        if column == "properties":
            return _without(text, traces)
        return names.get(text, traces.without(text)) if column == "name" else traces.without(text)

    ways = {way for text in traces.free for way in (text, json.dumps(text, ensure_ascii=False)[1:-1])}
    return _lake().reword("|".join(re.escape(way) for way in sorted(ways)), change)


def forget(traces: Traces) -> dict[str, int]:
    """Remove their events from the lake, and what they left on disk."""
    went = found(traces)
    lake = _lake()
    lake.remove_identities(traces.numbers)
    lake.purge()
    return went


def sweep() -> None:
    """Let every generation of the index but the newest go, at once, here and in an object store."""
    Generations(settings.TOUCHLINE.index).sweep(time.time_ns() // 1000, at_once=True)
    near().clear()
    tidy_shards()


def totals() -> dict[str, int]:
    """What the record holds of everybody."""
    return {"touches": _lake().count(), "people": persons.count()}


def _counted(numbers: Iterable[int]) -> tuple[int, int, int, dict[str, int]]:
    """Events, orders, refunds (lines of one order are one), and money by currency."""
    events = 0
    orders: set[int] = set()
    refunds: set[int] = set()
    money: Counter[str] = Counter()
    for number in numbers:
        table = _lake().of_identity(number)
        events += table.num_rows
        columns = (table[name].to_pylist() for name in ("seq", "order_ref", "money", "currency"))
        for seq, ref, minor, currency in zip(*columns, strict=True):
            if minor:
                (orders if minor > 0 else refunds).add(-seq if ref is None else ref)
                money[currency] += minor
    return events, len(orders), len(refunds), dict(money)


def _without(text: str, traces: Traces) -> str:
    """Properties as JSON text, with what is surely theirs taken out of their values and names."""
    said = _read(text)
    if not said:
        return traces.without(text)
    new = traces.rid_value(said)
    return text if new == said else json.dumps(new, ensure_ascii=False, separators=(",", ":"))


def _read(text: str | None) -> dict[str, Any]:
    try:
        said = json.loads(text or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _lake() -> Lake:
    return Lake(settings.TOUCHLINE.lake)
