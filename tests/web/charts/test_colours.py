from __future__ import annotations

import pytest

from touchline.web.charts.colours import COOL, WARM, by_place


def test_the_seven_stages_have_their_own() -> None:
    names = ("know", "like", "trust", "try", "buy", "repeat", "refer")
    assert by_place(7, 4) == tuple(f"st-{name}" for name in names)


@pytest.mark.parametrize("stages", range(1, 12))
def test_by_place_cool_before_the_order_warm_after_it(stages: int) -> None:
    for order in range(stages):
        found = by_place(stages, order)
        assert len(found) == stages
        assert found[order] == "st-buy"
        assert set(found[:order]) <= set(COOL)
        assert set(found[order + 1 :]) <= set(WARM)
        if order:
            assert found[0] == "st-know"
    assert set(by_place(stages, None)) <= set(COOL)


def test_the_value_journey_uses_what_lies_between() -> None:
    assert by_place(9, 4)[5:] == ("st-repeat", "st-repeat2", "st-repeat3", "st-refer")
