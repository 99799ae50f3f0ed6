"""``touchline index show`` while the index is built anew."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import run

from touchline.lake.underway import Telling


def test_it_says_how_far_a_build_is(new_home: Path) -> None:
    file = new_home.parent / "touches.csv"
    file.write_text("who,when,what\nann,2026-01-01,page\n")
    run(new_home, "init")
    telling = Telling(new_home / "index", "first", 12_345)
    said = run(new_home, "index", "show", code=1)
    assert "built from 12,345 events: 0 % done. Until then answers know nobody." in said
    telling.close()
    run(new_home, "import", "touches", str(file), "--person", "who", "--time", "when", "--touchpoint", "what")
    assert "recognised anew" not in run(new_home, "index", "show")
    assert json.loads(run(new_home, "index", "show", "--json"))["building"] is None
    telling = Telling(new_home / "index", "rules", 1)
    said = run(new_home, "index", "show")
    assert said.startswith("History is being recognised anew by the rules of today: 0 % of 1 event done.")
    assert "generation: g" in said
    building = json.loads(run(new_home, "index", "show", "--json"))["building"]
    assert (building["why"], building["events"], building["share"]) == ("rules", 1, 0.0)
    telling.close()
