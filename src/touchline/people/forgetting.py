"""What this room holds of people: their ids, what is known of them, who brought whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from touchline.people import identities
from touchline.people.models import Identity, Person
from touchline.workspace.traces import Traces, telling_of

MODELS = ("people.Identity", "people.Person", "people.Erasure", "people.Refusal")
"""An erasure holds numbers, and none when it is done; a refusal holds a keyed hash that is to stay."""

FILES: tuple[str, ...] = ()
BATCH = 500


def traces_of(numbers: Iterable[int]) -> Traces:
    """What is known here of the people with these numbers; ids that went already are left out."""
    listed = tuple(dict.fromkeys(numbers))
    ids: list[str] = []
    known: list[str] = []
    for part in _parts(listed):
        ids += Identity.objects.filter(pk__in=part).order_by("pk").values_list("value", flat=True)
        for person in Person.objects.filter(pk__in=part).order_by("pk"):
            named = person.attributes if isinstance(person.attributes, dict) else {}
            known += [person.name, *telling_of(named)]
    return Traces(listed, tuple(ids)).learn([*known, *_addresses(ids)])


def numbers_of(ids: Sequence[str]) -> dict[str, int]:
    """The numbers of those ids that are in the record, exactly as they came."""
    return identities.known(ids)


def found(traces: Traces) -> dict[str, int]:
    """Ids, people something is known of, whether they were brought, whom they brought."""
    return {
        "ids": len(traces.ids),
        "facts": sum(Person.objects.filter(pk__in=part).count() for part in _parts(traces.numbers)),
        "brought_by": sum(
            Person.objects.filter(pk__in=part).exclude(brought_by=None).count()
            for part in _parts(traces.numbers)
        ),
        "brought": sum(Person.objects.filter(brought_by__in=part).count() for part in _parts(traces.numbers)),
    }


def export(traces: Traces) -> dict[str, Any]:
    """Ids, name, attributes, and the numbers of who brought them and whom they brought."""
    people = [one for part in _parts(traces.numbers) for one in Person.objects.filter(pk__in=part)]
    brought = [
        {"number": key, "as": how}
        for part in _parts(traces.numbers)
        for key, how in Person.objects.filter(brought_by__in=part)
        .order_by("pk")
        .values_list("pk", "brought_as")
    ]
    return {
        "ids": list(traces.ids),
        "names": [one.name for one in people if one.name],
        "facts": {name: value for one in people for name, value in (one.attributes or {}).items()},
        "brought_by": [
            {"number": one.brought_by_id, "as": one.brought_as} for one in people if one.brought_by_id
        ],
        "brought": brought,
    }


def forget(traces: Traces) -> dict[str, int]:
    """Remove ids and what is known of them. Whom they brought stays; that they were brought goes."""
    went = found(traces)
    for part in _parts(traces.numbers):
        with transaction.atomic():
            Person.objects.filter(brought_by__in=part).update(brought_by=None, brought_as="")
            Person.objects.filter(pk__in=part).delete()
            Identity.objects.filter(pk__in=part).delete()
    return went


def _addresses(ids: Iterable[str]) -> list[str]:
    return [one for text in ids for one in telling_of({"": text})]


def _parts(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH))
