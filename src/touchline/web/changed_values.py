"""Values of the audit trail that hold many touchpoints, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from touchline.touchpoints.changes import Where
from touchline.web import wording
from touchline.web.clashes import place_said, short

MOST = 5


def places(value: Any) -> str:
    """Where touchpoints stand: the first few, and how many more."""
    return _few((value or {}).values(), _place)


def touchpoints(value: Any) -> str:
    """The names of touchpoints by their numbers."""
    return _few((value or {}).values(), lambda name: short(str(name)))


def names(value: Any) -> str:
    """The names of events."""
    return _few(value or [], lambda name: short(str(name)))


def _place(one: dict[str, Any]) -> str:
    where = _("none") if one["aside"] else place_said(Where(one["stage"], one["channel"]))
    return _("{name}: {where}").format(name=short(one["name"], 40), where=where)


def _few(all_: Collection[Any], say: Callable[[Any], str]) -> str:
    """Only what is shown is put into words: there may be tens of thousands."""
    said = "; ".join(say(one) for one in islice(all_, MOST))
    if len(all_) <= MOST:
        return said
    return _("{some} and {n} more").format(some=said, n=wording.count(len(all_) - MOST))
