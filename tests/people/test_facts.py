"""Facts of persons, read for the index: fields and attributes, anew whenever something was learnt."""

from __future__ import annotations

import pytest

from touchline.lake.said import LONGEST
from touchline.people import facts, known, state
from touchline.people.identities import numbers
from touchline.people.known import Fact

pytestmark = pytest.mark.django_db


def learn(**said: object) -> int:
    key = int(numbers([str(said.pop("of", "a"))])[0])
    known.add([Fact(key, **said)])  # type: ignore[arg-type]
    return key


def values(name: str) -> dict[int, str]:
    rows = facts.facts([name])[name]
    return {int(key): rows.values[place] for key, place in zip(rows.identity, rows.place, strict=True)}


def test_attributes_and_fields_are_facts() -> None:
    a = learn(of="a", attributes={"country": " de ", "plan": "", "note": "x" * 300})
    b = learn(of="b", attributes={"country": "fr", "letters": "hidden"}, brought_by=a, brought_as="fan")
    learn(of="c", letters="refused")
    assert values("country") == {a: "de", b: "fr"}
    assert values("brought_as") == {b: "fan"}
    assert list(values("letters").values()) == ["refused"]
    assert values("plan") == {}
    assert values("note") == {a: "x" * LONGEST}
    assert values("nobody knows") == {}


def test_they_are_read_anew_only_when_something_was_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    a = learn(attributes={"country": "de"})
    first = facts.facts(["country"])
    before = state.number()
    assert facts.facts(["country"]) is first
    learn(attributes={"country": "de"})
    assert state.number() == before
    learn(attributes={"country": "fr"})
    assert state.number() > before
    assert values("country") == {a: "fr"}
    assert facts.facts(["country"])["country"].digest != first["country"].digest


def test_what_is_not_text_counts_as_json() -> None:
    assert [facts.as_text(one) for one in (None, True, 1.5, ["é"], " a ")] == [
        "",
        "true",
        "1.5",
        '["é"]',
        "a",
    ]


def test_the_survey_says_how_many_it_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "LOOKED_AT", 2)
    for one in "abc":
        learn(of=one, attributes={"country": one})
    found = facts.survey()
    assert (found.looked_at, found.people) == (2, 3)
    assert found.values == {"country": {"c": 1, "b": 1}}
