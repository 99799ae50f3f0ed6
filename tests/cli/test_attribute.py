"""``touchline attribute`` on a workspace with touches and people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.conftest import run


@pytest.fixture
def home(new_home: Path, tmp_path: Path) -> Path:
    touches, people = tmp_path / "touches.csv", tmp_path / "people.csv"
    touches.write_text(
        "who,when,what,utm_campaign,product\n"
        "a,2026-01-01 10:00,Home,spring,mug\n"
        "b,2026-01-01 11:00,Home,,bowl\n"
    )
    people.write_text("who,name,country\na,Ann,Portugal\n")
    run(new_home, "import", "touches", str(touches), "--person", "who", "--campaign", "utm_campaign")
    run(new_home, "import", "people", str(people), "--person", "who", "--name", "name")
    return new_home


def listed(home: Path) -> dict[str, list[tuple[str, str, int]]]:
    found = json.loads(run(home, "attribute", "list", "--json"))
    return {
        kind: [(one["of"], one["name"], one["values"]) for one in found[kind]]
        for kind in ("held", "proposed")
    }


def test_attributes_are_proposed_added_and_removed(home: Path) -> None:
    assert listed(home) == {
        "held": [],
        "proposed": [("touches", "product", 2), ("touches", "campaign", 1), ("people", "country", 1)],
    }
    assert "Looked at the newest 2 of 2 events" in run(home, "attribute", "list")
    said = run(home, "attribute", "add", "campaign", "product")
    assert said == "The index holds campaign, product from now on.\n"
    run(home, "attribute", "add", "--of-people", "country")
    assert listed(home) == {
        "held": [("people", "country", 1), ("touches", "campaign", 1), ("touches", "product", 2)],
        "proposed": [],
    }
    run(home, "attribute", "remove", "product")
    assert listed(home)["proposed"] == [("touches", "product", 2)]


def test_what_nobody_says_is_hinted_at(home: Path) -> None:
    said = run(home, "attribute", "add", "country")
    assert "No touch looked at says country, but people have it." in said
    assert "--of-people" in said
    run(home, "attribute", "remove", "country")
    said = run(home, "attribute", "add", "--of-people", "product")
    assert "Nobody looked at has product, but touches say it." in said
    assert "Nothing looked at says colour yet." in run(home, "attribute", "add", "colour")
    assert "--of-people" not in run(home, "attribute", "add", "product")


def test_notes_and_numbers_of_their_own_are_not_proposed(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    rows = [f"c{n},2026-01-02 10:{n:02d},Home,note {n},{n % 21}" for n in range(42)]
    path.write_text("\n".join(["who,when,what,note,shelf", *rows]))
    run(home, "import", "touches", str(path), "--person", "who")
    names = [name for _of, name, _values in listed(home)["proposed"]]
    assert "shelf" in names
    assert "note" not in names


def test_all_are_added_or_none(home: Path) -> None:
    assert "campaign is held already." in run(home, "attribute", "add", "new", "campaign", "campaign", code=1)
    assert listed(home)["held"] == []
    assert "The index holds no new." in run(home, "attribute", "remove", "new", code=1)
