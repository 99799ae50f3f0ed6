"""Random events, crowded: few people, few instants, few orders, so that everything collides."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st
from tests.lake.make import NAMES
from tests.oracle.build import Event

SECOND = 1_000_000


@st.composite
def events(draw: st.DrawFn, most: int = 40) -> list[Event]:
    """Events in the order of the record; a person may stand anywhere in it."""
    people = draw(st.sampled_from([1, 3, 1000]))
    instants = draw(st.sampled_from([2, 10, 10_000]))
    least = draw(st.sampled_from([0, most // 4, most - 5]))
    rows = draw(st.lists(_event(people, instants), min_size=least, max_size=most))
    return [Event(seq + 1, **row) for seq, row in enumerate(rows)]


PROPERTIES = (
    "no JSON",
    "[1,2]",
    '{"product":"mug","country":null}',
    '{"country":"de","country/x~":["é",{"a":1}]}',
    '{"product":{"name":"cup"},"country":true}',
    '{"product":12,"campaign":"as a property"}',
)


def _properties() -> st.SearchStrategy[str]:
    """Properties with odd letters, some values longer than the longest that is kept."""
    keys = st.sampled_from(["product", "country", "country/x~", "note"])
    values = st.text(max_size=4) | st.integers(-9, 9) | st.just("long " * 50)
    said = st.dictionaries(keys, values, max_size=3)
    return said.map(lambda one: json.dumps(one, ensure_ascii=False, separators=(",", ":")))


def _event(people: int, instants: int) -> st.SearchStrategy[dict[str, Any]]:
    money = st.none() | st.integers(-3, 3) | st.just(2**40)
    return st.fixed_dictionaries(
        {
            "time": st.integers(-2, instants).map(lambda at: at * SECOND),
            "identity": st.integers(1, people).map(lambda number: number * 1_000_003),
            "name": st.sampled_from(NAMES),
            "channel": st.sampled_from([None, None, "", "site", "shop"]),
            "business": st.booleans(),
            "money": money,
            "currency": st.sampled_from(["EUR", "EUR", "JPY", None]),
            "order_ref": st.none() | st.integers(0, 3) | st.just(2**62),
            "kind": st.sampled_from(["person"] * 6 + ["robot"]),
            "campaign": st.sampled_from([None, None, "", " spring ", "spring", "été 50 %"]),
            "properties": st.none() | st.sampled_from(PROPERTIES) | _properties(),
        }
    )
