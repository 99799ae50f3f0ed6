"""Money of more than 64 bits: exact to the last sum that can be counted, then a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.collect.files import run, write

from touchline.collect.run import request_import
from touchline.journeys.orders import Orders
from touchline.journeys.question import Period, QuestionError
from touchline.service.answers import answer, open_index
from touchline.service.refresh import settle

pytestmark = pytest.mark.django_db
GIVEN = {"person": "person", "time": "time", "order": "order", "value": "value"}
FEBRUARY = 1_769_904_000_000_000
"""1 February 2026, UTC."""
LARGEST = "10000000000000.00"
"""10**15 minor units."""


def taken(home: Path, rows: int, person: int, order: int) -> dict[str, dict[str, int]]:
    lines = "".join(
        f"p{n % person},2026-0{1 + n % 2}-03T10:00Z,o{n % order},{LARGEST}\n" for n in range(rows)
    )
    done = run(request_import("orders", write(home, f"person,time,order,value\n{lines}"), GIVEN))
    settle()
    money: dict[str, dict[str, int]] = done.money
    return money


def test_the_last_sum_that_can_be_counted_is_exact(home: Path) -> None:
    assert taken(home, 9_000, 50, 9_000) == {"accepted": {"EUR": 9_000 * 10**15}}
    result = answer(open_index(), Orders())
    assert result.total.gross == 9_000 * 10**13
    assert sum(row.gross for row in result.periods) == 9_000 * 10**13


@pytest.mark.parametrize("rows", [9_224, 18_447, 20_000])
def test_beyond_it_is_a_sentence_and_a_part_still_counts(home: Path, rows: int) -> None:
    assert taken(home, rows, 50, rows) == {"accepted": {"EUR": rows * 10**15}}
    with pytest.raises(QuestionError, match="adds up to more than can be counted exactly"):
        answer(open_index(), Orders(by="total"))
    if rows < 18_000:
        half = answer(open_index(), Orders(period=Period(end=FEBRUARY)))
        assert half.total.gross == rows // 2 * 10**13


def test_one_order_of_more_than_can_be_counted(home: Path) -> None:
    taken(home, 9_300, 1, 1)
    with pytest.raises(QuestionError, match="adds up to more"):
        answer(open_index(), Orders())
    index = open_index()
    assert all((shard.money >= 0).all() for shard in index.shards), "nothing has wrapped"
