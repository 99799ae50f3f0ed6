"""Turns two public data sets into workspaces: ``python docs/real_data.py DATA_FOLDER HOME_FOLDER``.

DATA_FOLDER holds ``complete_journey`` (the Parquet files of the completejourney package) and
``bpi2013_incidents`` (the BPI Challenge 2013 incident log as Parquet). What a row is called is decided
here, on the fly; nothing of the data is kept in the repository.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb

CAMPAIGNS = """
COPY (
    SELECT household_id AS household, start_date AS time, 'mail' AS channel,
           'Campaign ' || lower(right(campaign_type, 1)) || ' sent' AS touchpoint
    FROM '{data}/campaigns.parquet' JOIN '{data}/campaign_descriptions.parquet' USING (campaign_id)
    ORDER BY time, household
) TO '{to}' (HEADER)
"""
COUPONS = """
COPY (
    SELECT household_id AS household, redemption_date AS time, 'shop' AS channel,
           'Coupon redeemed' AS touchpoint
    FROM '{data}/coupon_redemptions.parquet'
) TO '{to}' (HEADER)
"""
INCIDENTS = """
COPY (
    SELECT "case:concept:name" AS incident, "time:timestamp" AS time,
           "concept:name" || ', ' || "lifecycle:transition" AS touchpoint
    FROM '{data}/bpi2013_incidents.parquet'
) TO '{to}'
"""


def touchline(home: Path, *words: str) -> None:
    """Run a command and show it."""
    print("$ touchline", *(f'"{word}"' if " " in word else word for word in words), flush=True)
    subprocess.run([sys.executable, "-m", "touchline", "--home", str(home), *words], check=True)


def complete_journey(data: Path, home: Path) -> None:
    """Grocery households: campaign sent, coupon redeemed, basket."""
    home.mkdir(parents=True, exist_ok=True)
    who = ("--person", "household", "--time", "time", "--touchpoint", "touchpoint", "--channel", "channel")
    touchline(home, "init")
    touchline(home, "settings", "--name", "Grocery households", "--currency", "USD")
    for name, query, *more in (
        ("campaigns", CAMPAIGNS, "--initiative", "business"),
        ("coupons", COUPONS),
    ):
        file = home / f"{name}.csv"
        duckdb.sql(query.format(data=data / "complete_journey", to=file))
        touchline(home, "import", "touches", str(file), *who, *more)
    baskets = ("--person", "household_id", "--time", "transaction_timestamp", "--order", "basket_id")
    file = data / "complete_journey" / "transactions.parquet"
    touchline(home, "import", "orders", str(file), *baskets, "--value", "sales_value")
    touchline(home, "touchpoint", "place", "--proposed")
    touchline(home, "touchpoint", "place", "Coupon redeemed", "--stage", "try")


def incidents(data: Path, home: Path) -> None:
    """Incidents of an IT service desk: each incident is followed like a person."""
    home.mkdir(parents=True, exist_ok=True)
    touchline(home, "init")
    touchline(home, "settings", "--name", "Service desk")
    file = home / "incidents.parquet"
    duckdb.sql(INCIDENTS.format(data=data / "bpi2013_incidents", to=file))
    columns = ("--person", "incident", "--time", "time", "--touchpoint", "touchpoint")
    touchline(home, "import", "touches", str(file), *columns)
    for status, stage in (("Queued, Awaiting Assignment", "know"), ("Accepted, In Progress", "try")):
        touchline(home, "touchpoint", "place", status, "--stage", stage)
    touchline(home, "touchpoint", "place", "Completed, Resolved", "--stage", "buy")


if __name__ == "__main__":
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    complete_journey(folder, target / "grocery")
    incidents(folder, target / "service-desk")
