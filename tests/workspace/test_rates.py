from __future__ import annotations

from datetime import date

import pytest

from touchline.workspace import rates
from touchline.workspace.business import save_business
from touchline.workspace.models import AuditEntry, Rate
from touchline.workspace.rates_file import read_table
from touchline.workspace.undoing import CannotUndo, can_undo, undo

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def test_the_newest_rate_of_a_day_holds_and_older_ones_stay() -> None:
    rates.save(None, {("USD", MONDAY): "0.92"})
    rates.save(None, {("USD", MONDAY): "0.93", ("CHF", TUESDAY): "1.05"}, what="rates.csv")
    assert rates.in_force() == {("USD", MONDAY): "0.93", ("CHF", TUESDAY): "1.05"}
    assert Rate.objects.count() == 3
    assert rates.save(None, {("USD", MONDAY): ""}) == rates.Saved(1, 0)
    assert rates.in_force() == {("CHF", TUESDAY): "1.05"}


def test_what_is_in_force_already_is_no_change() -> None:
    rates.save(None, {("USD", MONDAY): "0.92"})
    before = (rates.state(), AuditEntry.objects.count())
    assert rates.save(None, {("USD", MONDAY): "0.92", ("CHF", MONDAY): ""}) == rates.Saved(0, 2)
    assert (rates.state(), AuditEntry.objects.count()) == before


def test_every_change_is_in_the_trail() -> None:
    rates.save(None, {("USD", MONDAY): "0.92"})
    rates.save(None, {("USD", MONDAY): "0.93"})
    rates.save(None, {("USD", MONDAY): ""})
    rates.save(None, {("USD", MONDAY): "1", ("CHF", TUESDAY): "2"}, what="bank.csv")
    said = list(AuditEntry.objects.order_by("pk").values_list("verb", "what", "before", "after"))
    assert said == [
        ("set a rate", "USD 2026-03-02", None, {"rate": "0.92"}),
        ("set a rate", "USD 2026-03-02", {"rate": "0.92"}, {"rate": "0.93"}),
        ("took back a rate", "USD 2026-03-02", {"rate": "0.93"}, None),
        (
            "imported rates",
            "bank.csv",
            None,
            {"rates": 2, "from": "2026-03-02", "to": "2026-03-03", "currency": "EUR"},
        ),
    ]


def test_undoing_puts_back_what_was_before() -> None:
    rates.save(None, {("USD", MONDAY): "0.92"})
    rates.save(None, {("USD", MONDAY): "0.95", ("CHF", MONDAY): "1.05"}, what="bank.csv")
    entry = AuditEntry.objects.latest("pk")
    assert can_undo(entry)
    undo(entry.pk, None)
    assert rates.in_force() == {("USD", MONDAY): "0.92"}
    first = AuditEntry.objects.earliest("pk")
    with pytest.raises(CannotUndo, match="changed again since"):
        undo(first.pk, None)
    rates.save(None, {("USD", MONDAY): ""})
    undo(AuditEntry.objects.latest("pk").pk, None)
    assert rates.in_force() == {("USD", MONDAY): "0.92"}


def test_a_change_that_was_overtaken_cannot_be_undone() -> None:
    rates.save(None, {("USD", MONDAY): "0.92", ("CHF", MONDAY): "1"}, what="bank.csv")
    entry = AuditEntry.objects.latest("pk")
    rates.save(None, {("CHF", MONDAY): "1.01"})
    with pytest.raises(CannotUndo, match="CHF on 2026-03-02 was changed again"):
        undo(entry.pk, None)
    assert rates.in_force()[("USD", MONDAY)] == "0.92"


def test_rates_wait_while_another_currency_is_the_reporting_one() -> None:
    rates.save(None, {("USD", MONDAY): "0.92"})
    business = {"name": "Firm", "zone": "UTC", "silence_days": 90}
    save_business(None, currency="CHF", **business)  # type: ignore[arg-type]
    assert rates.in_force() == {}
    rates.save(None, {("USD", MONDAY): "0.88"})
    save_business(None, currency="EUR", **business)  # type: ignore[arg-type]
    assert rates.in_force() == {("USD", MONDAY): "0.92"}
    undo(AuditEntry.objects.get(after={"rate": "0.88"}).pk, None)
    assert (rates.in_force("CHF"), rates.in_force()) == ({}, {("USD", MONDAY): "0.92"})


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("0.9217", "0.9217"),
        (" 1.50 ", "1.5"),
        ("2", "2"),
        ("100", "100"),
        ("0.000000000001", "0.000000000001"),
    ],
)
def test_a_rate_is_kept_exactly(text: str, rate: str) -> None:
    assert rates.read_rate(text) == rate
    assert rates.scaled(rate) == round(float(rate) * 10**12)


@pytest.mark.parametrize(
    "text", ["", "-1", "0", "0.00", "1e3", "1,5", "NaN", "1000000", "0.0000000000001", "٣", "1" * 400]
)
def test_what_is_no_rate_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(rates.RateError, match=r"\.$"):
        rates.read_rate(text)


def test_wrong_days_and_currencies_are_refused_in_a_sentence() -> None:
    for text in ("31.01.2026", "2026-02-30", "", "1969-12-31", "2201-01-01"):
        with pytest.raises(rates.RateError, match=r"\.$"):
            rates.read_day(text)
    with pytest.raises(rates.RateError, match="needs no rate"):
        rates.read_currency("eur")
    with pytest.raises(rates.RateError, match="no currency"):
        rates.read_currency("XYZ")
    assert rates.read_currency(" usd ") == "USD"


@pytest.mark.parametrize(
    "content",
    [
        b"date,currency,rate\n2026-03-02,USD,0.92\n2026-03-03,chf,1.05\n",
        "\ufeffRate;Note;Currency;Date\r\n0,92;x;USD;2026-03-02\r\n1,05;;CHF;2026-03-03\r\n".encode(),
        "date\tcurrency\trate\n\n2026-03-02\tUSD\t0.920\n2026-03-03\tCHF\t1,05\n".encode("utf-16"),
        'date,currency,rate\n"2026-03-02","USD","0.92"\n2026-03-02,USD,0.92\n2026-03-03,CHF,1.050',
    ],
)
def test_tables_of_many_shapes(content: bytes | str) -> None:
    assert read_table(content) == {("USD", MONDAY): "0.92", ("CHF", TUESDAY): "1.05"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "There are no rates in it."),
        (b"date,currency,rate\n", "There are no rates in it."),
        (b"day,currency,rate\n2026-03-02,USD,1\n", "has to name date, currency and rate"),
        (b"date,currency,rate\n2026-03-02,USD,1\n2026-03-02,USD,2\n", "Line 3: USD has two rates"),
        (b"date,currency,rate\n2026-03-02,USD\n", "Line 2: it has fewer columns"),
        (
            b"date,currency,rate\n2026-03-02,USD,x\n02.03.2026,USD,1\n",
            "Nothing was saved. Line 2: .* Line 3:",
        ),
        (b"date,currency,rate\n" + b"x,USD,1\n" * 9, "And 4 more."),
        (b"date,currency,rate\n2026-03-02,US\xff,1\n", "UTF-8"),
        (b"date,currency,rate\n2026-03-02,\0,1\n", "no currency"),
    ],
)
def test_a_table_at_fault_is_refused_whole(content: bytes, sentence: str) -> None:
    with pytest.raises(rates.RateError, match=sentence):
        read_table(content)
