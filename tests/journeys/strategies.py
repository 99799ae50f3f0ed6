"""Random journeys: few persons and few instants, so that ties and single touches are common."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES
from tests.journeys.make import HOUR, MONDAY, Touch

from touchline.journeys.index import NO_MONEY, ORDER, REFUND
from touchline.journeys.question import Period

NAMES = ("ad", "post", "guide", "call", "trial", "shop", "thanks", "review")
PLACED = {
    "ad": "know",
    "post": "like",
    "guide": "trust",
    "trial": "try",
    "shop": "buy",
    "thanks": "repeat",
    "review": "refer",
}
"""``call`` has no place."""
HOURS = 8


def examples(count: int = 60):  # type: ignore[no-untyped-def]
    """Settings of a property test."""
    return settings(
        deadline=None,
        max_examples=count * EXAMPLES,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def instants() -> st.SearchStrategy[int]:
    """A full hour near the beginning of the tests' time, sometimes an odd moment."""
    odd = st.sampled_from([0, 0, 0, 0, 0, 1, 999, 1000, 17_000_003])
    return st.builds(lambda hour, rest: MONDAY + hour * HOUR + rest, st.integers(0, HOURS), odd)


def touches(names: tuple[str, ...] = NAMES) -> st.SearchStrategy[list[Touch]]:
    """A record in the order of the record: a few touches of five persons, or many of two or three."""
    few = st.lists(_touch(names, 4), max_size=12)
    return st.one_of(few, *(st.lists(_touch(names, last), min_size=20, max_size=50) for last in (1, 2)))


def _touch(names: tuple[str, ...], last: int) -> st.SearchStrategy[Touch]:
    return st.builds(
        Touch,
        person=st.integers(0, last),
        time=instants(),
        touchpoint=st.sampled_from(names),
        channel=st.sampled_from(("", "site", "shop")),
        by_business=st.booleans(),
        money=st.sampled_from((NO_MONEY, NO_MONEY, NO_MONEY, ORDER, REFUND)),
        amount=st.integers(0, 500),
        currency=st.sampled_from(("EUR", "JPY", "KWD")),
        of=st.sampled_from((None, 1, 2)),
        more=st.sampled_from((None, None, 0, 250)),
        second=st.sampled_from(("EUR", "CHF")),
    )


def periods() -> st.SearchStrategy[Period]:
    """No period, an open one, a short one, an empty one, and ones outside the data."""
    hour = st.integers(0, HOURS).map(lambda hour: MONDAY + hour * HOUR)
    edge = st.one_of(st.none(), hour, instants(), st.sampled_from([MONDAY - 9 * HOUR, MONDAY + 99 * HOUR]))
    return st.builds(Period, edge, edge)


def windows() -> st.SearchStrategy[int]:
    """A length of time, often none at all."""
    return st.sampled_from([0, 1, HOUR, 2 * HOUR, 5 * HOUR, 1000 * HOUR])


shard_counts = st.sampled_from([1, 2, 5])
