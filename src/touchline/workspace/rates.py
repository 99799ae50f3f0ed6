"""Rates: what a currency was worth in the reporting currency on a day. Every version is kept.

A rate is exact decimal text above 0 and below a million, with at most twelve digits behind the point:
one of the currency is worth so many of the reporting currency. Rates hold for the reporting currency
they were given for; those for another wait until it is the reporting one again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from touchline.workspace import currencies
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, BusinessSettings, Member, Rate, Role
from touchline.workspace.turns import take_turns
from touchline.workspace.undoing import CannotUndo, undoes

TURN = "rates"

DIGITS = 12
LARGEST = 1_000_000
GRAMMAR = re.compile(r"\d{1,6}(\.\d{1,12})?", re.ASCII)
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 31)
SET, IMPORTED, TAKEN_BACK = (
    gettext_noop("set a rate"),
    gettext_noop("imported rates"),
    gettext_noop("took back a rate"),
)
VERBS = (SET, IMPORTED, TAKEN_BACK)
BATCH = 500

Day = tuple[str, date]
"""A currency and a day."""


class RateError(ValueError):
    """A rate that cannot be kept. The message is a sentence that says what to do."""


@dataclass(frozen=True)
class Saved:
    """What a change did: how many rates are new or different, and how many were in force already."""

    changed: int
    same: int


def read_rate(text: str) -> str:
    """A rate as its shortest exact text. Raises ``RateError``."""
    found = text.strip()
    if not GRAMMAR.fullmatch(found):
        raise RateError(
            _(
                "“{text}” is no rate. Write a number such as 0.9217, with at most 12 digits behind the point."
            ).format(text=found[:40])
        )
    value = Decimal(found)
    if not value:
        raise RateError(_("A rate of 0 would make all money nothing. Take the rate back instead."))
    return f"{value.normalize():f}"


def read_currency(text: str) -> str:
    """A currency that needs a rate. Raises ``RateError``."""
    code = text.strip().upper()
    if not currencies.known(code):
        raise RateError(
            _("There is no currency “{text}”. Write one of ISO 4217, such as USD.").format(
                text=text.strip()[:20]
            )
        )
    if code == BusinessSettings.current().currency:
        raise RateError(_("{code} is the reporting currency: it needs no rate.").format(code=code))
    return code


def read_day(text: str) -> date:
    """A day. Raises ``RateError``."""
    found = text.strip()
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", found, re.ASCII):
            raise ValueError
        day = date.fromisoformat(found)
    except ValueError:
        raise RateError(
            _("“{text}” is no date. Write it as year, month and day, such as 2026-01-31.").format(
                text=found[:40]
            )
        ) from None
    if not EARLIEST <= day <= LATEST:
        raise RateError(_("{day} lies outside the years 1970 to 2200.").format(day=day.isoformat()))
    return day


def scaled(text: str) -> int:
    """A rate times 10**12, a whole number."""
    return int(Decimal(text).scaleb(DIGITS))


def state() -> tuple[int, int]:
    """Two numbers that change with every change of any rate, whichever transaction ends first."""
    found = Rate.objects.aggregate(newest=Max("pk"), rows=Count("pk"))
    return (found["newest"] or 0, found["rows"])


def in_force(to: str | None = None) -> dict[Day, str]:
    """The rates into a currency, else into the reporting one, by currency and day."""
    rows = Rate.objects.filter(to=to or BusinessSettings.current().currency).order_by("pk")
    found: dict[Day, str] = {}
    for currency, day, rate in rows.values_list("currency", "day", "rate").iterator(5_000):
        if rate:
            found[currency, day] = rate
        else:
            found.pop((currency, day), None)
    return found


def save(member: Member | None, given: Mapping[Day, str], *, what: str = "") -> Saved:
    """Keep rates into the reporting currency, all or none; "" takes one back. ``what`` names a file.

    What is in force already makes no change. The caller has read the values with ``read_…``.
    """
    to = BusinessSettings.current().currency
    with transaction.atomic():
        take_turns(TURN)
        known = in_force(to)
        changed = {key: rate for key, rate in sorted(given.items()) if known.get(key, "") != rate}
        if changed:
            entry = _entry(member, to, changed, known, what)
            Rate.objects.bulk_create(
                [
                    Rate(to=to, currency=one, day=day, rate=rate, entry=entry)
                    for (one, day), rate in changed.items()
                ],
                BATCH,
            )
    return Saved(len(changed), len(given) - len(changed))


def _entry(
    member: Member | None, to: str, changed: Mapping[Day, str], known: Mapping[Day, str], what: str
) -> AuditEntry:
    if what:
        days = [day for _currency, day in changed]
        after = {
            "rates": len(changed),
            "from": min(days).isoformat(),
            "to": max(days).isoformat(),
            "currency": to,
        }
        return record(member, IMPORTED, what, None, after)
    ((currency, day), rate), *_more = changed.items()
    old = known.get((currency, day))
    name = f"{currency} {day.isoformat()}"
    before = {"rate": old} if old else None
    return record(member, SET if rate else TAKEN_BACK, name, before, {"rate": rate} if rate else None)


@undoes(SET, role=Role.OWNER)
@undoes(IMPORTED, role=Role.OWNER)
@undoes(TAKEN_BACK, role=Role.OWNER)
def _put_back(entry: AuditEntry, _member: Member | None) -> None:
    """Every rate of the change is again what it was before."""
    take_turns(TURN)
    mine = list(Rate.objects.filter(entry=entry).order_by("pk"))
    if not mine:
        raise CannotUndo(_("The rates of this change are no longer kept."))
    to, first = mine[0].to, mine[0].pk
    before: dict[Day, str] = {}
    latest: dict[Day, int] = {}
    for pk, currency, day, rate in (
        Rate.objects.filter(to=to).order_by("pk").values_list("pk", "currency", "day", "rate")
    ):
        latest[currency, day] = pk
        if pk < first:
            before[currency, day] = rate
    for one in mine:
        if latest[one.currency, one.day] != one.pk:
            raise CannotUndo(
                _("The rate of {currency} on {day} was changed again since. Undo that change first.").format(
                    currency=one.currency, day=one.day.isoformat()
                )
            )
    Rate.objects.bulk_create(
        [
            Rate(to=to, currency=one.currency, day=one.day, rate=before.get((one.currency, one.day), ""))
            for one in mine
        ],
        BATCH,
    )
