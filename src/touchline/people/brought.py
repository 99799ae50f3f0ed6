"""Who brought whom, for the index: read anew only when something was learnt of people."""

from __future__ import annotations

from threading import Lock
from typing import Any

import numpy as np
from django.conf import settings

from touchline.journeys.index import BROUGHT_AS, Array
from touchline.lake.meaning import Joins, Referrals
from touchline.people import state
from touchline.people.models import Person
from touchline.people.persons import through

_KEPT: dict[str, Any] = {}
_LOCK = Lock()


def referrals(said: Joins) -> Referrals:
    """Who brought whom, by person; of several who brought one, the one known by the smallest id counts.

    Where nothing changed this costs one small query, and the same arrays are handed out.
    """
    with _LOCK:
        of = (settings.TOUCHLINE.home, state.number())
        if _KEPT.get("of") != of:
            _KEPT.clear()
            _KEPT.update(of=of, listed=_read())
        if _KEPT.get("joins") is not said:
            _KEPT.update(joins=said, referrals=_through(_KEPT["listed"], said))
        kept: Referrals = _KEPT["referrals"]
        return kept


def _read() -> Array:
    rows = Person.objects.exclude(brought_by=None).order_by("pk")
    return np.array(
        [
            (brought, by, BROUGHT_AS.index(how) if how in BROUGHT_AS else 0)
            for brought, by, how in rows.values_list("pk", "brought_by_id", "brought_as").iterator(50_000)
        ],
        np.int64,
    ).reshape(-1, 3)


def _through(listed: Array, said: Joins) -> Referrals:
    brought, by = (through(said, np.ascontiguousarray(listed[:, at])) for at in (0, 1))
    return Referrals(brought, by, listed[:, 2].astype(np.uint8))
