"""What this room holds of people: their ids, what is known of them, who brought whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Cast

from touchline.people import identities, joins, state
from touchline.people.models import Evidence, Identity, Person
from touchline.workspace.traces import Traces, telling_of

MODELS = (
    "people.Identity",
    "people.Person",
    "people.Erasure",
    "people.Refusal",
    "people.KnownState",
    "people.Join",
    "people.Evidence",
    "people.Grouped",
    "people.Quarantine",
    "people.Graph",
)
"""An erasure holds numbers, and none when it is done; a refusal holds a keyed hash that is to stay; the row
of the graph holds nobody."""

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
    """Ids, people whose name or facts are known, whether they were brought, whom they brought."""
    return {
        "ids": len(traces.ids),
        "facts": sum(
            bool(name or attributes)
            for part in _parts(traces.numbers)
            for name, attributes in Person.objects.filter(pk__in=part).values_list("name", "attributes")
        ),
        "brought_by": sum(
            Person.objects.filter(pk__in=part).exclude(brought_by=None).count()
            for part in _parts(traces.numbers)
        ),
        "brought": sum(Person.objects.filter(brought_by__in=part).count() for part in _parts(traces.numbers)),
        "joins": len(joins.of(traces.numbers)),
    }


def export(traces: Traces) -> dict[str, Any]:
    """Ids, name, attributes, the joins of their ids, who brought them and whom they brought, by number."""
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
        "letters": [one.letters for one in people if one.letters],
        "facts": {name: value for one in people for name, value in (one.attributes or {}).items()},
        "brought_by": [
            {"number": one.brought_by_id, "as": one.brought_as} for one in people if one.brought_by_id
        ],
        "brought": brought,
        "joins": _joins(traces),
    }


def _joins(traces: Traces) -> list[dict[str, Any]]:
    """Each join of their ids with its evidence. The other end is named where it is theirs too."""
    values = {
        number: value
        for part in _parts(traces.numbers)
        for number, value in Identity.objects.filter(pk__in=part).values_list("pk", "value")
    }
    said: dict[int, list[dict[str, Any]]] = {}
    found = joins.of(traces.numbers)
    for part in _parts([one.pk for one in found]):
        for one in Evidence.objects.filter(join__in=part).order_by("at", "pk"):
            told = {"how": one.how, "at": one.at.isoformat(), "reference": one.where()}
            said.setdefault(one.join_id, []).append(told)
    return [
        {
            "ids": [values.get(end, f"#{end}") for end in (one.low, one.high)],
            "undone": one.refused_at is not None,
            "evidence": said.get(one.pk, []),
        }
        for one in found
    ]


def forget(traces: Traces) -> dict[str, int]:
    """Remove ids and what is known of them. Whom they brought stays; that they were brought goes."""
    went = {**found(traces), "mentions": _rid_others(traces)}
    joins.forget(traces.numbers)
    for part in _parts(traces.numbers):
        with transaction.atomic():
            state.changed()
            Person.objects.filter(brought_by__in=part).update(brought_by=None, brought_as="")
            Person.objects.filter(pk__in=part).delete()
            Identity.objects.filter(pk__in=part).delete()
    return went


def _rid_others(traces: Traces) -> int:
    """Take them out of what is known of others; of how many people."""
    rows = Person.objects.exclude(pk__in=traces.numbers[:BATCH]).annotate(
        said=Cast("attributes", models.TextField())
    )
    changed = 0
    for text in traces.free:
        ways = {text, *(json.dumps(text, ensure_ascii=ascii)[1:-1] for ascii in (True, False))}
        holds = reduce(or_, (models.Q(said__icontains=way) for way in ways))
        for one in rows.filter(holds).order_by("pk"):
            new = traces.rid_value(one.attributes)
            if new != one.attributes:
                with transaction.atomic():
                    state.changed()
                    Person.objects.filter(pk=one.pk).update(attributes=new)
                changed += 1
    return changed


def _addresses(ids: Iterable[str]) -> list[str]:
    return [one for text in ids for one in telling_of({"": text})]


def _parts(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH))
