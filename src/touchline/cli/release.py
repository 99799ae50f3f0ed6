"""``touchline release``."""

from __future__ import annotations

import click

from touchline.cli.common import with_home
from touchline.settings import Settings


@click.command("release")
@with_home()
def command(_settings: Settings) -> None:
    """Let a restored copy send again. Make sure first that the workspace it came from no longer does."""
    from touchline.workspace.held import release

    released = release(None)
    click.echo("Released. It sends from now on." if released else "This workspace is not held.")
