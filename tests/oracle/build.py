"""The slow twin of the build: events in, each person's touches out, one rule at a time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from touchline.journeys.index import NO_MONEY, ORDER, REFUND, Index
from touchline.lake.meaning import Meaning


@dataclass(frozen=True)
class Event:
    """One row of the lake, as far as the index is concerned."""

    seq: int
    time: int
    identity: int
    name: str
    channel: str | None = None
    business: bool = False
    money: int | None = None
    currency: str | None = None
    order_ref: int | None = None
    kind: str = "person"
    campaign: str | None = None
    properties: str | None = None

    def says(self, attribute: str) -> str:
        """What it says of an attribute, "" for nothing."""
        if attribute == "campaign":
            return (self.campaign or "").strip()[:200]
        try:
            said = json.loads(self.properties or "{}")
        except ValueError:
            return ""
        value = said.get(attribute) if isinstance(said, dict) else None
        if value is None:
            return ""
        if not isinstance(value, str):
            value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return value.strip()[:200]


@dataclass(frozen=True)
class Touch:
    """One touch of a journey; ``money`` pairs of currency and minor units, sorted; ``attributes`` pairs too.

    ``of``: when the order of a refund that names one was.
    """

    time: int
    touchpoint: int
    channel: str
    business: bool
    kind: int
    money: tuple[tuple[str, int], ...] = ()
    of: int | None = None
    attributes: tuple[tuple[str, str], ...] = ()


def journeys(events: Iterable[Event], meaning: Meaning) -> dict[int, list[Touch]]:
    """Every person's touches in their order."""
    channel_of = {one.number: one.channel for one in meaning.touchpoints}
    placed: dict[int, list[tuple[int, int, Touch]]] = defaultdict(list)
    orders: dict[tuple[int, int], list[Event]] = defaultdict(list)

    def touch(event: Event, kind: int, lines: Iterable[Event] = (), of: int | None = None) -> None:
        number = meaning.recognised[event.name]
        sums: dict[str, int] = defaultdict(int)
        for line in lines:
            if line.money is not None:
                sums[line.currency or ""] += line.money
        made = Touch(
            event.time,
            number,
            event.channel or channel_of[number],
            event.business,
            kind,
            tuple(sorted(sums.items())),
            of,
            tuple((name, event.says(name)) for name in meaning.attributes),
        )
        placed[event.identity].append((event.time, event.seq, made))

    for event in events:
        if event.kind != "person" or meaning.recognised.get(event.name) not in channel_of:
            continue
        if event.order_ref is not None:
            orders[event.identity, event.order_ref].append(event)
        elif event.money:
            touch(event, ORDER if event.money > 0 else REFUND, [event])
        else:
            touch(event, NO_MONEY)
    for lines in orders.values():
        lines.sort(key=lambda line: (line.time, line.seq))
        above = [line for line in lines if (line.money or 0) > 0]
        below = [line for line in lines if (line.money or 0) < 0]
        nothing = [line for line in lines if not line.money]
        bought = above[:1]
        if not above and nothing and not (below and below[0].time <= nothing[0].time):
            bought = nothing[:1]
        discounts = [line for line in below if bought and line.time == bought[0].time]
        back = [line for line in below if line not in discounts]
        if bought:
            touch(bought[0], ORDER, above + nothing + discounts)
        for moment in sorted({line.time for line in back}):
            then = [line for line in back if line.time == moment]
            more = nothing if not bought and moment == back[0].time else []
            touch(then[0], REFUND, then + more, bought[0].time if bought else None)
    return {
        person: [item[2] for item in sorted(found, key=lambda t: t[:2])] for person, found in placed.items()
    }


def journeys_of(index: Index) -> dict[int, list[Touch]]:
    """The same, read out of an index, touch by touch."""
    legend = index.legend
    found: dict[int, list[Touch]] = {}
    for shard in index.shards:
        money: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for at, amount, currency in zip(shard.money_at, shard.money, shard.money_currency, strict=True):
            money[int(at)].append((legend.currencies[currency], int(amount)))
        order_of = dict(zip(shard.refund_at.tolist(), shard.refund_of.tolist(), strict=True))
        for row, key in enumerate(shard.key.tolist()):
            assert key not in found, f"person {key} stands in two shards"
            found[key] = []
            for at in range(int(shard.offset[row]), int(shard.offset[row + 1])):
                code = int(shard.code[at])
                channel = int(legend.code_channel[code])
                found[key].append(
                    Touch(
                        int(shard.time[at]),
                        legend.touchpoint_numbers[legend.code_touchpoint[code]],
                        legend.channels[channel] if channel >= 0 else "",
                        bool(legend.code_initiative[code]),
                        int(legend.code_money[code]),
                        tuple(sorted(money[at])),
                        int(shard.time[order_of[at]]) if at in order_of else None,
                        tuple(
                            (name, legend.attributes[name][shard.attributes[name][at]])
                            for name in shard.attributes
                        ),
                    )
                )
    return found
