"""What is known of people, added in bulk: names, attributes and who brought them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from touchline.people.models import Person
from touchline.people.referrals import Referrals
from touchline.workspace.bulk import upsert

BATCH = 500
"""Rows a statement."""


@dataclass(frozen=True)
class Fact:
    """What one row says of one person. Blank means it says nothing.

    ``key`` and ``brought_by`` are identity numbers, 0 for nobody.
    """

    key: int
    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    brought_by: int = 0
    brought_as: str = ""


ADDED, NOTHING_NEW, CIRCLE = "added", "nothing new", "circle"


def add(facts: Sequence[Fact]) -> list[str]:
    """Add facts in their order; for each whether it was added, said nothing new, or closed a circle.

    What a fact says replaces what was known; what it leaves blank stays. A fact that would make a
    person be brought by someone they brought, at any remove, is left out whole. Call it inside a
    transaction: it reads and writes the people the facts name.
    """
    people = _there({fact.key for fact in facts})
    referrals = Referrals.around(fact.brought_by for fact in facts if fact.brought_by)
    for key, person in people.items():
        referrals.learn(key, person.brought_by_id)
    verdicts, changed = [], {}
    for fact in facts:
        verdict = _add(fact, people, referrals)
        verdicts.append(verdict)
        if verdict == ADDED:
            changed[fact.key] = people[fact.key]
    upsert(Person, list(changed.values()))
    return verdicts


def _add(fact: Fact, people: dict[int, Person], referrals: Referrals) -> str:
    person = people.get(fact.key)
    if fact.brought_by and referrals.closes_circle(fact.key, fact.brought_by):
        return CIRCLE
    if person is not None and not _news(fact, person):
        return NOTHING_NEW
    person = person or Person(key_id=fact.key)
    people[fact.key] = person
    person.name = fact.name or person.name
    person.attributes = {**person.attributes, **fact.attributes}
    if fact.brought_by:
        person.brought_by_id, person.brought_as = fact.brought_by, fact.brought_as or person.brought_as
        referrals.replace(fact.key, fact.brought_by)
    return ADDED


def _news(fact: Fact, person: Person) -> bool:
    if fact.name not in ("", person.name):
        return True
    if any(person.attributes.get(name) != value for name, value in fact.attributes.items()):
        return True
    how = fact.brought_as not in ("", person.brought_as)
    return bool(fact.brought_by) and (fact.brought_by != person.brought_by_id or how)


def _there(keys: Iterable[int]) -> dict[int, Person]:
    listed = sorted(keys)
    found: dict[int, Person] = {}
    for start in range(0, len(listed), BATCH):
        found |= Person.objects.in_bulk(listed[start : start + BATCH])
    return found
