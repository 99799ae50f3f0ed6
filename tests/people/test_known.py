"""Facts about people, held against a plain twin that walks every chain."""

from __future__ import annotations

import itertools
import random

import pytest

from touchline.people import identities
from touchline.people.known import ADDED, CIRCLE, NOTHING_NEW, Fact, add
from touchline.people.models import Person

pytestmark = pytest.mark.django_db


def circle(by: dict[int, int], key: int, bringer: int) -> bool:
    """Whether ``key`` stands above ``bringer`` when it is brought by nobody."""
    at: int | None = bringer
    while at is not None:
        if at == key:
            return True
        at = by.get(at)
    return False


@pytest.mark.parametrize("seed", range(12))
def test_circles_are_found_whatever_is_known_and_changed(seed: int) -> None:
    chance = random.Random(seed)
    keys = identities.numbers([f"p{n}" for n in range(14)]).tolist()
    by: dict[int, int] = {}
    for _ in range(6):
        facts = [Fact(key=chance.choice(keys), brought_by=chance.choice([0, *keys])) for _ in range(15)]
        expected = []
        start, before = dict(by), set(Person.objects.values_list("pk", flat=True))
        listed = set(before)
        for fact in facts:
            if fact.brought_by and circle(
                {k: v for k, v in by.items() if k != fact.key}, fact.key, fact.brought_by
            ):
                expected.append(CIRCLE)
                continue
            news = fact.key not in listed or (fact.brought_by and by.get(fact.key) != fact.brought_by)
            expected.append(ADDED if news else NOTHING_NEW)
            listed.add(fact.key)
            if fact.brought_by:
                by[fact.key] = fact.brought_by
        same = {key for key in before if by.get(key) == start.get(key)}
        expected = [
            NOTHING_NEW if said == ADDED and fact.key in same else said
            for fact, said in zip(facts, expected, strict=True)
        ]
        assert add(facts)[0] == expected
        assert dict(Person.objects.exclude(brought_by=None).values_list("pk", "brought_by_id")) == by


def test_a_long_chain_is_no_trouble() -> None:
    keys = identities.numbers([f"p{n}" for n in range(5_000)]).tolist()
    facts = [Fact(key=own, brought_by=by) for by, own in itertools.pairwise(keys)]
    assert set(add(facts[:2_500])[0]) == {ADDED}
    assert set(add(facts[2_500:])[0]) == {ADDED}
    assert add([Fact(key=keys[0], brought_by=keys[-1])])[0] == [CIRCLE]


def test_what_is_blank_stays() -> None:
    [ann, bob] = identities.numbers(["ann", "bob"]).tolist()
    assert add([Fact(ann, "Ann", {"town": "Ulm"}, bob, "fan")])[0] == [ADDED]
    assert add([Fact(ann, "", {"age": "40"})])[0] == [ADDED]
    assert add([Fact(ann), Fact(ann, "Ann", {"town": "Ulm", "age": "40"}, bob)])[0] == [NOTHING_NEW] * 2
    person = Person.objects.get(pk=ann)
    assert (person.name, person.attributes) == ("Ann", {"town": "Ulm", "age": "40"})
    assert (person.brought_by_id, person.brought_as) == (bob, "fan")
