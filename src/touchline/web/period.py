"""The period of a page: two dates, both in it, and the usual ones to choose from.

On a page the last day is in the period; the question gets the day after it as its open end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.http import HttpRequest
from django.utils.translation import gettext as _

from touchline.journeys.index import Index, Legend
from touchline.service.answers import cached
from touchline.web import wording


@dataclass(frozen=True)
class Chosen:
    """What a page was asked for, in the question's words; None leaves that side open."""

    since: str | None
    until: str | None

    @property
    def first(self) -> str:
        """The first day, for the field ``from``; what was written when it is no date."""
        return self.since or ""

    @property
    def last(self) -> str:
        """The last day in the period, for the field ``last``."""
        return _beside(self.until, -1) if self.until else ""

    def params(self) -> dict[str, str | list[str] | None]:
        """As parameters of a page's address."""
        return {"from": self.first, "last": self.last}


def chosen(request: HttpRequest) -> Chosen:
    """Read ``from`` and ``last`` (in the period), or ``to`` (not in it) as the command line writes it."""
    since, last, until = (request.GET.get(name, "").strip()[:40] for name in ("from", "last", "to"))
    return Chosen(since or None, (_beside(last, 1) if last else until) or None)


def _beside(text: str, days: int) -> str:
    """The date some days later; what is no date stays, so that the question can refuse it."""
    try:
        return (date.fromisoformat(text) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return text


@dataclass(frozen=True)
class Preset:
    """A usual period: its name, its days, and whether it is the chosen one."""

    label: str
    first: str
    last: str
    current: bool


def presets(now: Chosen, legend: Legend) -> list[Preset]:
    """All of the record, the last twelve months of it, and the year it ends in."""
    today = end_day(legend)
    year_ago = _same_day_last_year(today) + timedelta(days=1)
    usual = (
        (_("All"), "", ""),
        (_("Last 12 months"), year_ago.isoformat(), today.isoformat()),
        (_("This year"), today.replace(month=1, day=1).isoformat(), today.isoformat()),
    )
    return [Preset(label, a, b, (a, b) == (now.first, now.last)) for label, a, b in usual]


def _same_day_last_year(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def label(now: Chosen, index: Index) -> str:
    """The chosen period in few words: the name of a usual one, else its days."""
    usual = (one.label for one in presets(now, index.legend) if one.current)
    return next(usual, None) or said(now, index)


def end_day(legend: Legend) -> date:
    """The day on which the record ends, in the business's zone."""
    return local(legend.end, legend).date()


def local(micros: int, legend: Legend) -> datetime:
    """An instant as a time in the business's zone."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)).astimezone(
        ZoneInfo(legend.zone)
    )


def said(now: Chosen, index: Index) -> str:
    """The period in words: ``1 Dec 2025 – 22 Nov 2026``, with the days of the record where a side is open."""
    try:
        first = date.fromisoformat(now.since) if now.since else local(first_touch(index), index.legend).date()
        last = date.fromisoformat(now.last) if now.until else end_day(index.legend)
    except ValueError:
        return f"{now.since or ''} {wording.DASH} {now.until or ''}".strip()
    return wording.days(first, max(first, last))


def as_of(legend: Legend) -> str:
    """``as of 22 Nov 2026, 14:05, Berlin time``."""
    zone = ZoneInfo(legend.zone)
    return _("as of {moment}, {zone}").format(
        moment=wording.moment(local(legend.end, legend), zone), zone=zone_name(legend.zone)
    )


def zone_name(zone: str) -> str:
    """``Berlin time`` for Europe/Berlin."""
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    return _("{city} time").format(city=city) if "/" in zone else city


def first_touch(index: Index) -> int:
    """The time of the earliest touch in the record, in microseconds; its end when there is none."""
    told_apart = f"first touch of {index.people}, {index.touches}, {index.legend.end}"
    return cached(index, told_apart, lambda: _first_touch(index))


def _first_touch(index: Index) -> int:
    firsts = []
    for part in index.parts:
        shard, rows = part.shard, part.live()
        begins, ends = shard.offset[rows], shard.offset[rows + 1]
        begins = begins[begins < ends]
        if len(begins):
            firsts.append(int(np.min(shard.time[begins])))
    return min(firsts, default=index.legend.end)
