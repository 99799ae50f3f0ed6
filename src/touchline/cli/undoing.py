"""``touchline undo``."""

from __future__ import annotations

from pathlib import Path

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.settings import Settings


@click.command("undo")
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def command(_settings: Settings, number: int, as_json: bool) -> None:
    """Undo import NUMBER as a whole: its events, and the people and touchpoints only it brought."""
    from touchline.collect.importers import ImportError_
    from touchline.collect.undoing import leaned_on
    from touchline.service.taking import take_back

    try:
        undone = take_back(number)
    except ImportError_ as error:
        refuse(str(error))
    others = leaned_on(number)
    if as_json:
        print_json({"undone": undone.number, "import_again": [one.number for one in others]})
        return
    click.echo(f"Import {number} of {Path(undone.file).name} is undone; answers are without it.")
    for one in others:
        click.echo(
            f"{one.duplicates:,} rows of import {one.number} ({Path(one.file).name}) were here already. "
            "Import that file again, in case some had come with the one undone."
        )
