"""``touchline index``."""

from __future__ import annotations

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.tables import print_table
from touchline.settings import Settings


@click.group("index")
def command() -> None:
    """Show, rebuild and check the journey index."""


@command.command("show")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def show(_settings: Settings, as_json: bool) -> None:
    """Show what the newest generation holds, and its levels."""
    from touchline.service.answers import generations

    here = generations()
    name = here.current()
    if name is None:
        refuse("There is no index yet. Import a file first, or build it: touchline index build")
    manifest = here.manifest(name)
    if as_json:
        print_json({"generation": name, **manifest})
        return
    for key, value in {"generation": name, **manifest}.items():
        if key != "levels":
            click.echo(f"{key.replace('_', ' ')}: {value}")
    click.echo("")
    print_table(manifest["levels"])


@command.command("build")
@with_home()
def build(settings: Settings) -> None:
    """Build the index anew from the lake."""
    from touchline.service.locks import Held, worker_lock
    from touchline.service.refresh import rebuild

    try:
        with worker_lock(settings.home):
            click.echo(f"Built generation {rebuild()}.")
    except Held as held:
        refuse(f"{held.holder.capitalize()} is writing this workspace's index. Stop touchline serve first.")
