"""``touchline serve``."""

from __future__ import annotations

import os

import click

from touchline.cli.common import refuse, start
from touchline.settings import Settings, SettingsError


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (TOUCHLINE_PORT, else 8000).")
@click.option("--host", help="Address to listen on (TOUCHLINE_HOST, else 127.0.0.1).")
@click.option("--home", metavar="DIR", help="Folder of the workspace.")
@click.pass_context
def command(ctx: click.Context, port: int | None, host: str | None, home: str | None) -> None:
    """Serve the pages of a workspace until interrupted."""
    set_address(port, host)
    serve_until_stopped(start(home or ctx.find_root().obj, make=True))


def set_address(port: int | None, host: str | None) -> None:
    """Let an option stand above the environment."""
    if port:
        os.environ["TOUCHLINE_PORT"] = str(port)
    if host:
        os.environ["TOUCHLINE_HOST"] = host


def serve_until_stopped(settings: Settings) -> None:
    """Serve, and say where once the pages answer: with a one-time link while there is no owner."""
    from touchline.service.supervisor import serve

    def ready() -> None:
        from touchline.workspace.joining import make_link
        from touchline.workspace.models import Member, Role

        owned = Member.objects.filter(role=Role.OWNER, is_active=True).exists()
        link = "" if owned else f"  {settings.public_url}/join/{make_link(Role.OWNER)}"
        click.echo(f"Touchline is at {settings.public_url} (Ctrl-C ends it).")
        if link:
            click.echo("Become the owner with this link; it works once, for two days:")
            click.echo(link)

    try:
        serve(settings, ready)
    except SettingsError as error:
        refuse(str(error))
