"""Facts of persons for the index: what is known of everybody, fact by fact.

A fact is a field of ``FIELDS`` or else an attribute that a person was given. Its value counts as text,
without space around it and up to ``LONGEST`` letters.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from django.conf import settings

from touchline.lake.meaning import FactRows
from touchline.lake.said import LONGEST
from touchline.people import state
from touchline.people.models import Person

FIELDS = ("letters", "brought_as")
LOOKED_AT = 20_000
"""Of the people who came last so many are looked at; who shows the survey says so."""

_KEPT: dict[str, Any] = {}
_LOCK = Lock()


def facts(names: Sequence[str]) -> dict[str, FactRows]:
    """The facts of these names; read anew when something was learnt or other facts are asked for."""
    if not names:
        return {}
    with _LOCK:
        of = (settings.TOUCHLINE.home, tuple(names), state.number())
        if _KEPT.get("of") != of:
            _KEPT.update(of=of, facts=_read(names))
        kept: dict[str, FactRows] = _KEPT["facts"]
        return kept


@dataclass(frozen=True)
class Known:
    """What is known of people: ``values`` of each fact with the number of persons, of the ``looked_at``
    persons who came last, of ``people`` of whom something is known."""

    values: Mapping[str, Mapping[str, int]]
    looked_at: int
    people: int


def survey() -> Known:
    """Look at the people who came last."""
    values: dict[str, Counter[str]] = {}
    looked_at = 0
    for _, said in _everybody(newest=LOOKED_AT):
        looked_at += 1
        for name, value in said.items():
            text = as_text(value)
            if text:
                values.setdefault(name, Counter())[text] += 1
    return Known(values, looked_at, Person.objects.count())


def as_text(value: Any) -> str:
    """A value as it counts."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.strip()[:LONGEST]


def _read(names: Sequence[str]) -> dict[str, FactRows]:
    places: dict[str, dict[str, int]] = {name: {} for name in names}
    rows: dict[str, list[tuple[int, int]]] = {name: [] for name in names}
    for key, said in _everybody():
        for name, known in places.items():
            text = as_text(said.get(name))
            if text:
                rows[name].append((key, known.setdefault(text, len(known))))
    return {name: _rows(rows[name], tuple(known)) for name, known in places.items()}


def _rows(rows: list[tuple[int, int]], values: tuple[str, ...]) -> FactRows:
    array = np.array(rows, np.int64).reshape(-1, 2)
    identity, place = array[:, 0].copy(), array[:, 1].astype(np.int32)
    digest = hashlib.sha256(identity.tobytes() + place.tobytes())
    digest.update(json.dumps(values).encode())
    return FactRows(identity, place, values, digest.hexdigest())


def _everybody(newest: int | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """Key and all facts of each person something is known of; a field hides an attribute of its name."""
    rows = Person.objects.order_by("-pk" if newest else "pk").values_list("pk", "attributes", *FIELDS)
    rows = rows[:newest] if newest else rows
    for key, attributes, *fields in rows.iterator(20_000):
        yield key, {**(attributes or {}), **dict(zip(FIELDS, fields, strict=True))}
