"""The sample business: simulated journeys, taken into the record the way a file is."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
from django.conf import settings
from django.db import transaction

from touchline.collect.models import Import
from touchline.collect.run import request_table, unfinished
from touchline.journeys.index import BROUGHT_AS, BUSINESS, PERSON
from touchline.journeys.simulate import Simulated, order_name, simulate
from touchline.journeys.simulate.firm import TOUCHPOINTS
from touchline.journeys.simulate.labels import campaigns
from touchline.lake.parquet import CAMPAIGN
from touchline.plan.file.applying import apply, read_here
from touchline.plan.models import Map
from touchline.service.refresh import settle
from touchline.service.taking import Listener, finish
from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.place import place
from touchline.workspace import attributes, rates
from touchline.workspace.business import save_business
from touchline.workspace.models import Attribute, Member

NAMES = {
    PERSON: "sample business, what people did",
    BUSINESS: "sample business, what the firm did",
    None: "sample business, people",
}
PEOPLE = {"person": "person", "name": "name", "brought_by": "brought_by", "brought_as": "brought_as"}
TOUCHES = {
    "person": "person",
    "time": "time",
    "touchpoint": "touchpoint",
    "channel": "channel",
    "value": "value",
    "currency": "currency",
    "order": "order",
    "campaign": "campaign",
    "campaign_source": "source",
    "campaign_medium": "medium",
}
ATTRIBUTES = {Attribute.Of.TOUCHES: CAMPAIGN, Attribute.Of.PEOPLE: ("country", "club")}
"""What the index of the sample business holds beside the touches."""
ABROAD, COUNTRY_ABROAD = "GBP", "United Kingdom"
"""The other currency: one person in ``EVERY`` pays in it, ``PRICE`` pounds for a euro of the price list."""
EVERY, PRICE = 12, Decimal("0.85")

MEMBERS = {"ines@tern-quay.example.org": "Inês Duarte", "rui@tern-quay.example.org": "Rui Tavares"}
PLAN = Path(__file__).parent / "sample" / "plan.yaml"
NAME_OF_PLAN = "sample business, plan"

NAMES_OF_RATES = "sample business, rates"


class NotEmptyError(Exception):
    """The workspace holds another record already. The message says what to do."""


def fill(people: int, *, seed: int = 1, progress: Listener | None = None) -> Simulated | None:
    """Fill an empty workspace with the sample business, up to now.

    ``people`` come by themselves; those they bring come on top. A workspace that holds the sample
    business already is left as it is, and None returned. Raises ``NotEmptyError`` when it holds
    something else.
    """
    files = {Path(one).stem for one in Import.objects.values_list("file", flat=True)}
    if files - set(NAMES.values()):
        raise NotEmptyError(
            "This workspace holds a record of its own. Name another folder with --home for the sample."
        )
    made = None if files else _ask(people, seed)
    finish(unfinished(), progress)
    if not Placement.objects.exists():
        _place()
    if not Map.objects.exists():
        plan_sample()
    return made


def _ask(people: int, seed: int) -> Simulated:
    business = simulate(people, seed=seed, end=time.time_ns() // 1000)
    with transaction.atomic():
        save_business(
            None, name=business.firm, zone=business.zone, currency=business.currency, silence_days=90
        )
        for initiative in (PERSON, BUSINESS):
            _request_touches(business, initiative)
        rates.save(None, _rates(business), what=NAMES_OF_RATES)
        for of, names in ATTRIBUTES.items():
            for name in names:
                attributes.add(of, name, member=None)
        if business.everyone:
            _request("people", _people(business), PEOPLE, NAMES[None])
    return business


def _place() -> None:
    for one in TOUCHPOINTS:
        touchpoint = Touchpoint.objects.filter(name=one.name).first()
        if touchpoint:
            place(touchpoint, stage=one.stage or "", channel=one.channel)
    settle()


def plan_sample() -> None:
    """Bring the plan of the sample business into the workspace, with the two members who answer for it.

    They cannot sign in. Touchpoints that the record has not got (few people come) are planned without it.
    """
    for email, name in MEMBERS.items():
        Member.objects.get_or_create(email=email, defaults={"name": name, "is_active": False})
    file = read_here(PLAN.read_bytes())
    known = set(Touchpoint.objects.listed().values_list("name", flat=True))
    planned = {
        key: one if one.record in known or not one.record else replace(one, record="")
        for key, one in file.plan.touchpoints.items()
    }
    apply(replace(file, plan=replace(file.plan, touchpoints=planned)), NAME_OF_PLAN, member=None)


def _request(kind: str, table: pa.Table, options: dict[str, str], name: str) -> None:
    request_table(kind, table, options, folder=settings.TOUCHLINE.imports, name=name)


def _request_touches(business: Simulated, initiative: int) -> None:
    touches = business.touches
    at = np.flatnonzero(touches.initiative == initiative)
    if not len(at):
        return
    names = [one.name for one in business.touchpoints]
    abroad = touches.person[at] % EVERY == EVERY - 1
    arrived = campaigns(touches)
    texts = pa.array([text or None for text in arrived.texts])
    table = pa.table(
        {
            "person": pa.array(business.person_ids).take(touches.person[at]),
            "time": pa.array(touches.time[at]).cast(pa.timestamp("us", "UTC")),
            "touchpoint": pa.array(names).take(touches.touchpoint[at]),
            "channel": pa.array(business.channels).take(touches.channel[at]),
            "value": pa.array(
                [
                    _paid(int(money), pounds) if has else None
                    for money, has, pounds in zip(
                        touches.money[at], touches.has_money[at], abroad, strict=True
                    )
                ],
                pa.string(),
            ),
            "currency": pa.array([business.currency, ABROAD]).take(abroad.astype(np.int8)),
            "order": pa.array(
                [order_name(number) if number > 0 else None for number in touches.order[at].tolist()],
                pa.string(),
            ),
            "campaign": texts.take(arrived.campaign[at]),
            "source": texts.take(arrived.source[at]),
            "medium": texts.take(arrived.medium[at]),
        }
    )
    word = "business" if initiative == BUSINESS else "person"
    options = {**TOUCHES, "initiative": word}
    _request("touches", table, options, NAMES[initiative])


def _paid(minor: int, abroad: bool) -> str:
    """What a person pays, or gets back, for so many euro cents of the price list."""
    exact = Decimal(minor).scaleb(-2) * (PRICE if abroad else 1)
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"


def _rates(business: Simulated) -> dict[rates.Day, str]:
    """What a pound was worth in euros, each Monday of the span: between 1.14 and 1.20."""
    first = datetime.fromtimestamp(business.start / 1e6, UTC).date() - timedelta(days=7)
    last = datetime.fromtimestamp(business.end / 1e6, UTC).date() + timedelta(days=1)
    mondays = range(-first.weekday() % 7, (last - first).days + 1, 7)
    return {
        (ABROAD, first + timedelta(days=at)): f"{1.17 + 0.03 * math.sin((first.toordinal() + at) / 60):.4f}"
        for at in mondays
    }


def _people(business: Simulated) -> pa.Table:
    by = np.full(business.everyone, -1, np.int64)
    how = np.zeros(business.everyone, np.uint8)
    by[business.brought.person], how[business.brought.person] = business.brought.by, business.brought.how
    ids = business.person_ids
    return pa.table(
        {
            "person": ids,
            "name": business.names,
            "brought_by": [ids[one] if one >= 0 else None for one in by],
            "brought_as": [BROUGHT_AS[one] or None for one in how],
            "country": [
                COUNTRY_ABROAD if country and number % EVERY == EVERY - 1 else country or None
                for number, country in enumerate(business.countries)
            ],
            "club": [one or None for one in business.club],
        }
    )
