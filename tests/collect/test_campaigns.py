"""Campaigns of touches and orders: from a column of the file to a column of the lake."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import run

from touchline.lake.events import Lake


def test_campaigns_are_taken_from_utm_columns_and_leave_the_properties(
    new_home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "visits.csv"
    file.write_text(
        "person,time,page,utm_campaign,utm_source,utm_medium,place,note\n"
        "a,2026-01-01 10:00,Home, spring ,news,cpc,site,x\n"
        "b,2026-01-01 11:00,Home,,,,site,\n"
    )
    looked = json.loads(run(new_home, "import", "look", str(file), "--json"))
    assert looked["options"]["campaign"] == "utm_campaign"
    words = ["--channel", "place"]
    run(new_home, "import", "touches", str(file), *words)
    rows = sorted(Lake(new_home / "lake").of_identity(1).to_pylist(), key=lambda one: one["seq"])
    said = [(one["campaign"], one["campaign_source"], one["campaign_medium"]) for one in rows]
    assert said == [("spring", "news", "cpc")]
    assert json.loads(rows[0]["properties"]) == {"note": "x"}
    assert Lake(new_home / "lake").of_identity(2).to_pylist()[0]["campaign"] is None


def test_orders_say_their_campaign(new_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("who,day,no,money,push\na,2026-01-01,1,5.00,summer\n")
    words = ["--person", "who", "--time", "day", "--order", "no", "--value", "money", "--campaign", "push"]
    run(new_home, "import", "orders", str(file), *words)
    assert Lake(new_home / "lake").of_identity(1)["campaign"].to_pylist() == ["summer"]
