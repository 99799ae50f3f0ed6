"""Numbers, shares, times and money as the pages write them. One helper each, used everywhere.

Thousands are separated, ranges take an en dash, a negative number takes a minus sign, and a number
does not part from its unit at the end of a line.

>>> count(18420), percent(0.536, 1), span(0.405, 0.44)
('18,420', '53.6\\xa0%', '40.5–44.0')
>>> duration(7 * 30.44 * 86400), money(-2490, "EUR")
('7\\xa0months', '−\\xa0€\\xa024.90')
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from touchline.journeys.overflow import TOP
from touchline.workspace import currencies

NB = "\u00a0"
DASH = "–"
MINUS = "−"

MINUTE, HOUR, DAY = 60, 3600, 86_400
MONTH, YEAR = 30.436875 * DAY, 365.2425 * DAY

MONTHS = (
    gettext_noop("Jan"),
    gettext_noop("Feb"),
    gettext_noop("Mar"),
    gettext_noop("Apr"),
    gettext_noop("May"),
    gettext_noop("Jun"),
    gettext_noop("Jul"),
    gettext_noop("Aug"),
    gettext_noop("Sep"),
    gettext_noop("Oct"),
    gettext_noop("Nov"),
    gettext_noop("Dec"),
)

_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "UAH": "₴", "PLN": "zł"}


def count(number: int) -> str:
    """A whole number with its thousands separated: ``18,420``."""
    return _marks(f"{number:,}")


def _marks(text: str) -> str:
    """An English number with the marks of the reader's language and a true minus sign."""
    marks = {",": pgettext("thousands separator", ","), ".": pgettext("decimal mark", "."), "-": MINUS}
    return "".join(marks.get(char, char) for char in text)


def number(value: float, digits: int = 1) -> str:
    """A number with ``digits`` decimals: ``4.2``."""
    text = f"{value:,.{digits}f}"
    return _marks(text[1:] if text.startswith("-") and not text.strip("-0.,") else text)


def percent(share: float, digits: int | None = None) -> str:
    """A share (0 to 1) as ``54 %``.

    Without ``digits`` small and nearly whole shares get one decimal, so that few are never written
    as none and nearly all never as all.
    """
    return _("{number} %").format(number=points(share, digits)).replace(" ", NB)


def points(share: float, digits: int | None = None) -> str:
    """The number of ``percent`` without its sign."""
    value = share * 100
    if digits is None:
        digits = 0 if value in (0, 100) or 9.95 <= value < 99 else 1
    smallest = 10.0**-digits
    if 0 < value < smallest / 2:
        return "<" + number(smallest, digits)
    if 100 - smallest / 2 <= value < 100:
        return ">" + number(100 - smallest, digits)
    return number(value, digits)


def span(low: float, high: float, digits: int = 1) -> str:
    """The interval of a share in per cent, without the sign: ``40.5–44.0``."""
    return f"{number(low * 100, digits)}{DASH}{number(high * 100, digits)}"


def percent_span(low: float, high: float, digits: int | None = None) -> str:
    """The interval of a share with its sign: ``53–54 %``. Both ends the same are written once.

    Without ``digits`` low shares and narrow intervals get one decimal.
    """
    if digits is None:
        digits = 0 if high >= 0.0995 and round(low * 100) != round(high * 100) else 1
    ends = span(low, high, digits)
    first, last = ends.split(DASH)
    return _("{number} %").format(number=last if first == last else ends).replace(" ", NB)


def duration(seconds: float) -> str:
    """A length of time in its natural unit: ``6 days``, ``7 months``.

    Days up to 90, months up to two years, then years with a decimal. A month is 30.44 days.
    """
    value = abs(seconds)
    if value < 60:
        whole = round(value)
        if whole == 0 and value > 0:
            return _("under 1 second").replace(" ", NB)
        text = ngettext("{number} second", "{number} seconds", whole)
    elif value < 59.5 * MINUTE:
        whole = round(value / MINUTE)
        text = ngettext("{number} minute", "{number} minutes", whole)
    elif value < 47.5 * HOUR:
        whole = round(value / HOUR)
        text = ngettext("{number} hour", "{number} hours", whole)
        if whole == 24:
            whole, text = 1, ngettext("{number} day", "{number} days", 1)
    elif value < 90.5 * DAY:
        whole = round(value / DAY)
        text = ngettext("{number} day", "{number} days", whole)
    elif value < 23.5 * MONTH:
        whole = round(value / MONTH)
        text = ngettext("{number} month", "{number} months", whole)
    else:
        years = number(value / YEAR)
        return _("{number} years").format(number=years).replace(" ", NB)
    return text.format(number=count(whole)).replace(" ", NB)


def window(seconds: float) -> str:
    """A length of time somebody chose, exact, in the largest unit that divides it: ``365 days``."""
    for unit, one, many in (
        (DAY, gettext_noop("{number} day"), gettext_noop("{number} days")),
        (HOUR, gettext_noop("{number} hour"), gettext_noop("{number} hours")),
        (MINUTE, gettext_noop("{number} minute"), gettext_noop("{number} minutes")),
    ):
        if seconds >= unit and seconds % unit == 0:
            whole = int(seconds // unit)
            return ngettext(one, many, whole).format(number=count(whole)).replace(" ", NB)
    return duration(seconds)


def currency_digits(currency: str) -> int:
    """How many digits the minor unit of ``currency`` has: 0, 2 or 3."""
    return currencies.digits(currency)


def money(minor: int, currency: str) -> str:
    """An amount in minor units: ``€ 1,419.00``, ``¥ 1,200``, ``− € 24.90``."""
    said = amount(Decimal(minor).scaleb(-currency_digits(currency)), currency)
    return _("over {amount}").format(amount=said) if abs(minor) >= TOP else said


def amount(value: Decimal, currency: str) -> str:
    """An amount with the digits it has, as ``money`` writes it."""
    text = _marks(f"{abs(value):,f}")
    sign = _SIGNS.get(currency, currency)
    return (f"{MINUS}{NB}" if value < 0 else "") + (f"{sign}{NB}{text}" if sign else text)


def amount_span(low: Decimal, high: Decimal) -> str:
    """The interval of an amount, without the currency: ``118.20–124.00``.

    From 1,000 on in whole units, rounded outwards: ``1,180–1,241``.
    """
    if max(abs(low), abs(high)) >= 1_000:
        low, high = low.to_integral_value(ROUND_FLOOR), high.to_integral_value(ROUND_CEILING)
    return f"{_marks(f'{low:,f}')}{DASH}{_marks(f'{high:,f}')}"


def day(when: date, *, year: bool = True) -> str:
    """A date: ``22 Nov 2026``, or ``22 Nov`` without the year."""
    text = _("{day} {month} {year}") if year else _("{day} {month}")
    month = _(MONTHS[when.month - 1])
    return text.format(day=when.day, month=month, year=when.year).replace(" ", NB)


def days(first: date, last: date) -> str:
    """A range of dates, both in it: ``1 Dec 2025 – 22 Nov 2026``, ``1 Mar – 22 Nov 2026``."""
    if first == last:
        return day(last)
    return f"{day(first, year=first.year != last.year)} {DASH} {day(last)}"


def clock(when: datetime, zone: tzinfo) -> str:
    """The time of day in the business's zone: ``14:05``."""
    return f"{when.astimezone(zone):%H:%M}"


def moment(when: datetime, zone: tzinfo) -> str:
    """An instant in the business's zone: ``22 Nov 2026, 14:05``."""
    return _("{day}, {time}").format(day=day(when.astimezone(zone).date()), time=clock(when, zone))


def month(when: date) -> str:
    """The short name of a month: ``Nov``."""
    return _(MONTHS[when.month - 1])
