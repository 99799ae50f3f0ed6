"""Random journeys: few persons and few instants, so that ties and single touches are common."""

from __future__ import annotations

from datetime import UTC, datetime

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
        says=st.sampled_from(((), (("campaign", "May"),), (("campaign", "June"), ("product", "Tea & cake")))),
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

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Beirut", "Pacific/Apia")
"""With clock changes at night, at midnight, and a day that never was (30 December 2011 in Apia)."""


def days(year: int = 2025) -> st.SearchStrategy[int]:
    """An instant near the end of a month, a year or a summer time, often at midnight or beside it."""
    dates = [
        (1, 28),
        (1, 30),
        (1, 31),
        (2, 28),
        (3, 1),
        (3, 29),
        (3, 30),
        (4, 30),
        (10, 25),
        (12, 29),
        (12, 30),
    ]
    first = [(datetime(year, *day, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days for day in dates]
    hours = st.sampled_from([0, 0, 1, 2, 5, 10, 11, 22, 23])
    rest = st.sampled_from([0, 0, 1, -1, 1_800_000_000])
    return st.builds(
        lambda day, hour, odd: day * 24 * HOUR + hour * HOUR + odd, st.sampled_from(first), hours, rest
    )


@st.composite
def long_journeys(draw, names: tuple[str, ...] = NAMES) -> tuple[list[Touch], str]:  # type: ignore[no-untyped-def]
    """A record over a year of a zone with clock changes, and that zone."""
    zone = draw(st.sampled_from(ZONES))
    when = days(2011 if zone == "Pacific/Apia" else 2025)
    return [touch._replace(time=draw(when)) for touch in draw(touches(names))], zone


def which_touches(names: tuple[str, ...] = NAMES) -> st.SearchStrategy[str | list[str]]:
    """A kind of touch, or touchpoints any of which count."""
    several = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)
    return st.one_of(st.sampled_from(["any", "own", "order"]), several)
