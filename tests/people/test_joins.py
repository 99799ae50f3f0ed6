"""The identity graph in the store: kept up piece by piece it says what the pure rule says of everything."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from touchline.people import identities, joins, persons, ruling
from touchline.people.graph import locked
from touchline.people.impossible import possible
from touchline.people.joins import Claim
from touchline.people.kinds import Kind
from touchline.people.models import Evidence, Graph, Grouped, How, Identity, Join, Quarantine, Ruling
from touchline.people.partition import Limits, Pairs, settle
from touchline.workspace.models import AuditEntry
from touchline.workspace.undoing import CannotUndo, undo

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 1, tzinfo=UTC)


def ids(*names: str) -> list[int]:
    return [int(one) for one in identities.numbers(names)]


def say(one: int, other: int, *, how: str = How.IDENTIFY, day: int = 0, reference: str = "") -> Claim:
    return Claim(one, other, how, DAY + timedelta(days=day), reference)


def whose() -> dict[int, int]:
    """Every id whose person has another key, from the rows."""
    return {one: key for one, key in Grouped.objects.values_list("pk", "person") if one != key}


def as_arrays() -> dict[int, int]:
    said = persons.joins()
    assert (np.diff(said.identity) > 0).all()
    return dict(zip(said.identity.tolist(), said.person.tolist(), strict=True))


def by_the_rule() -> dict[int, int]:
    """The same from the pure rule over everything that was said."""
    flat = np.array(list(Join.objects.filter(refused_at=None).values_list("low", "high")), np.int64).reshape(
        -1, 2
    )
    users = np.array([one.pk for one in Identity.objects.all() if one.kinds & Kind.USER], np.int64)
    graph = Graph.objects.get()

    def ruled(ruling: str) -> np.ndarray:  # type: ignore[type-arg]
        rows = Quarantine.objects.filter(ruling=ruling).order_by("pk")
        return np.array(list(rows.values_list("pk", flat=True)), np.int64)

    found = settle(
        Pairs(flat[:, 0], flat[:, 1]),
        users,
        Limits(graph.users, graph.ids),
        released=ruled(Ruling.RELEASED),
        denied=ruled(Ruling.DENIED),
    )
    return {
        one: key
        for one, key in zip(found.identity.tolist(), found.person.tolist(), strict=True)
        if one != key
    }


@pytest.mark.parametrize("seed", range(12))
def test_any_order_of_joins_refusals_and_rulings_follows_the_rule(seed: int) -> None:
    chance = random.Random(seed)
    numbers = ids(*(f"id-{n}" for n in range(16)))
    graph = locked()
    graph.users, graph.ids = 2, 4
    graph.save()
    for _step in range(40):
        what = chance.random()
        if what < 0.6:
            pairs = [chance.sample(numbers, 2) for _ in range(chance.randrange(1, 4))]
            kinds = {chance.choice(numbers): chance.choice([1, 2, 4]) for _ in range(chance.randrange(3))}
            joins.learn([say(*pair, day=chance.randrange(9)) for pair in pairs], kinds)
        elif what < 0.75 and Join.objects.exists():
            some = chance.sample(list(Join.objects.all()), 1)
            (joins.refuse if some[0].refused_at is None else joins.allow)(some)
        elif what < 0.9:
            identity = Identity.objects.get(pk=chance.choice(numbers))
            with suppress(ruling.JoinError):
                ruling.rule(identity, chance.choice(Ruling.values), member=None)
        elif what < 0.95:
            ruling.limit(users=chance.randrange(1, 4), ids=chance.randrange(2, 6), member=None)
        else:
            one = chance.choice(list(AuditEntry.objects.all()) or [None])
            with suppress(CannotUndo):
                if one:
                    undo(one.pk, None)
        assert whose() == by_the_rule() == as_arrays()


def test_order_of_arrival_does_not_matter() -> None:
    chance = random.Random(7)
    numbers = ids(*(f"id-{n}" for n in range(30)))
    claims = [say(*chance.sample(numbers, 2), day=chance.randrange(9), reference=f"m{n}") for n in range(60)]
    kinds = {number: chance.choice([1, 2]) for number in numbers}

    def outcome(order: list[Claim], size: int) -> tuple[object, ...]:
        Join.objects.all().delete()
        Grouped.objects.all().delete()
        Quarantine.objects.all().delete()
        Identity.objects.update(kinds=0)
        Graph.objects.all().delete()
        pieces = [order[at : at + size] for at in range(0, len(order), size)]
        for at, piece in enumerate(pieces):
            joins.learn(piece, kinds if at == len(pieces) // 2 else None)
        said = Evidence.objects.values_list("join__low", "join__high", "how", "at", "reference")
        return whose(), set(Quarantine.objects.values_list("pk", "crowded")), set(said)

    first = outcome(claims, 60)
    for size in (1, 7):
        shuffled = [*claims, *claims[:20]]
        chance.shuffle(shuffled)
        assert outcome(shuffled, size) == first


def test_the_smallest_number_is_the_key_and_history_follows_at_read() -> None:
    a, b, c, d = ids("a", "b", "c", "d")
    joins.learn([say(b, c)])
    assert persons.identities_of(b) == [b, c]
    joins.learn([say(c, a)])
    assert persons.person_of(c) == a
    assert persons.identities_of(a) == [a, b, c]
    assert persons.whole([d, c]) == [d, a, b, c]
    assert persons.count() == 2
    assert list(persons.keys()) == [a, d]


def test_undone_stays_undone_when_it_is_said_again_and_comes_back_by_undo() -> None:
    a, b = ids("a", "b")
    joins.learn([say(a, b)])
    entry = ruling.split(joins.among([(a, b)]), member=None)
    assert whose() == {}
    joins.learn([say(a, b, day=1), say(b, a, how=How.ALIAS)])
    assert whose() == {} == as_arrays()
    undo(entry.pk, None)
    assert whose() == {b: a} == as_arrays()


def test_ids_that_many_share_join_nobody_until_released() -> None:
    shared, *people = ids("info@firm.example", *(f"u{n}" for n in range(4)))
    kinds = dict.fromkeys(people, Kind.USER.value) | {shared: Kind.EMAIL.value}
    joins.learn([say(shared, one) for one in people[:3]], kinds)
    assert len(whose()) == 3
    joins.learn([say(shared, people[3])])
    assert whose() == {}
    assert Quarantine.objects.get().pk == shared
    ruling.rule(Identity.objects.get(pk=shared), Ruling.RELEASED, member=None)
    assert whose() == dict.fromkeys(people, shared)
    ruling.rule(Identity.objects.get(pk=shared), Ruling.DENIED, member=None)
    assert whose() == {}


def test_a_member_joins_and_the_refusal_is_lifted() -> None:
    a, b = (Identity.objects.get(pk=one) for one in ids("a", "b"))
    joins.learn([say(a.pk, b.pk)])
    ruling.split(joins.among([(a.pk, b.pk)]), member=None)
    entry = ruling.join(b, a, member=None)
    assert whose() == {b.pk: a.pk}
    assert {one.how for one in Evidence.objects.all()} == {"identify", "member"}
    undo(entry.pk, None)
    assert whose() == {}


def test_forgetting_an_id_takes_its_joins_and_frees_the_rest() -> None:
    a, b, c = ids("a", "b", "c")
    joins.learn([say(a, b), say(b, c)])
    assert joins.forget([b]) == 2
    assert whose() == {} == as_arrays()
    assert not Evidence.objects.exists()


def test_facts_of_all_ids_are_kept() -> None:
    from touchline.people.known import Fact, add

    a, b = ids("anon-77", "ada@example.com")
    add([Fact(a, attributes={"city": "Oslo"}), Fact(b, "Ada", {"city": "Rome"}, letters="refused")])
    joins.learn([say(a, b)], {a: Kind.ANONYMOUS.value, b: Kind.EMAIL.value})
    assert persons.together(persons.facts(a)) == {"city": ["Oslo", "Rome"]}
    assert persons.labels([a]) == {a: "ada@example.com"}
    assert persons.names([a]) == {a: "Ada"}
    assert persons.refused_letters(a)


@pytest.mark.parametrize(
    "text",
    [
        "undefined",
        " NULL ",
        "None",
        "NaN",
        "0",
        "-1",
        "Test",
        "anonymous",
        "",
        "  ",
        "[object Object]",
        '"unknown"',
    ],
)
def test_impossible_ids(text: str) -> None:
    assert not possible(text)
    assert possible(f"{text} 7c2f")
