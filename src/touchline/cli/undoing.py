"""``touchline undo``."""

from __future__ import annotations

from pathlib import Path

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.settings import Settings


@click.command("undo")
@click.argument("number", type=int)
@click.option("--with-corrected", is_flag=True, help="Undo the imports that put its refused rows right too.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def command(_settings: Settings, number: int, with_corrected: bool, as_json: bool) -> None:
    """Undo import NUMBER as a whole: its events, and the people and touchpoints only it brought."""
    from touchline.collect.importers import ImportError_
    from touchline.collect.undoing import corrected_by, leaned_on
    from touchline.service.taking import take_back

    try:
        also = corrected_by(number) if with_corrected else []
        undone = take_back(number, corrected=with_corrected)
    except ImportError_ as error:
        refuse(str(error))
    others, stay = leaned_on(number), corrected_by(number)
    if as_json:
        print_json(
            {
                "undone": undone.number,
                "undone_too": [one.number for one in also],
                "stay": [one.number for one in stay],
                "import_again": [one.number for one in others],
            }
        )
        return
    click.echo(f"Import {number} of {Path(undone.file).name} is undone; answers are without it.")
    for one in also:
        click.echo(
            f"Import {one.number} of {Path(one.file).name} put refused rows of it right; it is undone too."
        )
    for one in stay:
        click.echo(
            f"Import {one.number} of {Path(one.file).name} put refused rows of it right and stays. "
            f"Undo it too with: touchline undo {one.number}"
        )
    for one in others:
        click.echo(
            f"{one.duplicates:,} rows of import {one.number} ({Path(one.file).name}) were here already. "
            "Import that file again, in case some had come with the one undone."
        )
