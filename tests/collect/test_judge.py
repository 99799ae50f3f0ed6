"""Each row of touches and orders gets one verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from tests.collect.files import cells, write

from touchline.collect.importers import Reading, open_file
from touchline.collect.judge import STAGED, Judge
from touchline.collect.keys import Scribe
from touchline.collect.options import settle
from touchline.collect.reasons import BY_ID, Reason, sentence

pytestmark = pytest.mark.django_db
GOOD = {
    "person": "p1",
    "time": "2026-01-31T12:00Z",
    "touchpoint": "page",
    "channel": "site",
    "value": "1.5",
    "cur": "EUR",
}
TOUCH = {
    "person": "person",
    "time": "time",
    "touchpoint": "touchpoint",
    "channel": "channel",
    "value": "value",
    "currency": "cur",
}
NOW = 1_800_000_000_000_000
ORDER = {"person": "person", "time": "time", "order": "touchpoint", "value": "value", "currency": "cur"}


def judge(
    folder: Path, kind: str, options: dict[str, Any], *rows: dict[str, str]
) -> tuple[list[int], pa.Table]:
    text = [",".join(GOOD), *(",".join({**GOOD, **row}.values()) for row in rows)]
    reader = open_file(write(folder, "\n".join(text)))
    settled = settle(kind, options, reader.header)
    with duckdb.connect() as base:
        judged = [Judge(settled, Scribe(base, settled), NOW)(chunk) for chunk in reader.chunks()]
    events = pa.concat_tables([one.events for one in judged])
    assert events.schema == STAGED
    return [reason for one in judged for reason in one.reasons.tolist()], events


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"person": ""}, Reason.NO_PERSON),
        ({"person": "  "}, Reason.NO_PERSON),
        ({"person": "Undefined"}, Reason.IMPOSSIBLE_PERSON),
        ({"person": " NULL "}, Reason.IMPOSSIBLE_PERSON),
        ({"person": "(not set)"}, Reason.IMPOSSIBLE_PERSON),
        ({"person": "N/A"}, Reason.IMPOSSIBLE_PERSON),
        ({"person": "-"}, Reason.IMPOSSIBLE_PERSON),
        ({"person": "x" * 513}, Reason.IMPOSSIBLE_PERSON),
        ({"person": "x" * 10_000}, Reason.IMPOSSIBLE_PERSON),
        ({"person": "ü" * 512}, Reason.ACCEPTED),
        ({"person": "0"}, Reason.ACCEPTED),
        ({"time": ""}, Reason.NO_TIME),
        ({"time": "2500-01-01"}, Reason.TIME_OUT_OF_RANGE),
        ({"touchpoint": " "}, Reason.NO_TOUCHPOINT),
        ({"touchpoint": "x" * 201}, Reason.LONG_TOUCHPOINT),
        ({"touchpoint": "ü" * 200}, Reason.ACCEPTED),
        ({"channel": "x" * 201}, Reason.LONG_CHANNEL),
        ({"channel": ""}, Reason.ACCEPTED),
        ({"value": "NaN"}, Reason.NOT_A_NUMBER),
        ({"value": "inf"}, Reason.NOT_A_NUMBER),
        ({"value": "12 €"}, Reason.NOT_A_NUMBER),
        ({"value": "1e30"}, Reason.MONEY_OUT_OF_RANGE),
        ({"value": ""}, Reason.ACCEPTED),
        ({"value": "-3"}, Reason.ACCEPTED),
        ({"cur": "EURO"}, Reason.UNKNOWN_CURRENCY),
        ({"cur": ""}, Reason.UNKNOWN_CURRENCY),
        ({"cur": "", "value": "0"}, Reason.ACCEPTED),
        ({"cur": "EURO", "value": "1e30"}, Reason.UNKNOWN_CURRENCY),
        ({"cur": " usd "}, Reason.ACCEPTED),
        ({"person": "", "time": "", "touchpoint": ""}, Reason.NO_PERSON),
        ({"time": "never", "value": "none"}, Reason.UNREADABLE_TIME),
    ],
)
def test_touches(tmp_path: Path, row: dict[str, str], reason: Reason) -> None:
    reasons, events = judge(tmp_path, "touches", TOUCH, {}, row, {})
    assert reasons == [0, reason, 0]
    assert events["row"].to_pylist() == ([2, 4] if reason else [2, 3, 4])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"touchpoint": ""}, Reason.NO_ORDER),
        ({"value": ""}, Reason.NO_MONEY),
        ({"value": "free"}, Reason.NOT_A_NUMBER),
        ({"value": "0"}, Reason.ACCEPTED),
        ({"value": "0", "cur": ""}, Reason.UNKNOWN_CURRENCY),
        ({"touchpoint": "x" * 300}, Reason.ACCEPTED),
    ],
)
def test_orders(tmp_path: Path, row: dict[str, str], reason: Reason) -> None:
    assert judge(tmp_path, "orders", ORDER, {}, row)[0] == [0, reason]


def test_blank_and_zero_are_touches_without_money(tmp_path: Path) -> None:
    rows = [{"value": ""}, {"value": "0.00"}, {"value": "0.001"}, {"value": "-2"}, {"value": "3.005"}]
    events = judge(tmp_path, "touches", TOUCH, *rows)[1]
    assert events["money"].to_pylist() == [None, None, None, -200, 301]
    assert events["currency"].to_pylist() == [None, None, None, "EUR", "EUR"]
    assert events["name"].to_pylist() == ["page"] * 5


def test_a_name_holds_where_no_column_or_a_blank_cell_says_it(tmp_path: Path) -> None:
    rows = [{"touchpoint": ""}, {"touchpoint": "  "}, {"touchpoint": "x" * 201}]
    reasons, events = judge(tmp_path, "touches", {**TOUCH, "touchpoint_name": "Call"}, {}, *rows)
    assert reasons == [0, 0, 0, Reason.LONG_TOUCHPOINT]
    assert events["name"].to_pylist() == ["page", "Call", "Call"]
    bare = {name: column for name, column in TOUCH.items() if name != "touchpoint"}
    reasons, events = judge(tmp_path, "touches", {**bare, "touchpoint_name": "Call"}, {}, *rows)
    assert reasons == [0] * 4
    assert events["name"].to_pylist() == ["Call"] * 4


def test_orders_of_nothing_are_orders_and_negative_lines_refunds(tmp_path: Path) -> None:
    rows = [{"value": "0"}, {"value": "-0.001"}, {"value": "-2"}, {"value": "3.5", "cur": "jpy"}]
    events = judge(tmp_path, "orders", ORDER, *rows)[1]
    assert events["money"].to_pylist() == [0, 0, -200, 4]
    assert events["currency"].to_pylist() == ["EUR", "EUR", "EUR", "JPY"]
    done, back = "Order Completed", "Order Refunded"
    assert events["name"].to_pylist() == [done, done, back, done]
    assert len(set(events["order_ref"].to_pylist())) == 1
    assert events["channel"].to_pylist() == [None] * 4


def test_quantities_times_prices(tmp_path: Path) -> None:
    options = {"person": "person", "time": "time", "order": "cur", "quantity": "channel", "price": "value"}
    rows = [
        {"channel": "3", "value": "0.335"},
        {"channel": "-1", "value": "2"},
        {"channel": "", "value": "2"},
    ]
    reasons, events = judge(tmp_path, "orders", options, *rows)
    assert reasons == [0, 0, Reason.NO_MONEY]
    assert events["money"].to_pylist() == [101, -200]
    assert '"channel":"3"' in events["properties"][0].as_py()


def test_texts_are_trimmed(tmp_path: Path) -> None:
    row = {"person": " p 1 ", "touchpoint": "\tpage\t", "channel": " site "}
    events = judge(tmp_path, "touches", TOUCH, row)[1]
    found = events.select(["person", "name", "channel"]).to_pylist()
    assert found == [{"person": "p 1", "name": "page", "channel": "site"}]


def test_a_row_that_is_broken_has_that_reason_first(tmp_path: Path) -> None:
    path = write(tmp_path, b"person,time,page\np1,2026-01-01\n,,\xe9\np2,2026-01-01,a\0b\n")
    reader = open_file(path, Reading())
    settled = settle("touches", {"person": "person", "time": "time", "touchpoint": "page"}, reader.header)
    with duckdb.connect() as base:
        [judged] = [Judge(settled, Scribe(base, settled), NOW)(chunk) for chunk in reader.chunks()]
    assert judged.reasons.tolist() == [Reason.RAGGED, Reason.NOT_UTF8, Reason.NUL]
    assert judged.events.num_rows == 0
    assert cells(reader)[0][2] == ("p1", "2026-01-01")


def test_every_reason_has_an_id_and_a_sentence() -> None:
    assert BY_ID["no-person"] is Reason.NO_PERSON
    for reason in Reason:
        assert sentence(reason.id).endswith(".")
