"""``touchline upgrade``."""

from __future__ import annotations

import click

from touchline.cli.common import print_json, refuse, start
from touchline.settings import SettingsError


@click.command("upgrade")
@click.option("--json", "as_json", is_flag=True, help="End with one JSON line.")
@click.option("--home", metavar="DIR", help="Folder of the workspace.")
@click.pass_context
def command(ctx: click.Context, as_json: bool, home: str | None) -> None:
    """Bring a workspace to this version of Touchline. Repeating it changes nothing.

    Make a backup first. Nobody may serve the workspace meanwhile.
    """
    settings = start(home or ctx.find_root().obj, any_version=True)
    from touchline.service.upgrade import upgrade

    try:
        done = upgrade(settings)
    except SettingsError as error:
        refuse(str(error))
    if as_json:
        print_json({"from": done.before, "to": done.after, "changes": done.changes, "index": done.index})
        return
    for sentence in done.sentences():
        click.echo(sentence)
