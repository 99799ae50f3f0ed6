"""Rates from the settings to the answers: exact, and without building the index anew."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from tests.web.world import Met, make

from touchline.journeys.gaps import Gaps, by_currency
from touchline.journeys.orders import Orders
from touchline.lake.generations import Generations
from touchline.service.answers import answer, open_index
from touchline.service.refresh import refresh
from touchline.workspace import rates
from touchline.workspace.business import save_business

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
RECORD = [
    Met("ann", 0, "Order", money=10_000),
    Met("ann", 1, "Order", money=1_001, currency="USD"),
    Met("ben", 2, "Order", money=-333, currency="USD"),
    Met("cleo", 3, "Order", money=500, currency="JPY"),
]


def base() -> str:
    here = Generations(settings.TOUCHLINE.index)
    return str(here.manifest(here.current() or "")["base"])


def test_a_new_rate_changes_answers_and_not_the_arrays() -> None:
    make(RECORD)
    before, arrays = open_index(), base()
    assert answer(before, Orders()).total.net == Decimal("100.00")
    assert refresh() is None
    rates.save(None, {("USD", date(2026, 3, 1)): "0.5", ("JPY", date(2026, 3, 5)): "0.01"}, what="r.csv")
    assert refresh() is not None
    assert base() == arrays
    total = answer(open_index(), Orders()).total
    assert (total.gross, total.refunded) == (Decimal("110.01"), Decimal("1.67")), (
        "5.005 and 1.665, half away from zero"
    )
    assert answer(before, Orders()).total.net == Decimal("100.00"), "an older state keeps its rates"
    assert refresh() is None


def test_another_reporting_currency_needs_rates_of_its_own() -> None:
    make(RECORD)
    rates.save(None, {("USD", date(2026, 3, 1)): "0.5"})
    save_business(None, name="Firm", zone="UTC", currency="JPY", silence_days=90)
    refresh()
    result = answer(open_index(), Orders())
    assert (result.currency, result.digits, result.total.net) == ("JPY", 0, Decimal("500"))
    assert [one.currency for one in result.left_out] == ["EUR", "USD"]
    rates.save(None, {("USD", date(2026, 3, 3)): "149.55"})
    refresh()
    assert answer(open_index(), Orders()).total.gross == Decimal(500 + 1497)


def test_days_without_a_rate_are_named_with_what_they_leave_out() -> None:
    make(RECORD)
    rates.save(None, {("USD", date(2026, 3, 4)): "0.5"})
    refresh()
    result = answer(open_index(), Gaps())
    assert result.rows() == [
        {"currency": "JPY", "date": "2026-03-05", "orders": 1, "refunds": 0, "net": "500", "minor": 500},
        {"currency": "USD", "date": "2026-03-03", "orders": 1, "refunds": 0, "net": "10.01", "minor": 1001},
    ]
    assert [(one.currency, one.days, one.net) for one in by_currency(result.gaps)] == [
        ("JPY", 1, Decimal("500")),
        ("USD", 1, Decimal("10.01")),
    ]


def test_the_day_of_a_rate_is_the_business_s_day() -> None:
    make([Met("ann", 0.6, "Order", money=100, currency="USD")])
    rates.save(None, {("USD", date(2026, 3, 3)): "2"})
    refresh()
    assert answer(open_index(), Orders()).total.gross == 0, "23:24 on the 2nd in UTC"
    save_business(None, name="Firm", zone="Europe/Berlin", currency="EUR", silence_days=90)
    refresh()
    assert answer(open_index(), Orders()).total.gross == Decimal("2.00")
