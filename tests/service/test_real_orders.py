"""Real files of orders: what comes out of the index is what stands in the file, to the minor unit."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from django.conf import settings
from tests.collect.files import recorded, take

from touchline.collect.refused import refused_rows
from touchline.journeys.orders import Orders
from touchline.service.answers import answer, behind, open_index
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
    index = open_index()
    [(lake, people)] = recorded("sum(money)::bigint, count(distinct identity)", order="")
    held = sum(int(shard.money.sum()) for shard in index.shards)
    assert (held, index.people) == (lake, people)

    result = answer(index, Orders())
    [paid] = result.currencies
    assert (paid.currency, paid.minor, result.total.net) == ("GBP", lake, Decimal(lake) / 100)
    assert sum(row.net for row in result.periods) == result.total.net
    assert sum(row.orders for row in result.periods) == result.total.orders
    assert [row.period for row in result.periods][::12] == ["2010-12", "2011-12"]
    assert behind(index, Orders(), "people").count == result.total.people
    by_day = answer(index, Orders("day"))
    assert (by_day.total.gross, by_day.total.refunded) == (result.total.gross, result.total.refunded)
    assert sum(row.gross for row in by_day.periods) == result.total.gross

    header = done.options["names"]
    quantity, price = header.index("Quantity"), header.index("UnitPrice")
    refused = sum(
        (Decimal(row.cells[quantity]) * Decimal(row.cells[price])).quantize(CENT, ROUND_HALF_UP)
        for row in refused_rows(Path(settings.TOUCHLINE.imports) / str(done.number))
    )
    assert result.total.net + refused == Decimal("9747747.93"), "with the rows that name no customer"
