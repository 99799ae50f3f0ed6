"""``touchline serve``."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from touchline.cli.common import refuse, start
from touchline.settings import Settings, SettingsError

_OPTIONS = (
    click.option(
        "--port", type=click.IntRange(1, 65535), help="Port to listen on (TOUCHLINE_PORT, else 8000)."
    ),
    click.option("--host", help="Address to listen on (TOUCHLINE_HOST, else 127.0.0.1)."),
    click.option(
        "--public-url",
        metavar="URL",
        help="Address under which people reach it (TOUCHLINE_PUBLIC_URL), such as https://touchline.example.com.",
    ),
    click.option(
        "--trusted-proxy",
        metavar="ADDRESS",
        multiple=True,
        help="Reverse proxy whose word is taken for who asks: an address or a network such as 10.0.0.0/8 "
        "(TOUCHLINE_TRUSTED_PROXY). May be repeated.",
    ),
)

Function = Callable[..., Any]


def address_options(function: Function) -> Function:
    """Add the options that say where the workspace is served."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.command("serve")
@address_options
@click.option("--home", metavar="DIR", help="Folder of the workspace.")
@click.pass_context
def command(ctx: click.Context, /, home: str | None, **where: Any) -> None:
    """Serve the pages of a workspace until interrupted.

    On the internet a reverse proxy with TLS stands before it; docs/internet.md shows the way.
    """
    set_address(**where)
    serve_until_stopped(start(home or ctx.find_root().obj, make=True))


def set_address(
    port: int | None = None,
    host: str | None = None,
    public_url: str | None = None,
    trusted_proxy: tuple[str, ...] = (),
) -> None:
    """Let an option stand above the environment."""
    given = {
        "TOUCHLINE_PORT": str(port) if port else None,
        "TOUCHLINE_HOST": host,
        "TOUCHLINE_PUBLIC_URL": public_url,
        "TOUCHLINE_TRUSTED_PROXY": ",".join(trusted_proxy),
    }
    os.environ.update({name: value for name, value in given.items() if value})


def serve_until_stopped(settings: Settings) -> None:
    """Serve, and say where once the pages answer: with a one-time link while there is no owner."""
    from touchline.service.supervisor import serve

    def ready() -> None:
        from touchline.workspace.joining import first_link
        from touchline.workspace.models import Member, Role

        owned = Member.objects.filter(role=Role.OWNER, is_active=True).exists()
        link = "" if owned else f"  {settings.public_url}/join/{first_link()}"
        click.echo(f"Touchline is at {settings.public_url} (Ctrl-C ends it).")
        if settings.secure and not settings.trusted_proxies:
            click.echo(
                "No proxy is trusted, so everybody seems to come from the proxy's own address. "
                "Name it with --trusted-proxy."
            )
        if link:
            click.echo("Become the owner with this link; it works once, for two days:")
            click.echo(link)

    try:
        serve(settings, ready)
    except SettingsError as error:
        refuse(str(error))
