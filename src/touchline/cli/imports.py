"""``touchline import``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.progress import Bar
from touchline.cli.verdicts import as_dict, sentences
from touchline.settings import Settings

PERSON = click.option("--person", metavar="COL", required=True, help="Column with the person's id.")
TIME = click.option("--time", metavar="COL", required=True, help="Column with the time.")
CURRENCY = click.option(
    "--currency", metavar="CUR", help="Currency of the money, such as EUR (else the business's)."
)
ZONE = click.option(
    "--time-zone", metavar="ZONE", help="Zone of times without an offset (else the business's)."
)
SOURCE = click.option(
    "--source",
    metavar="NAME",
    help="System the rows come from: its event ids are its own.",
)
EVENT_ID = click.option("--event-id", metavar="COL", help="Column with a lasting id of the row.")
INITIATIVE = click.option(
    "--initiative",
    type=click.Choice(("person", "business")),
    default="person",
    show_default=True,
    help="Whose doing these touches are.",
)


@click.group("import")
def command() -> None:
    """Take a file of touches, orders or people into the record.

    CSV (UTF-8, commas, a header) and Parquet. Taking the same file again, or a longer one that
    overlaps it, adds only what is new. Two equal lines in one file are two touches.
    """


def _takes(*options: Callable[[Any], Any]) -> Callable[[Callable[..., None]], click.Command]:
    def decorate(function: Callable[..., None]) -> click.Command:
        @click.argument("file", type=click.Path(path_type=Path))
        @click.option("--dry-run", is_flag=True, help="Judge every row and record nothing.")
        @click.option("--json", "as_json", is_flag=True, help="End with one JSON line.")
        @with_home(make=True)
        def run(_settings: Settings, file: Path, dry_run: bool, as_json: bool, **given: Any) -> None:
            from touchline.service.taking import rehearse, take

            work = rehearse if dry_run else take
            path, kind = file.absolute(), function.__name__
            _carry_out(lambda progress: work(kind, path, given, progress), file, as_json=as_json)

        run.__doc__ = function.__doc__
        wrapped: Any = run
        for option in reversed(options):
            wrapped = option(wrapped)
        return command.command(function.__name__, help=function.__doc__)(wrapped)

    return decorate


def _carry_out(work: Callable[[Callable[[int, float], None]], Any], file: Path, *, as_json: bool) -> None:
    from touchline.collect.models import State
    from touchline.collect.run import ImportError_

    with Bar(file.name) as bar:
        try:
            done = work(bar.show)
        except ImportError_ as error:
            bar.close()
            refuse(str(error))
        except KeyboardInterrupt:
            bar.close()
            refuse(_cut_off(file))
    if done.state == State.FAILED:
        refuse(done.error)
    if as_json:
        print_json(as_dict(done))
        return
    for sentence in sentences(done):
        click.echo(sentence)


def _cut_off(file: Path) -> str:
    from touchline.collect.run import unfinished

    numbers = [one.number for one in unfinished() if one.file == str(file.absolute())]
    if not numbers:
        return "Interrupted. Nothing was recorded."
    return (
        f"Interrupted. Import {numbers[-1]} goes on with the next import or with touchline serve; "
        f"to take back what it recorded: touchline undo {numbers[-1]}"
    )


@_takes(
    PERSON,
    TIME,
    click.option("--touchpoint", metavar="COL", required=True, help="Column with what they met."),
    click.option("--channel", metavar="COL", help="Column with where it happened."),
    click.option("--value", metavar="COL", help="Column with money; empty or zero is a touch without money."),
    CURRENCY,
    EVENT_ID,
    SOURCE,
    ZONE,
    INITIATIVE,
)
def touches() -> None:
    """Take a file with one touch a row: who, when, what."""


@_takes(
    PERSON,
    TIME,
    click.option(
        "--order",
        metavar="COL",
        required=True,
        help="Column with the order's id; its lines become one order.",
    ),
    click.option("--value", metavar="COL", help="Column with the money of the row."),
    click.option(
        "--quantity", metavar="COL", help="Column with the quantity; with --price instead of --value."
    ),
    click.option("--price", metavar="COL", help="Column with the price of one."),
    CURRENCY,
    EVENT_ID,
    SOURCE,
    ZONE,
)
def orders() -> None:
    """Take a file with orders, one row an order or one row a line of it."""


@_takes(
    PERSON,
    click.option("--name", metavar="COL", help="Column with the person's name."),
    click.option(
        "--consent", metavar="COL", help="Column with consent to letters: a no is taken, a yes only noted."
    ),
    click.option("--brought-by", metavar="COL", help="Column with the id of who brought them."),
    click.option(
        "--brought-as", type=click.Choice(("fan", "promoter", "partner")), help="As what they were brought."
    ),
)
def people() -> None:
    """Take a file with what is known of people, and who brought whom."""


@command.command("corrected")
@click.argument("number", type=int)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="End with one JSON line.")
@with_home()
def corrected(_settings: Settings, number: int, file: Path, as_json: bool) -> None:
    """Take the refused rows of import NUMBER again, put right in FILE; it is read as that import was."""
    from touchline.service.taking import take_corrected

    _carry_out(lambda progress: take_corrected(number, file.absolute(), progress), file, as_json=as_json)
