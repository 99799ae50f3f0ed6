"""Touches whose money belongs to an order: a refund among them reduces it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.collect.files import counts, lake, recorded, run, write

from touchline.collect.guess import guess
from touchline.collect.importers import ImportError_
from touchline.collect.run import request_import
from touchline.service.answers import open_index
from touchline.service.refresh import settle

pytestmark = pytest.mark.django_db
FILE = (
    "person,time,touchpoint,value,order\n"
    "ann,2026-03-01T10:00Z,Web order,20.00,A-1\n"
    "ann,2026-03-02T10:00Z,Parcel came,,A-1\n"
    "ann,2026-03-05T10:00Z,Refund,-5.00, A-1 \n"
    "bea,2026-03-05T10:00Z,Web order,7.00,\n"
    "bea,2026-03-06T10:00Z,Refund,-7.00,A-2\n"
)
GIVEN = {"person": "person", "time": "time", "touchpoint": "touchpoint", "value": "value"}


def test_only_money_with_an_id_belongs_to_an_order(home: Path) -> None:
    done = run(request_import("touches", write(home, FILE), {**GIVEN, "order": "order"}))
    assert counts(done) == (5, 0, 0)
    found = recorded("name, money, order_ref is not null, order_ref, properties")
    assert [row[:3] for row in found] == [
        ("Web order", 2000, True),
        ("Parcel came", None, False),
        ("Refund", -500, True),
        ("Web order", 700, False),
        ("Refund", -700, True),
    ]
    assert found[0][3] == found[2][3] != found[4][3]
    assert '"order_id":"A-1"' in found[1][4], "the id is kept beside every touch"


def test_a_refund_among_touches_reduces_an_order_of_another_file(home: Path) -> None:
    orders = "person,time,order,value\nbea,2026-03-02T10:00Z,A-2,7.00\n"
    given = {"person": "person", "time": "time", "order": "order", "value": "value"}
    run(request_import("orders", write(home, orders, "orders.csv"), given))
    run(request_import("touches", write(home, FILE), {**GIVEN, "order": "order"}))
    settle()
    refunds = sum(len(shard.refund_at) for shard in open_index().shards)
    assert refunds == 2, "ann's, and bea's of the order in the other file"


def test_a_file_without_the_option_keeps_its_identities(home: Path) -> None:
    path = write(home, FILE)
    run(request_import("touches", path, GIVEN))
    before = recorded("key_high, key_low")
    again = run(request_import("touches", path, {**GIVEN, "order": "order"}))
    assert counts(again) == (0, 0, 5), "a row is the same row, whatever its columns stand for"
    assert recorded("key_high, key_low") == before
    assert lake().last_seq() == 5


def test_the_column_is_guessed_and_said_where_there_is_money(home: Path) -> None:
    found = guess(write(home, FILE))
    assert found.kind == "touches", "an order id that stands in some rows only makes no orders"
    assert found.given["order"] == "order"
    assert any(one.startswith("The order is 'order'") for one in found.said)
    without = (
        FILE.replace(",value,", ",note,").replace("20.00", "a").replace("7.00", "b").replace("5.00", "c")
    )
    assert "order" not in guess(write(home, without), "touches").given
    whole = "person,time,order,value\nann,2026-03-01,A-1,20\nbea,2026-03-02,A-2,7\n"
    assert guess(write(home, whole)).kind == "orders"


def test_an_order_id_without_money_is_no_use(home: Path) -> None:
    given = {name: column for name, column in GIVEN.items() if name != "value"}
    with pytest.raises(ImportError_, match="Say --value COLUMN too"):
        request_import("touches", write(home, FILE), {**given, "order": "order"})


def test_a_refund_beyond_its_order_is_suspicious(home: Path) -> None:
    orders = (
        "person,time,order,value\n"
        "ann,2026-03-01T10:00Z,A-1,20.00\n"
        "ann,2026-03-02T10:00Z,A-1,-20.00\n"
        "bea,2026-03-01T10:00Z,B-1,7.00\n"
        "bea,2026-03-02T10:00Z,B-1,-70.00\n"
        "cle,2026-03-02T10:00Z,C-1,-5.00\n"
    )
    given = {"person": "person", "time": "time", "order": "order", "value": "value"}
    path = write(home, orders, "orders.csv")
    done = run(request_import("orders", path, given))
    assert (done.accepted, done.suspicious) == (5, 1)
    assert done.doubts == {"refund-beyond-order": 1}, "what goes back of an order nobody knows is no fault"
    path.write_text(orders + "ann,2026-03-09T10:00Z,A-1,-1.00\n")
    again = run(request_import("orders", path, given))
    assert (again.accepted, again.duplicates, again.suspicious) == (1, 5, 1)
