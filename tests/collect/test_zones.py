"""Times of files that name no offset: in which zone they were read, said when it is another one now."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.collect.files import TOUCH, lake, lines, run, take, write

from touchline.collect.guess import settle_file
from touchline.collect.requesting import request_import
from touchline.collect.undoing import request_undo, run_undo
from touchline.collect.zones import after_change, read_before, read_in
from touchline.workspace.business import save_business

pytestmark = pytest.mark.django_db
HEADER = "person,time,touchpoint"
WALL = lines(HEADER, [("p1", "2026-01-01T09:00", "page")])
OFFSET = lines(HEADER, [("p1", "2026-01-01T09:00Z", "page")])


def settle_zone(zone: str) -> None:
    save_business(None, name="Till", zone=zone, currency="EUR", silence_days=90)


def test_a_change_of_zone_names_the_imports_read_in_the_old_one(home: Path) -> None:
    assert after_change("UTC", "Europe/Berlin") == ""
    take("touches", write(home, OFFSET, "offset.csv"))
    take("touches", write(home, WALL, "said.csv"), TOUCH, time_zone="UTC")
    assert after_change("UTC", "Europe/Berlin") == "", "an offset and a zone that was said hold"
    done = take("touches", write(home, WALL.replace("p1", "p2"), "wall.csv"))
    assert [one.number for one in read_in("UTC")] == [done.number]
    said = after_change("UTC", "Europe/Berlin")
    assert f"in import {done.number} (wall.csv) were read in UTC" in said
    assert "To read them in Europe/Berlin, undo that import" in said
    assert after_change("UTC", "UTC") == ""
    request_undo(done.number)
    run_undo(done.number, lake=lake())
    assert after_change("UTC", "Europe/Berlin") == ""


def test_the_same_file_under_another_zone_says_how_it_was_read(home: Path) -> None:
    path = write(home, WALL, "visits.csv")
    first = take("touches", path)
    assert "was imported before" not in " ".join(settle_file("touches", path, TOUCH).said)
    settle_zone("Europe/Berlin")
    settled = settle_file("touches", path, TOUCH)
    assert f"as import {first.number}, with times read in UTC" in " ".join(settled.said)
    assert run(request_import("touches", path, settled)).duplicates == 1
    assert read_before(home / "isits.csv", "Europe/Berlin") == "", "another file"
