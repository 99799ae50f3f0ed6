"""Weights follow from the answers by the table, and the docs have the table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from touchline.plan.factors import FACTORS
from touchline.plan.picture import Plan, Planned, PlannedMap, PlannedObject
from touchline.plan.weight_rows import ROWS
from touchline.plan.weights import weight_of, weights

ROOT = Path(__file__).parents[2]


def weigh(
    answers: dict[str, str], *, own: dict[str, str] | None = None, changed: Any = (), **values: Any
) -> int:
    planned = Planned("a", "A", **values)
    thing = PlannedObject("bike", "Bike", factors=tuple((own or {}).items()), new=bool(values.get("object")))
    map_ = PlannedMap("m", "M", factors=tuple(answers.items()), weights=tuple(changed))
    return weight_of(Plan(map_, {"a": planned}, objects={"bike": thing}), planned).weight


@pytest.mark.parametrize(
    ("answers", "values", "weight"),
    [
        ({}, {}, 3),
        ({"firm": "young"}, {"stage": "know"}, 4),
        ({"firm": "young"}, {"stage": "know", "kind": "sign"}, 5),
        ({"firm": "young", "rivals": "many"}, {"stage": "know", "kind": "sign"}, 5),
        ({"firm": "young"}, {"stage": "buy"}, 3),
        ({"firm": "known"}, {"kind": "price-list"}, 2),
        ({"rivals": "none", "firm": "known"}, {"kind": "way-in"}, 1),
        ({"rivals": "many"}, {"stage": "trust"}, 4),
        ({"audience": "loyal"}, {"stage": "repeat"}, 4),
        ({"audience": "loyal"}, {"kind": "advertising"}, 4),
        ({"position": "strong"}, {"kind": "press"}, 2),
        ({"position": "strong"}, {"object": "bike"}, 4),
        ({"position": "weak"}, {"stage": "trust"}, 4),
        ({"rivals": "none"}, {"weight": 5}, 5),
    ],
)
def test_the_directions_of_the_factors(answers: dict[str, str], values: dict[str, Any], weight: int) -> None:
    assert weigh(answers, **values) == weight


def test_an_object_answers_for_itself_and_a_map_changes_the_table() -> None:
    assert weigh({"rivals": "many"}, own={"rivals": "none"}, stage="trust", object="bike") == 2
    assert weigh({"rivals": "many"}, changed=[("many-trust", 8)], stage="trust") == 5
    assert weigh({"rivals": "many"}, changed=[("many-trust", 0)], stage="trust") == 3
    assert weigh({"rivals": "many"}, changed=[("many-trust", 1)], stage="trust") == 3


def test_each_weight_says_why() -> None:
    touchpoints = {
        "a": Planned("a", "A", stage="know"),
        "b": Planned("b", "B"),
        "c": Planned("c", "C", state="retired"),
    }
    found = weights(Plan(PlannedMap("m", "M", factors=(("firm", "young"),)), touchpoints))
    assert found["a"].reasons == ("The business is young: the first contact decides whether people stay.",)
    assert found["b"].reasons == ("Nothing you answered makes it weigh more or less than usual.",)
    assert "c" not in found


def test_the_docs_have_the_table() -> None:
    text = (ROOT / "docs/plan-weights.md").read_text()
    listed = re.findall(r"^\| `([a-z-]+)` \| (\w+): (\w+) \|.*\| (-?[\d.]+) \|$", text, re.MULTILINE)
    assert listed == [(one.id, one.factor, one.answer, f"{one.quarters / 4:g}") for one in ROWS.values()]
    assert all(one.answer in FACTORS[one.factor].answers for one in ROWS.values())
