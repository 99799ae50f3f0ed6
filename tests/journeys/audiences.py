"""Random audiences, and a small world with facts to ask about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from tests.journeys.make import DAY, HOUR, MONDAY, Referral, Touch, make_index
from tests.journeys.strategies import NAMES, PLACED

from touchline.journeys.audience import (
    After,
    And,
    Audience,
    Before,
    Brought,
    Did,
    Fact,
    First,
    Not,
    Or,
    Touched,
    Within,
)
from touchline.journeys.index import Index

PEOPLE = 6
FACTS = {
    0: {"country": "DE"},
    1: {"country": "AT", "city": "it's Linz"},
    2: {"country": "DE", "city": "Köln"},
}
BROUGHT = (Referral(0, by=4), Referral(1, by=4, how="partner", depth=2), Referral(3, by=77))
END = MONDAY + 12 * HOUR
ANCHORS = [Touch(9, MONDAY, "ad", "site", says=(("campaign", "May"),))]
ANCHORS += [Touch(9, MONDAY, "ad", "shop", says=(("campaign", "June"), ("product", "Tea & cake")))]
"""Touches of one further person, so that every channel and value is there."""


def world(record: list[Touch], shards: int = 1) -> Index:
    """An index of a record and the touches of ``ANCHORS``."""
    return make_index(
        [*record, *ANCHORS],
        shards=shards,
        placed=PLACED,
        touchpoints=NAMES,
        people=range(PEOPLE),
        brought=BROUGHT,
        facts=FACTS,
        end=END,
        silence=2 * HOUR,
        rates=[("JPY", 20_000, 7 * 10**9)],
    )


def touched() -> st.SearchStrategy[Touched]:
    channels = st.sampled_from([(), (), ("site",), ("site", "shop")])
    kinds = st.builds(Touched, kind=st.sampled_from(("anything", "order", "refund")), channels=channels)
    names = st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True).map(tuple)
    return st.one_of(kinds, st.builds(Touched, touchpoints=names, channels=channels))


def relations() -> st.SearchStrategy[Any]:
    length = st.sampled_from([0, HOUR, 3 * HOUR, DAY])
    of = st.one_of(touched(), st.sampled_from([None, "first touch"]))
    within = st.builds(Within, length, of)
    return st.one_of(st.none(), within, st.builds(Before, touched()), st.builds(After, touched()))


def dids() -> st.SearchStrategy[Did]:
    times = st.sampled_from([(1, None), (1, None), (0, 1), (2, None), (2, 2), (0, 0), (3, None)])
    dates = st.sampled_from([None, None, "2024-12-30", "2024-12-30T04:00", "2024-12-31"])

    def make(what: Touched, times: Any, of: Any, relation: Any, since: Any, until: Any) -> Did:
        amount = of if what.kind == "order" and not what.touchpoints and isinstance(of, Decimal) else None
        attribute = of if isinstance(of, tuple) else (None, ())
        if since and until and until < since:
            since, until = until, since
        return Did(what, *times, amount, *attribute, relation, since, until)

    of = st.sampled_from(
        [None, None, Decimal("2.50"), Decimal(0), ("campaign", ("May",)), ("product", ("Tea & cake",))]
    )
    return st.builds(make, touched(), times, of, relations(), dates, dates)


def audiences() -> st.SearchStrategy[Audience]:
    facts = st.sampled_from(
        [
            Fact("country", ("DE",)),
            Fact("country", ("DE", "AT")),
            Fact("city", ("it's Linz",)),
            Fact("city"),
            First("channel", ("site",)),
            First("campaign", ("May", "June")),
            Brought(),
            Brought(others=True),
        ]
    )
    some = st.one_of(dids(), facts)

    def more(inner: Any) -> Any:
        parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(st.builds(Not, inner), st.builds(And, parts), st.builds(Or, parts))

    return st.recursive(some, more, max_leaves=4)
