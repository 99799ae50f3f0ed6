"""A small record for the page tests, made the way the product makes it: lake, touchpoints, index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa
from django.conf import settings

from touchline.lake.events import GIVEN, Lake

DAY0 = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Met:
    """A person met a touchpoint, some days (and minutes) after the first day of the record."""

    person: str
    day: float
    touchpoint: str
    channel: str | None = None
    money: int | None = None
    business: bool = False
    currency: str = "EUR"
    order: int | None = None
    campaign: str | None = None
    properties: str | None = None


PLACES = {
    "Home page": ("know", "site"),
    "Newsletter": ("like", "e-mail"),
    "Reviews": ("trust", "site"),
    "Test ride": ("try", "shop"),
    "Order": ("buy", ""),
    "Workshop evening": ("repeat", "shop"),
    "Shared link": ("refer", "social"),
}


def make(
    touches: Sequence[Met],
    *,
    places: dict[str, tuple[str, str]] | None = None,
    brought: dict[str, tuple[str, str]] | None = None,
    names: dict[str, str] | None = None,
    start: datetime = DAY0,
) -> dict[str, int]:
    """Append the touches to the record, place their touchpoints, build the index. Returns ids to keys."""
    from touchline.people import state
    from touchline.people.models import Identity, Person
    from touchline.service.refresh import refresh
    from touchline.touchpoints.models import Placement, RecognitionRule, Touchpoint

    places = PLACES if places is None else places
    brought, names = brought or {}, names or {}
    people = dict.fromkeys(
        [*(one.person for one in touches), *brought, *names, *(by for by, _ in brought.values())]
    )
    keys = {value: Identity.objects.get_or_create(value=value)[0].number for value in people}
    for name in dict.fromkeys(one.touchpoint for one in touches):
        stage, channel = places.get(name, ("", ""))
        touchpoint, _ = Touchpoint.objects.get_or_create(name=name, defaults={"channel": channel})
        RecognitionRule.objects.get_or_create(event_name=name, defaults={"touchpoint": touchpoint})
        if stage:
            Placement.objects.get_or_create(
                touchpoint=touchpoint, scheme="hourglass", defaults={"stage": stage}
            )
    for value in dict.fromkeys([*brought, *names]):
        by, how = brought.get(value, ("", ""))
        Person.objects.update_or_create(
            key_id=keys[value],
            defaults={"name": names.get(value, ""), "brought_by_id": keys.get(by), "brought_as": how},
        )
    if brought or names:
        state.changed()
    lake = Lake(settings.TOUCHLINE.lake)
    if touches:
        lake.append(_table(touches, keys, start), app=f"test-{lake.last_seq()}", version=1)
    refresh()
    return keys


def _table(touches: Sequence[Met], keys: dict[str, int], start: datetime) -> pa.Table:
    count = len(touches)
    columns = {
        "time": [start + timedelta(days=one.day) for one in touches],
        "identity": [keys[one.person] for one in touches],
        "name": [one.touchpoint for one in touches],
        "channel": [one.channel for one in touches],
        "business": [one.business for one in touches],
        "money": [one.money for one in touches],
        "currency": [None if one.money is None else one.currency for one in touches],
        "order_ref": [one.order for one in touches],
        "properties": [one.properties for one in touches],
        "class": ["person"] * count,
        "import": [1] * count,
        "key_high": [0] * count,
        "key_low": list(range(count)),
        "campaign": [one.campaign for one in touches],
        "campaign_source": [None] * count,
        "campaign_medium": [None] * count,
    }
    return pa.table({field.name: pa.array(columns[field.name], field.type) for field in GIVEN})


def firm(people: int = 60) -> list[Met]:
    """People who get less far the higher their number: all stages, orders, refunds, letters, silence."""
    touches: list[Met] = []
    for n in range(people):
        who, day = f"p{n:03d}", n * 2.0
        touches.append(Met(who, day, "Home page", "site"))
        if n % 2 == 0:
            touches += [
                Met(who, day + 1, "Newsletter", "e-mail", business=True),
                Met(who, day + 2, "Newsletter", "e-mail"),
            ]
        if n % 4 == 0:
            touches.append(Met(who, day + 4, "Reviews", "site"))
        if n % 6 == 0:
            touches.append(Met(who, day + 6, "Test ride", "shop"))
        if n % 8 == 0:
            touches.append(Met(who, day + 9, "Order", None, 129_000))
        if n % 16 == 0:
            touches += [Met(who, day + 40, "Order", None, 6_490), Met(who, day + 41, "Refund", None, -2_490)]
            touches.append(Met(who, day + 50, "Shared link", "social"))
        if n % 5 == 0:
            touches.append(Met(who, day + 3, "Window", "shop"))
    return touches


BROUGHT = {
    "p001": ("p000", "fan"),
    "p003": ("p000", "promoter"),
    "p005": ("p001", ""),
    "p007": ("p016", "partner"),
}
NAMES = {"p000": "Hanna Okafor", "p001": "Jo Lindqvist", "p016": "Mika Ådahl"}
