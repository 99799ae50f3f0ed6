"""Draining: a piece of the inbox goes through the steps and into the record, each accepted message once.

``kill -9`` between any two lines loses nothing and doubles nothing. A piece ends at a row of the inbox, and
that row's number is the version of the lake's transaction: what is in the lake already is only finished. All
else is written before the lake and may be repeated: numbers of ids, joins, facts, refused messages. Only when
the events are on disk are ids remembered and rows of the inbox removed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from django.db import transaction

from touchline.collect import turns
from touchline.collect.inbox.row import Inbox, Refused, Row
from touchline.collect.intake.message import Message, messages_of
from touchline.collect.intake.reasons import Why
from touchline.collect.intake.steps import run
from touchline.collect.intake.worth import order_ref
from touchline.lake.events import GIVEN, Lake
from touchline.lake.parquet import CAMPAIGN
from touchline.people import identities, joins
from touchline.people.joins import Claim
from touchline.people.known import Fact, add
from touchline.people.models import How
from touchline.people.refusals import Refusals
from touchline.touchpoints.discover import Discoverer
from touchline.workspace.database import StillRead
from touchline.workspace.models import BusinessSettings

PIECE = 10_000
"""Messages in a transaction of the lake."""
PURGE = 2_000
"""Rows of the inbox, or ids, removed in one transaction: nobody who adds waits long."""
KEPT_DAYS = 30
"""Days for which the id of an accepted message is remembered: within them a repeat is left out."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WAYS = {"identify": How.IDENTIFY, "alias": How.ALIAS}


@dataclass
class Drained:
    """What became of a piece: events recorded, repeats left out, refused messages by reason, and others."""

    rows: int = 0
    events: int = 0
    repeated: int = 0
    others: int = 0
    refused: Counter[Why] = field(default_factory=Counter)

    @property
    def changed(self) -> bool:
        """Whether answers may differ now."""
        return bool(self.events or self.others)


def drain(inbox: Inbox, lake: Lake, *, now: int) -> Drained:
    """Work on the next piece of the inbox. For the holder of the worker lock.

    ``now`` in microseconds since 1970 UTC. Raises ``LakeError`` and ``OSError``; repeat it then.
    """
    with turns.first():
        return _drain(inbox, lake, now)


def _drain(inbox: Inbox, lake: Lake, now: int) -> Drained:
    app = f"inbox-{inbox.name}"
    done = lake.transaction(app) or 0
    left = inbox.take(0, PIECE)
    if left and left[0].number <= done:
        _finish(inbox, [row for row in left if row.number <= done], now)
        left = inbox.take(done, PIECE)
    if not left:
        return Drained()
    result, good = _judge(inbox, left)
    _learn(good)
    events = [one for one in good if one.event]
    if events:
        Discoverer()(one.name for one in events)
        lake.append(_table(events), app=app, version=left[-1].number)
    inbox.see([one.key for one in good], now)
    _drop(inbox, left[-1].number)
    if Why.FORGOTTEN in result.refused:  # of such a message nothing is kept but its number
        with suppress(StillRead):
            inbox.sweep(())
    result.rows, result.events, result.others = len(left), len(events), len(good) - len(events)
    return result


def forget_old_ids(inbox: Inbox, *, now: int) -> int:
    """Forget ids of messages that were seen more than ``KEPT_DAYS`` ago, at most ``PURGE``; how many went."""
    return inbox.forget_seen(now - KEPT_DAYS * 86_400_000_000, PURGE)


def _finish(inbox: Inbox, rows: Sequence[Row], now: int) -> None:
    """See a piece to its end that reached the lake before a crash."""
    refused = inbox.refused_in([row.number for row in rows])
    messages = [one for row in rows for one in messages_of(row) if isinstance(one.said, dict)]
    inbox.see([one.key for one in messages if (one.number, one.place) not in refused], now)
    _drop(inbox, rows[-1].number)


def _drop(inbox: Inbox, upto: int) -> None:
    while inbox.drop(upto, PURGE) == PURGE:
        pass


def _judge(inbox: Inbox, rows: Sequence[Row]) -> tuple[Drained, list[Message]]:
    """The messages that are accepted and new; the refused ones are kept with their reason."""
    result, refusals = Drained(), Refusals()
    own_currency = BusinessSettings.current().currency
    messages = [one for row in rows for one in messages_of(row, own_currency)]
    seen = inbox.seen([one.key for one in messages if isinstance(one.said, dict)])
    good: list[Message] = []
    refused: list[Refused] = []
    for one in messages:
        if isinstance(one.said, dict) and one.key in seen:
            result.repeated += 1
            continue
        why = Why.FORGOTTEN if refusals and _of_forgotten(one.said, refusals) else run(one)
        if why is None:
            seen.add(one.key)
            good.append(one)
            continue
        result.refused[why] += 1
        body = "" if why == Why.FORGOTTEN else json.dumps(one.said, ensure_ascii=False).replace("\0", "")
        refused.append(Refused(one.number, one.place, one.received, why, body))
    inbox.refuse(refused)
    return result, good


def _of_forgotten(said: Any, refusals: Refusals) -> bool:
    """Whether any text of a message is an id of somebody who is not to be received again."""
    if isinstance(said, str):
        return said in refusals
    if isinstance(said, dict):
        return any(_of_forgotten(one, refusals) for one in said.values())
    return isinstance(said, list) and any(_of_forgotten(one, refusals) for one in said)


def _learn(messages: Sequence[Message]) -> None:
    """Give ids numbers, take in the joins, and what was said of people."""
    ids = list(dict.fromkeys(one.value for message in messages for one in _ids(message)))
    number = dict(zip(ids, (int(one) for one in identities.numbers(ids)), strict=True))
    kinds: dict[int, int] = {}
    claims: list[Claim] = []
    for message in messages:
        for one in _ids(message):
            if one.kind:
                kinds[number[one.value]] = kinds.get(number[one.value], 0) | one.kind.value
        at = EPOCH + timedelta(microseconds=message.time)
        how = WAYS.get(message.type, How.EVENT)
        claims += [Claim(number[a.value], number[b.value], how, at, message.id) for a, b in message.ties]
    joins.learn(claims, kinds)
    facts = [
        Fact(number[message.ids[0].value], message.person_name, message.facts)
        for message in messages
        if message.person_name or message.facts
    ]
    if facts:
        with transaction.atomic():
            add(facts)
    for message in messages:
        message.identity = number[message.ids[0].value]


def _ids(message: Message) -> Iterable[Any]:
    return (*message.ids, *(one for tie in message.ties for one in tie))


def _table(events: Sequence[Message]) -> pa.Table:
    keys = [one.key for one in events]
    columns = {
        "time": pa.array([one.time for one in events], pa.timestamp("us", tz="UTC")),
        "identity": pa.array([one.identity for one in events], pa.int64()),
        "name": pa.array([one.name for one in events], pa.string()),
        "channel": pa.array([one.channel for one in events], pa.string()),
        "business": pa.array([one.business for one in events], pa.bool_()),
        "money": pa.array([one.money for one in events], pa.int64()),
        "currency": pa.array([one.currency for one in events], pa.string()),
        "order_ref": pa.array([order_ref(one.order_id) for one in events], pa.int64()),
        **{name: pa.array([one.labels.get(name) for one in events], pa.string()) for name in CAMPAIGN},
        "properties": pa.array([_written(one.properties) for one in events], pa.string()),
        "class": pa.array([one.kind for one in events], pa.string()),
        "import": pa.nulls(len(events), pa.int32()),
        "key_high": pa.array([int.from_bytes(key[:8], "big", signed=True) for key in keys], pa.int64()),
        "key_low": pa.array([int.from_bytes(key[8:], "big", signed=True) for key in keys], pa.int64()),
    }
    return pa.table({name: columns[name] for name in GIVEN.names})


def _written(properties: dict[str, Any]) -> str | None:
    return json.dumps(properties, ensure_ascii=False, separators=(",", ":")) if properties else None
