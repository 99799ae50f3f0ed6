"""The slow twin of retention: every person's start, and every date of theirs counted on the calendar."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.plain import journeys

Wanted = Callable[[Any], bool]


def retention(
    touches: list[Any],
    start: Wanted,
    back: Wanted,
    unit: str,
    upto: int,
    period: tuple[int | None, int | None],
    as_of: int,
    zone: str,
) -> dict[str, dict[str, Any]]:
    """By cohort: the set ``all`` and one dict of sets a unit in ``cells``: came, away, open, early."""
    cohorts: dict[str, dict[str, Any]] = {}
    last_day = day_of(as_of, zone)
    for person, theirs in journeys(touches).items():
        begin = next((at for at, touch in enumerate(theirs) if start(touch)), None)
        if begin is None or not inside(theirs[begin].time, period):
            continue
        first = day_of(theirs[begin].time, zone)
        empty = [{"came": set(), "away": set(), "open": set(), "early": set()} for _ in range(upto + 1)]
        cohort = cohorts.setdefault(name(unit, first), {"all": set(), "cells": empty})
        cohort["all"].add(person)
        met = {unit_of(unit, first, day_of(one.time, zone)) for one in theirs[begin + 1 :] if back(one)}
        for k in range(upto + 1):
            over = unit_of(unit, first, last_day) > k
            word = ("came" if over else "early") if k in met else ("away" if over else "open")
            cohort["cells"][k][word].add(person)
    return cohorts


def inside(time: int, period: tuple[int | None, int | None]) -> bool:
    return (period[0] is None or period[0] <= time) and (period[1] is None or time < period[1])


def day_of(time: int, zone: str) -> date:
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time)
    return instant.astimezone(ZoneInfo(zone)).date()


def name(unit: str, day: date) -> str:
    if unit == "month":
        return f"{day:%Y-%m}"
    return (day - timedelta(days=day.weekday() if unit == "week" else 0)).isoformat()


def unit_of(unit: str, first: date, day: date) -> int:
    """How many whole units lie between two days."""
    if unit != "month":
        return (day - first).days // (7 if unit == "week" else 1)
    months = (day.year - first.year) * 12 + day.month - first.month
    begins = min(first.day, monthrange(day.year, day.month)[1])
    return months if day.day >= begins else months - 1
