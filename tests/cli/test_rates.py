"""Orders and rates on the command line, on a small file whose sums can be made by hand."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.conftest import run, workspace_in

ORDERS = """who,when,order,quantity,price,currency
ann,2026-01-03 10:00,A1,3,19.99,EUR
ann,2026-01-03 10:00,A1,1,0.005,EUR
ben,2026-01-10 10:00,A2,2,10,USD
ben,2026-02-10 10:00,A2,-1,10,USD
ben,2026-02-12 10:00,A2,-1,10,USD
cleo,2026-02-01 23:30,A3,1,1500,JPY
dan,2026-03-05 09:30,A5,-1,5,EUR
"""
RATES = "date;currency;rate\n2026-01-09;USD;0,9217\n2026-02-09;USD;0,9\n2026-02-01;JPY;0,006111\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = workspace_in(tmp_path_factory.mktemp("shop"))
    orders, rates = home.parent / "orders.csv", home.parent / "rates.csv"
    orders.write_text(ORDERS)
    rates.write_text(RATES)
    columns = "--person who --time when --order order --quantity quantity --price price --currency currency"
    run(home, "import", "orders", str(orders), *columns.split())
    return home


def asked(home: Path, *words: str) -> dict:  # type: ignore[type-arg]
    answer = json.loads(run(home, *words, "--json"))
    assert isinstance(answer, dict)
    return answer


def test_orders_before_and_after_the_rates_are_known(shop: Path) -> None:
    before = asked(shop, "ask", "orders")
    assert before["total"]["net"] == "54.98"
    assert [(one["currency"], one["orders"], one["minor"]) for one in before["left_out"]] == [
        ("JPY", 1, 1500),
        ("USD", 1, 0),
    ]
    said = run(shop, "ask", "orders")
    assert "Left out, because no rate is known: 1,500 JPY, orders 1, refunds 0." in said
    assert "As it was paid: 54.98 EUR, 1,500 JPY, 0.00 USD." in said
    assert "USD lacks the rates of 3 of these days." in run(shop, "rates", "missing")
    listed = csv.DictReader(io.StringIO(run(shop, "rates", "missing", "--csv")))
    assert [(row["currency"], row["date"], row["net"]) for row in listed] == [
        ("JPY", "2026-02-01", "1500"),
        ("USD", "2026-01-10", "20.00"),
        ("USD", "2026-02-10", "-10.00"),
        ("USD", "2026-02-12", "-10.00"),
    ]

    assert "3 rates are new or changed, 0 were" in run(
        shop, "rates", "import", str(shop.parent / "rates.csv")
    )
    after = asked(shop, "ask", "orders", "--unit", "month")
    rows = {row["period"]: (row["gross"], row["refunded"], row["net"]) for row in after["rows"]}
    assert rows == {
        "2026-01": ("78.41", "0.00", "78.41"),
        "2026-02": ("9.17", "18.00", "-8.83"),
        "2026-03": ("0.00", "5.00", "-5.00"),
    }
    assert after["total"]["people"] == 3
    assert after["total"]["kept"] == 2
    assert (after["left_out"], after["refunds_without_order"]) == ([], 1)
    assert "No rate is missing." in run(shop, "rates", "missing")
    shown = run(shop, "ask", "orders", "--unit", "total").splitlines()
    assert shown[0].split()[:4] == ["period", "people", "kept", "orders"]
    assert shown[2].split()[:4] == ["total", "3", "2", "3"]
    assert asked(shop, "ask", "orders", "--people", "period=2026-02:refunded")["people"] == ["ben"]
    assert asked(shop, "ask", "orders", "--people", "currency=jpy")["people"] == ["cleo"]

    assert "is worth 0.95 EUR" in run(shop, "rates", "set", "usd", "2026-01-10", "0.95")
    assert asked(shop, "ask", "orders", "--unit", "total")["total"]["gross"] == "88.15"
    rates = asked(shop, "rates", "list", "--currency", "usd")
    assert [one["rate"] for one in rates["rates"]] == ["0.9217", "0.95", "0.9"]
    assert run(shop, "rates", "list", "--csv").startswith("date,currency,rate\n2026-02-01,JPY,0.006111\n")
    run(shop, "rates", "remove", "USD", "2026-01-10")
    assert "USD has no rate of 2026-01-10." in run(shop, "rates", "remove", "USD", "2026-01-10", code=1)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["set", "EUR", "2026-01-01", "1"], "needs no rate"),
        (["set", "USD", "1.1.2026", "1"], "is no date"),
        (["set", "USD", "2026-01-01", "-1"], "is no rate"),
        (["set", "XXX", "2026-01-01", "1"], "There is no currency"),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence(shop: Path, words: list[str], sentence: str) -> None:
    said = run(shop, "rates", words[0], "--", *words[1:], code=1)
    assert sentence in said
    assert said.strip().endswith(".")


def test_a_file_at_fault_changes_nothing(shop: Path) -> None:
    file = shop.parent / "wrong.csv"
    file.write_text("date,currency,rate\n2026-01-01,USD,1\n2026-01-02,USD,free\n")
    before = asked(shop, "rates", "list")
    assert "Line 3: “free” is no rate." in run(shop, "rates", "import", str(file), code=1)
    assert asked(shop, "rates", "list") == before


def test_an_empty_workspace(new_home: Path) -> None:
    run(new_home, "init")
    assert "No rates into EUR yet." in run(new_home, "rates", "list")
    assert "No rate is missing." in run(new_home, "rates", "missing")
    assert asked(new_home, "ask", "orders")["total"]["orders"] == 0
    assert "Nothing to show yet." in run(new_home, "ask", "orders")
