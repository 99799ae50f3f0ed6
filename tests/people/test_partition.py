"""Who is who is a function of what was said: held against a slow plain twin."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES

from touchline.people.partition import Limits, Pairs, groups, in_force, settle

Said = set[tuple[int, int]]

quick = settings(max_examples=100 * EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

numbers = st.integers(1, 14)
pairs_said = st.sets(
    st.tuples(numbers, numbers).filter(lambda pair: pair[0] != pair[1]).map(lambda p: (min(p), max(p))),
    max_size=30,
)


def plain_groups(said: Said) -> dict[int, int]:
    """Spread the smallest number along every join until nothing changes."""
    key = {one: one for pair in said for one in pair}
    while True:
        before = dict(key)
        for low, high in said:
            key[low] = key[high] = min(key[low], key[high])
        if key == before:
            return key


def plain(
    said: Said, users: set[int], limits: Limits, released: set[int], denied: set[int]
) -> dict[int, int]:
    blocked = set(denied)
    for one in {end for pair in said for end in pair}:
        beside = {other for pair in said if one in pair for other in pair if other != one}
        over = len(beside & users) > limits.users or len(beside) > limits.ids
        if over and one not in released:
            blocked.add(one)
    held = plain_groups({pair for pair in said if not blocked & set(pair)})
    return {one: key for one, key in held.items() if one != key}


def arrays(said: Said, order: list[int] | None = None) -> Pairs:
    listed = sorted(said)
    if order is not None:
        listed = [listed[at] for at in order]
    flat = np.array(listed, np.int64).reshape(-1, 2)
    return Pairs(flat[:, 0], flat[:, 1])


def array(numbers: set[int]) -> np.ndarray:  # type: ignore[type-arg]
    return np.array(sorted(numbers), np.int64)


@quick
@given(
    pairs_said,
    st.sets(numbers),
    st.integers(1, 3),
    st.integers(1, 5),
    st.sets(numbers),
    st.sets(numbers),
    st.data(),
)
def test_it_says_what_the_plain_twin_says_in_any_order(
    said: Said,
    users: set[int],
    most: int,
    others: int,
    released: set[int],
    denied: set[int],
    data: st.DataObject,
) -> None:
    limits = Limits(most, others)
    order = data.draw(st.permutations(range(len(said))))
    found = settle(arrays(said, order), array(users), limits, released=array(released), denied=array(denied))
    mine = {
        one: key
        for one, key in zip(found.identity.tolist(), found.person.tolist(), strict=True)
        if one != key
    }
    assert mine == plain(said, users, limits, released, denied)


@quick
@given(pairs_said, pairs_said, pairs_said)
def test_joining_is_associative_commutative_and_idempotent(one: Said, two: Said, three: Said) -> None:
    def merged(*parts: Said) -> Said:
        """Joins as persons: each id tied to its key, which is all that a later step is given."""
        held = plain_from(arrays(set().union(*parts)))
        return {(key, number) for number, key in held.items() if number != key}

    assert merged(merged(one, two), three) == merged(one, merged(two, three)) == merged(one, two, three)
    assert merged(one, two) == merged(two, one)
    assert merged(one, one) == merged(one)


def plain_from(pairs: Pairs) -> dict[int, int]:
    found = groups(pairs)
    return dict(zip(found.identity.tolist(), found.person.tolist(), strict=True))


def test_a_long_chain_is_one_person() -> None:
    low = np.random.default_rng(1).permutation(np.arange(1, 50_000))
    found = groups(Pairs(low, low + 1))
    assert set(found.person.tolist()) == {1}


def test_nothing_said_joins_nobody() -> None:
    empty = arrays(set())
    assert len(groups(empty).identity) == 0
    assert len(in_force(empty, array({1})).low) == 0
