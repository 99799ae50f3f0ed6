"""``touchline init``."""

from __future__ import annotations

import click

from touchline.cli.common import with_home
from touchline.settings import Settings


@click.command("init")
@with_home(make=True)
def command(settings: Settings) -> None:
    """Make an empty workspace. One that is there already stays as it is."""
    click.echo(f"The workspace is in {settings.home}. Next: touchline import, or touchline serve.")
