"""Bringing the journey index up to what lake and members say."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import Any

import numpy as np
from django.conf import settings

from touchline.lake.base import write_base
from touchline.lake.building import WriteBase
from touchline.lake.events import Lake
from touchline.lake.generations import Generations
from touchline.lake.meaning import (
    Meaning,
    MoneyMeaning,
    Rates,
    SchemeMeaning,
    TouchpointMeaning,
)
from touchline.lake.shelf import GenerationDamaged
from touchline.lake.store import LakeError
from touchline.people import persons
from touchline.people.brought import referrals
from touchline.people.facts import facts
from touchline.service.fitting import refuse_to_build
from touchline.service.locks import Held, nothing, worker_lock
from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.recognising import recognised
from touchline.touchpoints.schemes import SCHEMES, stage_in
from touchline.workspace import attributes, currencies, rates
from touchline.workspace.models import Attribute, BusinessSettings

Progress = Callable[[int, int], None]
EPOCH = date(1970, 1, 1)
_RATES: dict[str, Any] = {}
_RATES_LOCK = Lock()


def meaning() -> Meaning:
    """What events mean today: touchpoints and their places, rules, schemes, referrals, settings."""
    placed: dict[int, dict[str, str]] = {}
    for touchpoint, scheme, stage in Placement.objects.values_list("touchpoint_id", "scheme", "stage"):
        placed.setdefault(touchpoint, {})[scheme] = stage
    business = BusinessSettings.current()
    joins = persons.joins()
    return Meaning(
        touchpoints=tuple(
            TouchpointMeaning(number, name, channel, _stages(placed.get(number, {})))
            for number, name, channel in Touchpoint.objects.listed()
            .order_by("pk")
            .values_list("pk", "name", "channel")
        ),
        recognised=recognised(),
        schemes=tuple(
            SchemeMeaning(one.name, one.stages, one.order, one.repeat, one.refer) for one in SCHEMES.values()
        ),
        silence_days=business.silence_days,
        zone=business.zone,
        money=MoneyMeaning(business.currency, currencies.EXCEPTIONS, _rates(business.currency)),
        referrals=referrals(joins),
        joins=joins,
        attributes=attributes.chosen(Attribute.Of.TOUCHES),
        facts=facts(attributes.chosen(Attribute.Of.PEOPLE)),
    )


def _stages(placed: dict[str, str]) -> dict[str, str]:
    found = {name: stage_in(name, placed) for name in SCHEMES}
    return {name: stage for name, stage in found.items() if stage}


def _rates(to: str) -> Rates:
    """The rates in force into a currency. Rows are only added, so how many tells states apart."""
    state = rates.state()
    with _RATES_LOCK:
        if _RATES.get("of") != (settings.TOUCHLINE.home, to, state):
            known = sorted(rates.in_force(to).items())
            days = np.array([(day - EPOCH).days for (_, day), _ in known], np.int32)
            values = np.array([rates.scaled(text) for _, text in known], np.int64)
            _RATES.update(
                of=(settings.TOUCHLINE.home, to, state),
                rates=Rates(tuple(currency for (currency, _), _ in known), days, values),
            )
        kept: Rates = _RATES["rates"]
        return kept


def refresh(progress: Progress | None = None) -> str | None:
    """Make a new generation if anything changed, and return its name. For the holder of the worker lock.

    Raises ``StoresDisagree`` when the lake is missing: answers stay as they are.
    """
    refuse_to_build()
    return _generations().refresh(
        Lake(settings.TOUCHLINE.lake),
        meaning(),
        made_at=time.time_ns() // 1000,
        threads=settings.TOUCHLINE.threads,
        progress=progress,
    )


def clear() -> None:
    """Bring the index up to date, and leave nothing of removed events in it. As ``refresh``."""
    if _generations().is_clear(Lake(settings.TOUCHLINE.lake)):
        refresh()
    else:
        rebuild()


def rebuild(progress: Progress | None = None, write: WriteBase = write_base) -> str:
    """Build the index anew from the lake, whatever is there. For the holder of the worker lock.

    ``write`` does it here or on a cluster. Raises ``StoresDisagree`` when the lake is missing.
    """
    refuse_to_build()
    return _generations().build(
        Lake(settings.TOUCHLINE.lake),
        meaning(),
        made_at=time.time_ns() // 1000,
        threads=settings.TOUCHLINE.threads,
        progress=progress,
        write=write,
    )


def fold() -> None:
    """Make fewer levels of many, as long as it is time to. For the holder of the worker lock."""
    here = _generations()
    while (folding := here.folding()) is not None:
        folding.run(settings.TOUCHLINE.threads)
        here.adopt(folding, meaning(), made_at=time.time_ns() // 1000)


def settle(timeout: float = 60.0) -> bool:
    """Wait until answers show every change made so far; make them show it when no worker runs.

    Returns whether they do. With a worker running this waits for it, at most ``timeout`` seconds, and not
    at all while the lake cannot be used.
    """
    until = time.monotonic() + timeout
    while True:
        try:
            with worker_lock(settings.TOUCHLINE.home, lost=nothing):
                refresh()
                fold()
                return True
        except Held:
            try:
                if _generations().is_current(Lake(settings.TOUCHLINE.lake), meaning()):
                    return True
            except LakeError:
                return False
        if time.monotonic() > until:
            return False
        time.sleep(0.05)


def intact() -> bool:
    """Whether there is a generation and all of it is there."""
    try:
        here = _generations()
        return here.current() is not None and bool(here.open())
    except GenerationDamaged:
        return False


def ensure() -> None:
    """Make the first generation where there is none, and a new one where it is damaged."""
    if not intact():
        settle()


def _generations() -> Generations:
    return Generations(settings.TOUCHLINE.index)
