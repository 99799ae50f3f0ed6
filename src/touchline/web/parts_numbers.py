"""The numbers of a breakdown or a comparison as texts: a value, its interval, a difference."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from touchline.web import wording
from touchline.web.asked import Answered
from touchline.web.charts.interval import Share, dot_line
from touchline.web.charts.svg import EMPTY


def number(answered: Answered, name: str, value: Any) -> str:
    """A number of a row: money, a share, a time or a count, by the name of its field."""
    if isinstance(value, Decimal):
        return wording.amount(value, answered.legend.currency)
    if "share" in name:
        return wording.percent(value, 1)
    return wording.duration(value) if "seconds" in name else wording.count(value)


def span(answered: Answered, name: str, low: Any, high: Any) -> str:
    """Both ends of its interval, nothing where it has none."""
    if low is None or high is None:
        return ""
    if "share" in name:
        return wording.span(low, high)
    return f"{number(answered, name, low)} {wording.DASH} {number(answered, name, high)}"


def dot(name: str, value: Any, low: Any, high: Any) -> SafeString:
    """A share as dot and line."""
    return dot_line(Share(value, low, high)) if "share" in name else EMPTY


def signed(answered: Answered, name: str, value: Any) -> str:
    """A difference with its sign; of shares in percentage points."""
    if "share" in name:
        return _("{number} points").format(number=points(value))
    return _sign(value) + number(answered, name, abs(value))


def points(share: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    return _sign(share) + wording.number(abs(share) * 100, 1)


def _sign(value: Any) -> str:
    return "+" if value > 0 else ("−" if value < 0 else "")
