"""Tables of very many columns are written by hand, with the very same result."""

from __future__ import annotations

import json

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES

from touchline.collect import keys
from touchline.collect.keys import Scribe
from touchline.collect.options import Options

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)


@settings(deadline=None, max_examples=60 * EXAMPLES)
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=6),
    st.sampled_from([(), ("event_id",), ("order",), ("event_id", "order")]),
)
def test_by_hand_as_in_the_base(rows: list[tuple[str, ...]], roles: tuple[str, ...]) -> None:
    columns = {"person": 0} | {role: at + 1 for at, role in enumerate(roles)}
    options = Options(columns=columns, names=("who", 'a"b', "order_id", "note"), source="touches")
    table = pa.table(
        [pa.array(one, pa.string()) for one in zip(*rows, strict=True)], names=["c0", "c1", "c2", "c3"]
    )
    with duckdb.connect() as base:
        quick = Scribe(base, options)
        slow = Scribe(base, options)
        slow._wide = True
        there, here = quick(table), slow(table)
    for name in ("key_high", "key_low", "order_ref", "by_id"):
        assert here[name].to_pylist() == there[name].to_pylist(), name
    read = [[one and json.loads(one) for one in found["properties"].to_pylist()] for found in (here, there)]
    assert read[0] == read[1]


@pytest.mark.parametrize("count", [99, 101])
def test_which_way_is_taken(count: int) -> None:
    options = Options(columns={"person": 0}, names=tuple(map(str, range(count))), source="people")
    with duckdb.connect() as base:
        assert Scribe(base, options)._wide is (count > keys.WIDE)
