from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.conftest import Cast
from tests.web.reading import text
from tests.web.world import Met, make

from touchline.service.refresh import refresh
from touchline.workspace import rates
from touchline.workspace.models import AuditEntry

GOOD = {"currency": "usd", "date": "2026-03-02", "rate": "0.9217"}
DAY = date(2026, 3, 2)


def shown(cast: Cast, query: str = "") -> str:
    return text(cast.owner.get(f"/settings/rates{query}").content).replace("\xa0", " ")


def test_a_rate_is_kept_and_changed(cast: Cast) -> None:
    assert cast.owner.post("/settings/rates", GOOD).status_code == 302
    assert rates.in_force() == {("USD", DAY): "0.9217"}
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.member.role if entry.member else "") == ("set a rate", "owner")
    assert "USD on 2 Mar 2026 is 0.9217." in shown(cast)
    cast.owner.post("/settings/rates", {**GOOD, "rate": "0.93"})
    assert "USD on 2 Mar 2026 is 0.93 now; it was 0.9217." in shown(cast)
    cast.owner.post("/settings/rates", {**GOOD, "rate": "0.930"})
    assert "this rate is in force already" in shown(cast)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("currency", "EUR", "needs no rate"),
        ("currency", "<b>", "There is no currency"),
        ("date", "2.3.2026", "is no date"),
        ("rate", "0,92", "is no rate"),
        ("rate", "0", "A rate of 0"),
    ],
)
def test_wrong_fields_are_named_and_the_rest_kept(cast: Cast, field: str, value: str, sentence: str) -> None:
    answer = cast.owner.post("/settings/rates", {**GOOD, field: value})
    assert answer.status_code == 422
    assert sentence in text(answer.content)
    assert b'aria-invalid="true"' in answer.content
    assert b"<b>" not in answer.content.split(b'id="currency"')[1][:200]
    assert not rates.in_force()


def test_a_table_from_a_file_and_pasted(cast: Cast) -> None:
    file = SimpleUploadedFile("bank.csv", b"date,currency,rate\n2026-03-02,USD,0.92\n2026-03-02,CHF,1.05\n")
    assert cast.owner.post("/settings/rates/import", {"file": file}).status_code == 302
    assert "2 rates are new or changed, 0 were in force already." in shown(cast)
    assert "imported rates: bank.csv" in shown(cast)
    cast.owner.post(
        "/settings/rates/import", {"table": "date;currency;rate\n2026-03-02;USD;0,93\n2026-03-02;CHF;1,05"}
    )
    assert "1 rate is new or changed, 1 were in force already." in shown(cast)
    assert rates.in_force() == {("USD", DAY): "0.93", ("CHF", DAY): "1.05"}
    assert "0.93" not in shown(cast, "?only=CHF").split("Rates in force")[1].split("Add a rate")[0]


def test_a_table_at_fault_changes_nothing_and_stays_in_the_field(cast: Cast) -> None:
    answer = cast.owner.post("/settings/rates/import", {"table": "date,currency,rate\n2026-03-02,USD,<x>"})
    assert answer.status_code == 422
    assert "Nothing was saved. Line 2: “<x>” is no rate." in text(answer.content)
    assert b"2026-03-02,USD,&lt;x&gt;" in answer.content
    assert not rates.in_force()


def test_a_rate_is_taken_back_unless_somebody_was_quicker(cast: Cast) -> None:
    cast.owner.post("/settings/rates", GOOD)
    wanted = {"currency": "USD", "date": "2026-03-02", "was": "0.91"}
    cast.owner.post("/settings/rates/remove", wanted)
    assert "Somebody else changed the rate of USD on 2 Mar 2026 meanwhile." in shown(cast)
    cast.owner.post("/settings/rates/remove", {**wanted, "was": "0.9217"})
    assert not rates.in_force()
    assert "is taken back" in shown(cast)


def test_a_change_is_undone(cast: Cast) -> None:
    cast.owner.post("/settings/rates", GOOD)
    number = AuditEntry.objects.latest("pk").pk
    assert f"/settings/rates/{number}/undo".encode() in cast.owner.get("/settings/rates").content
    cast.owner.post(f"/settings/rates/{number}/undo")
    assert "Undone: the rates are as they were before." in shown(cast)
    assert not rates.in_force()
    cast.owner.post(f"/settings/rates/{number}/undo")
    assert "This change was undone already." in shown(cast)


def test_other_changes_are_not_undone_here(cast: Cast) -> None:
    cast.owner.post(
        "/settings", {"name": "Firm", "zone": "UTC", "currency": "EUR", "silence_days": "9", "version": "0"}
    )
    cast.owner.post(f"/settings/rates/{AuditEntry.objects.latest('pk').pk}/undo")
    assert "There is no change of rates of this number." in shown(cast)


def test_what_is_missing_is_said(cast: Cast) -> None:
    make([Met("ann", n, "Order", money=1000 + n, currency="USD") for n in range(20)])
    page = shown(cast)
    assert "Money is reported in EUR. 20 orders and refunds in USD are left out for want of a rate." in page
    assert "20 days of USD have no rate" in page
    assert "20 orders, 0 refunds, $ 201.90 are left out." in page
    assert "2 Mar 2026, 3 Mar 2026" in page
    assert "and 8 more" in page
    rates.save(None, {("USD", DAY): "0.9", ("USD", date(2026, 3, 10)): "0.9"}, what="r.csv")
    refresh()
    assert "4 days of USD have no rate" in shown(cast)


def test_only_an_owner_opens_rates(cast: Cast) -> None:
    for role in ("editor", "viewer"):
        assert cast[role].get("/settings/rates").status_code == 403
        assert cast[role].post("/settings/rates", GOOD).status_code == 403
    assert not rates.in_force()
