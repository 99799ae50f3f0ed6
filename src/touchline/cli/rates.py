"""``touchline rates``."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.tables import print_table
from touchline.settings import Settings


@click.group("rates")
def command() -> None:
    """List, set and import rates of currencies, and show which are missing.

    A rate says how much of the reporting currency one of another was worth on a day. A day without a
    rate takes the latest one at most 7 days before.
    """


@command.command("list")
@click.option("--currency", metavar="CUR", help="Only of this currency.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Answer as CSV, as the import reads it.")
@with_home()
def show(_settings: Settings, currency: str | None, as_json: bool, as_csv: bool) -> None:
    """List the rates in force, by currency and day."""
    from touchline.workspace.models import BusinessSettings
    from touchline.workspace.rates import in_force

    if as_json and as_csv:
        raise click.UsageError("Choose one of --json and --csv.")
    wanted = currency.strip().upper() if currency else None
    rows = [
        {"date": day.isoformat(), "currency": code, "rate": rate}
        for (code, day), rate in sorted(in_force().items())
        if wanted in (None, code)
    ]
    to = BusinessSettings.current().currency
    if as_json:
        print_json({"reporting_currency": to, "rates": rows})
    elif as_csv:
        _print_csv(["date", "currency", "rate"], ([*row.values()] for row in rows))
    elif rows:
        print_table(rows)
        click.echo(f"One of the currency is worth so many {to}.")
    else:
        click.echo(f"No rates into {to} yet. Set one: touchline rates set USD 2026-01-31 0.9217")


def _print_csv(header: list[str], rows: Iterable[list[str]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)


@command.command("set")
@click.argument("currency")
@click.argument("date")
@click.argument("rate")
@with_home()
def set_one(_settings: Settings, currency: str, date: str, rate: str) -> None:
    """Say what one of CURRENCY was worth on DATE (2026-01-31) in the reporting currency. Answers follow."""
    from touchline.service.refresh import settle
    from touchline.workspace.models import BusinessSettings
    from touchline.workspace.rates import RateError, read_currency, read_day, read_rate, save

    try:
        code, day, value = read_currency(currency), read_day(date), read_rate(rate)
    except RateError as error:
        refuse(str(error))
    save(None, {(code, day): value})
    settle()
    click.echo(f"On {day.isoformat()} 1 {code} is worth {value} {BusinessSettings.current().currency}.")


@command.command("remove")
@click.argument("currency")
@click.argument("date")
@with_home()
def remove(_settings: Settings, currency: str, date: str) -> None:
    """Take the rate of CURRENCY on DATE back. Answers follow."""
    from touchline.service.refresh import settle
    from touchline.workspace.rates import RateError, read_currency, read_day, save

    try:
        code, day = read_currency(currency), read_day(date)
    except RateError as error:
        refuse(str(error))
    if not save(None, {(code, day): ""}).changed:
        refuse(f"{code} has no rate of {day.isoformat()}. See: touchline rates list")
    settle()
    click.echo(f"{code} has no rate of its own on {day.isoformat()} any more.")


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_home()
def import_file(_settings: Settings, file: Path) -> None:
    """Take a CSV file of rates with the columns date, currency and rate; all of them or none."""
    from touchline.service.refresh import settle
    from touchline.workspace.rates import RateError, save
    from touchline.workspace.rates_file import read_file

    try:
        saved = save(None, read_file(file), what=file.name)
    except RateError as error:
        refuse(str(error))
    settle()
    click.echo(f"{saved.changed:,} rates are new or changed, {saved.same:,} were in force already.")


@command.command("missing")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Answer as CSV.")
@with_home()
def missing(_settings: Settings, as_json: bool, as_csv: bool) -> None:
    """Show on which days money is left out because a rate is missing."""
    from touchline.journeys.gaps import Gaps, by_currency
    from touchline.service.answers import answer, open_index
    from touchline.service.refresh import ensure

    if as_json and as_csv:
        raise click.UsageError("Choose one of --json and --csv.")
    ensure()
    result = answer(open_index(), Gaps())
    if as_json:
        print_json(result.to_dict())
    elif as_csv:
        names = ["currency", "date", "orders", "refunds", "net"]
        _print_csv(names, ([row[name] for name in names] for row in result.rows()))
    elif not result.gaps:
        click.echo("No rate is missing.")
    else:
        print_table(result.rows(money=lambda amount: amount))
        for one in by_currency(result.gaps):
            click.echo(
                f"{one.currency} lacks the rates of {one.days:,} of these days. Left out are {one.net:,f} "
                f"{one.currency}: orders {one.orders:,}, refunds {one.refunds:,}."
            )
