from __future__ import annotations

import pytest
from tests.web.conftest import Cast
from tests.web.world import Met, firm, make

from touchline.journeys.index import Index
from touchline.service.answers import behind, open_index
from touchline.service.asking import Asked, to_question
from touchline.web.journey import Journey, journey_of


@pytest.fixture
def index(cast: Cast) -> Index:
    evenings = [Met(f"p{n:03d}", n * 2.0 + day, "Workshop evening") for n in (0, 8) for day in (10, 60)]
    make([*firm(), *evenings, Met("q", 0, "Order", None, 100, True), Met("q", 5, "Home page", business=True)])
    return open_index()


def _journeys(index: Index) -> dict[int, Journey]:
    found = {int(key): journey_of(index, int(key)) for shard in index.shards for key in shard.key}
    return {key: journey for key, journey in found.items() if journey}


def test_a_persons_stages_are_those_the_hourglass_counts(index: Index) -> None:
    question = to_question(Asked("hourglass"), index.legend)
    journeys = _journeys(index)
    for stage in index.legend.schemes["hourglass"].stages:
        counted = {int(key) for key in behind(index, question, f"stage={stage}").keys}
        lived = {
            key
            for key, journey in journeys.items()
            if any(journey.touch(at).stage == stage for at in range(len(journey)))
        }
        assert lived == counted, stage
    assert any(
        journey.touch(at).stage == "repeat" for journey in journeys.values() for at in range(len(journey))
    )


def test_the_furthest_stage_never_falls_back(index: Index) -> None:
    for journey in _journeys(index).values():
        reached = journey.reached.tolist()
        assert reached == sorted(reached)
        assert reached[-1] == max(journey.stages.tolist())


def test_silent_people_are_those_the_hourglass_calls_lost(index: Index) -> None:
    question = to_question(Asked("hourglass"), index.legend)
    journeys = _journeys(index)
    for stage in index.legend.schemes["hourglass"].stages:
        for key in behind(index, question, f"stage={stage}:lost").keys:
            assert journeys[int(key)].silent
        for key in behind(index, question, f"stage={stage}:open").keys:
            assert not journeys[int(key)].silent


def test_money_orders_and_refunds(index: Index) -> None:
    from touchline.people.models import Identity

    journey = journey_of(index, Identity.objects.get(value="p000").number)
    assert journey is not None
    assert (journey.orders, journey.refunds, journey.money()) == (2, 1, [(133_000, "EUR")])
    assert [one.money for one in (journey.touch(at) for at in range(len(journey))) if one.money] == [
        ((129_000, "EUR"),),
        ((6_490, "EUR"),),
        ((-2_490, "EUR"),),
    ]


def test_nobody_has_no_journey(index: Index) -> None:
    assert journey_of(index, 10**9) is None
