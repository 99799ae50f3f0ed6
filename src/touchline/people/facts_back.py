"""Putting back what was known of people before something changed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from touchline.people import state
from touchline.people.known import BATCH, Known, known_of, write
from touchline.people.models import Person
from touchline.people.referrals import Referrals

Change = tuple[int, Mapping[str, Any] | None, Mapping[str, Any]]
"""Key of a person, what was known before (None: nothing), what was known after."""


def put_back(changes: Sequence[Change]) -> int:
    """Put back what was known before each change, in the order given; returns how many were kept.

    A change is kept where something else was learnt of the person since, or where the referral from
    before would close a circle now. That a person refused letters always stays. Call it inside a
    transaction.
    """
    keys = {key for key, _, _ in changes}
    now: dict[int, Known | None] = {**dict.fromkeys(keys), **known_of(keys)}
    referrals = Referrals()
    for key, known in now.items():
        referrals.learn(key, known.brought_by if known else 0)
    referrals.look_above(before["brought_by"] for _, before, _ in changes if before and before["brought_by"])
    kept, changed = 0, set()
    for key, before, after in changes:
        by = before["brought_by"] if before else 0
        if now[key] != Known(**after) or (by and referrals.closes_circle(key, by)):
            kept += 1
            continue
        now[key] = _as_before(before, after)
        referrals.replace(key, by)
        changed.add(key)
    _write(now, changed)
    return kept


def _as_before(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Known | None:
    known = Known(**before) if before else None
    if after["letters"]:
        return replace(known or Known(), letters=after["letters"])
    return known


def _write(now: Mapping[int, Known | None], changed: set[int]) -> None:
    gone = [key for key in changed if now[key] is None]
    if gone:
        state.changed()
    for start in range(0, len(gone), BATCH):
        Person.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    write({key: known for key in changed if (known := now[key]) is not None})
