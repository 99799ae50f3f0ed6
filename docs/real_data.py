"""Turns four public data sets into workspaces: ``python docs/real_data.py DATA_FOLDER HOME_FOLDER``.

DATA_FOLDER holds ``complete_journey`` (the Parquet files of the completejourney package),
``bpi2013_incidents`` (the BPI Challenge 2013 incident log as Parquet), ``online_retail_uci`` (Online Retail
as Parquet) and ``olist_marketing_funnel`` (leads and closed deals of Olist as CSV). What a row is called
is decided here, on the fly; nothing of the data is kept in the repository.
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


def retailer(data: Path, home: Path) -> None:
    """Lines of a shop's orders: rehearsed, imported, taken again, undone and imported once more."""
    home.mkdir(parents=True, exist_ok=True)
    touchline(home, "init")
    touchline(home, "settings", "--name", "Gift shop", "--zone", "Europe/London", "--currency", "GBP")
    file = str(data / "online_retail_uci" / "online_retail.parquet")
    columns = ("--person", "CustomerID", "--time", "InvoiceDate", "--order", "InvoiceNo")
    lines = ("import", "orders", file, *columns, "--quantity", "Quantity", "--price", "UnitPrice")
    touchline(home, *lines, "--dry-run")
    touchline(home, *lines)
    touchline(home, *lines)
    touchline(home, "undo", "1")
    touchline(home, *lines)


def leads(data: Path, home: Path) -> None:
    """Leads of a marketplace and the deals that were won: the leads without an origin come second."""
    home.mkdir(parents=True, exist_ok=True)
    touchline(home, "init")
    touchline(home, "settings", "--name", "Marketplace", "--zone", "America/Sao_Paulo", "--currency", "BRL")
    folder = data / "olist_marketing_funnel"
    file = str(folder / "olist_marketing_qualified_leads_dataset.csv")
    columns = ("--person", "mql_id", "--time", "first_contact_date", "--touchpoint", "origin")
    touchline(home, "import", "touches", file, *columns)
    touchline(home, "import", "touches", file, *columns, "--touchpoint-name", "origin not said")
    deals = ("import", "orders", str(folder / "olist_closed_deals_dataset.csv"), "--person", "mql_id")
    deals += ("--time", "won_date", "--order", "seller_id", "--value", "declared_monthly_revenue")
    touchline(home, *deals, "--dry-run")
    touchline(home, *deals)
    touchline(home, "touchpoint", "place", "--proposed")


if __name__ == "__main__":
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    complete_journey(folder, target / "grocery")
    incidents(folder, target / "service-desk")
    retailer(folder, target / "gift-shop")
    leads(folder, target / "marketplace")
