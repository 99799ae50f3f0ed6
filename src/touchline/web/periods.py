"""What a day, a week or a month is called on a page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from touchline.journeys.units import first_day
from touchline.web import wording


def period_name(by: str, unit: int) -> str:
    """``Mar 2026``, ``week of 2 Mar 2026``, ``2 Mar 2026``."""
    day = first_day(by, unit)
    if by == "month":
        return _("{month} {year}").format(month=wording.month(day), year=day.year).replace(" ", wording.NB)
    return _("week of {day}").format(day=wording.day(day)) if by == "week" else wording.day(day)


def short_name(by: str, unit: int, *, year: bool) -> str:
    """The same for below a column; with its ``year`` where that changes."""
    day = first_day(by, unit)
    if by != "month":
        return wording.day(day, year=year)
    return period_name(by, unit) if year else wording.month(day)
