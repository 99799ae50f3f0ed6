"""Ids get one number each, for ever."""

from __future__ import annotations

import pytest

from touchline.people import identities
from touchline.people.models import Identity

pytestmark = pytest.mark.django_db
ODD = ['quote " and \\', "it's", "ü", "😀", "a\nb", "%s", " padded ", "x" * 512]


def test_numbers_follow_the_order_of_appearance_and_last() -> None:
    first = identities.numbers(["b", "a", "b", "c"]).tolist()
    assert first == [first[0], first[0] + 1, first[0], first[0] + 2]
    assert identities.numbers(["c", "d", "a"]).tolist() == [first[3], first[0] + 3, first[1]]
    assert Identity.objects.count() == 4


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identities, "BATCH", 3)
    ids = [f"p{n % 7}" for n in range(40)]
    numbers = identities.numbers(ids).tolist()
    assert numbers == [numbers[n % 7] for n in range(40)]
    assert identities.known([*ids, "nobody"]) == {f"p{n}": numbers[n] for n in range(7)}


def test_ids_are_kept_as_they_are() -> None:
    numbers = identities.numbers(ODD).tolist()
    assert len(set(numbers)) == len(ODD)
    assert dict(Identity.objects.values_list("number", "value")) == dict(zip(numbers, ODD, strict=True))


def test_capitals_and_marks_tell_ids_apart() -> None:
    assert len(set(identities.numbers(["Ann", "ann", "ánn", "ANN"]).tolist())) == 4


def test_no_ids() -> None:
    assert identities.numbers([]).tolist() == []
    assert identities.known([]) == {}


def test_another_process_may_be_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    [a] = identities.numbers(["a"]).tolist()
    look_up, calls = identities._look_up, []

    def blind(ids: list[str]) -> dict[str, int]:
        calls.append(ids)
        return {} if len(calls) == 1 else look_up(ids)

    monkeypatch.setattr(identities, "_look_up", blind)
    first, second = identities.numbers(["a", "b"]).tolist()
    assert first == a != second
    assert calls == [["a", "b"], ["a"]]
    assert identities.known(["a", "b"]) == {"a": first, "b": second}
