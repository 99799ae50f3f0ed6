"""Real files beside the checkout: their known totals, to the cent."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pytest
from tests.collect.files import counts, recorded, take

from touchline.collect.cells.money import products
from touchline.collect.importers import open_file

CENT = Decimal("0.01")


@pytest.mark.django_db
def test_baskets_of_a_grocery(home: Path, shared: Path) -> None:
    file = shared / "data" / "complete_journey" / "transactions.parquet"
    options = {
        "person": "household_id",
        "time": "transaction_timestamp",
        "order": "basket_id",
        "value": "sales_value",
    }
    assert counts(take("orders", file, options, currency="USD")) == (1_469_307, 0, 0)
    [(rows, people, orders, cents)] = recorded_sums()
    assert (rows, people, orders, cents) == (1_469_307, 2_469, 155_848, 459_603_958)


def recorded_sums() -> list[tuple[int, ...]]:
    columns = "count(*), count(distinct identity), count(distinct order_ref), sum(money)::bigint"
    return recorded(columns, order="")


def test_lines_of_a_retailer_are_exact_whoever_bought(shared: Path) -> None:
    """Also those without a customer: 541,909 lines of quantity x price, each rounded once, make the total."""
    reader = open_file(shared / "data" / "online_retail_uci" / "online_retail.parquet")
    quantity, price = reader.header.index("Quantity"), reader.header.index("UnitPrice")
    exact, total, rows = Decimal(0), 0, 0
    for chunk in reader.chunks():
        minor, reasons = products(chunk.columns[quantity], chunk.columns[price], np.full(len(chunk.rows), 2))
        assert not reasons.any()
        total += int(minor.sum())
        rows += len(minor)
        lines = zip(chunk.columns[quantity].to_pylist(), chunk.columns[price].to_pylist(), strict=True)
        exact += sum((Decimal(one) * Decimal(each)).quantize(CENT, ROUND_HALF_UP) for one, each in lines)
    assert rows == 541_909
    assert Decimal(total) / 100 == exact == Decimal("9747747.93")


@pytest.mark.django_db
def test_a_retailer_with_lines_nobody_bought(home: Path, shared: Path) -> None:
    file = shared / "data" / "online_retail_uci" / "online_retail.parquet"
    options = {
        "person": "CustomerID",
        "time": "InvoiceDate",
        "order": "InvoiceNo",
        "quantity": "Quantity",
        "price": "UnitPrice",
        "currency": "GBP",
    }
    done = take("orders", file, options)
    assert counts(done) == (406_829, 135_080, 0)
    assert done.verdicts == {"no-person": 135_080}
    assert recorded("count(distinct identity)", order="") == [(4_372,)]
    assert counts(take("orders", file, options)) == (0, 135_080, 406_829)


@pytest.mark.django_db
def test_a_service_desk_keeps_its_order_at_the_same_instant(home: Path, shared: Path) -> None:
    file = shared / "data" / "bpi2013_incidents" / "bpi2013_incidents.parquet"
    options = {"person": "case:concept:name", "time": "time:timestamp", "touchpoint": "concept:name"}
    assert counts(take("touches", file, options)) == (65_533, 0, 0)
    assert recorded("count(distinct identity), count(distinct name)", order="") == [(7_554, 4)]
    names = [name for chunk in open_file(file).chunks() for name in chunk.columns[6].to_pylist()]
    assert [name for (name,) in recorded("name")] == names
