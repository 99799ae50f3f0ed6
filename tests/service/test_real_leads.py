"""Leads and won deals of a marketplace: every figure of docs/real-data.md."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.collect.files import counts, lake, take

from touchline.collect import verdicts
from touchline.collect.rehearsing import rehearse
from touchline.journeys.orders import Orders
from touchline.service.answers import answer, behind, ids_of, open_index
from touchline.service.asking import Asked, to_question
from touchline.service.overview import accept_proposals
from touchline.service.refresh import refresh
from touchline.workspace.business import save_business

LEADS = {"person": "mql_id", "time": "first_contact_date", "touchpoint": "origin"}
DEALS = {"person": "mql_id", "time": "won_date", "order": "seller_id", "value": "declared_monthly_revenue"}
EARLY = "b91cf8812365f50ff4bda4bcd6206b05"
WON = {
    "organic_search": (2296, 270),
    "paid_search": (1586, 195),
    "social": (1350, 75),
    "unknown": (1099, 179),
    "direct_traffic": (499, 56),
    "email": (493, 15),
    "referral": (284, 24),
    "other": (150, 4),
    "display": (118, 6),
    "other_publicities": (65, 3),
    "origin not said": (60, 14),
}
"""People whose first contact it was, and those of them who won a deal after it."""


@pytest.mark.django_db
def test_leads_become_deals(home: Path, shared: Path) -> None:
    save_business(None, name="Marketplace", zone="America/Sao_Paulo", currency="BRL", silence_days=90)
    folder = shared / "data" / "olist_marketing_funnel"
    leads = folder / "olist_marketing_qualified_leads_dataset.csv"
    deals = folder / "olist_closed_deals_dataset.csv"
    bare = take("touches", leads, LEADS)
    assert (counts(bare), bare.verdicts) == ((7_940, 60, 0), {"no-touchpoint": 60})
    assert counts(take("touches", leads, {**LEADS, "touchpoint_name": "origin not said"})) == (60, 0, 7_940)
    foreseen = rehearse("orders", deals, DEALS, lake=lake())
    assert (foreseen.accepted, foreseen.suspicious, foreseen.foreseen["people"]) == (842, 1, 0)
    done = take("orders", deals, DEALS)
    assert counts(done) == (842, 0, 0)
    [odd] = verdicts.rows(settings.TOUCHLINE.imports / str(done.number), "suspicious", count=9)
    assert (odd.row, odd.cells[0], odd.why) == (669, EARLY, "order-before-first-touch")
    refresh()
    accept_proposals(None, member=None)
    refresh()
    _glass()
    _ways()
    _money(deals)


def ask(question: str, **words: Any) -> Any:
    index = open_index()
    return answer(index, to_question(Asked(question=question, **words), index.legend))


def people(question: str, selector: str, **words: Any) -> list[str]:
    index = open_index()
    asked = to_question(Asked(question=question, **words), index.legend)
    return ids_of(behind(index, asked, selector).keys)


def _glass() -> None:
    know, *between, buy, repeat, refer = ask("hourglass").stages
    assert (know.reached, know.went_on, know.lost, know.open) == (8_000, 841, 7_159, 0)
    assert (buy.reached, buy.from_before, buy.lost, buy.open) == (842, 841, 772, 70)
    assert (round(know.low * 1000), round(know.high * 1000), round((know.share or 0) * 1000)) == (
        99,
        112,
        105,
    )
    assert round((know.median_seconds or 0) / 86_400) == 15
    assert [one.reached for one in (*between, repeat, refer)] == [0] * 5
    assert people("touches", "touches=0") == [EARLY]


def _ways() -> None:
    links = {(one.from_, one.to): one for one in ask("paths").links}
    for name, (came, won) in WON.items():
        link = links[name, "Order"]
        assert (link.count, link.people, round(link.share * 1000)) == (won, won, round(won / came * 1000))
    assert sum(link.count for (_from, to), link in links.items() if to == "Order") == 841
    steps = ("|".join(sorted(WON)), "Order")
    for within, came in (("30d", 546), ("500d", 841)):
        first, last = ask("funnel", steps=steps, within=within).steps
        assert (first.people, last.people) == (8_000, came)


def _money(deals: Path) -> None:
    total = answer(open_index(), Orders()).total
    with deals.open(encoding="utf-8", newline="") as file:
        said = [float(row["declared_monthly_revenue"] or 0) for row in csv.DictReader(file)]
    assert (sum(value > 0 for value in said), max(said), sum(said)) == (45, 50_000_000, 61_784_006)
    assert total.net_low is not None
    assert total.net_low < 0
    assert (total.orders, total.people, total.net) == (842, 842, Decimal("61784006.00"))
