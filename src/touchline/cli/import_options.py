"""Options of ``touchline import``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


def column(name: str, what: str) -> Callable[[Any], Any]:
    """An option that names a column."""
    return click.option(f"--{name}", metavar="COL", help=f"Column with {what}.")


PERSON = column("person", "the person's id")
OTHER_ID = column("other-id", "another id of the same person: each row joins the two")
TIME = column("time", "the time")
CHANNEL = column("channel", "where it happened")
TOUCHPOINT_NAME = click.option(
    "--touchpoint-name", metavar="NAME", help="What they met, where no column or an empty cell says it."
)
EVENT_ID = column("event-id", "a lasting id of the row")
CAMPAIGN = (
    column("campaign", "the campaign that brought the traffic, such as utm_campaign"),
    column("campaign-source", "where the campaign ran, such as utm_source"),
    column("campaign-medium", "the campaign's medium, such as utm_medium"),
)
CURRENCY = click.option(
    "--currency", metavar="CUR", help="Currency of the money, such as EUR, or a column (else the business's)."
)
SOURCE = click.option(
    "--source", metavar="NAME", help="System the rows come from: its event ids are its own."
)
ZONE = click.option(
    "--time-zone", metavar="ZONE", help="Zone of times without an offset (else the business's)."
)
INITIATIVE = click.option(
    "--initiative",
    type=click.Choice(("person", "business")),
    help="Whose doing these touches are.  [default: person]",
)
DATES = click.option(
    "--dates",
    type=click.Choice(("day-first", "month-first", "iso")),
    help="What 03/04/2025 means (else what the column itself shows).",
)
DECIMAL = click.option(
    "--decimal", type=click.Choice(("point", "comma")), help="The decimal sign (else what the column shows)."
)
LINES = click.option(
    "--lines",
    type=click.Choice(("apart", "continued", "repeated")),
    help="Rows of one order: each has its own money; only the first has the order's fields; "
    "each repeats the order's total.",
)
READING = (
    click.option("--encoding", metavar="NAME", help="Encoding of a text, such as utf-8, utf-16 or cp1252."),
    click.option(
        "--delimiter", metavar="SIGN", help="comma, semicolon, tab, bar, or the sign between cells."
    ),
    click.option("--quote", metavar="SIGN", help="double, single or none: the sign around cells."),
    click.option("--sheet", metavar="NAME", help="Sheet of a workbook (else the first with rows)."),
    click.option("--member", metavar="NAME", help="File in a zip that holds several."),
)


def reading(function: Any) -> Any:
    """Give a command the options on how a file is read."""
    for option in reversed(READING):
        function = option(function)
    return function
