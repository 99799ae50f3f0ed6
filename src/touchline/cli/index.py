"""``touchline index``."""

from __future__ import annotations

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.tables import print_table
from touchline.settings import Settings

ENGINE_HELP = "A Spark cluster that does the work, such as spark://HOST:7077; without, this machine does."


@click.group("index")
def command() -> None:
    """Show, rebuild and check the journey index."""


@command.command("show")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def show(_settings: Settings, as_json: bool) -> None:
    """Show what the newest generation holds, its levels, and how far a build that goes on is."""
    from touchline.service.answers import generations
    from touchline.service.underway import said, told, underway_here

    here, building = generations(), underway_here()
    name = here.current()
    if name is None:
        if building:
            refuse(" ".join(said(building)))
        refuse("There is no index yet. Import a file first, or build it: touchline index build")
    manifest = here.manifest(name)
    if as_json:
        print_json({"generation": name, **manifest, "building": told()})
        return
    if building:
        click.echo(f"{' '.join(said(building))}\n")
    for key, value in {"generation": name, **manifest}.items():
        if key != "levels":
            click.echo(f"{key.replace('_', ' ')}: {value}")
    click.echo("")
    print_table(manifest["levels"])


@command.command("build")
@click.option("--engine", metavar="MASTER", help=ENGINE_HELP)
@with_home()
def build(settings: Settings, engine: str | None) -> None:
    """Build the index anew from the lake."""
    from touchline.service.locks import Held, worker_lock
    from touchline.service.refresh import rebuild

    try:
        with worker_lock(settings.home):
            if engine is None:
                click.echo(f"Built generation {rebuild()}.")
                return
            from touchline.service.elsewhere import ClusterError, rebuild_on

            try:
                click.echo(f"Built generation {rebuild_on(engine)} on {engine}.")
            except ClusterError as error:
                refuse(str(error))
    except Held as held:
        refuse(f"{held.holder.capitalize()} is writing this workspace's index. Stop touchline serve first.")
