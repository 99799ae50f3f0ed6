from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from tests.web.conftest import Cast
from tests.web.pages.test_journeys import _opens_lists_of_that_length
from tests.web.reading import text
from tests.web.world import BROUGHT, NAMES, Met, firm, make

from touchline.service.refresh import refresh
from touchline.workspace import rates


@pytest.fixture
def abroad(cast: Cast) -> Cast:
    more = [
        Met("p002", 5, "Order", money=5_000, currency="USD"),
        Met("p006", 40, "Refund", money=-700, currency="USD"),
    ]
    make([*firm(), *more], brought=BROUGHT, names=NAMES)
    return cast


@pytest.mark.parametrize(
    "query", ["", "?unit=week", "?unit=day", "?unit=total", "?from=2026-03-10&last=2026-04-20"]
)
def test_every_number_of_people_opens_a_list_of_that_length(abroad: Cast, query: str) -> None:
    assert _opens_lists_of_that_length(abroad, f"/journeys/orders{query}") > 5


def test_the_page_says_it_in_a_sentence_and_names_what_is_left_out(abroad: Cast) -> None:
    said = text(abroad.viewer.get("/journeys/orders").content).replace("\xa0", " ")
    assert "9 people placed 13 orders worth € 10,480.00 after € 99.60 went back." in said
    assert "$ 43.00 are not in the sums, for want of a rate: 1 order and 1 refund of 2 people." in said
    assert "5 refunds name no order" in said
    assert "As it was paid" in said
    assert "touchline ask orders" in said
    assert "Give rates" not in said, "a viewer cannot"
    assert "Give rates" in text(abroad.owner.get("/journeys/orders").content)
    rates.save(None, {("USD", date(2026, 3, 5)): "0.9", ("USD", date(2026, 4, 9)): "1.1"}, what="r.csv")
    refresh()
    after = text(abroad.viewer.get("/journeys/orders").content).replace("\xa0", " ")
    assert "for want of a rate" not in after


@pytest.mark.parametrize(
    ("selector", "sentence"),
    [
        ("people", "people ordered."),
        ("period=2026-03:new", "Mar 2026: "),
        ("refunded", "people got money back."),
        ("left_out=USD", "2 people have money in USD that is left out"),
        ("currency=EUR", "paid or got money in EUR"),
    ],
)
def test_the_list_behind_a_number_says_whom_it_holds(abroad: Cast, selector: str, sentence: str) -> None:
    page = abroad.viewer.get("/people/behind", {"question": "orders", "people": selector})
    assert sentence in text(page.content).replace("\xa0", " ")


def test_csv_has_exact_money(abroad: Cast) -> None:
    answer = abroad.viewer.get("/journeys/orders.csv?unit=total")
    [row] = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
    assert row["period"] == "total"
    assert row["refunded"] == "99.60"


def test_nobody_ordered(cast: Cast) -> None:
    make([Met("ann", 0, "Home page")])
    page = cast.viewer.get("/journeys/orders")
    assert "Nobody ordered in this period." in text(page.content)
    assert b'<svg id="takings"' not in page.content


def test_one_person_and_one_order(cast: Cast) -> None:
    make([Met("ann", 0, "Order", money=1999)])
    page = text(cast.viewer.get("/journeys/orders").content).replace("\xa0", " ")
    assert "1 person placed 1 order worth € 19.99." in page
    assert "too few to tell yet" in page


def test_many_columns_are_said(cast: Cast) -> None:
    make([Met("ann", 0, "Order", money=100), Met("ann", 64, "Order", money=100)])
    page = text(cast.viewer.get("/journeys/orders?unit=day").content)
    assert "The newest 60 are drawn; 5 older ones are in the table." in page
    assert "1 to 50 of 65" in page


def test_what_cannot_be_cut_says_why(cast: Cast) -> None:
    make([Met("ann", 0, "Order", money=100), Met("ann", 4000, "Order", money=100)])
    for query, sentence in (("unit=day", "4,001 rows"), ("unit=year", "month, week, day, total")):
        page = cast.viewer.get(f"/journeys/orders?{query}")
        assert page.status_code == 422
        assert sentence in text(page.content)
