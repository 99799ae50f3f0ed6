"""Persons by their ids: from an id to the person, from a person to all ids, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import F

from touchline.journeys.index import Array
from touchline.lake.meaning import Joins, no_joins
from touchline.people.graph import grouped, members_of, parts
from touchline.people.kinds import rank
from touchline.people.models import Graph, Grouped, Identity, Letters, Person

_KEPT: dict[str, Any] = {}
_LOCK = Lock()


def joins() -> Joins:
    """Every id whose person has another key, as arrays. Where nothing changed this costs one small query.

    The copy kept by this process is brought up by what changed since, so that it costs as much as the
    change; the same arrays are handed out while nothing does.
    """
    state = Graph.objects.order_by("pk").values_list("epoch", "changes").first()
    if state is None:
        return no_joins()
    epoch, changes = state
    with _LOCK:
        if _KEPT.get("of") != (settings.TOUCHLINE.home, epoch):
            _KEPT.clear()
            _KEPT.update(of=(settings.TOUCHLINE.home, epoch), changes=-1, joins=no_joins())
        if _KEPT["changes"] != changes:
            _KEPT.update(joins=_brought_up(_KEPT["joins"], _KEPT["changes"]), changes=changes)
        kept: Joins = _KEPT["joins"]
        return kept


def _brought_up(kept: Joins, since: int) -> Joins:
    rows = Grouped.objects.filter(changed__gt=since).order_by("pk").values_list("pk", "person")
    flat = np.fromiter((number for row in rows.iterator(50_000) for number in row), np.int64)
    identity, person = flat.reshape(-1, 2).T
    stays = ~np.isin(kept.identity, identity, assume_unique=True)
    away = identity != person
    merged = np.concatenate([kept.identity[stays], identity[away]])
    order = np.argsort(merged, kind="stable")
    whose = np.concatenate([kept.person[stays], person[away]])
    return Joins(np.ascontiguousarray(merged[order]), np.ascontiguousarray(whose[order]))


def through(said: Joins, numbers: Array) -> Array:
    """The keys of the persons with these ids, by number."""
    if not len(said.identity):
        return numbers
    at = np.minimum(np.searchsorted(said.identity, numbers), len(said.identity) - 1)
    return np.where(said.identity[at] == numbers, said.person[at], numbers)


def person_of(number: int) -> int:
    """The key of the person with this id."""
    return grouped([number]).get(number, number)


def persons_of(numbers: Iterable[int]) -> dict[int, int]:
    """The key of the person of each of these ids."""
    wanted = set(numbers)
    there = grouped(wanted)
    return {one: there.get(one, one) for one in wanted}


def identities_of(key: int) -> list[int]:
    """All ids of a person, ascending; the key itself is the first."""
    return sorted({key, *members_of([key])})


def whole(numbers: Iterable[int]) -> list[int]:
    """These ids and all others of the same persons, in the order given, a person's own ones ascending."""
    wanted = list(dict.fromkeys(numbers))
    persons = persons_of(wanted)
    members: dict[int, set[int]] = {}
    for part in parts(set(persons.values())):
        for one, key in Grouped.objects.filter(person__in=part).values_list("pk", "person"):
            members.setdefault(key, set()).add(one)
    found: dict[int, None] = {}
    for number in wanted:
        key = persons[number]
        found |= dict.fromkeys(sorted(members.get(key, set()) | {key, number}))
    return list(found)


def count() -> int:
    """How many people the record has: ids that are joined count once."""
    return Identity.objects.count() - Grouped.objects.exclude(person=F("identity")).count()


def keys() -> Any:
    """The keys of all persons in ascending order, as a query."""
    away = Grouped.objects.exclude(person=F("identity")).values("pk")
    return Identity.objects.exclude(pk__in=away).order_by("pk").values_list("pk", flat=True)


def labels(wanted: Sequence[int]) -> dict[int, str]:
    """What each person is called by where no name is known: the best of their ids, by the person's key."""
    keys = set(wanted)
    of: dict[int, int] = {}
    for part in parts(keys):
        of.update(Grouped.objects.filter(person__in=part).values_list("pk", "person"))
    best: dict[int, tuple[int, int, str]] = {}
    for part in parts(keys | of.keys()):
        for number, value, kinds in Identity.objects.filter(pk__in=part).values_list("pk", "value", "kinds"):
            key = of.get(number, number)
            if key in keys:
                best[key] = min(best.get(key, (99, 0, "")), (rank(kinds), number, value))
    return {key: value for key, (_rank, _number, value) in best.items()}


def names(wanted: Sequence[int]) -> dict[int, str]:
    """The names of those persons whose name is known, by key: that of the smallest number counts."""
    numbers = whole(wanted)
    persons = persons_of(numbers)
    found: dict[int, str] = {}
    for part in parts(numbers):
        rows = Person.objects.filter(pk__in=part).exclude(name="").order_by("pk")
        for number, name in rows.values_list("pk", "name"):
            found.setdefault(persons[number], name)
    return found


def refused_letters(key: int) -> bool:
    """Whether a person may not be written to: what one of their ids refused, the person refused."""
    return Person.objects.filter(pk__in=identities_of(key), letters=Letters.REFUSED).exists()


def facts(key: int) -> list[Person]:
    """What is known of each id of a person, by number. Nothing is lost where they differ."""
    return list(Person.objects.filter(pk__in=identities_of(key)).select_related("key").order_by("pk"))


def together(people: Sequence[Person]) -> Mapping[str, list[Any]]:
    """The attributes of one person's ids, each with every value that differs, by number of the id."""
    found: dict[str, list[Any]] = {}
    for one in people:
        for name, value in (one.attributes if isinstance(one.attributes, dict) else {}).items():
            said = found.setdefault(name, [])
            if value not in said:
                said.append(value)
    return found
