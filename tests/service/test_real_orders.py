"""Real files of orders: what comes out of the index is what stands in the file, to the minor unit."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pytest
from django.conf import settings
from tests.collect.files import lake, recorded, take

from touchline.collect.models import Import
from touchline.collect.refused import refused_rows
from touchline.collect.undoing import request_undo, run_undo
from touchline.journeys.orders import Orders
from touchline.journeys.orders_answer import OrdersResult, OrdersRow
from touchline.service.answers import answer, behind, open_index
from touchline.service.asking import Asked, to_question
from touchline.service.refresh import refresh
from touchline.workspace.business import save_business

CENT = Decimal("0.01")
OPTIONS = {
    "person": "CustomerID",
    "time": "InvoiceDate",
    "order": "InvoiceNo",
    "quantity": "Quantity",
    "price": "UnitPrice",
    "currency": "GBP",
}


@pytest.mark.django_db
def test_the_orders_of_a_retailer_are_its_lines(home: Path, shared: Path) -> None:
    save_business(None, name="Retailer", zone="Europe/London", currency="GBP", silence_days=90)
    done = take("orders", shared / "data" / "online_retail_uci" / "online_retail.parquet", OPTIONS)
    refresh()
    assert _repeated(Path(done.file)) == (5_225, Decimal("21546.39"))
    assert done.verdicts == {"no-person": 135_080}
    assert (done.accepted, done.money) == (
        406_829,
        {"accepted": {"GBP": 830_006_581}, "refused": {"GBP": 144_768_212}},
    )
    index = open_index()
    [(cents, people)] = recorded("sum(money)::bigint, count(distinct identity)", order="")
    held = sum(int(shard.money.sum()) for shard in index.shards)
    assert (held, index.people) == (cents, people)

    result = answer(index, Orders())
    [paid] = result.currencies
    assert (paid.currency, paid.minor, result.total.net) == ("GBP", cents, Decimal(cents) / 100)
    assert sum(row.net for row in result.periods) == result.total.net
    assert sum(row.orders for row in result.periods) == result.total.orders
    assert [row.period for row in result.periods][::12] == ["2010-12", "2011-12"]
    assert behind(index, Orders(), "people").count == result.total.people
    _what_the_docs_say(result)
    by_day = answer(index, Orders("day"))
    assert next(row.refunded for row in by_day.periods if row.period == "2011-12-09") == Decimal("168789.07")
    assert (by_day.total.gross, by_day.total.refunded) == (result.total.gross, result.total.refunded)
    assert sum(row.gross for row in by_day.periods) == result.total.gross

    header = done.options["names"]
    quantity, price = header.index("Quantity"), header.index("UnitPrice")
    refused = sum(
        (Decimal(row.cells[quantity]) * Decimal(row.cells[price])).quantize(CENT, ROUND_HALF_UP)
        for row in refused_rows(Path(settings.TOUCHLINE.imports) / str(done.number))
    )
    assert result.total.net + refused == Decimal("9747747.93"), "with the rows that name no customer"
    _undone_and_taken_again(result, done)


def _what_the_docs_say(result: OrdersResult) -> None:
    """The figures of docs/real-data.md."""
    total, months = result.total, {row.period: row for row in result.periods}
    assert (total.people, total.kept, total.orders, total.refunds) == (4_339, 4_339, 18_536, 3_655)
    assert (total.gross, total.refunded) == (Decimal("8911407.90"), Decimal("611342.09"))
    assert (months["2011-01"].refunded, months["2011-12"].refunded) == (
        Decimal("94370.66"),
        Decimal("175686.41"),
    )
    november = months["2011-11"]
    assert (november.orders, november.repeat, november.net) == (2_658, 2_334, Decimal("1132407.74"))
    index = open_index()
    glass = answer(index, to_question(Asked(question="hourglass"), index.legend))
    buy, repeat, _refer = glass.stages[-3:]
    assert (buy.reached, buy.went_on, buy.lost, buy.open, repeat.reached) == (4_339, 2_845, 841, 653, 2_845)
    assert (round(buy.low * 1000), round(buy.high * 1000), round((buy.share or 0) * 1000)) == (641, 670, 656)
    assert round((buy.median_seconds or 0) / 86_400) == 50
    steps = ("Order", "Order")
    funnel = answer(index, to_question(Asked(question="funnel", steps=steps, within="90d"), index.legend))
    assert [step.people for step in funnel.steps] == [4_339, 2_349]
    assert funnel.still_open == 1_009


def _repeated(file: Path) -> tuple[int, Decimal]:
    """Lines with a customer that are the same as one above them, and their worth."""
    same = "select *, count(*) - 1 as more from read_parquet(?) where CustomerID is not null group by all"
    with duckdb.connect() as base:
        found = base.execute(f"select Quantity, UnitPrice, more from ({same})", [str(file)]).fetchall()
    lines = (
        (Decimal(many) * Decimal(str(price))).quantize(CENT, ROUND_HALF_UP) * more
        for many, price, more in found
    )
    return sum(more for _many, _price, more in found), sum(lines, Decimal(0))


def _undone_and_taken_again(result: OrdersResult, done: Import) -> None:
    """The same file brings the same counts and sums."""
    file = Path(done.file)
    again = take("orders", file, OPTIONS)
    assert (again.accepted, again.duplicates, again.refused) == (0, 406_829, 135_080)
    assert again.money == {"duplicate": {"GBP": 830_006_581}, "refused": {"GBP": 144_768_212}}
    run_undo(request_undo(done.number, idle=True).number, lake=lake())
    refresh()
    assert answer(open_index(), Orders()).total.orders == 0
    take("orders", file, OPTIONS)
    refresh()
    after = answer(open_index(), Orders())
    assert [_sums(row) for row in after.periods] == [_sums(row) for row in result.periods]


def _sums(row: OrdersRow) -> tuple[object, ...]:
    return row.period, row.people, row.orders, row.new, row.gross, row.refunds, row.refunded, row.net
