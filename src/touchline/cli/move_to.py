"""``touchline move-to``."""

from __future__ import annotations

import os

import click

from touchline.cli.common import refuse
from touchline.settings import SettingsError


@click.command("move-to")
@click.argument("database_url", required=False)
@click.option("--keep", is_flag=True, help="Keep the SQLite file as operations-before-move.sqlite3.")
@click.option("--home", metavar="DIR", help="Folder of the workspace.")
@click.pass_context
def command(ctx: click.Context, database_url: str | None, keep: bool, home: str | None) -> None:
    """Move the operations store of a workspace from SQLite to PostgreSQL.

    DATABASE_URL names an empty database; left out, the setting of that name is taken, which hides a
    password from those who may list processes. Everything is copied and compared before it counts.
    """
    from touchline.service.home import use_for_moving

    if database_url:
        os.environ["DATABASE_URL"] = database_url
    try:
        settings = use_for_moving(home or ctx.find_root().obj)
        from touchline.service.moving import move

        rows = move(settings, keep=keep)
    except SettingsError as error:
        refuse(str(error))
    click.echo(f"{rows:,} rows moved to {settings.postgres}. Set DATABASE_URL to it from now on.")
