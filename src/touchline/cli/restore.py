"""``touchline restore``."""

from __future__ import annotations

from pathlib import Path

import click

from touchline.cli.common import print_json, refuse
from touchline.cli.progress import Bar
from touchline.settings import SettingsError


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--home", metavar="DIR", help="Empty or new folder for the workspace.")
@click.option("--json", "as_json", is_flag=True, help="End with one JSON line.")
@click.pass_context
def command(ctx: click.Context, file: Path, home: str | None, as_json: bool) -> None:
    """Make a workspace from a backup, in an empty or new folder.

    It starts held: it sends nothing until released, because the workspace it was copied from may still
    be at work. A backup of an earlier version is brought up to date.
    """
    from touchline.service.restore import RestoreError, restore

    with Bar(f"restore {file.name}") as bar:
        try:
            made = restore(file, home or ctx.find_root().obj, bar.part)
        except (RestoreError, SettingsError) as error:
            bar.close()
            refuse(str(error))
    if as_json:
        print_json({"home": str(made.settings.home), "made_at": made.made_at.isoformat(), **made.counts})
        return
    click.echo(
        f"{made.business} as it was on {made.made_at:%d %b %Y at %H:%M} UTC is in {made.settings.home}: "
        f"{made.counts['events']:,} events, {made.counts['people']:,} people."
    )
    click.echo("It is held: it sends nothing until you run touchline release.")
