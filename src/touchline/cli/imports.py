"""``touchline import``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.import_options import (
    CAMPAIGN,
    CHANNEL,
    CURRENCY,
    DATES,
    DECIMAL,
    EVENT_ID,
    INITIATIVE,
    LINES,
    OTHER_ID,
    PERSON,
    READING,
    SOURCE,
    TIME,
    TOUCHPOINT_NAME,
    ZONE,
    column,
    reading,
)
from touchline.cli.progress import Bar
from touchline.cli.verdicts import as_dict, sentences
from touchline.settings import Settings

if TYPE_CHECKING:
    from touchline.collect.options import Options


@click.group("import")
def command() -> None:
    """Take a file of touches, orders or people into the record.

    CSV and other delimited text in any encoding, JSON Lines, Parquet and Excel (XLSX), also packed with
    gzip or in a zip. What is not said is found out from the file, and asked for where that is not sure:
    touchline import look FILE. Taking the same file again, or a longer one that overlaps it, adds only
    what is new. Two equal lines in one file are two touches.
    """


def _takes(*options: Callable[[Any], Any]) -> Callable[[Callable[..., None]], click.Command]:
    def decorate(function: Callable[..., None]) -> click.Command:
        @click.argument("file", type=click.Path(path_type=Path))
        @click.option("--dry-run", is_flag=True, help="Judge every row and record nothing.")
        @click.option("--json", "as_json", is_flag=True, help="End with one JSON line.")
        @click.option("--preset", metavar="NAME", help="Take the options saved under this name.")
        @click.option("--save-preset", metavar="NAME", help="Save the options under this name.")
        @with_home(make=True)
        def run(
            _settings: Settings,
            file: Path,
            dry_run: bool,
            as_json: bool,
            preset: str | None,
            save_preset: str | None,
            **given: Any,
        ) -> None:
            from touchline.service.taking import rehearse, take

            def work(progress: Callable[[int, float], None]) -> Any:
                options = _settle(function.__name__, file, given, preset, save_preset)
                return (rehearse if dry_run else take)(function.__name__, file.absolute(), options, progress)

            _carry_out(work, file, as_json=as_json)

        run.__doc__ = function.__doc__
        wrapped: Any = run
        for option in reversed((*options, *READING)):
            wrapped = option(wrapped)
        return command.command(function.__name__, help=function.__doc__)(wrapped)

    return decorate


def _settle(kind: str, file: Path, given: dict[str, Any], preset: str | None, save_as: str | None) -> Options:
    """How the file is read: what was said, what the preset says, and what the file shows."""
    from touchline.collect import presets
    from touchline.collect.guess import settle_file

    asked = presets.apply(preset, kind, given) if preset else given
    options = settle_file(kind, file, asked)
    if save_as:
        presets.save(save_as, kind, presets.of(options, asked))
    for sentence in options.said:
        click.echo(sentence, err=True)
    return options


def _carry_out(work: Callable[[Callable[[int, float], None]], Any], file: Path, *, as_json: bool) -> None:
    from touchline.collect.importers import ImportError_
    from touchline.collect.models import State

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
    OTHER_ID,
    TIME,
    column("touchpoint", "what they met"),
    TOUCHPOINT_NAME,
    CHANNEL,
    column("value", "money; empty or zero is a touch without money"),
    column("order", "the id of the order the money belongs to, so that a refund reduces it"),
    CURRENCY,
    EVENT_ID,
    *CAMPAIGN,
    SOURCE,
    ZONE,
    INITIATIVE,
    DATES,
    DECIMAL,
)
def touches() -> None:
    """Take a file with one touch a row: who, when, what."""


@_takes(
    PERSON,
    OTHER_ID,
    TIME,
    column("order", "the order's id; its lines become one order"),
    column("value", "the money of the row"),
    column("quantity", "the quantity; with --price instead of --value"),
    column("price", "the price of one"),
    CHANNEL,
    CURRENCY,
    EVENT_ID,
    *CAMPAIGN,
    SOURCE,
    ZONE,
    LINES,
    DATES,
    DECIMAL,
)
def orders() -> None:
    """Take a file with orders, one row an order or one row a line of it."""


@_takes(
    PERSON,
    OTHER_ID,
    column("name", "the person's name"),
    click.option(
        "--consent", metavar="COL", help="Column with consent to letters: a no is taken, a yes only noted."
    ),
    column("brought-by", "the id of who brought them"),
    click.option(
        "--brought-as",
        metavar="AS",
        help="As what they were brought: fan, promoter or partner, or a column that says it.",
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


@command.command("look")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice(("touches", "orders", "people")), help="What the rows are.")
@reading
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON document.")
@with_home(make=True)
def look(_settings: Settings, file: Path, kind: str | None, as_json: bool, **given: Any) -> None:
    """Show how a file would be read and imported, without importing it.

    Its format, its first rows, what they are, which column stands for what and why, how times and money
    are written, what has to be said, and the command that imports it.
    """
    from touchline.cli.looking import show
    from touchline.collect.guess import guess
    from touchline.collect.importers import ImportError_

    try:
        found = guess(file, kind, given)
    except ImportError_ as error:
        refuse(str(error))
    if as_json:
        print_json(found.to_dict())
    else:
        show(found)


@command.command("presets")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def list_presets(_settings: Settings, as_json: bool) -> None:
    """List the saved presets."""
    from touchline.collect import presets
    from touchline.collect.options import in_order, option

    found = presets.listed()
    if as_json:
        every = [(one, in_order(one.kind, one.given)) for one in found]
        print_json([{"name": one.name, "kind": one.kind, "options": given} for one, given in every])
        return
    if not found:
        click.echo("No preset is saved yet. Save one with: touchline import touches FILE --save-preset NAME")
    for one in found:
        said = " ".join(f"{option(name)} {value!r}" for name, value in in_order(one.kind, one.given).items())
        click.echo(f"{one.name}: {one.kind} {said}")


@command.command("drop-preset")
@click.argument("name")
@with_home()
def drop_preset(_settings: Settings, name: str) -> None:
    """Throw a saved preset away."""
    from touchline.collect import presets
    from touchline.collect.importers import ImportError_

    try:
        presets.drop(name)
    except ImportError_ as error:
        refuse(str(error))
    click.echo(f"The preset {name} is gone.")
