"""Every row has one verdict: written down, counted, summed, and shown with its cells."""

from __future__ import annotations

import random
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from tests.collect.files import ORDER, lines, recorded, run, take, write

from touchline.collect import verdicts
from touchline.collect.correcting import request_corrected
from touchline.collect.models import Import
from touchline.collect.verdicts import VERDICTS, every, rows

pytestmark = pytest.mark.django_db
HEADER = "person,time,touchpoint"


def told(one: Import) -> dict[int, tuple[str, str]]:
    return {
        row["row"]: (row["verdict"], row["why"]) for batch in every(one.folder) for row in batch.to_pylist()
    }


def test_each_row_has_one(home: Path) -> None:
    good = ("p1", "2026-01-01", "page")
    take("touches", write(home, lines(HEADER, [good]), "before.csv"))
    odd = [
        ("", *good[1:]),
        good,
        ("p2", "2190-01-01", "page"),
        ("p3", "1980-01-01", "page"),
        ("p4", "2026-01-01", "page"),
    ]
    done = take("touches", write(home, lines(HEADER, odd)))
    assert told(done) == {
        2: ("refused", "no-person"),
        3: ("duplicate", ""),
        4: ("suspicious", "future"),
        5: ("suspicious", "long-ago"),
        6: ("accepted", ""),
    }
    assert (done.accepted, done.suspicious, done.doubts) == (3, 2, {"future": 1, "long-ago": 1})
    assert [(one.row, one.why, one.cells) for one in rows(done.folder)] == [
        (2, "no-person", odd[0]),
        (4, "future", odd[2]),
        (5, "long-ago", odd[3]),
    ]
    for verdict in VERDICTS:
        found = rows(done.folder, verdict)
        assert {one.row for one in found} == {row for row, (what, _) in told(done).items() if what == verdict}
        assert all(one.cells == odd[one.row - 2] for one in found)
    assert [one.row for one in rows(done.folder, why="long-ago")] == [5]
    assert [one.row for one in rows(done.folder, start=1, count=1)] == [4]
    assert "before 1990" in rows(done.folder, why="long-ago")[0].sentence


def test_a_repeated_event_id_is_a_duplicate(home: Path) -> None:
    text = lines("id," + HEADER, [("1", "p1", "2026-01-01", "page"), ("1", "p1", "2026-01-01", "page")])
    assert told(take("touches", write(home, text), event_id="id")) == {
        2: ("accepted", ""),
        3: ("duplicate", ""),
    }


def test_only_the_first_rows_of_a_verdict_keep_their_cells(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "KEPT", {"accepted": 3, "suspicious": 2, "duplicate": 1})
    many = [(f"p{n}", "2026-01-01" if n % 2 else "1980-01-01", "page") for n in range(20)]
    done = take("touches", write(home, lines(HEADER, many)))
    assert [one.row for one in rows(done.folder, "accepted")] == [3, 5, 7]
    assert [one.row for one in rows(done.folder, "suspicious")] == [2, 4]
    assert Counter(verdict for verdict, _ in told(done).values()) == {"accepted": 10, "suspicious": 10}


def deals(home: Path, early: int, late: int) -> Import:
    first = [(f"p{n}", "2026-03-01", "first contact") for n in range(early + late)]
    take("touches", write(home, lines(HEADER, first), "contacts.csv"))
    days = ["2026-02-28"] * early + ["2026-04-01"] * late
    orders = [(f"p{n}", day, f"o{n}", "5") for n, day in enumerate(days)]
    return take(
        "orders", write(home, lines("person,time,order,value", [*orders, ("new", "2026-01-01", "x", "5")]))
    )


def test_orders_before_the_first_touch_are_suspicious_where_they_are_rare(home: Path) -> None:
    done = deals(home, early=2, late=60)
    assert (done.accepted, done.doubts) == (63, {"order-before-first-touch": 2})
    assert [one.row for one in rows(done.folder, "suspicious")] == [2, 3]


def test_where_they_are_common_that_is_how_the_business_works(home: Path) -> None:
    assert deals(home, early=10, late=60).doubts == {}


@pytest.mark.parametrize("seed", range(5))
def test_the_sums_of_the_verdicts_are_the_sum_of_the_file(home: Path, seed: int) -> None:
    chance = random.Random(seed)
    places = {"EUR": 2, "JPY": 0, "KWD": 3}
    table = [
        (
            chance.choice(["p1", "p2", ""]),
            chance.choice(["2026-01-01", "no time"]),
            f"o{n // 3}",
            f"{chance.randrange(-99_999, 99_999)}.{chance.randrange(1000)}",
            chance.choice(list(places)),
        )
        for n in range(80)
    ]
    path = write(home, lines("person,time,order,value,cur", table[:50]), "before.csv")
    take("orders", path, {**ORDER, "currency": "cur"})
    done = take(
        "orders", write(home, lines("person,time,order,value,cur", table)), {**ORDER, "currency": "cur"}
    )
    expected: Counter[str] = Counter()
    for *_, value, currency in table:
        unit = Decimal(1).scaleb(-places[currency])
        expected[currency] += int(Decimal(value).quantize(unit, ROUND_HALF_UP).scaleb(places[currency]))
    found: Counter[str] = Counter()
    for sums in done.money.values():
        for currency, amount in sums.items():
            found[currency] += amount
    assert found == expected
    assert done.duplicates
    assert set(done.money) == {"accepted", "duplicate", "refused"}


def test_rows_put_right_are_sent_again(home: Path) -> None:
    rows_ = [("p1", "2026-01-01", "page"), ("p2", "no time", "page"), ("", "2026-01-01", "call")]
    done = take("touches", write(home, lines(HEADER, rows_)))
    text = done.refused_file().read_text()
    assert text.startswith("refused row,refused because,person,time,touchpoint")
    fixed = write(home, text.replace(",,2026", ",p3,2026"), "fixed.csv")
    corrected = run(request_corrected(done.number, fixed))
    assert corrected.corrects == done
    assert ("call",) in recorded("name")
    whole = write(home, lines(HEADER, [*rows_[:2], ("p3", "2026-01-01", "call")]), "whole.csv")
    again = take("touches", whole)
    assert (again.accepted, again.duplicates) == (0, 2 + corrected.accepted - 1)
