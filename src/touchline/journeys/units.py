"""Days, weeks and months as numbers without gaps, and what each is called."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np

from touchline.journeys.index import Array

BY = ("month", "week", "day", "total")
EPOCH = date(1970, 1, 1)
MONDAY = 3
"""1 January 1970 was a Thursday: three days after a Monday."""


def units(by: str, days: Array) -> Array:
    """The unit of each local day (whole days since 1970), as int64: the next unit is the next number."""
    if by == "month":
        return np.asarray(days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64))
    return np.asarray((days + MONDAY) // 7 if by == "week" else days).astype(np.int64)


def first_day(by: str, unit: int) -> date:
    """The first day of a unit."""
    if by == "month":
        return date(1970 + unit // 12, 1 + unit % 12, 1)
    return EPOCH + timedelta(days=unit * 7 - MONDAY if by == "week" else unit)


def label(by: str, unit: int) -> str:
    """``2026-03`` for a month, its first day for a day and for a week (a Monday)."""
    day = first_day(by, unit)
    return f"{day:%Y-%m}" if by == "month" else day.isoformat()


def number_of(by: str, text: str) -> int | None:
    """The unit of a label, or None where it is none."""
    if by == "total" or not re.fullmatch(
        r"\d{4}-\d{2}" + ("" if by == "month" else r"-\d{2}"), text, re.ASCII
    ):
        return None
    try:
        day = date.fromisoformat(f"{text}-01" if by == "month" else text)
    except ValueError:
        return None
    unit = int(units(by, np.array([(day - EPOCH).days]))[0])
    return unit if label(by, unit) == text else None


def after(by: str, days: Array, count: Array) -> Array:
    """The days that lie ``count`` days, weeks or months after local days, as whole days since 1970.

    A month later is the same day of the month, or the last day of a month that is shorter.
    """
    if by != "month":
        return np.asarray(days + count * (7 if by == "week" else 1)).astype(np.int64)
    month = units("month", days)
    day = days - _first_of_month(month)
    later = month + count
    return np.asarray(np.minimum(_first_of_month(later) + day, _first_of_month(later + 1) - 1))


def _first_of_month(months: Array) -> Array:
    return np.asarray(months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64))
