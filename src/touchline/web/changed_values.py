"""Values of the audit trail that hold many touchpoints, in words."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from touchline.touchpoints.changes import Where
from touchline.web import wording
from touchline.web.clashes import place_said, short

MOST = 5


def places(text: str) -> str:
    """Where touchpoints stand: the first few, and how many more."""
    return _few([_place(one) for one in _read(text, {}).values()])


def touchpoints(text: str) -> str:
    """The names of touchpoints by their numbers."""
    return _few([short(str(name)) for name in _read(text, {}).values()])


def names(text: str) -> str:
    """The names of events."""
    return _few([short(str(name)) for name in _read(text, [])])


def _place(one: dict[str, Any]) -> str:
    where = _("none") if one["aside"] else place_said(Where(one["stage"], one["channel"]))
    return _("{name}: {where}").format(name=short(one["name"], 40), where=where)


def _few(all_: list[str]) -> str:
    said = "; ".join(all_[:MOST])
    if len(all_) <= MOST:
        return said
    return _("{some} and {n} more").format(some=said, n=wording.count(len(all_) - MOST))


def _read(text: str, nothing: Any) -> Any:
    return json.loads(text) if text else nothing
